//! A document that cannot be read.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::Document;
use readylint_yaml::{Node, NodeKind, SyntaxError};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &["SQ:S2260"],
    readiness: &["S3-1.8", "S3-10.1"],
    yields_to: &[],
    options: &[],
    check: Check::Document(check),
};

fn check(cx: &RuleContext<'_>, document: Document<'_>) {
    if cx.is_rendered() {
        return cx.not_applicable();
    }
    for error in document.errors() {
        cx.report(unreadable(error));
    }
    let tree = document.tree();
    for &key in tree.complex_keys() {
        let key = tree.node(key);
        if document.range().contains(key.range().start()) {
            cx.report(complex_key(key));
        }
    }
    if let Some(root) = document.root().filter(|root| !root.is_mapping()) {
        cx.report(no_mapping(root));
    }
}

fn unreadable(error: &SyntaxError) -> Finding {
    let finding = Finding::new(error.message.clone())
        .at_span(error.span)
        .note("this document is not linted, and no API server would take it; the others of the file are");
    let finding = match &error.related {
        Some((span, text)) => finding.label(*span, text.clone()),
        None => finding,
    };
    match &error.help {
        Some(help) => finding.help(help.clone()),
        None => finding,
    }
}

fn complex_key(key: Node<'_>) -> Finding {
    Finding::new("a mapping or a list stands where a key must be")
        .at(key)
        .here("JSON, and so the API server, knows only strings as keys")
        .note("the API server refuses the document")
        .help("put quotes around the value, if a text with braces or brackets is meant")
}

fn no_mapping(root: Node<'_>) -> Finding {
    let what = match root.kind() {
        NodeKind::Sequence => "a list",
        NodeKind::Scalar => "a single value",
        NodeKind::Mapping | NodeKind::Alias => "no mapping",
    };
    Finding::new(format!("the document is {what}, not a Kubernetes object"))
        .at(root)
        .note("an object is a mapping with `apiVersion`, `kind` and `metadata`")
        .help("put several objects into documents of their own, separated by `---`, or into the `items` of a List")
}
