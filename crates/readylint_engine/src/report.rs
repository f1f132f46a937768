//! What a run yields.

use std::collections::BTreeSet;

use readylint_diagnostics::{Diagnostic, Severity};
use readylint_kube::GroupVersion;
use readylint_scalars::{KubernetesVersion, VersionRange};
use readylint_schema::{FIRST_MINOR, KindSchema, Lifetime, NEWEST_RELEASE};
use readylint_text::{Sources, Span};
use rustc_hash::FxHashMap;

use crate::{Bundle, Input};

/// What was read, and what was not (SIL-1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Files (standard input counts as one) of which at least one document was linted.
    pub files: usize,
    /// Documents linted, broken ones included; empty and comment-only ones are not documents.
    pub documents: usize,
    /// Objects linted; the items of a List count one by one.
    pub resources: usize,
    /// Those of them whose kind has no schema: neither a bundled one, in any version, nor a definition in the run (CRD-3). Rules
    /// for all objects look at them, but their own fields are not judged.
    pub unknown_kinds: usize,
    /// Files that were not linted.
    pub skipped: Vec<SkippedFile>,
    /// Versions of Kubernetes that were asked for and that there are no schemas for: only lifetimes of API versions are known of
    /// them, so that silence about fields says nothing.
    pub without_schemas: Vec<VersionRange>,
}

impl Coverage {
    /// What of `input` is looked at.
    pub fn of(input: &Input) -> Self {
        let mut coverage = Self { skipped: input.skipped.clone(), ..Self::default() };
        for bundle in &input.bundles {
            let mut files = BTreeSet::new();
            let mut ranges = Vec::new();
            for document in bundle.graph.documents().filter(|document| !document.is_context()) {
                coverage.documents += 1;
                if files.insert(document.source()) {
                    let range = input.settings.get(document.source()).kubernetes;
                    // there are as many as configurations, one mostly
                    if !ranges.contains(&range) {
                        ranges.push(range);
                    }
                }
            }
            for part in ranges.into_iter().flat_map(without_schemas) {
                if !coverage.without_schemas.contains(&part) {
                    coverage.without_schemas.push(part);
                }
            }
            coverage.files += files.len();
            // there are far fewer kinds than objects
            let mut unknown = FxHashMap::default();
            for resource in bundle.graph.resources().filter(|resource| !resource.is_context()) {
                coverage.resources += 1;
                let kind = (resource.api_version(), resource.kind_name());
                let is_unknown = unknown.entry(kind).or_insert_with(|| is_unknown_kind(kind, bundle));
                coverage.unknown_kinds += usize::from(*is_unknown);
            }
        }
        coverage.skipped.sort();
        coverage.without_schemas.sort_by_key(|range| (range.oldest(), range.newest()));
        coverage
    }
}

/// Whether nobody says how an object of this API version and kind must look.
fn is_unknown_kind((api_version, kind): (&str, &str), bundle: &Bundle) -> bool {
    let group = GroupVersion::of(api_version).group;
    let is_it = |api_version: &str, name: &str| name == kind && GroupVersion::of(api_version).group == group;
    !kind.is_empty()
        && KindSchema::of(api_version, kind).is_none()
        && !bundle.definitions.defines(group, kind)
        && !KindSchema::all().any(|schema| is_it(schema.api_version(), schema.kind()))
        && !Lifetime::all().any(|lifetime| is_it(lifetime.api_version(), lifetime.kind()))
}

/// The parts of `range` before and behind the minors that have schemas.
fn without_schemas(range: VersionRange) -> impl Iterator<Item = VersionRange> {
    let before = KubernetesVersion::new(FIRST_MINOR.saturating_sub(1));
    let behind = KubernetesVersion::new(NEWEST_RELEASE.minor + 1);
    let older = VersionRange::new(range.oldest(), range.newest().min(before));
    let newer = VersionRange::new(range.oldest().max(behind), range.newest());
    // one that would run backwards is empty
    older.into_iter().chain(newer)
}

/// A file that was not linted, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SkippedFile {
    /// As a source would be named.
    pub file: String,
    /// A short phrase, the same for all files of one cause: `not Kubernetes (a Compose file)`.
    pub reason: String,
}

/// How a rule did in a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleCount {
    /// The rule.
    pub id: String,
    /// How many subjects it examined: zero means "nothing to check", never "passed".
    pub examined: u64,
    /// How many diagnostics it made that are neither suppressed nor hidden.
    pub found: u64,
}

/// The result of a run. It cannot fail: what went wrong with the input is among the diagnostics.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// All texts that diagnostics point into.
    pub sources: Sources,
    /// Sorted by source name, position, rule; suppressed ones among them.
    pub diagnostics: Vec<Diagnostic>,
    /// What was read.
    pub coverage: Coverage,
    /// Every rule that was enabled somewhere, by id.
    pub rules: Vec<RuleCount>,
    /// How many findings the confidence threshold hides.
    pub hidden: usize,
    /// Bytes of the sources that hold secret values and must not be shown.
    pub masked: Vec<Span>,
}

impl Report {
    /// The diagnostics that are not suppressed.
    pub fn active(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.suppressed.is_none())
    }

    /// How many diagnostics of `severity` are not suppressed.
    pub fn count(&self, severity: Severity) -> usize {
        self.active().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// How many diagnostics are suppressed.
    pub fn suppressed(&self) -> usize {
        self.diagnostics.len() - self.active().count()
    }

    /// The highest severity that is not suppressed.
    pub fn worst(&self) -> Option<Severity> {
        self.active().map(|diagnostic| diagnostic.severity).max()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn schemas_end_at_both_ends() {
        let parts = |text: &str| {
            let parts = without_schemas(VersionRange::parse(text).unwrap()).map(|range| range.to_string());
            parts.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(parts("1.35-1.37"), "");
        assert_eq!(parts("1.16-1.24"), "1.16-1.24");
        assert_eq!(parts("1.20-1.30"), "1.20-1.24");
        assert_eq!(parts("1.24-1.39"), "1.24 1.38-1.39");
        assert_eq!(parts("1.40"), "1.40");
    }
}
