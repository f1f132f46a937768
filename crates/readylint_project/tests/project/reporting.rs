//! What the loader finds reaches the report like any other finding.

use readylint_diagnostics::{Applicability, Severity};
use readylint_engine::{Report, run};

use crate::support::{POD, catalogue, loaded, memory};

fn report(files: &[(&str, &str)]) -> Report {
    run(loaded(&memory(files), &["."]).input, &catalogue())
}

/// `file@text under the label: message`.
fn shown(report: &Report) -> Vec<String> {
    let active = report.active().map(|diagnostic| {
        let span = diagnostic.primary.span;
        let name = report.sources.get(span.source).unwrap().name();
        format!("{name}@{}: {}", report.sources.slice(span), diagnostic.message)
    });
    active.collect()
}

#[test]
fn mistakes_in_the_configuration() {
    let report = report(&[("readylint.yaml", "profle: all\nrules: {runs-as-rot: off}\n"), ("a.yaml", POD)]);
    assert_eq!(
        shown(&report),
        [
            "readylint.yaml@profle: the configuration has no key `profle`",
            "readylint.yaml@runs-as-rot: there is no rule `runs-as-rot`",
        ]
    );
    let fix = &report.diagnostics[1].fixes[0];
    assert_eq!((fix.applicability, fix.edits[0].text.as_str()), (Applicability::Unsafe, "runs-as-root"));
    assert_eq!(report.coverage.files, 1);
    assert_eq!(report.coverage.documents, 1);
}

#[test]
fn mistakes_have_levels_like_all_findings() {
    let off = report(&[("readylint.yaml", "rules: {unknown-rule: off, xyzzy-a: off}\n"), ("a.yaml", POD)]);
    assert_eq!(shown(&off), [""; 0]);
    let removed = report(&[("readylint.yaml", "rules: {old-rule: off}\n"), ("a.yaml", POD)]);
    assert_eq!(removed.diagnostics[0].severity, Severity::Info);
}

#[test]
fn bytes_that_are_no_text() {
    let report = report(&[("a.yaml", POD), ("zeros.yaml", "kind: Pod\nname: \0\n")]);
    assert_eq!(shown(&report), ["zeros.yaml@: `zeros.yaml` holds zero bytes: it is not a text file"]);
}

#[test]
fn skipped_files_are_in_the_coverage() {
    let report = report(&[("a.yaml", POD), ("values.yaml", "x: 1\n"), ("shop/Chart.yaml", "name: shop\n")]);
    let skipped: Vec<&str> = report.coverage.skipped.iter().map(|skipped| skipped.file.as_str()).collect();
    assert_eq!(skipped, ["values.yaml"]);
}
