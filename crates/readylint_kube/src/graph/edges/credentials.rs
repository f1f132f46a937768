//! The Secrets that issuers of certificates and stores of secrets read themselves.

use readylint_yaml::Node;

use super::{Edges, keys};
use crate::Kind;
use crate::graph::fields::{at_path, text, text_of};
use crate::graph::{Relation, Target};

/// The namespace in which cert-manager looks for the Secrets of `ClusterIssuers`, unless it is told another one
/// (`--cluster-resource-namespace`).
const CERT_MANAGER_NAMESPACE: &str = "cert-manager";

/// How deep references stand in the specs at most.
const DEPTH: usize = 8;

/// How many fields of one spec are looked through.
const FIELDS: usize = 4096;

/// Fields whose content is free, or no part of the API: `webhook.config` of cert-manager's solvers, the headers of External
/// Secrets' webhooks, labels.
const FREE: [&str; 5] = ["config", "data", "headers", "matchLabels", "podTemplate"];

/// The Secrets of an Issuer or a `ClusterIssuer`: the key of a CA, accounts of ACME servers, credentials of DNS providers,
/// tokens of Vault and Venafi (cert-manager API reference, `IssuerSpec`).
pub(super) fn of_issuer(edges: &mut Edges<'_, '_>) {
    let Some(spec) = edges.resource.spec() else { return };
    let is_cluster = edges.resource.kind() == Kind::ClusterIssuer;
    let namespace = if is_cluster { Some(CERT_MANAGER_NAMESPACE) } else { edges.resource.namespace() };
    for path in [&["ca", "secretName"][..], &["vault", "auth", "clientCertificate", "secretName"]] {
        if let Some(name) = at_path(spec, path) {
            secret(edges, Relation::CertificateIssuer, (name, None), (namespace, is_cluster));
        }
    }
    for reference in references(spec) {
        let place = (reference.name, reference.key);
        secret(edges, Relation::CertificateIssuer, place, (namespace, is_cluster));
    }
}

/// The Secrets with which a `SecretStore` or a `ClusterSecretStore` signs in (External Secrets API reference,
/// `SecretStoreProvider`). Those of the latter without a namespace are where the `ExternalSecret` is.
pub(super) fn of_store(edges: &mut Edges<'_, '_>) {
    let Some(provider) = edges.resource.spec().and_then(|spec| spec.get("provider")) else { return };
    let is_cluster = edges.resource.kind() == Kind::ClusterSecretStore;
    for reference in references(provider) {
        // the store of a namespace reads no other
        let namespace = if is_cluster { reference.namespace } else { edges.resource.namespace() };
        if !is_cluster || namespace.is_some() {
            secret(edges, Relation::SecretStore, (reference.name, reference.key), (namespace, false));
        }
    }
}

/// A reference to a Secret.
struct SecretReference<'g> {
    name: Node<'g>,
    key: Option<Node<'g>>,
    namespace: Option<&'g str>,
}

/// The references to Secrets below `spec`, in order: mappings with a name and a key, and those with a name alone in fields
/// that are called so.
fn references(spec: Node<'_>) -> Vec<SecretReference<'_>> {
    let mut found = Vec::new();
    let mut left = FIELDS;
    walk(spec, (DEPTH, false), &mut left, &mut found);
    found
}

/// Collects the references in `node`, which stands in a field of a reference to a Secret if `is_reference`. At most `depth`
/// levels deep, as long as some fields are `left`.
fn walk<'g>(
    node: Node<'g>,
    (depth, is_reference): (usize, bool),
    left: &mut usize,
    found: &mut Vec<SecretReference<'g>>,
) {
    let field = |key| node.get(key).filter(|field| text_of(*field).is_some());
    if let Some(name) = field("name").filter(|_| is_reference || field("key").is_some()) {
        // certificates of authorities are as often in ConfigMaps
        if text(node, "type").is_none_or(|kind| kind == "Secret") {
            found.push(SecretReference { name, key: field("key"), namespace: text(node, "namespace") });
        }
        return;
    }
    let Some(depth) = depth.checked_sub(1) else { return };
    for item in node.items() {
        walk(item, (depth, is_reference), left, found);
    }
    for entry in node.entries() {
        let Some(rest) = left.checked_sub(1) else { return };
        *left = rest;
        let name = entry.key.text().unwrap_or_default();
        if !FREE.contains(&name) {
            let is_named_so =
                ["SecretRef", "secretRef", "credentialsRef"].iter().any(|end| name.ends_with(end));
            walk(entry.value, (depth, is_reference || is_named_so), left, found);
        }
    }
}

/// An edge to the Secret called `name`, and there to `key`. `is_assumed` says that the namespace is only the operator's
/// default.
fn secret<'g>(
    edges: &mut Edges<'_, 'g>,
    relation: Relation,
    (name, key): (Node<'g>, Option<Node<'g>>),
    (namespace, is_assumed): (Option<&str>, bool),
) {
    let Some(text) = text_of(name) else { return };
    let wanted = key.and_then(text_of);
    let graph = edges.resource.graph();
    let produced = || graph.produced(edges.resource.id(), Kind::Secret, namespace, text);
    let to = match (edges.resolve_in(Kind::Secret, namespace, text), wanted) {
        (Target::Found(end), Some(wanted)) if !keys::has_key(graph, end, wanted) => {
            if produced().is_some_and(|added| added.may_add(wanted)) {
                Target::Found(end)
            } else {
                Target::Incomplete(end)
            }
        }
        (Target::Produced(by), Some(wanted)) if produced().is_some_and(|made| made.lacks(wanted)) => {
            Target::ProducedIncomplete(by)
        }
        (Target::Missing, _) if is_assumed => Target::External,
        (to, _) => to,
    };
    let is_key = matches!(to, Target::Incomplete(_) | Target::ProducedIncomplete(_));
    let site = key.filter(|_| is_key).unwrap_or(name);
    let asked = wanted.map_or_else(|| text.to_owned(), |key| format!("{text}/{key}"));
    edges.push_asking(edges.root(), relation, site, to, (&asked, false));
}
