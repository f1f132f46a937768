//! A key that stands twice in one mapping.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::Document;
use readylint_yaml::Node;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &[],
    readiness: &["S3-1.8", "S3-10.1"],
    yields_to: &[],
    options: &[],
    check: Check::Document(check),
};

fn check(cx: &RuleContext<'_>, document: Document<'_>) {
    let tree = document.tree();
    // sorted by position: they are recorded when their mapping ends
    for duplicate in tree.duplicate_keys() {
        let second = tree.node(duplicate.second);
        if document.range().contains(second.range().start()) {
            cx.report(twice(tree.node(duplicate.first), second));
        }
    }
}

fn twice(first: Node<'_>, second: Node<'_>) -> Finding {
    let key = second.text().unwrap_or("?");
    Finding::new(format!("the key `{key}` stands twice in one mapping"))
        .at(second)
        .here("lenient readers keep this one")
        .label(first.grip(), "and lose this one without a word")
        .note("strict readers, the API server's field validation among them, refuse the document")
        .help("keep one of the two, or merge what they say")
}
