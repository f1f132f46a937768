//! What a run looked at, in a line for standard error.
//!
//! Not a format: the shells print it beside any of them, so that no run passes in silence.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::wording::counted;
use crate::{Summary, sanitize};

/// What was looked at and what was not, with the reasons, the most frequent first: `checked 12 files, 31 documents, 29
/// resources (3 of kinds without a schema); skipped 3 files: 2 not Kubernetes, 1 kustomization (not rendered yet)`. One line, no line end, no control
/// characters.
pub fn coverage_line(summary: &Summary) -> String {
    let line = line("checked", summary);
    if summary.without_schemas.is_empty() {
        return line;
    }
    let versions = summary.without_schemas.join(", ");
    line + "; no schemas for Kubernetes "
        + &versions
        + ": only the lifetimes of API versions were judged there"
}

/// The same of what was read without being checked, to show a graph or a report: `read 12 files, 31 documents, …`.
pub fn read_line(summary: &Summary) -> String {
    line("read", summary)
}

fn line(verb: &str, summary: &Summary) -> String {
    let mut line = format!(
        "{verb} {}, {}, {}",
        counted(summary.files, "file", "files"),
        counted(summary.documents, "document", "documents"),
        counted(summary.resources, "resource", "resources"),
    );
    if summary.unknown_kinds > 0 {
        let kinds = if summary.unknown_kinds == 1 { "a kind" } else { "kinds" };
        line = format!("{line} ({} of {kinds} without a schema)", summary.unknown_kinds);
    }
    if summary.skipped.is_empty() {
        return line;
    }
    let mut reasons: BTreeMap<&str, u64> = BTreeMap::new();
    for skipped in &summary.skipped {
        *reasons.entry(&skipped.reason).or_default() += 1;
    }
    let mut reasons: Vec<(&str, u64)> = reasons.into_iter().collect();
    // Stable: reasons of equal number stay in the order of the alphabet.
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let reasons: Vec<String> =
        reasons.into_iter().map(|(reason, count)| format!("{count} {}", sanitize::line(reason))).collect();
    let skipped = counted(summary.skipped.len() as u64, "file", "files");
    line + "; skipped " + &skipped + ": " + &reasons.join(", ")
}

/// What was found: `found 2 errors, 1 info; 3 suppressed, 4 hidden`, or `found nothing` with the same ending. One line, no line end.
pub fn findings_line(summary: &Summary) -> String {
    let counts = [
        (summary.errors, "error", "errors"),
        (summary.warnings, "warning", "warnings"),
        (summary.infos, "info", "infos"),
    ];
    let found: Vec<String> = counts
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| counted(count, one, many))
        .collect();
    let mut line =
        if found.is_empty() { "found nothing".to_owned() } else { format!("found {}", found.join(", ")) };
    let aside: Vec<String> = [(summary.suppressed, "suppressed"), (summary.hidden, "hidden")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    if !aside.is_empty() {
        line.push_str("; ");
        line.push_str(&aside.join(", "));
    }
    line
}

/// Writes [`coverage_line`] and a line end.
///
/// # Errors
///
/// Only those of `out`.
pub fn write_coverage(summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", coverage_line(summary))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Skipped;

    fn skipped(reasons: &[&str]) -> Vec<Skipped> {
        reasons.iter().map(|reason| Skipped { file: "f".to_owned(), reason: (*reason).to_owned() }).collect()
    }

    #[test]
    fn reasons_are_grouped() {
        let summary = Summary {
            files: 12,
            documents: 31,
            resources: 29,
            skipped: skipped(&["kustomization (not rendered yet)", "not Kubernetes", "not Kubernetes"]),
            ..Summary::default()
        };
        assert_eq!(
            coverage_line(&summary),
            "checked 12 files, 31 documents, 29 resources; skipped 3 files: 2 not Kubernetes, 1 kustomization (not rendered yet)"
        );
    }

    #[test]
    fn objects_without_a_schema_are_counted() {
        let mut summary =
            Summary { files: 2, documents: 3, resources: 3, unknown_kinds: 2, ..Summary::default() };
        assert_eq!(
            coverage_line(&summary),
            "checked 2 files, 3 documents, 3 resources (2 of kinds without a schema)"
        );
        summary.unknown_kinds = 1;
        assert!(coverage_line(&summary).ends_with("3 resources (1 of a kind without a schema)"));
    }

    #[test]
    fn one_is_singular() {
        let summary = Summary {
            files: 1,
            documents: 1,
            resources: 1,
            skipped: skipped(&["binary\u{1b}"]),
            ..Summary::default()
        };
        assert_eq!(
            coverage_line(&summary),
            "checked 1 file, 1 document, 1 resource; skipped 1 file: 1 binary␛"
        );
        assert_eq!(coverage_line(&Summary::default()), "checked 0 files, 0 documents, 0 resources");
    }

    #[test]
    fn versions_without_schemas_are_told() {
        let without_schemas = vec!["1.16-1.24".to_owned(), "1.38".to_owned()];
        let summary = Summary { files: 1, documents: 2, resources: 2, without_schemas, ..Summary::default() };
        assert_eq!(
            coverage_line(&summary),
            "checked 1 file, 2 documents, 2 resources; no schemas for Kubernetes 1.16-1.24, 1.38: only the lifetimes of API \
             versions were judged there"
        );
        assert_eq!(read_line(&summary), "read 1 file, 2 documents, 2 resources");
    }

    #[test]
    fn only_what_was_found_is_named() {
        assert_eq!(findings_line(&Summary::default()), "found nothing");
        let summary = Summary { errors: 2, infos: 1, suppressed: 3, hidden: 4, ..Summary::default() };
        assert_eq!(findings_line(&summary), "found 2 errors, 1 info; 3 suppressed, 4 hidden");
    }
}
