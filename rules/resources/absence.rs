//! What the rules about absent requests and limits say and mend alike.

use readylint_diagnostics::{Applicability, Edit, Fix, Severity};
use readylint_engine::{Finding, OptionKind, OptionSpec, RuleContext, edits};
use readylint_kube::facts::resources::{Bound, effective_resource};
use readylint_kube::{Container, ContainerRole, LifecycleClass};
use readylint_yaml::{Node, NodeKind, Style};

/// What a fix asks for where nothing says how much is needed.
pub(super) const SUGGESTED_CPU: OptionSpec = OptionSpec {
    key: "suggested-millicores",
    kind: OptionKind::Integer { default: 100, min: 1, max: 1_000_000 },
    help: "How much CPU the fix asks for, in thousandths of a core: a first guess, to be measured.",
};

/// The same for memory.
pub(super) const SUGGESTED_MEMORY: OptionSpec = OptionSpec {
    key: "suggested-mebibytes",
    kind: OptionKind::Integer { default: 128, min: 1, max: 1_000_000 },
    help: "How much memory the fix asks for, in mebibytes: a first guess, to be measured.",
};

/// A resource and an amount of it, as it is written.
pub(super) type Amount<'a> = (&'static str, &'a str);

/// A resource that a container should ask for.
pub(super) struct Request {
    /// Its name.
    pub(super) resource: &'static str,
    /// What follows where nothing is asked for.
    pub(super) alone: &'static str,
    /// What to do.
    pub(super) help: &'static str,
}

/// Reports `container` if no request of that resource is in effect; the fix asks for `suggested`, or for the limit if there is one.
pub(super) fn check_request(
    cx: &RuleContext<'_>,
    container: Container<'_>,
    request: &Request,
    suggested: &str,
) {
    let Some(severity) = severity(container) else {
        return cx.not_applicable();
    };
    let resource = request.resource;
    if effective_resource(container, Bound::Request, resource, cx.kubernetes()).is_some() {
        return;
    }
    let finding = absent(container, Bound::Request, resource).severity(severity);
    let finding = follows(finding, container, request.alone).help(request.help);
    // a request that is written as zero stands beside a limit, or beside nothing
    cx.report(finding.fix(match written(container, Bound::Limit, resource) {
        Some(limit) => fix(container, Bound::Request, (resource, limit), "as the limit"),
        None => fix(container, Bound::Request, (resource, suggested), "a first guess"),
    }));
}

/// How grave it is that `container` lacks a request or limit: an init container is gone soon. `None` for those that are not judged:
/// Helm tests, and ephemeral containers, which cannot have resources.
pub(super) fn severity(container: Container<'_>) -> Option<Severity> {
    let severity = match container.role() {
        ContainerRole::Main | ContainerRole::Sidecar => Severity::Warning,
        ContainerRole::Init => Severity::Info,
        ContainerRole::Ephemeral => return None,
    };
    (container.pod().workload().class() != LifecycleClass::Test).then_some(severity)
}

/// That `container` has no request or limit of `resource` in effect.
pub(super) fn absent(container: Container<'_>, bound: Bound, resource: &'static str) -> Finding {
    let word = if resource == "cpu" { "CPU" } else { resource };
    let what = if bound == Bound::Request { "request" } else { "limit" };
    let finding = Finding::new(format!("container `{}` has no {word} {what}", container.name()));
    let finding = finding.aspect(resource);
    let map = amounts(container, bound).filter(|map| map.is_mapping());
    if let Some(zero) = map.and_then(|map| map.get(resource)).filter(|node| !node.is_null()) {
        let meaning = if bound == Bound::Request { "zero asks for nothing" } else { "zero means unlimited" };
        return finding.at(zero).here(meaning);
    }
    let (holder, key) = match (map, container.resources()) {
        (Some(map), _) => (map, resource),
        (None, Some(resources)) => (resources, bound.as_str()),
        (None, None) => (container.node(), "resources"),
    };
    finding.at_missing(holder, key).here(format!("no `resources.{}.{resource}` in effect", bound.as_str()))
}

/// `finding` with what follows from no request of `container`. Beside an init container nothing else runs but sidecars, so that what
/// the pod asks for in all serves it too.
pub(super) fn follows(finding: Finding, container: Container<'_>, otherwise: &'static str) -> Finding {
    finding.note(match container.role() {
        ContainerRole::Init => {
            "while it runs, it has to do with what the other containers of the pod ask for"
        }
        _ => otherwise,
    })
}

/// The map `requests` or `limits` of a container.
fn amounts(container: Container<'_>, bound: Bound) -> Option<Node<'_>> {
    container.resources()?.get(bound.as_str())
}

/// The amount of `resource` that `container` itself writes and that is not zero, as it stands there.
pub(super) fn written<'g>(container: Container<'g>, bound: Bound, resource: &str) -> Option<&'g str> {
    let node = amounts(container, bound)?.get(resource)?;
    let amount = readylint_scalars::Quantity::parse_field(node.text()?).ok()?;
    let is_amount = !amount.is_zero() && !amount.is_negative();
    (is_amount && node.kind() == NodeKind::Scalar && node.tag().is_none()).then_some(node.raw())
}

/// A fix that writes one amount, if the text around allows it.
pub(super) fn fix(container: Container<'_>, bound: Bound, amount: Amount<'_>, why: &str) -> Option<Fix> {
    Some(Fix {
        title: format!("set `resources.{}.{}` to {}, {why}", bound.as_str(), amount.0, amount.1),
        applicability: Applicability::Unsafe,
        edits: edits_for(container, bound, &[amount])?,
    })
}

/// The edits that write `wanted` into the container's `resources`: a zero is replaced, what is not there comes in.
pub(super) fn edits_for(container: Container<'_>, bound: Bound, wanted: &[Amount<'_>]) -> Option<Vec<Edit>> {
    let map = amounts(container, bound);
    let mut found = Vec::new();
    let mut absent = Vec::new();
    for &(resource, amount) in wanted {
        match map.and_then(|map| map.get(resource)) {
            None => absent.push(format!("{resource}: {amount}")),
            Some(zero) if zero.kind() == NodeKind::Scalar => found.push(edits::replace(zero, amount)?),
            Some(_) => return None,
        }
    }
    if absent.is_empty() {
        return Some(found);
    }
    let key = bound.as_str();
    let is_hollow = |node: &Node<'_>| {
        let is_block = container.node().style() == Style::Block;
        is_block && node.kind() == NodeKind::Mapping && node.is_empty() && node.style() == Style::Flow
    };
    // what charts write where nobody sets resources
    let hollow = match map {
        None => container
            .resources()
            .filter(is_hollow)
            .map(|node| (node, format!("{{{key}: {{{}}}}}", absent.join(", ")))),
        Some(map) => Some(map).filter(is_hollow).map(|node| (node, format!("{{{}}}", absent.join(", ")))),
    };
    found.push(match hollow {
        Some((node, text)) => Edit { span: node.span(), text },
        None => edits::insert(container.node(), &["resources", key], &absent)?,
    });
    Some(found)
}
