//! `helm.sh/resource-policy` where Helm does not look.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::Resource;
use readylint_yaml::Node;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &["HL:List + resource-policy"],
    readiness: &[],
    yields_to: &[],
    options: &[],
    check: Check::Resource(check),
};

const POLICY: &str = "helm.sh/resource-policy";

fn check(cx: &RuleContext<'_>, resource: Resource<'_>) {
    // an item of a List has the list around it
    if resource.node().parent().is_none() {
        return cx.not_applicable();
    }
    let annotations = resource.node().get("metadata").and_then(|metadata| metadata.get("annotations"));
    if let Some(policy) = annotations.and_then(|annotations| annotations.get(POLICY)) {
        cx.report(ignored(policy));
    }
}

fn ignored(policy: Node<'_>) -> Finding {
    Finding::new(format!("`{POLICY}` on an item of a List has no effect"))
        .at(policy.path_key().unwrap_or(policy))
        .note("Helm reads the annotations of the List alone: the object is deleted with the release")
        .help("write the object as a document of its own")
}
