//! A document without type or name.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::{Document, GroupVersion, Kind, Resource};
use readylint_yaml::Node;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &["HL:metadata.name"],
    readiness: &["S3-1.8", "S3-10.1"],
    yields_to: &[],
    options: &[],
    check: Check::Document(check),
};

fn check(cx: &RuleContext<'_>, document: Document<'_>) {
    let Some(root) = document.root().filter(|root| root.is_mapping()) else {
        return cx.not_applicable();
    };
    let mut resources = document.resources().peekable();
    if resources.peek().is_none() {
        return untyped(cx, root);
    }
    for resource in resources {
        type_meta(cx, resource);
        name(cx, resource);
    }
    list_items(cx, root);
}

/// A document that yields no object: neither type nor kind, or a List whose items are none.
fn untyped(cx: &RuleContext<'_>, root: Node<'_>) {
    if root.get("kind").and_then(Node::text).is_some_and(|kind| kind.ends_with("List")) {
        return list_items(cx, root);
    }
    cx.report(no_type(root));
}

fn type_meta(cx: &RuleContext<'_>, resource: Resource<'_>) {
    let node = resource.node();
    for (key, value) in [("apiVersion", resource.api_version()), ("kind", resource.kind_name())] {
        let written = node.get(key).filter(|value| !value.is_null());
        match written {
            Some(written) if written.as_str().is_none() => {
                cx.report(not_text(written, key).about(resource.id()));
            }
            None if value.is_empty() => cx.report(missing(node, key).about(resource.id())),
            _ => {}
        }
    }
}

fn name(cx: &RuleContext<'_>, resource: Resource<'_>) {
    let node = resource.node();
    let metadata = node.get("metadata").filter(|metadata| !metadata.is_null());
    if !is_named_kind(cx, resource, metadata) {
        return;
    }
    let Some(metadata) = metadata else {
        return cx.report(missing(node, "metadata.name").about(resource.id()));
    };
    if !metadata.is_mapping() {
        return cx.report(no_metadata(metadata).about(resource.id()));
    }
    if resource.name().is_none() && resource.metadata().generate_name().is_none() {
        cx.report(missing(metadata, "metadata.name").about(resource.id()));
    }
}

/// Whether objects of the kind must have a name: those of Kubernetes itself, those whose definition is in the run,
/// and others that carry `metadata` (tools configure themselves by files that look like objects and have none, some of
/// them under groups of Kubernetes: the scheduler's `v1` `Policy`).
fn is_named_kind(cx: &RuleContext<'_>, resource: Resource<'_>, metadata: Option<Node<'_>>) -> bool {
    if resource.kind_name().is_empty() || resource.api_version().is_empty() {
        return metadata.is_some();
    }
    // a List without items is the only one that comes here as an object, and Lists have no name
    if resource.kind_name() == "List" {
        return false;
    }
    let group = GroupVersion::of(resource.api_version()).group;
    // questions to the API server, which keeps none of them
    if matches!(group, "authentication.k8s.io" | "authorization.k8s.io") {
        return false;
    }
    let has_spec = resource.node().get("spec").is_some();
    let is_known = resource.kind() != Kind::Other || (has_spec && Kind::is_builtin_group(group));
    is_known || metadata.is_some() || cx.graph().is_defined(resource.id())
}

/// Items of a List that are no objects.
fn list_items(cx: &RuleContext<'_>, root: Node<'_>) {
    let is_list = root.get("kind").and_then(Node::text) == Some("List");
    let Some(items) = root.get("items").filter(|items| is_list && !items.is_null()) else {
        return;
    };
    if !items.is_sequence() {
        return cx.report(no_list(items));
    }
    let lacks = |item: Node<'_>, key| item.get(key).and_then(Node::text).is_none_or(str::is_empty);
    for item in items.items() {
        // one that has either is an object, and is asked for the other
        if !item.is_mapping() || (lacks(item, "apiVersion") && lacks(item, "kind")) {
            cx.report(no_item(item));
        }
    }
}

fn no_type(root: Node<'_>) -> Finding {
    Finding::new("the document has neither `apiVersion` nor `kind`")
        .at_missing(root, "apiVersion")
        .here("not a Kubernetes object")
        .note("the other documents of this file are objects, so this one is taken for one")
        .help("say what it is, or move it to a file of its own")
}

/// Absent from the object itself, it is drawn at the kind: nothing nearer says which object this is.
fn missing(holder: Node<'_>, key: &str) -> Finding {
    let finding = Finding::new(format!("the object has no `{key}`"));
    let kind = holder.get("kind").filter(|kind| kind.is_scalar() && !kind.is_null());
    match kind {
        Some(kind) => finding.at(kind),
        None => finding.at_missing(holder, key),
    }
    .here(format!("`{key}` is missing"))
    .note("the API server refuses it")
    .help(format!("add `{key}`"))
}

fn not_text(value: Node<'_>, key: &str) -> Finding {
    Finding::new(format!("`{key}` is not a string"))
        .at(value)
        .note("the API server refuses it")
        .help(format!("write `{key}` as a string, in quotes if it reads as a number or a boolean"))
}

fn no_metadata(metadata: Node<'_>) -> Finding {
    Finding::new("`metadata` is not a mapping")
        .at(metadata)
        .here("should hold `name`")
        .note("the API server refuses it")
        .help("write `metadata:` with `name:` below it")
}

fn no_list(items: Node<'_>) -> Finding {
    Finding::new("`items` of the List is not a list")
        .at(items)
        .note("nothing in it is read")
        .help("write every object as an item, with `- ` before its first key")
}

fn no_item(item: Node<'_>) -> Finding {
    Finding::new("an item of the List is not an object")
        .at(item)
        .note("it is not read")
        .help("an item is a mapping with `apiVersion`, `kind` and `metadata`")
}
