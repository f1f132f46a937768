//! An amount of a resource that Kubernetes cannot read, or that is below zero.

use readylint_diagnostics::{Applicability, Confidence, Edit, Fix, Severity};
use readylint_engine::{Check, Finding, Judged, Profile, Rule, RuleContext};
use readylint_kube::{Kind, PodTemplate};
use readylint_scalars::{Quantity, QuantityError, QuantityErrorKind};
use readylint_schema::{Problem, Violation, reading};
use readylint_yaml::{Node, NodeKind, Style};

use super::division::{INVALID_QUANTITY, violations_for};
use super::wording::{list, name};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &["KL:schema-validation", "KSEC:schema", "KC:schema"],
    readiness: &["S1-E1.7", "S2-4.2-a", "S3-0.6", "S3-1.9", "S3-3.6"],
    yields_to: &[],
    options: &[],
    check: Check::Schema(check),
};

fn check(cx: &RuleContext<'_>, judged: Judged<'_>) {
    for violation in violations_for(cx, judged, INVALID_QUANTITY) {
        let finding = match &violation.problem {
            Problem::Quantity(error) => unreadable(violation.node, error),
            _ => mistyped(violation.node),
        };
        cx.report(concluded(judged, violation, finding));
    }
    for node in amounts(cx, judged) {
        if is_negative(node) {
            cx.report(negative(node));
        }
    }
}

/// `` `limits.memory` ``, `` `emptyDir.sizeLimit` ``.
fn amount(node: Node<'_>) -> String {
    let key = node.path_key().and_then(Node::text);
    let above = node.parent().and_then(Node::path_key).and_then(Node::text);
    match (key, above) {
        (Some(key), Some(above)) => format!("`{above}.{key}`"),
        _ => name(node),
    }
}

fn concluded(judged: Judged<'_>, violation: &Violation<'_>, finding: Finding) -> Finding {
    finding
        .at(violation.node)
        .severity(judged.severity(violation.minors))
        .note("the API server refuses the object")
}

fn unreadable(node: Node<'_>, error: &QuantityError) -> Finding {
    let text = node.text().unwrap_or_default();
    let finding = match error.kind() {
        QuantityErrorKind::Empty => {
            Finding::new(format!("{} is empty, which is not a quantity", amount(node)))
        }
        _ => Finding::new(format!("{} is `{text}`, which is not a quantity", amount(node))),
    };
    let suggestions = error.suggestions();
    let finding = if suggestions.is_empty() {
        finding.here("not a quantity")
    } else {
        finding.here(format!("did you mean {}?", list(suggestions)))
    };
    let finding = finding.help("write a number, and directly behind it `m`, `k`, `M`, `G`, `T` (powers of 1000), `Ki`, `Mi`, `Gi`, `Ti` (powers of 1024) or nothing");
    suggestions.iter().filter_map(|suggestion| replacement(node, suggestion)).fold(finding, Finding::fix)
}

/// The fix that writes `suggestion` in the quotes that are there.
fn replacement(node: Node<'_>, suggestion: &str) -> Option<Fix> {
    let text = match node.style() {
        Style::Plain => suggestion.to_owned(),
        Style::SingleQuoted => format!("'{suggestion}'"),
        Style::DoubleQuoted => format!("\"{suggestion}\""),
        _ => return None,
    };
    (node.kind() == NodeKind::Scalar).then(|| Fix {
        title: format!("write `{suggestion}`"),
        applicability: Applicability::Unsafe,
        edits: vec![Edit { span: node.span(), text }],
    })
}

fn mistyped(node: Node<'_>) -> Finding {
    let read = reading(node);
    Finding::new(format!("{} must be a quantity, and is {read}", amount(node)))
        .here(read)
        .help("write an amount such as `500m`, `2` or `1Gi`")
}

fn negative(node: Node<'_>) -> Finding {
    Finding::new(format!("{} is `{}`, which is below zero", amount(node), node.text().unwrap_or_default()))
        .at(node)
        .here("below zero")
        .note("the API server refuses the object")
        .help("write an amount above zero, or remove the entry")
}

fn is_negative(node: Node<'_>) -> bool {
    let text = node.text().unwrap_or_default();
    text.trim_start().starts_with('-') && Quantity::parse_field(text).is_ok_and(Quantity::is_negative)
}

/// The amounts that the API server wants not to be below zero (`ValidateNonnegativeQuantity` and `ValidatePositiveQuantityValue`
/// of `pkg/apis/core/validation`). It accepts such limits in a `LimitRange`, and those of a claim.
fn amounts<'a>(cx: &RuleContext<'a>, judged: Judged<'a>) -> Vec<Node<'a>> {
    let resource = judged.resource();
    let root = resource.node();
    let mut amounts = match resource.kind() {
        Kind::PersistentVolumeClaim => claim(root),
        Kind::PersistentVolume => values(at(root, &["spec", "capacity"])),
        Kind::ResourceQuota => values(at(root, &["spec", "hard"])),
        Kind::RuntimeClass => values(at(root, &["overhead", "podFixed"])),
        Kind::StatefulSet => {
            let templates = at(root, &["spec", "volumeClaimTemplates"]);
            templates.into_iter().flat_map(Node::items).flat_map(claim).collect()
        }
        _ => Vec::new(),
    };
    if let Some(pod) = cx.graph().pod_template_of(resource.id()) {
        amounts.extend(of_pod(pod));
    }
    amounts
}

fn of_pod(pod: PodTemplate<'_>) -> Vec<Node<'_>> {
    let spec = pod.spec();
    let holders = pod.containers().map(readylint_kube::Container::node).chain(spec);
    let mut amounts: Vec<Node<'_>> = holders
        .flat_map(|holder| [at(holder, &["resources", "requests"]), at(holder, &["resources", "limits"])])
        .flat_map(values)
        .collect();
    amounts.extend(values(spec.and_then(|spec| spec.get("overhead"))));
    for volume in pod.volumes().map(readylint_kube::Volume::node) {
        amounts.extend(at(volume, &["emptyDir", "sizeLimit"]));
        amounts.extend(at(volume, &["ephemeral", "volumeClaimTemplate"]).map(claim).unwrap_or_default());
    }
    amounts
}

/// What a claim asks for.
fn claim(claim: Node<'_>) -> Vec<Node<'_>> {
    at(claim, &["spec", "resources", "requests", "storage"]).into_iter().collect()
}

fn at<'a>(node: Node<'a>, keys: &[&str]) -> Option<Node<'a>> {
    keys.iter().try_fold(node, |node, key| node.get(key))
}

fn values(map: Option<Node<'_>>) -> Vec<Node<'_>> {
    map.into_iter().flat_map(Node::entries).map(|entry| entry.value).collect()
}
