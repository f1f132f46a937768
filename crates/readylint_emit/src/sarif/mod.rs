//! `sarif`: SARIF 2.1.0, for code scanning of GitHub, GitLab, Azure DevOps and editors.
//!
//! Suppressed findings are always in it, each with its suppression. Since one result with suppressions obliges all to
//! have that property (3.27.23), every result has it. There are no snippets: nothing of the text leaves with the report.

mod model;
mod uri;

use std::collections::BTreeMap;
use std::io::{self, Write};

use readylint_diagnostics::{Diagnostic, Fix as Change, ResourceName, Severity, Suppressed, SuppressionKind};
use readylint_text::{SourceId, Span};

use crate::place::{Place, Places};
use crate::wording::resource_name;
use crate::{Report, RuleRow};
use model::{
    Artifact, ArtifactChange, ArtifactLocation, Configuration, Content, Driver, Fingerprints, Fix,
    FixProperties, Help, Invocation, Location, Log, LogicalLocation, Message, PhysicalLocation, Region,
    Replacement, Result, ResultProperties, Rule, RuleProperties, Run, Suppression, SuppressionProperties,
    Tool, UriBase, UriBaseIds,
};

/// The schema of the standard with its errata.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

pub(crate) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(report.sources);
    let rules = Rules::new(report);
    let artifacts = Artifacts::new(report, &places);
    let results = report.diagnostics.iter().map(|it| result(&places, &rules, &artifacts, it)).collect();
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: report.tool.name,
                    version: report.tool.version,
                    semantic_version: report.tool.version,
                    information_uri: report.tool.information_uri,
                    rules: rules.list.iter().map(|(id, row)| rule(id, *row)).collect(),
                },
            },
            // Whether the run could do its job is the exit code's matter; who writes a report has linted.
            invocations: [Invocation { execution_successful: true }],
            original_uri_base_ids: UriBaseIds {
                root: UriBase { description: message("The folder in which readylint was run.") },
            },
            artifacts: artifacts.into_list(),
            column_kind: "unicodeCodePoints",
            results,
        }],
    };
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn message(text: impl Into<String>) -> Message {
    Message { text: text.into() }
}

/// The rules of the catalogue and those that only diagnostics name, in the order of their ids.
struct Rules<'a> {
    list: BTreeMap<&'a str, Option<&'a RuleRow<'a>>>,
    indices: BTreeMap<&'a str, usize>,
}

impl<'a> Rules<'a> {
    fn new(report: &Report<'a>) -> Self {
        let mut list: BTreeMap<&str, Option<&RuleRow<'_>>> =
            report.diagnostics.iter().map(|diagnostic| (diagnostic.rule.as_str(), None)).collect();
        list.extend(report.rules.iter().map(|row| (row.id, Some(row))));
        let indices = list.keys().enumerate().map(|(index, id)| (*id, index)).collect();
        Self { list, indices }
    }
}

/// A rule as SARIF describes it. Code scanning of GitHub requires both descriptions and the help, so a rule that the
/// catalogue does not know is described by its id.
fn rule<'a>(id: &'a str, row: Option<&'a RuleRow<'a>>) -> Rule<'a> {
    let summary = row.map(|row| row.summary).filter(|summary| !summary.is_empty()).unwrap_or(id);
    let help = row.map(|row| row.help).filter(|help| !help.is_empty()).unwrap_or(summary);
    Rule {
        id,
        name: pascal_case(id),
        short_description: message(sentence(summary)),
        full_description: message(sentence(summary)),
        default_configuration: Configuration {
            level: level(row.map_or(Severity::Warning, |row| row.severity)),
        },
        help_uri: row.map(|row| row.url).filter(|url| !url.is_empty()),
        help: Help { text: help, markdown: help },
        properties: row.map(|row| {
            let others = row.tags.iter().copied().filter(|tag| *tag != row.category);
            RuleProperties {
                category: row.category,
                tags: std::iter::once(row.category).chain(others).collect(),
            }
        }),
    }
}

/// `missing-memory-limit` as `MissingMemoryLimit`: the form that 3.49.7 suggests for names.
fn pascal_case(id: &str) -> String {
    id.split('-')
        .flat_map(|word| {
            let mut characters = word.chars();
            characters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(characters)
        })
        .collect()
}

/// 3.27.10
const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// The files that results lie in, in the order of the sources.
struct Artifacts {
    locations: BTreeMap<SourceId, ArtifactLocation>,
}

impl Artifacts {
    fn new(report: &Report<'_>, places: &Places<'_>) -> Self {
        let mut locations = BTreeMap::new();
        for diagnostic in report.diagnostics {
            let labels = diagnostic.labels.iter().map(|label| label.span);
            let edits = diagnostic.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
            for span in std::iter::once(diagnostic.primary.span).chain(labels).chain(edits) {
                locations.entry(span.source).or_insert_with(|| uri::artifact_location(places.of(span).file));
            }
        }
        for (index, location) in locations.values_mut().enumerate() {
            location.index = Some(index);
        }
        Self { locations }
    }

    /// The location of a file that [`Artifacts::new`] met.
    fn location(&self, source: SourceId) -> ArtifactLocation {
        self.locations.get(&source).cloned().unwrap_or_else(|| uri::artifact_location("-"))
    }

    /// The artifacts themselves; the index belongs to those who refer to them.
    fn into_list(self) -> Vec<Artifact> {
        let unnumbered = |location| ArtifactLocation { index: None, ..location };
        self.locations
            .into_values()
            .map(|location| Artifact { location: unnumbered(location), mime_type: "text/yaml" })
            .collect()
    }
}

fn result<'a>(
    places: &Places<'_>,
    rules: &Rules<'_>,
    artifacts: &Artifacts,
    diagnostic: &'a Diagnostic,
) -> Result<'a> {
    let id = diagnostic.rule.as_str();
    let place = |span: Span| physical_location(places, artifacts, span);
    Result {
        rule_id: id,
        rule_index: rules.indices.get(id).copied().unwrap_or_default(),
        level: level(diagnostic.severity),
        message: result_message(diagnostic),
        locations: [Location {
            id: None,
            physical_location: place(diagnostic.primary.span),
            logical_locations: diagnostic.resource.iter().filter_map(logical_location).collect(),
            message: label_message(&diagnostic.primary.message),
        }],
        related_locations: diagnostic
            .labels
            .iter()
            .zip(1..)
            .map(|(label, id)| Location {
                id: Some(id),
                physical_location: place(label.span),
                logical_locations: Vec::new(),
                message: label_message(&label.message),
            })
            .collect(),
        partial_fingerprints: Fingerprints { readylint: &diagnostic.fingerprint },
        suppressions: diagnostic.suppressed.iter().map(suppression).collect(),
        fixes: diagnostic.fixes.iter().filter_map(|change| fix(places, artifacts, change)).collect(),
        properties: ResultProperties {
            confidence: diagnostic.confidence.as_str(),
            pointer: &diagnostic.pointer,
        },
    }
}

/// Message, notes and help: viewers show nothing else of a result.
fn result_message(diagnostic: &Diagnostic) -> Message {
    let mut text = sentence(&diagnostic.message);
    for more in diagnostic.notes.iter().chain(&diagnostic.help) {
        text.push(' ');
        text.push_str(&sentence(more));
    }
    message(plain(&text))
}

fn label_message(text: &str) -> Option<Message> {
    (!text.is_empty()).then(|| message(plain(text)))
}

/// `text` with a full stop, if it ends without a mark.
fn sentence(text: &str) -> String {
    let text = text.trim_end();
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

/// `text` so that no part of it is read as an embedded link (3.11.6), which is `[text](target)`.
fn plain(text: &str) -> String {
    if text.contains("](") { text.replace('[', "\\[").replace(']', "\\]") } else { text.to_owned() }
}

fn physical_location(places: &Places<'_>, artifacts: &Artifacts, span: Span) -> PhysicalLocation {
    PhysicalLocation { artifact_location: artifacts.location(span.source), region: region(places.of(span)) }
}

fn region(place: Place<'_>) -> Region {
    Region {
        start_line: place.start.line,
        start_column: place.start.column,
        end_line: place.end.line,
        end_column: place.end.column,
        byte_offset: place.start.offset,
        byte_length: place.end.offset.saturating_sub(place.start.offset),
    }
}

/// The object as a logical location; `None` if nothing of its name is known.
fn logical_location(resource: &ResourceName) -> Option<LogicalLocation> {
    let fully_qualified_name = resource_name(resource);
    let name = if resource.name.is_empty() { &resource.kind } else { &resource.name };
    let name = if name.is_empty() { &fully_qualified_name } else { name }.clone();
    // `resource` is a kind that 3.33.7 names.
    (!name.is_empty()).then_some(LogicalLocation { name, fully_qualified_name, kind: "resource" })
}

fn suppression(suppressed: &Suppressed) -> Suppression<'_> {
    Suppression {
        kind: match suppressed.kind {
            SuppressionKind::Comment | SuppressionKind::Annotation => "inSource",
            SuppressionKind::Configuration => "external",
        },
        status: "accepted",
        justification: suppressed.reason.as_deref().filter(|reason| !reason.is_empty()),
        properties: SuppressionProperties {
            source: suppressed.kind.as_str(),
            until: suppressed.until.as_deref(),
        },
    }
}

/// `change`, its edits grouped by file; `None` if it edits nothing, which SARIF cannot say.
fn fix<'a>(places: &Places<'_>, artifacts: &Artifacts, change: &'a Change) -> Option<Fix<'a>> {
    let mut files: BTreeMap<SourceId, Vec<Replacement<'_>>> = BTreeMap::new();
    for edit in &change.edits {
        files.entry(edit.span.source).or_default().push(Replacement {
            deleted_region: region(places.exact(edit.span)),
            inserted_content: (!edit.text.is_empty()).then_some(Content { text: &edit.text }),
        });
    }
    if files.is_empty() {
        return None;
    }
    let changes = files.into_iter().map(|(source, replacements)| ArtifactChange {
        artifact_location: artifacts.location(source),
        replacements,
    });
    Some(Fix {
        description: message(plain(&sentence(&change.title))),
        artifact_changes: changes.collect(),
        properties: FixProperties { applicability: change.applicability.as_str() },
    })
}
