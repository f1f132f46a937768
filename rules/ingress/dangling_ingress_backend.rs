//! An Ingress that sends requests to a Service nobody makes.

use std::collections::BTreeMap;

use readylint_diagnostics::{Applicability, Confidence, Severity};
use readylint_engine::{Check, Profile, Rule, RuleContext};
use readylint_kube::facts::Wanted;
use readylint_kube::{Ingress, Kind, Relation, Target};
use readylint_yaml::Node;

use crate::dangling::{Dangling, Wording};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &[
        "KL:dangling-ingress",
        "KS:ingress-targets-service",
        "KUB:C-0298",
        "POP:1400",
        "POP:1401",
        "POP:1402",
        "POP:1403",
        "POP:1404",
    ],
    readiness: &["S3-6.4-a", "S3-6.13"],
    yields_to: &[],
    options: &[],
    check: Check::Ingress(check),
};

fn check(cx: &RuleContext<'_>, ingress: Ingress<'_>) {
    let resource = ingress.resource();
    let graph = resource.graph();
    let mut backends =
        graph.edges_from(resource.id()).filter(|edge| edge.relation == Relation::IngressService).peekable();
    let mut resources = ingress.backends().filter_map(resource_backend).peekable();
    if backends.peek().is_none() && resources.peek().is_none() {
        return cx.not_applicable();
    }
    let services = backends.filter(|edge| edge.to == Target::Missing).filter_map(|edge| {
        let site = graph.site(edge);
        Some((Kind::Service, site.text()?, site))
    });
    let resources = resources
        .filter(|&(kind, name, _)| graph.look_up(resource.id(), kind, resource.namespace(), name).is_none());
    // a name once, however many paths lead to it
    let mut missing: BTreeMap<(Kind, &str), Dangling<'_>> = BTreeMap::new();
    for (kind, name, site) in services.chain(resources) {
        let first = || Dangling::new(resource, Wanted::beside(resource, kind, name), site);
        missing.entry((kind, name)).and_modify(|dangling| dangling.add(site)).or_insert_with(first);
    }
    for ((kind, _), dangling) in missing {
        let wording = if kind == Kind::Service { &SERVICE } else { &RESOURCE };
        if let Some(finding) = dangling.finding(cx.world(), wording) {
            cx.report(finding);
        }
    }
}

/// A backend that is an object of a kind which the model knows, and which has a namespace. Of other kinds nothing can be said.
fn resource_backend(backend: Node<'_>) -> Option<(Kind, &str, Node<'_>)> {
    let reference = backend.get("resource")?;
    let group = reference.get("apiGroup").and_then(Node::text).unwrap_or_default();
    let kind = Kind::of(group, reference.get("kind")?.text()?);
    let site = reference.get("name")?;
    let is_known = kind != Kind::ForeignNetworkPolicy && kind.is_namespaced() == Some(true);
    Some((kind, site.text()?, site)).filter(|_| is_known)
}

static SERVICE: Wording = Wording {
    verb: "sends requests to",
    note: "the ingress controller answers these requests with an error such as 503",
    elsewhere: "an Ingress reaches only Services of its own namespace: put both into one",
    other_kind: "name a Service",
    help: "name a Service that exists, or declare it under `externals`",
};

static RESOURCE: Wording = Wording {
    elsewhere: "an Ingress reaches only objects of its own namespace: put both into one",
    other_kind: "correct `apiGroup` and `kind`, or name another object",
    help: "name an object that exists, or declare it under `externals`",
    ..SERVICE
};
