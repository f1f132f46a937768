//! The only place where these tests touch the API: manifests in, lines of text out.

use proptest::prelude::*;
use readylint_kube::{Container, End, ManifestFile, PodTemplate, Resource, ResourceGraph, Target};
use readylint_text::{Source, SourceKind, Sources};
use readylint_yaml::{Node, parse};

/// The graph of some texts, each in a group of its own name.
pub(crate) fn graph_of_groups(groups: &[(&str, &str)]) -> ResourceGraph {
    let mut sources = Sources::new();
    let files = groups.iter().map(|(group, text)| {
        let id = sources.insert(Source::new(*group, *text, SourceKind::Authored));
        ManifestFile {
            parse: parse(id, (*text).into()),
            group: (*group).to_owned(),
            namespace: None,
            context: false,
        }
    });
    ResourceGraph::build(files.collect())
}

/// The graph of some documents that are rendered for a namespace.
pub(crate) fn graph_in(namespace: &str, documents: &[String]) -> ResourceGraph {
    let text = documents.join("\n---\n");
    let mut sources = Sources::new();
    let id = sources.insert(Source::new("release", text.as_str(), SourceKind::Authored));
    let namespace = Some(namespace.to_owned());
    ResourceGraph::build(vec![ManifestFile {
        parse: parse(id, text.into()),
        group: String::new(),
        namespace,
        context: false,
    }])
}

/// The graph of some documents of one file.
pub(crate) fn graph_of(documents: &[String]) -> ResourceGraph {
    graph_of_groups(&[("shop", &documents.join("\n---\n"))])
}

/// An object: `kind` is `v1/ConfigMap` or `apps/v1/Deployment`, `name` is `web` or `namespace/web`, `body` the rest in
/// flow style.
pub(crate) fn object(kind: &str, name: &str, body: &str) -> String {
    let (version, kind) = kind.rsplit_once('/').unwrap();
    let metadata = match name.split_once('/') {
        Some((namespace, name)) => format!("name: {name}, namespace: {namespace}"),
        None => format!("name: {name}"),
    };
    let (extra, body) = match body.strip_prefix("labels: ") {
        Some(rest) => {
            let (labels, body) = rest.split_once("; ").unwrap_or((rest, ""));
            (format!(", labels: {{{labels}}}"), body)
        }
        None => (String::new(), body),
    };
    format!("{{apiVersion: {version}, kind: {kind}, metadata: {{{metadata}{extra}}}, {body}}}")
}

/// A workload with one container, `api`: `labels` of its pods, more fields of the container and of the pod's spec.
pub(crate) fn workload(kind: &str, name: &str, labels: &str, container: &str, spec: &str) -> String {
    let template = format!(
        "metadata: {{labels: {{{labels}}}}}, spec: {{containers: [{{name: api, {container}}}], {spec}}}"
    );
    object(kind, name, &format!("spec: {{template: {{{template}}}}}"))
}

/// A Deployment, as [`workload`] makes it.
pub(crate) fn deployment(name: &str, labels: &str, container: &str, spec: &str) -> String {
    workload("apps/v1/Deployment", name, labels, container, spec)
}

/// `Kind/name` or `Kind/namespace/name`.
pub(crate) fn title(resource: Resource<'_>) -> String {
    let namespace = resource.namespace().map(|namespace| format!("{namespace}/")).unwrap_or_default();
    format!("{}/{namespace}{}", resource.kind_name(), resource.name().unwrap_or("?"))
}

/// An object, or a part of it: `Deployment/web:pod`, `:container api`, `:port http`, `:/spec/rules/0`.
pub(crate) fn describe(graph: &ResourceGraph, end: End) -> String {
    let resource = graph.resource(end.resource);
    let node = graph.end_node(end);
    let part = part(graph, resource, node);
    format!("{}{part}", title(resource))
}

fn part(graph: &ResourceGraph, resource: Resource<'_>, node: Node<'_>) -> String {
    if node == resource.node() {
        return String::new();
    }
    let pod = graph.pod_template_of(resource.id());
    if pod.is_some_and(|pod| pod.node() == node) {
        return ":pod".into();
    }
    let containers: Vec<Container<'_>> = pod.into_iter().flat_map(PodTemplate::containers).collect();
    if let Some(container) = containers.iter().find(|container| container.node() == node) {
        return format!(":container {}", container.name());
    }
    let is_port = node.get("containerPort").is_some()
        || (node.get("port").is_some() && node.pointer().contains("/ports/"));
    let name = ["name", "containerPort", "port"].iter().find_map(|key| node.get(key)?.text());
    match name.filter(|_| is_port && resource.kind_name() != "NetworkPolicy") {
        Some(name) => format!(":port {name}"),
        None => format!(":{}", node.pointer()),
    }
}

/// All edges of `relation`, each as `from -> to`.
pub(crate) fn edges(graph: &ResourceGraph, relation: &str) -> Vec<String> {
    let edges = graph.edges().iter().filter(|edge| edge.relation.as_str() == relation);
    edges
        .map(|edge| {
            let to = match edge.to {
                Target::Found(end) => describe(graph, end),
                Target::Incomplete(end) => format!("{} without it", describe(graph, end)),
                Target::Produced(by) => format!("produced by {}", describe(graph, by)),
                Target::ProducedIncomplete(by) => format!("produced by {} without it", describe(graph, by)),
                Target::BuiltIn => "built-in".into(),
                Target::Generated => format!("generated {}", graph.asked(edge)),
                Target::External => format!("external {}", graph.asked(edge)),
                Target::Missing => "missing".into(),
            };
            let optional = if edge.optional { " (optional)" } else { "" };
            format!("{} -> {to}{optional}", describe(graph, edge.from))
        })
        .collect()
}

/// Holds the edges of `relation` among `documents` to `expected`.
#[track_caller]
pub(crate) fn check(documents: &[String], relation: &str, expected: &[&str]) {
    assert_eq!(edges(&graph_of(documents), relation), expected, "{relation} of\n{}", documents.join("\n"));
}

/// Holds the edges of `relation` among files of several groups to `expected`.
#[track_caller]
pub(crate) fn check_groups(groups: &[(&str, &[String])], relation: &str, expected: &[&str]) {
    let texts: Vec<(&str, String)> =
        groups.iter().map(|(group, docs)| (*group, docs.join("\n---\n"))).collect();
    let texts: Vec<(&str, &str)> = texts.iter().map(|(group, text)| (*group, text.as_str())).collect();
    assert_eq!(edges(&graph_of_groups(&texts), relation), expected, "{relation} of {texts:#?}");
}

/// Holds the texts at which the edges of `relation` are written to `expected`.
#[track_caller]
pub(crate) fn check_sites(documents: &[String], relation: &str, expected: &[&str]) {
    let graph = graph_of(documents);
    let edges = graph.edges().iter().filter(|edge| edge.relation.as_str() == relation);
    let sites: Vec<&str> = edges.map(|edge| graph.site(edge).raw()).collect();
    assert_eq!(sites, expected, "{relation} of\n{}", documents.join("\n"));
}

/// Holds what the edges of `relation` ask for to `expected`.
#[track_caller]
pub(crate) fn check_asked(documents: &[String], relation: &str, expected: &[&str]) {
    let graph = graph_of(documents);
    let edges = graph.edges().iter().filter(|edge| edge.relation.as_str() == relation);
    let asked: Vec<_> = edges.map(|edge| graph.asked(edge)).collect();
    assert_eq!(asked, expected, "{relation} of\n{}", documents.join("\n"));
}

/// Any value in flow style, of mappings with some of `keys`, and of sequences, with some of `texts` in them.
pub(crate) fn flow_value(
    keys: &'static [&'static str],
    texts: &'static [&'static str],
    depth: u32,
) -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(texts).prop_map(str::to_owned);
    leaf.prop_recursive(depth, 64, 6, move |inner| {
        let entry =
            (prop::sample::select(keys), inner.clone()).prop_map(|(key, value)| format!("{key}: {value}"));
        prop_oneof![
            3 => prop::collection::vec(entry, 0..6).prop_map(|entries| format!("{{{}}}", entries.join(", "))),
            1 => prop::collection::vec(inner, 0..4).prop_map(|items| format!("[{}]", items.join(", "))),
        ]
    })
}
