//! A credential written out in the environment of a container.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::Container;
use readylint_kube::facts::{PlainKind, PlainValue, SecretKind, SecretLike, plain_variable};

use super::wording::described;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &[
        "KL:env-var-secret",
        "PO:sensitiveContainerEnvVar",
        "KUB:C-0012",
        "KUB:C-0259",
        "MV:M-201",
        "SQ:S2068",
        "SQ:S6418",
    ],
    readiness: &["S2-1.1-b", "S2-3.3-d", "S3-3.5-e", "S4-1.4-b1"],
    yields_to: &[],
    options: &[],
    check: Check::Container(check),
};

fn check(cx: &RuleContext<'_>, container: Container<'_>) {
    let mut variables = container.env().filter(|variable| variable.value().is_some()).peekable();
    if variables.peek().is_none() {
        return cx.not_applicable();
    }
    for shown in variables.filter_map(|variable| plain_variable(container, variable)) {
        if let PlainKind::Secret(secret) = &shown.kind
            && secret.kind != SecretKind::WellKnown
        {
            cx.report(in_variable(container, &shown, secret));
        }
    }
}

fn in_variable(container: Container<'_>, shown: &PlainValue<'_>, secret: &SecretLike) -> Finding {
    let name = shown.name.unwrap_or_default();
    let what = described(secret.kind);
    Finding::new(format!("variable `{name}` of container `{}` holds {what} in plain text", container.name()))
        .at_secret(shown.node, shown.range, name)
        .evidence(secret.confidence)
        .here("written out here")
        .note("everybody who can read the manifest or the pods of the namespace can use it, also from old revisions")
        .help("put it into a Secret, refer to that with `valueFrom.secretKeyRef`, and replace the credential: it is known by now")
}
