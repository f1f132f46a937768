//! A custom resource that its definition does not allow.

use readylint_diagnostics::{Applicability, Confidence, Severity};
use readylint_engine::{Check, Finding, Judged, Profile, Rule, RuleContext, Schema};
use readylint_kube::GroupVersion;
use readylint_schema::{DefinedVersion, Definition, Problem, Violation};

use super::division::is_passed_over;
use super::wording::{did_you_mean, finding, list, unknown_key};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &["KC:schema"],
    readiness: &["S0-9.1"],
    yields_to: &[],
    options: &[],
    check: Check::Schema(check),
};

fn check(cx: &RuleContext<'_>, judged: Judged<'_>) {
    let Schema::Custom(definition) = judged.schema() else {
        return cx.not_applicable();
    };
    version(cx, judged, definition);
    scope(cx, judged, definition);
    for violation in judged.violations().iter().filter(|violation| !is_passed_over(judged, violation)) {
        let versions = judged.versions(violation.minors);
        if let Problem::UnknownField { suggestion, .. } = &violation.problem {
            cx.report(unknown(judged, violation, suggestion.as_deref()));
        } else if let Some(finding) = finding(judged, violation, &versions) {
            let finding = finding.severity(judged.severity(violation.minors));
            cx.report(
                finding
                    .note("the API server refuses the object")
                    .label(definition.span(), "the kind is defined here"),
            );
        }
    }
}

/// A version that the definition does not have, or has and does not serve.
fn version(cx: &RuleContext<'_>, judged: Judged<'_>, definition: &Definition) {
    let resource = judged.resource();
    let version = GroupVersion::of(resource.api_version()).version;
    let defined = definition.version(version);
    let Some(node) =
        resource.node().get("apiVersion").filter(|_| !defined.is_some_and(DefinedVersion::is_served))
    else {
        return;
    };
    let kind = resource.kind_name();
    let served: Vec<String> = definition
        .versions()
        .iter()
        .filter(|version| version.is_served())
        .map(|version| version.name().to_owned())
        .collect();
    let (message, here) = match defined {
        Some(_) => (format!("{kind} is not served in version `{version}`"), "not served"),
        None => (format!("{kind} has no version `{version}`"), "no such version"),
    };
    let finding = Finding::new(message)
        .at(node)
        .here(here)
        .note("the API server refuses the object")
        .label(definition.span(), "the kind is defined here");
    cx.report(match served.as_slice() {
        [] => finding.help("set `served: true` on a version of the definition"),
        served => finding.help(format!("write the object for {}", list(served))),
    });
}

/// A namespace on an object of the whole cluster: the API server takes the object, and drops the namespace.
fn scope(cx: &RuleContext<'_>, judged: Judged<'_>, definition: &Definition) {
    let resource = judged.resource();
    let namespace = resource.node().get("metadata").and_then(|metadata| metadata.get("namespace"));
    let Some(node) = namespace.filter(|node| {
        definition.is_namespaced() == Some(false)
            && node.as_str().is_some_and(|namespace| !namespace.is_empty())
    }) else {
        return;
    };
    let kind = resource.kind_name();
    cx.report(
        Finding::new(format!("{kind} is of the whole cluster and lives in no namespace"))
            .at(node)
            .here("has no effect")
            .severity(Severity::Warning)
            .note("the API server drops the namespace; two such objects of one name are the same object")
            .label(definition.span(), "the kind is defined here")
            .help("remove `namespace`"),
    );
}

fn unknown(judged: Judged<'_>, violation: &Violation<'_>, suggestion: Option<&str>) -> Finding {
    let finding = unknown_key(judged, violation, "").severity(Severity::Warning);
    match suggestion {
        Some(suggestion) => did_you_mean(finding, violation.node, suggestion),
        None => {
            finding.here("no such field").help("remove the key, or look up its name with `kubectl explain`")
        }
    }
}
