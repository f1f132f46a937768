//! A workload that does not say which pods are its own.

use readylint_diagnostics::{Applicability, Confidence, Edit, Fix, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext, edits};
use readylint_kube::{Kind, Labels, Workload};
use readylint_scalars::{check_label_key, check_label_value};
use readylint_yaml::{Entry, Node, NodeKind, Style};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &["KL:mismatching-selector", "HL:match-selector"],
    readiness: &["S1-E1.7"],
    yields_to: &[],
    options: &[],
    check: Check::Workload(check),
};

/// The API version in which selectors have no default; its predecessors took them from the template.
const API_VERSION: &str = "apps/v1";

fn check(cx: &RuleContext<'_>, workload: Workload<'_>) {
    let resource = workload.resource();
    let needs_one =
        matches!(resource.kind(), Kind::DaemonSet | Kind::Deployment | Kind::ReplicaSet | Kind::StatefulSet);
    let spec = resource.spec().filter(|spec| spec.is_mapping());
    let (true, Some(spec)) = (needs_one && resource.api_version() == API_VERSION, spec) else {
        return cx.not_applicable();
    };
    let title = resource.title();
    let finding = match spec.get("selector") {
        None => Finding::new(format!("{title} has no `selector`"))
            .at_missing(spec, "selector")
            .here("`selector` is missing")
            .confidence(confidence(workload)),
        Some(selector) if selects_nothing(selector) => {
            Finding::new(format!("the `selector` of {title} is empty")).at(selector).here("no label in it")
        }
        Some(_) => return,
    };
    let finding = finding
        .note("the API server refuses the object: it has to know which pods are its own")
        .help("write `selector.matchLabels` with labels of the pod template that never change, such as `app.kubernetes.io/name`");
    cx.report(finding.fix(fix(workload, spec)));
}

/// How sure it is that nobody adds a selector. A template without any label is half of a workload: its other half is most
/// often a kustomization with `commonLabels`, which writes both.
fn confidence(workload: Workload<'_>) -> Confidence {
    let labels = workload.pod_template().map(|template| template.metadata().labels());
    if labels.is_none_or(Labels::is_empty) { Confidence::Low } else { Confidence::High }
}

/// Whether a selector is null or holds neither labels nor expressions. One that is no mapping is the schema's business, and so is one
/// whose parts are of another type.
fn selects_nothing(selector: Node<'_>) -> bool {
    let is_empty = |key: &str| {
        let part = selector.get(key).filter(|part| !part.is_null());
        part.is_none_or(|part| (part.is_mapping() || part.is_sequence()) && part.is_empty())
    };
    // a key that is misspelled may hold what was meant, and still the server sees none
    selector.is_null() || (selector.is_mapping() && is_empty("matchLabels") && is_empty("matchExpressions"))
}

/// A selector by the labels of the pod template that say what the workload is.
fn fix(workload: Workload<'_>, spec: Node<'_>) -> Option<Fix> {
    let labels = stable_labels(workload)?;
    let edit = match spec.entry("selector") {
        Some(entry) => {
            let is_written_here =
                entry.value.kind() == NodeKind::Mapping && entry.value.style() == Style::Flow;
            let empty = is_written_here.then_some(entry.value).filter(|selector| selector.is_empty())?;
            Edit { span: empty.span(), text: format!("{{matchLabels: {{{}}}}}", labels.join(", ")) }
        }
        None => edits::insert(spec, &["selector", "matchLabels"], &labels)?,
    };
    Some(Fix {
        title: format!("select by {}", labels.join(", ")),
        applicability: Applicability::Unsafe,
        edits: vec![edit],
    })
}

/// The labels to select by, as they are written: by name and instance, by `app`, or by the only one there is. `None` if
/// nothing tells which of them will stay.
fn stable_labels(workload: Workload<'_>) -> Option<Vec<String>> {
    let labels = workload.pod_template()?.metadata().labels().node()?;
    let label =
        |key: &str| labels.own_entries().find(|entry| entry.key.text() == Some(key)).and_then(written);
    if let Some(name) = label("app.kubernetes.io/name") {
        return Some([Some(name), label("app.kubernetes.io/instance")].into_iter().flatten().collect());
    }
    let mut all = labels.own_entries();
    let only = match (all.next(), all.next()) {
        (Some(only), None) => written(only),
        _ => None,
    };
    label("app").or(only).map(|label| vec![label])
}

/// `key: value` as it stands there, quotes and all, if both are what labels can be.
fn written(entry: Entry<'_>) -> Option<String> {
    let (key, value) = (entry.key, entry.value);
    let is_plain =
        [key, value].iter().all(|node| node.kind() == NodeKind::Scalar && !node.raw().contains('\n'));
    let is_valid = check_label_key(key.text()?).is_ok() && check_label_value(value.as_str()?).is_ok();
    (is_plain && is_valid && !value.is_missing()).then(|| format!("{}: {}", key.raw(), value.raw()))
}
