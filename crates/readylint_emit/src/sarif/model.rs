//! The part of the object model of SARIF 2.1.0 that is written. Names and order of the properties are those of the
//! standard (OASIS, <https://docs.oasis-open.org/sarif/sarif/v2.1.0/>); numbers in comments are its sections.
//!
//! Optional properties that would be empty are left out: GitLab refuses empty objects that the schema allows.

use serde::Serialize;

/// 3.13
#[derive(Serialize)]
pub(super) struct Log<'a> {
    #[serde(rename = "$schema")]
    pub(super) schema: &'static str,
    pub(super) version: &'static str,
    pub(super) runs: [Run<'a>; 1],
}

/// 3.14
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Run<'a> {
    pub(super) tool: Tool<'a>,
    pub(super) invocations: [Invocation; 1],
    pub(super) original_uri_base_ids: UriBaseIds,
    pub(super) artifacts: Vec<Artifact>,
    pub(super) column_kind: &'static str,
    pub(super) results: Vec<Result<'a>>,
}

/// 3.18
#[derive(Serialize)]
pub(super) struct Tool<'a> {
    pub(super) driver: Driver<'a>,
}

/// 3.19
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Driver<'a> {
    pub(super) name: &'a str,
    pub(super) version: &'a str,
    pub(super) semantic_version: &'a str,
    pub(super) information_uri: &'a str,
    pub(super) rules: Vec<Rule<'a>>,
}

/// 3.49, `reportingDescriptor`
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Rule<'a> {
    pub(super) id: &'a str,
    pub(super) name: String,
    pub(super) short_description: Message,
    pub(super) full_description: Message,
    pub(super) default_configuration: Configuration,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) help_uri: Option<&'a str>,
    pub(super) help: Help<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) properties: Option<RuleProperties<'a>>,
}

/// 3.50
#[derive(Serialize)]
pub(super) struct Configuration {
    pub(super) level: &'static str,
}

/// 3.12 with both forms; `text` is required where `markdown` is given.
#[derive(Serialize)]
pub(super) struct Help<'a> {
    pub(super) text: &'a str,
    pub(super) markdown: &'a str,
}

/// 3.8
#[derive(Serialize)]
pub(super) struct RuleProperties<'a> {
    pub(super) category: &'a str,
    pub(super) tags: Vec<&'a str>,
}

/// 3.20
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Invocation {
    pub(super) execution_successful: bool,
}

/// 3.14.14
#[derive(Serialize)]
pub(super) struct UriBaseIds {
    #[serde(rename = "%SRCROOT%")]
    pub(super) root: UriBase,
}

/// An `artifactLocation` whose address the consumer knows.
#[derive(Serialize)]
pub(super) struct UriBase {
    pub(super) description: Message,
}

/// 3.24
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Artifact {
    pub(super) location: ArtifactLocation,
    pub(super) mime_type: &'static str,
}

/// 3.4
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ArtifactLocation {
    pub(super) uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) uri_base_id: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) index: Option<usize>,
}

/// 3.11
#[derive(Serialize)]
pub(super) struct Message {
    pub(super) text: String,
}

/// 3.27
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Result<'a> {
    pub(super) rule_id: &'a str,
    pub(super) rule_index: usize,
    pub(super) level: &'static str,
    pub(super) message: Message,
    pub(super) locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) related_locations: Vec<Location>,
    pub(super) partial_fingerprints: Fingerprints<'a>,
    pub(super) suppressions: Vec<Suppression<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) fixes: Vec<Fix<'a>>,
    pub(super) properties: ResultProperties<'a>,
}

/// 3.28
#[expect(clippy::struct_field_names, reason = "the names of the standard")]
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location {
    /// 3.28.2: what `relatedLocations` are referred to by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<usize>,
    pub(super) physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) logical_locations: Vec<LogicalLocation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) message: Option<Message>,
}

/// 3.29
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PhysicalLocation {
    pub(super) artifact_location: ArtifactLocation,
    pub(super) region: Region,
}

/// 3.30: lines and columns are 1-based, `endColumn` is exclusive, offsets are 0-based.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Region {
    pub(super) start_line: u32,
    pub(super) start_column: u32,
    pub(super) end_line: u32,
    pub(super) end_column: u32,
    pub(super) byte_offset: u32,
    pub(super) byte_length: u32,
}

/// 3.33
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LogicalLocation {
    pub(super) name: String,
    pub(super) fully_qualified_name: String,
    pub(super) kind: &'static str,
}

/// 3.27.17
#[derive(Serialize)]
pub(super) struct Fingerprints<'a> {
    #[serde(rename = "readylint/v1")]
    pub(super) readylint: &'a str,
}

/// 3.35
#[derive(Serialize)]
pub(super) struct Suppression<'a> {
    pub(super) kind: &'static str,
    pub(super) status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) justification: Option<&'a str>,
    pub(super) properties: SuppressionProperties<'a>,
}

/// What SARIF has no property for.
#[derive(Serialize)]
pub(super) struct SuppressionProperties<'a> {
    pub(super) source: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) until: Option<&'a str>,
}

/// 3.55
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Fix<'a> {
    pub(super) description: Message,
    pub(super) artifact_changes: Vec<ArtifactChange<'a>>,
    pub(super) properties: FixProperties,
}

/// What SARIF has no property for.
#[derive(Serialize)]
pub(super) struct FixProperties {
    pub(super) applicability: &'static str,
}

/// 3.56
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ArtifactChange<'a> {
    pub(super) artifact_location: ArtifactLocation,
    pub(super) replacements: Vec<Replacement<'a>>,
}

/// 3.57
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Replacement<'a> {
    pub(super) deleted_region: Region,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) inserted_content: Option<Content<'a>>,
}

/// 3.3
#[derive(Serialize)]
pub(super) struct Content<'a> {
    pub(super) text: &'a str,
}

/// What SARIF has no property for.
#[derive(Serialize)]
pub(super) struct ResultProperties<'a> {
    pub(super) confidence: &'static str,
    pub(super) pointer: &'a str,
}
