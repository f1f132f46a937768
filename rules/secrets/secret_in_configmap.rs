//! A credential in a ConfigMap.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::facts::{PlainKind, PlainValue, SecretKind, SecretLike, plain_values};
use readylint_kube::{Kind, Resource};
use readylint_yaml::Node;

use super::wording::described;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &["PO:sensitiveConfigmapContent", "TR:KSV-0109", "KUB:C-0012"],
    readiness: &["S2-1.1-b", "S2-3.3-c", "S3-1.2", "S3-3.5-a"],
    yields_to: &[],
    options: &[],
    check: Check::Kinds(&[Kind::ConfigMap], check),
};

fn check(cx: &RuleContext<'_>, config_map: Resource<'_>) {
    if config_map.node().get("data").is_none_or(Node::is_empty) {
        return cx.not_applicable();
    }
    for shown in plain_values(config_map) {
        if let PlainKind::Secret(secret) = &shown.kind
            && secret.kind != SecretKind::WellKnown
        {
            cx.report(in_config_map(config_map, &shown, secret));
        }
    }
}

fn in_config_map(config_map: Resource<'_>, shown: &PlainValue<'_>, secret: &SecretLike) -> Finding {
    let what = described(secret.kind);
    let place = place(config_map, shown);
    Finding::new(format!("{place} holds {what}"))
        .at_secret(shown.node, shown.range, shown.name.unwrap_or_default())
        .evidence(secret.confidence)
        .here("written out here")
        .note("ConfigMaps are not protected: whoever can read the manifest or the namespace can use it")
        .help(
            "move it to a Secret, mount that or refer to it, and replace the credential: it is known by now",
        )
}

/// ``key `password` in `app.properties` of ConfigMap `shop` ``.
fn place(config_map: Resource<'_>, shown: &PlainValue<'_>) -> String {
    let title = config_map.title();
    match (shown.name, shown.file) {
        (Some(name), Some(file)) => format!("`{name}` in `{file}` of {title}"),
        (None, Some(file)) => format!("file `{file}` of {title}"),
        (name, None) => format!("key `{}` of {title}", name.unwrap_or_default()),
    }
}
