//! An address inside of the cluster at which no Service answers.

use std::collections::BTreeMap;

use readylint_diagnostics::{Applicability, Confidence, Edit, Fix, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::facts::endpoints::{ContactedEndpoint, endpoints_of};
use readylint_kube::facts::{Candidate, Wanted, missing_reference};
use readylint_kube::{Container, Edge, End, Kind, PodTemplate, Relation, Resource, Service, Target};
use readylint_scalars::ServiceName;
use readylint_text::TextRange;
use readylint_yaml::Node;

use crate::dangling::{self, Wording};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &[],
    readiness: &["S1-E1.2-d", "S1-E2.3-b", "S1-M.2", "S2-5.1-a"],
    yields_to: &[],
    options: &[],
    check: Check::PodTemplate(check),
};

/// How many ports of a Service are told.
const PORTS_SHOWN: usize = 6;

/// In how long a text the host is looked for.
const LOOKED_THROUGH: usize = 1 << 14;

fn check(cx: &RuleContext<'_>, pod: PodTemplate<'_>) {
    let urls = || {
        let edges = cx.graph().edges_from(pod.resource().id());
        edges.filter(|edge| edge.relation == Relation::UrlService)
    };
    if urls().next().is_none() {
        return cx.not_applicable();
    }
    let mut unresolved: BTreeMap<End, Vec<&Edge>> = BTreeMap::new();
    for edge in urls().filter(|edge| !edge.to.is_resolved()) {
        unresolved.entry(edge.from).or_default().push(edge);
    }
    if unresolved.is_empty() {
        return;
    }
    for container in pod.containers() {
        if let Some(edges) = unresolved.get(&container.end()) {
            of_container(cx, container, edges);
        }
    }
}

/// Reports the addresses of a container that `edges` lead to nothing.
fn of_container(cx: &RuleContext<'_>, container: Container<'_>, edges: &[&Edge]) {
    let from = container.pod().resource();
    let is_secret = |site: End| cx.graph().resource(site.resource).kind() == Kind::Secret;
    let mut contacts: BTreeMap<(End, String), ContactedEndpoint<'_>> = BTreeMap::new();
    for contact in endpoints_of(container) {
        let Some(site) = contact.site(container) else { continue };
        // an edge tells nothing of a Secret's text but the name of a Service that is there
        if is_secret(site) && is_absent(from, &contact) {
            contacts.entry((site, String::new())).or_insert_with(|| contact.clone());
        }
        contacts.entry((site, contact.address())).or_insert(contact);
    }
    for edge in edges {
        let is_masked = edge.to == Target::Missing && is_secret(edge.site);
        let asked = if is_masked { String::new() } else { cx.graph().asked(edge).into_owned() };
        let Some(contact) = contacts.get(&(edge.site, asked)) else { continue };
        let finding = match edge.to {
            Target::Missing => no_service(cx, from, contact, is_masked),
            Target::Incomplete(end) => no_port(cx.graph().resource(end.resource), contact),
            _ => None,
        };
        let Some(finding) = finding else { continue };
        let finding = finding.note(WORDING.note).subject(edge.from);
        cx.report(if edge.site.resource == from.id() {
            finding
        } else {
            let (name, title) = (container.name(), from.title());
            finding.label(contact.reference.grip(), format!("container `{name}` of {title} reads it"))
        });
    }
}

/// The Service that `contact` asks for.
fn wanted<'a>(from: Resource<'a>, contact: &'a ContactedEndpoint<'_>) -> Option<Wanted<'a>> {
    let name = ServiceName::of(&contact.host)?;
    Some(Wanted { kind: Kind::Service, namespace: name.namespace.or(from.namespace()), name: name.service })
}

/// Whether the Service that `contact` asks for is not in the input.
fn is_absent(from: Resource<'_>, contact: &ContactedEndpoint<'_>) -> bool {
    wanted(from, contact).is_some_and(|wanted| {
        from.graph().look_up(from.id(), wanted.kind, wanted.namespace, wanted.name).is_none()
    })
}

fn no_service(
    cx: &RuleContext<'_>,
    from: Resource<'_>,
    contact: &ContactedEndpoint<'_>,
    is_masked: bool,
) -> Option<Finding> {
    let wanted = wanted(from, contact)?;
    let mut evidence = missing_reference(from, wanted, cx.world())?;
    let severity = dangling::severity(evidence.closed);
    if is_masked {
        // the name of what is nearly the same would tell it
        evidence.candidate = None;
        let finding =
            Finding::new("a host in a Secret leads to a Service that does not exist").at(contact.origin);
        let finding = finding.severity(severity).evidence(evidence.strength);
        return Some(dangling::explain(finding, &evidence, wanted.kind, &WORDING));
    }
    // without the port, which does not matter: two settings may be made from one literal
    let title = format!("`{}`", contact.host);
    let finding = Finding::new(dangling::message(&title, wanted, &WORDING));
    let finding = at_host(finding, contact).severity(severity).evidence(evidence.strength);
    let finding = dangling::explain(finding, &evidence, wanted.kind, &WORDING);
    Some(match evidence.candidate {
        Some(Candidate::NearMiss(other)) => rename(finding, contact, other),
        _ => finding,
    })
}

/// Offers the name of a Service that is there.
fn rename(finding: Finding, contact: &ContactedEndpoint<'_>, other: Resource<'_>) -> Finding {
    let (Some(name), Some(service)) = (other.name(), ServiceName::of(&contact.host)) else { return finding };
    let Some((host, true)) = host_range(contact.origin, &contact.host) else { return finding };
    // the name of a pod stands before that of its Service
    let start = host.start().to_usize() + service.pod.map_or(0, |pod| pod.len() + 1);
    let range = TextRange::at(start, start + service.service.len());
    finding.fix(Fix {
        title: format!("contact `{name}`"),
        applicability: Applicability::Unsafe,
        edits: vec![Edit { span: contact.origin.span().with_range(range), text: name.to_owned() }],
    })
}

fn no_port(service: Resource<'_>, contact: &ContactedEndpoint<'_>) -> Option<Finding> {
    let (view, port) = (Service::of(service)?, contact.port?);
    let mut ports: Vec<i64> = view.ports().filter_map(|port| port.port()?.as_i64()).collect();
    ports.sort_unstable();
    ports.dedup();
    let is_cut = ports.len() > PORTS_SHOWN;
    let shown = ports.iter().take(PORTS_SHOWN).map(i64::to_string);
    let ports = shown.chain(is_cut.then(|| "…".to_owned())).collect::<Vec<_>>().join(", ");
    let title = service.title();
    let finding = Finding::new(format!("`{}` leads to {title}, which has no port {port}", contact.address()));
    let finding = at_host(finding, contact).here(format!("port {port} is not there"));
    Some(finding.label(service.anchor().grip(), format!("its ports: {ports}")).help(if view.is_headless() {
        "contact a port on which its pods listen, or declare this one in their containers"
    } else {
        "contact one of its ports, or add this one to the Service"
    }))
}

/// Places `finding` at the host within its text, else at the whole of it.
fn at_host(finding: Finding, contact: &ContactedEndpoint<'_>) -> Finding {
    match host_range(contact.origin, &contact.host) {
        Some((range, _)) => finding.at_part(contact.origin, range),
        None => finding.at(contact.origin),
    }
}

/// Where `host` stands in the text of `node` first, and whether it is the only place.
fn host_range(node: Node<'_>, host: &str) -> Option<(TextRange, bool)> {
    let raw = node.raw();
    if raw.len() > LOOKED_THROUGH {
        return None;
    }
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let is_host = |at: &usize| {
        let (before, after) = raw.as_bytes().split_at(*at);
        let after = &after[host.len()..];
        let starts = match before {
            [.., b'/', b'/'] | [] => true,
            [.., b'/'] => false,
            [.., last] => !is_word(*last),
        };
        // neither a scheme nor a user
        starts
            && !after.first().is_some_and(|&byte| is_word(byte) || byte == b'@')
            && !after.starts_with(b"://")
    };
    let mut places = raw.match_indices(host).map(|(at, _)| at).filter(is_host);
    let start = node.range().start().to_usize() + places.next()?;
    Some((TextRange::at(start, start + host.len()), places.next().is_none()))
}

static WORDING: Wording = Wording {
    verb: "leads to",
    note: "connections to it fail",
    elsewhere: "write the namespace that it is in behind its name: `<service>.<namespace>`",
    other_kind: "name a Service",
    help: "correct the name, add the Service, or declare it under `externals`",
};
