//! What objects may be called, against the answers of real API servers.

use readylint_kube::facts::{NameSyntax, name_fault, prefix_fault};
use readylint_kube::{Resource, ResourceGraph};
use readylint_scalars::KubernetesVersion;

use super::support::*;

/// A table made by `data/names.py`, and the version that answered.
const ORACLES: [(&str, KubernetesVersion); 2] = [
    (include_str!("../data/names-1.30.tsv"), KubernetesVersion::new(30)),
    (include_str!("../data/names-1.36.tsv"), KubernetesVersion::new(36)),
];

fn graph(api_version: &str, kind: &str) -> ResourceGraph {
    graph_of(&[format!("{{apiVersion: {api_version}, kind: {kind}, metadata: {{name: x}}, spec: {{}}}}")])
}

fn only(graph: &ResourceGraph) -> Resource<'_> {
    graph.resources().next().unwrap()
}

/// `a*53` stands for 53 letters.
fn spelled_out(text: &str) -> String {
    match text.split_once('*') {
        Some((letters, count)) => letters.repeat(count.parse().unwrap()),
        None => text.to_owned(),
    }
}

fn is_taken(resource: Resource<'_>, field: &str, text: &str, version: KubernetesVersion) -> bool {
    match field {
        "name" => name_fault(resource, text, version).is_none(),
        _ => prefix_fault(resource, text, version, true).is_none(),
    }
}

#[test]
fn every_built_in_kind_as_real_servers_answer() {
    for (table, version) in ORACLES {
        let mut texts: Vec<&str> = Vec::new();
        let mut answers = 0;
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [api_version, kind, field, rest @ ..] = cells.as_slice() else { panic!("{line}") };
            if *kind == "kind" {
                texts = rest.to_vec();
                continue;
            }
            // their names follow from the object, and the one of the file is the only one that is taken
            let follows = matches!(*kind, "CustomResourceDefinition" | "APIService");
            let graph = graph(api_version, kind);
            for (text, answer) in texts.iter().zip(rest) {
                if *text == "=" || (follows && *field == "name") {
                    continue;
                }
                // before 1.35 these prefixes were judged as others are; too little to tell versions apart for
                if version < KubernetesVersion::new(35)
                    && *kind == "ReplicationController"
                    && matches!(*text, "shop." | "a*254")
                {
                    continue;
                }
                let taken = is_taken(only(&graph), field, &spelled_out(text), version);
                assert_eq!(taken, *answer == "+", "{version}: {field} `{text}` of {api_version} {kind}");
                answers += 1;
            }
        }
        assert!(answers > 2000, "{version}: {answers} answers");
    }
}

/// What is wrong with the name of one object, and the bytes of it.
fn refusal(object: &str) -> Option<String> {
    let graph = graph_of(&[object.to_owned()]);
    let resource = only(&graph);
    let name = resource.name().unwrap();
    let fault = name_fault(resource, name, KubernetesVersion::new(36))?;
    Some(format!("{} at `{}`", fault.problem, &name[fault.range.to_usize()]))
}

#[test]
fn names_that_follow_from_the_object() {
    let definition = |name: &str| {
        refusal(&format!(
            "{{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {{name: {name}}}, \
             spec: {{group: example.com, names: {{plural: themes}}}}}}"
        ))
    };
    assert_eq!(definition("themes.example.com"), None);
    assert_eq!(definition("themes"), Some("it must be `themes.example.com` at `themes`".to_owned()));
    let api = |name: &str| {
        refusal(&format!(
            "{{apiVersion: apiregistration.k8s.io/v1, kind: APIService, metadata: {{name: {name}}}, \
             spec: {{group: example.com, version: v1}}}}"
        ))
    };
    assert_eq!(api("v1.example.com"), None);
    assert_eq!(api("example.com"), Some("it must be `v1.example.com` at `example.com`".to_owned()));
}

#[test]
fn pods_of_a_job() {
    let job = |name: &str, spec: &str| {
        refusal(&format!("{{apiVersion: batch/v1, kind: Job, metadata: {{name: {name}}}, spec: {{{spec}}}}}"))
    };
    let long = "a".repeat(64);
    assert!(job(&long, "").is_some());
    assert_eq!(job(&long, "manualSelector: true"), None);
    assert_eq!(job("dot.ted", "completions: 3"), None);
    let indexed = job("dot.ted", "completions: 3, completionMode: Indexed").unwrap();
    assert!(indexed.ends_with("a DNS label cannot hold dots at `.`"), "{indexed}");
    assert!(job(&long[..62], "completions: 3, completionMode: Indexed").is_some());
    assert_eq!(job(&long[..61], "completions: 3, completionMode: Indexed"), None);
}

#[test]
fn kinds_that_nobody_knows() {
    for (group, kind, expected) in [
        ("example.com", "Theme", Some(NameSyntax::Subdomain)),
        ("gateway.networking.k8s.io", "Gateway", Some(NameSyntax::Subdomain)),
        ("image.openshift.io", "ImageStreamTag", None),
        // no group of a CustomResourceDefinition
        ("skaffold", "Config", None),
        // alpha: nobody was asked
        ("certificates.k8s.io", "ClusterTrustBundle", None),
        ("authorization.k8s.io", "SubjectAccessReview", None),
        ("", "Secrets", None),
    ] {
        assert_eq!(NameSyntax::of(group, kind), expected, "{group} {kind}");
    }
}
