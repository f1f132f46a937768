//! A request that the API server refuses because of its limit.

use readylint_diagnostics::{Applicability, Confidence, Edit, Fix, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext, edits};
use readylint_kube::PodTemplate;
use readylint_kube::facts::resources::{
    Bounds, Effective, ResourceSource, bounds, can_be_overcommitted, pod_bounds,
};
use readylint_scalars::Quantity;
use readylint_yaml::{Node, NodeKind};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &[],
    readiness: &["S1-E1.2-c"],
    yields_to: &[],
    options: &[],
    check: Check::PodTemplate(check),
};

/// What is wrong with a request.
#[derive(Clone, Copy)]
enum Fault<'g> {
    /// It is greater than the limit.
    Exceeds(Effective<'g>, Quantity),
    /// It is not equal to the limit, and must be.
    Differs(Effective<'g>, Quantity),
    /// It has no limit, and must have one.
    Unlimited,
}

fn check(cx: &RuleContext<'_>, pod: PodTemplate<'_>) {
    let of_pod = pod.spec().into_iter().flat_map(|spec| {
        let who = format!("{} as a whole", pod.resource().title());
        pod_bounds(pod, cx.kubernetes()).map(move |bounds| (who.clone(), pod.end(), spec, bounds))
    });
    let of_containers = pod.containers().flat_map(|container| {
        let who = format!("container `{}`", container.name());
        let (end, node) = (container.end(), container.node());
        bounds(container, cx.kubernetes()).map(move |bounds| (who.clone(), end, node, bounds))
    });
    let mut requests = of_pod.chain(of_containers).peekable();
    if requests.peek().is_none() {
        return cx.not_applicable();
    }
    for (who, end, holder, bounds) in requests {
        if let Some((asked, fault)) = fault(&bounds) {
            let finding = refused(&who, &bounds, asked, fault).subject(end);
            cx.report(finding.fix(fix(holder, &bounds, fault)));
        }
    }
}

/// Whether the request is that of a whole pod.
fn is_of_pod(bounds: &Bounds<'_>) -> bool {
    matches!(bounds.request.source, ResourceSource::Pod)
}

/// The amount asked for, and what is wrong with it. Amounts that cannot be told are nobody's fault.
fn fault<'g>(bounds: &Bounds<'g>) -> Option<(Quantity, Fault<'g>)> {
    let asked = bounds.request.amount?;
    let must_be_equal = !can_be_overcommitted(bounds.resource);
    // the limit of a whole pod is none of a container's where that needs one
    let is_other = |limit: &Effective<'_>| matches!(limit.source, ResourceSource::Pod) && !is_of_pod(bounds);
    let limit = bounds.limit.filter(|limit| !(must_be_equal && is_other(limit)));
    let fault = match limit {
        None if must_be_equal => Fault::Unlimited,
        None => return None,
        Some(limit) => match limit.amount? {
            amount if must_be_equal && asked != amount => Fault::Differs(limit, amount),
            amount if asked > amount => Fault::Exceeds(limit, amount),
            _ => return None,
        },
    };
    Some((asked, fault))
}

/// The request brought down to its limit, or the limit that it lacks. A limit of zero is not what anybody wants, and is raised.
fn fix(holder: Node<'_>, bounds: &Bounds<'_>, fault: Fault<'_>) -> Option<Fix> {
    let resource = bounds.resource;
    let request = bounds.request.node;
    let (title, edit) = match fault {
        Fault::Exceeds(limit, amount) | Fault::Differs(limit, amount) => match limit.source {
            ResourceSource::OwnLimit => return None,
            ResourceSource::Pod if !is_of_pod(bounds) => return None,
            ResourceSource::LimitRange(_) => own_limit(holder, resource, request)?,
            ResourceSource::Container | ResourceSource::Pod if amount.is_zero() => {
                (format!("raise the limit to {}", request.text()?), copied(limit.node, request)?)
            }
            ResourceSource::Container | ResourceSource::Pod => {
                let title = format!("set the request to {}, as the limit", limit.node.text()?);
                (title, copied(request, limit.node)?)
            }
        },
        Fault::Unlimited => own_limit(holder, resource, request)?,
    };
    Some(Fix { title, applicability: Applicability::Unsafe, edits: vec![edit] })
}

/// A limit of the holder's own that is its request.
fn own_limit(holder: Node<'_>, resource: &str, request: Node<'_>) -> Option<(String, Edit)> {
    let key = request.path_key().filter(|key| key.kind() == NodeKind::Scalar)?;
    (request.kind() == NodeKind::Scalar && request.tag().is_none()).then_some(())?;
    let line = format!("{}: {}", key.raw(), request.raw());
    let edit = edits::insert(holder, &["resources", "limits"], &[line])?;
    Some((format!("limit {resource} to {}, as the request", request.text()?), edit))
}

/// Writes the scalar `from` in place of `to`.
fn copied(to: Node<'_>, from: Node<'_>) -> Option<Edit> {
    let is_plain = |node: Node<'_>| node.kind() == NodeKind::Scalar && node.tag().is_none();
    let is_on_one_line = !from.raw().contains('\n');
    if is_plain(to) && is_plain(from) && is_on_one_line { edits::replace(to, from.raw()) } else { None }
}

fn refused(who: &str, bounds: &Bounds<'_>, asked: Quantity, fault: Fault<'_>) -> Finding {
    let resource = bounds.resource;
    let asks = format!("{who} asks for {asked} of {resource}");
    let (finding, help) = match fault {
        Fault::Exceeds(limit, amount) => (
            held_against(Finding::new(format!("{asks}, more than its limit of {amount}")), limit)
                .at(bounds.request.node)
                .here("more than the limit"),
            "lower the request, or raise the limit".to_owned(),
        ),
        Fault::Differs(limit, amount) => (
            held_against(Finding::new(format!("{asks}, but its limit is {amount}")), limit)
                .at(bounds.request.node)
                .here("not equal to the limit")
                .note(format!("{resource} cannot be overcommitted: request and limit have to be equal")),
            "set both to the same amount, or leave the request out: it defaults to the limit".to_owned(),
        ),
        Fault::Unlimited => (
            Finding::new(format!("{asks}, which needs a limit, and has none"))
                .at(bounds.request.node)
                .here("no limit of the same amount")
                .note(format!("{resource} cannot be overcommitted: request and limit have to be equal")),
            format!("set `resources.limits` of `{resource}` to {asked}"),
        ),
    };
    finding.help(help)
}

/// Where the limit comes from, and who refuses what.
fn held_against(finding: Finding, limit: Effective<'_>) -> Finding {
    match limit.source {
        ResourceSource::LimitRange(range) => finding
            .label(limit.node.grip(), format!("the default limit of {}", range.title()))
            .note("a container without a limit gets this one, and the API server then refuses the pod"),
        ResourceSource::Pod => finding
            .label(limit.node.grip(), "the limit of the whole pod")
            .note("the API server refuses the pod"),
        ResourceSource::Container | ResourceSource::OwnLimit => {
            finding.label(limit.node.grip(), "the limit").note("the API server refuses the pod")
        }
    }
}
