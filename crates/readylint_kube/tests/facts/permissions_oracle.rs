//! Permissions against answers of Kubernetes' own authorizer.
//!
//! `tests/data/rbac.json` is recorded; its header names the command and the module versions. Every row is compared.

use readylint_kube::facts::permissions::{Account, Permissions, Request, Scope, permissions_of};
use readylint_kube::{Identity, ResourceGraph};
use serde_json::Value;

use super::support::*;

fn text<'a>(request: &'a Value, key: &str) -> Option<&'a str> {
    request.get(key).and_then(Value::as_str)
}

fn permissions<'g>(graph: &'g ResourceGraph, request: &'g Value) -> Permissions<'g> {
    let from = graph.resources().next().unwrap();
    if let Some(user) = text(request, "user") {
        return permissions_of(from, Identity::User(user));
    }
    let (namespace, name) = text(request, "account").unwrap().split_once('/').unwrap();
    Account::named(from, Some(namespace), name).permissions()
}

fn is_allowed(graph: &ResourceGraph, request: &Value) -> bool {
    let permissions = permissions(graph, request);
    let verb = text(request, "verb").unwrap();
    if let Some(path) = text(request, "path") {
        return permissions.allows_url(verb, path).is_some();
    }
    let namespace = text(request, "namespace");
    let request = Request {
        verb,
        group: text(request, "group").unwrap_or_default(),
        resource: text(request, "resource").unwrap(),
        subresource: text(request, "subresource"),
        name: text(request, "name"),
        scope: namespace.map_or(Scope::Cluster, |namespace| Scope::Namespace(Some(namespace))),
    };
    permissions.allows(&request).is_some()
}

#[test]
fn answers_are_those_of_the_authorizer() {
    let recorded: Value = serde_json::from_str(include_str!("../data/rbac.json")).unwrap();
    let (mut allowed, mut refused, mut wrong) = (0, 0, Vec::new());
    for (number, row) in recorded["rows"].as_array().unwrap().iter().enumerate() {
        let documents: Vec<String> =
            row["objects"].as_array().unwrap().iter().map(Value::to_string).collect();
        let graph = graph_of(&documents);
        for request in row["requests"].as_array().unwrap() {
            let expected = request["allowed"].as_bool().unwrap();
            *(if expected { &mut allowed } else { &mut refused }) += 1;
            if is_allowed(&graph, request) != expected {
                wrong.push(format!("row {number}: {request}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
    assert!(allowed > 200 && refused > 200, "{allowed} allowed, {refused} refused");
}
