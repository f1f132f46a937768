//! From a report to the rows that emitters read.

use std::io::{self, Write};

use readylint_diagnostics::{Diagnostic, RuleId, Severity};
use readylint_emit as emit;
use readylint_engine::{Catalogue, Coverage, Report};

use crate::{Format, Style, VERSION};

/// How a report is looked at; changes what is shown, never what was found.
#[derive(Clone, Copy, Debug)]
pub struct View {
    /// Findings below are not shown.
    pub min_severity: Severity,
    /// Whether suppressed findings are shown (SARIF always holds them).
    pub show_suppressed: bool,
    /// Colour, hyperlinks and width, for the formats that people read.
    pub style: Style,
}

impl Default for View {
    fn default() -> Self {
        Self { min_severity: Severity::Info, show_suppressed: false, style: Style::default() }
    }
}

/// Writes `report` as `format` to `out`; `catalogue` is the one it was made with.
///
/// # Errors
///
/// Those of `out`.
pub fn write_report(
    report: &Report,
    catalogue: &Catalogue,
    format: Format,
    view: &View,
    out: &mut dyn Write,
) -> io::Result<()> {
    with_rows(report, catalogue, view, |rows| emit::emit(format, rows, &view.style, out))
}

/// The job summary for GitHub Actions, in Markdown.
pub fn github_summary(report: &Report, catalogue: &Catalogue, view: &View) -> String {
    with_rows(report, catalogue, view, emit::github_summary)
}

/// What was read and found, as the emitters' rows.
pub fn summary(report: &Report) -> emit::Summary {
    let count = |severity| report.count(severity) as u64;
    let rule = |rule: &readylint_engine::RuleCount| emit::RuleCount {
        id: RuleId::from(rule.id.clone()),
        examined: rule.examined,
        found: rule.found,
    };
    emit::Summary {
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        infos: count(Severity::Info),
        suppressed: report.suppressed() as u64,
        hidden: report.hidden as u64,
        rules: report.rules.iter().map(rule).collect(),
        ..summary_of(&report.coverage)
    }
}

/// What was read, as the emitters' rows, with nothing found in it.
pub fn summary_of(coverage: &Coverage) -> emit::Summary {
    let skipped = |file: &readylint_engine::SkippedFile| emit::Skipped {
        file: file.file.clone(),
        reason: file.reason.clone(),
    };
    emit::Summary {
        files: coverage.files as u64,
        documents: coverage.documents as u64,
        resources: coverage.resources as u64,
        unknown_kinds: coverage.unknown_kinds as u64,
        skipped: coverage.skipped.iter().map(skipped).collect(),
        without_schemas: coverage.without_schemas.iter().map(ToString::to_string).collect(),
        ..emit::Summary::default()
    }
}

fn with_rows<T>(
    report: &Report,
    catalogue: &Catalogue,
    view: &View,
    write: impl FnOnce(&emit::Report<'_>) -> T,
) -> T {
    let shown = |diagnostic: &&Diagnostic| diagnostic.severity >= view.min_severity;
    let filtered: Vec<Diagnostic>;
    let diagnostics = if report.diagnostics.iter().all(|diagnostic| shown(&diagnostic)) {
        report.diagnostics.as_slice()
    } else {
        filtered = report.diagnostics.iter().filter(shown).cloned().collect();
        filtered.as_slice()
    };
    let mut masks = emit::Masks::new();
    for &span in &report.masked {
        masks.insert(span);
    }
    let texts: Vec<(String, String)> =
        catalogue.entries().iter().map(|entry| (entry.summary(), entry.url())).collect();
    let rules = catalogue.entries().iter().zip(&texts).map(|(entry, (summary, url))| emit::RuleRow {
        id: entry.id,
        category: entry.category,
        severity: entry.rule.severity,
        summary,
        help: entry.page,
        url,
        tags: vec![entry.category],
    });
    let rows = emit::Report {
        diagnostics,
        show_suppressed: view.show_suppressed,
        sources: &report.sources,
        masks: &masks,
        summary: &summary(report),
        rules: &rules.collect::<Vec<_>>(),
        tool: emit::Tool { name: "readylint", version: VERSION, information_uri: "https://readylint.dev" },
    };
    write(&rows)
}
