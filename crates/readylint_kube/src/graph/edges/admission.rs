//! Admission: webhooks and the Services behind them, policies and what they apply to.

use readylint_yaml::{Node, NodeId};

use super::Edges;
use super::ports::WantedPort;
use crate::graph::fields::text_of;
use crate::graph::{CONSTRAINT_GROUP, Relation, SELECTION_BUDGET, Target};
use crate::{Kind, Resource};

/// How many objects one entry of a policy's `kinds` is held against.
const SCANNED: usize = 16 * SELECTION_BUDGET;

/// The port of a Service that the API server calls unless it is told another one (`ServiceReference` of the three APIs).
const HTTPS: i64 = 443;

pub(super) fn derive(edges: &mut Edges<'_, '_>) {
    let resource = edges.resource;
    let spec = || resource.spec();
    match resource.kind() {
        Kind::ValidatingWebhookConfiguration | Kind::MutatingWebhookConfiguration => {
            for webhook in resource.node().get("webhooks").into_iter().flat_map(Node::items) {
                let config = webhook.get("clientConfig");
                service(edges, webhook, config.and_then(|config| config.get("service")));
            }
        }
        Kind::ApiService => service(edges, resource.node(), spec().and_then(|spec| spec.get("service"))),
        Kind::CustomResourceDefinition => {
            let Some(conversion) = spec().and_then(|spec| spec.get("conversion")) else {
                return;
            };
            // v1, then v1beta1
            let v1 = conversion.get("webhook").and_then(|webhook| webhook.get("clientConfig"));
            let config = v1.or_else(|| conversion.get("webhookClientConfig"));
            service(edges, resource.node(), config.and_then(|config| config.get("service")));
        }
        Kind::ValidatingAdmissionPolicyBinding => {
            let Some(site) = spec().and_then(|spec| spec.get("policyName")) else {
                return;
            };
            let Some(name) = site.text().filter(|name| !name.is_empty()) else {
                return;
            };
            let to = edges.resolve(Kind::ValidatingAdmissionPolicy, None, name);
            edges.push_from_root(Relation::PolicyTarget, site, to);
        }
        Kind::KyvernoPolicy | Kind::KyvernoClusterPolicy => kyverno(edges),
        _ => {}
    }
}

/// A reference to a port of a Service by name and namespace. Its site is the name, or the port if only that is missing
/// and written.
fn service<'g>(edges: &mut Edges<'_, 'g>, from: Node<'g>, reference: Option<Node<'g>>) {
    let Some(reference) = reference.filter(|reference| reference.is_mapping()) else {
        return;
    };
    let text = |key| reference.get(key).and_then(Node::text).filter(|text| !text.is_empty());
    let (Some(site), Some(name)) = (reference.get("name"), text("name")) else {
        return;
    };
    let port = reference.get("port").filter(|port| text_of(*port).is_some());
    let wanted = port.map_or(Some(WantedPort::Numbers(HTTPS..=HTTPS)), WantedPort::of);
    let to = edges.resolve_in(Kind::Service, text("namespace"), name);
    let to = wanted.map_or(to, |wanted| edges.with_port(to, &wanted));
    let asked = match port.and_then(text_of) {
        // whoever looks for a Service that is not there looks for its name
        _ if to == Target::Missing => name.to_owned(),
        Some(port) => format!("{name}:{port}"),
        None => format!("{name}:{HTTPS}"),
    };
    let site = port.filter(|_| matches!(to, Target::Incomplete(_))).unwrap_or(site);
    edges.push_asking(from.resolved().id(), Relation::WebhookService, site, to, (&asked, false));
}

/// A Gatekeeper constraint and the template that defines its kind.
pub(super) fn constraint(edges: &mut Edges<'_, '_>) {
    let resource = edges.resource;
    if resource.api_group() != CONSTRAINT_GROUP {
        return;
    }
    let (graph, data) = (resource.graph(), resource.data());
    let Some(site) = resource.node().get("kind") else {
        return;
    };
    let template = graph.index().definition((data.api_group, data.kind_name));
    let to = template.map_or(Target::Missing, |id| Target::Found(graph.resource(id).end()));
    edges.push_from_root(Relation::PolicyTarget, site, to);
}

/// The objects that the rules of a Kyverno policy match: by kind, names and namespaces. Labels, operations, subjects and
/// `exclude` are not followed, so that an edge says "may apply". A policy is made for objects to come: one that matches
/// nothing in the input misses nothing.
fn kyverno(edges: &mut Edges<'_, '_>) {
    let rules = edges.resource.spec().and_then(|spec| spec.get("rules")).into_iter().flat_map(Node::items);
    for rule in rules {
        let Some(matched) = rule.get("match") else {
            continue;
        };
        let filters = ["any", "all"].into_iter().filter_map(|key| matched.get(key)).flat_map(Node::items);
        // `match.resources` is the older form
        for filter in std::iter::once(matched).chain(filters) {
            let Some(resources) = filter.get("resources") else {
                continue;
            };
            for kind in resources.get("kinds").into_iter().flat_map(Node::items) {
                matched_objects(edges, rule.resolved().id(), resources, kind);
            }
        }
    }
}

fn matched_objects<'g>(edges: &mut Edges<'_, 'g>, from: NodeId, resources: Node<'g>, site: Node<'g>) {
    let Some(wanted) = site.text().and_then(WantedKind::of) else {
        return;
    };
    let policy = edges.resource;
    let graph = policy.graph();
    let own_namespace = policy.kind() == Kind::KyvernoPolicy;
    let concerns = |object: &Resource<'_>| {
        let in_scope = !own_namespace || object.namespace_symbol() == policy.namespace_symbol();
        in_scope && names_fit(resources, object)
    };
    // Kyverno turns a rule about Pods into rules about their controllers (autogen)
    if wanted.known() == Some(Kind::Pod) {
        for pod in
            graph.pod_templates().take(SCANNED).filter(|pod| concerns(&pod.resource())).take(SELECTION_BUDGET)
        {
            edges.push(from, Relation::PolicyTarget, site, Target::Found(pod.end()), false);
        }
        return;
    }
    let objects = graph.of_kind(wanted.known().unwrap_or(Kind::Other)).take(SCANNED);
    let found = objects.filter(|object| wanted.fits(object) && concerns(object)).take(SELECTION_BUDGET);
    edges.push_objects(from, Relation::PolicyTarget, site, found.map(Resource::id), false);
}

/// An entry of `kinds`: `Kind`, `version/Kind`, `group/version/Kind`, each with `*`; `/subresource` may follow.
struct WantedKind<'g> {
    group: Option<&'g str>,
    version: Option<&'g str>,
    kind: &'g str,
}

impl<'g> WantedKind<'g> {
    /// `None` for `*`, which is everything and says nothing, and for subresources.
    fn of(text: &'g str) -> Option<Self> {
        let parts: Vec<&str> = text.split('/').collect();
        let starts_kind = |part: &str| part.starts_with(|letter: char| letter.is_ascii_uppercase());
        let wanted = match parts[..] {
            [kind] => Self { group: None, version: None, kind },
            [version, kind] if !starts_kind(version) => Self { group: None, version: Some(version), kind },
            [group, version, kind] if !starts_kind(version) => {
                Self { group: Some(group), version: Some(version), kind }
            }
            _ => return None,
        };
        starts_kind(wanted.kind).then_some(wanted)
    }

    /// The kind of Kubernetes or of the model that is meant, if it is one.
    fn known(&self) -> Option<Kind> {
        const GROUPS: [&str; 12] = [
            "",
            "apps",
            "batch",
            "networking.k8s.io",
            "policy",
            "rbac.authorization.k8s.io",
            "autoscaling",
            "storage.k8s.io",
            "admissionregistration.k8s.io",
            "apiextensions.k8s.io",
            "argoproj.io",
            "monitoring.coreos.com",
        ];
        let groups = self.group.filter(|group| *group != "*");
        let of = |group: &str| Some(Kind::of(group, self.kind)).filter(|kind| *kind != Kind::Other);
        groups.map_or_else(|| GROUPS.into_iter().find_map(of), of)
    }

    fn fits(&self, object: &Resource<'_>) -> bool {
        let fits = |wanted: Option<&str>, text| wanted.is_none_or(|pattern| matches_pattern(pattern, text));
        let version = crate::GroupVersion::of(object.api_version()).version;
        object.kind_name() == self.kind && fits(self.group, object.api_group()) && fits(self.version, version)
    }
}

fn names_fit(resources: Node<'_>, object: &Resource<'_>) -> bool {
    let fits = |key: &str, text: Option<&str>| {
        let patterns = resources.get(key).filter(|patterns| !patterns.is_empty());
        patterns.is_none_or(|patterns| {
            let mut patterns = patterns.items().filter_map(Node::text);
            // an unset namespace may become any
            text.is_none_or(|text| patterns.any(|pattern| matches_pattern(pattern, text)))
        })
    };
    let name = resources.get("name").and_then(Node::text);
    let named = name.zip(object.name()).is_none_or(|(pattern, name)| matches_pattern(pattern, name));
    named && fits("names", object.name()) && fits("namespaces", object.namespace())
}

/// Whether `text` matches `pattern`, in which `*` stands for any characters and `?` for one.
fn matches_pattern(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut at, mut read) = (0, 0);
    // after the last `*`: where the pattern goes on, and where in the text it was tried
    let mut retry: Option<(usize, usize)> = None;
    while read < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                at += 1;
                retry = Some((at, read));
            }
            Some(&byte) if byte == b'?' || byte == text[read] => {
                at += 1;
                read += 1;
            }
            _ => {
                let Some((start, tried)) = retry else { return false };
                retry = Some((start, tried + 1));
                (at, read) = (start, tried + 1);
            }
        }
    }
    pattern[at..].iter().all(|&byte| byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, text) in
            [("*", ""), ("web", "web"), ("w?b*", "web-1"), ("*-prod", "shop-prod"), ("a*b*c", "abbc")]
        {
            assert!(matches_pattern(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in
            [("", "web"), ("web", "webs"), ("w?b", "wb"), ("*-prod", "shop-dev"), ("a*c", "ab")]
        {
            assert!(!matches_pattern(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn kinds_of_kyverno() {
        let known = |text| WantedKind::of(text).and_then(|wanted| wanted.known());
        assert_eq!(known("Deployment"), Some(Kind::Deployment));
        assert_eq!(known("apps/v1/StatefulSet"), Some(Kind::StatefulSet));
        assert_eq!(known("*/*/Ingress"), Some(Kind::Ingress));
        assert_eq!(known("v1/Pod"), Some(Kind::Pod));
        assert_eq!(known("kafka.strimzi.io/v1beta2/Kafka"), None);
        for text in ["*", "Pod/exec", "", "v1/Pod/status/x"] {
            assert!(WantedKind::of(text).is_none(), "{text}");
        }
    }
}
