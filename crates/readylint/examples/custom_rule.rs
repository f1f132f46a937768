//! Embedding readylint with a rule of one's own: every Deployment must say who owns it.
#![allow(clippy::print_stdout, reason = "an example prints what it found")]

use readylint::diagnostics::{Confidence, Severity};
use readylint::engine::{Check, Finding, Profile, Rule, RuleContext, RuleEntry};
use readylint::{Linter, catalogue, kube::Workload};

static RULE: Rule = Rule {
    severity: Severity::Warning,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "1.0.0",
    fix: None,
    references: &[],
    readiness: &[],
    yields_to: &[],
    options: &[],
    check: Check::Workload(check),
};

fn check(cx: &RuleContext<'_>, workload: Workload<'_>) {
    let resource = workload.resource();
    if resource.metadata().annotation("example.com/owner").is_none() {
        cx.report(Finding::new(format!("{} has no owner", resource.title())).at(resource.anchor()));
    }
}

fn main() {
    let page = "# missing-owner\n\nA workload without the annotation `example.com/owner`.\n";
    let rules = catalogue().with([RuleEntry { id: "missing-owner", category: "ours", page, rule: &RULE }]);
    let manifest = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n";
    let report = Linter::with_catalogue(rules).lint([("web.yaml", manifest)]);
    for diagnostic in report.active() {
        println!("{}: {}", diagnostic.rule, diagnostic.message);
    }
}
