//! Makers of Secrets: what they make, and the stores that they read.

use readylint_yaml::Node;

use super::Edges;
use super::objects::ObjectReference;
use crate::Kind;
use crate::graph::fields::{at_path, items};
use crate::graph::producers::Places;
use crate::graph::{Relation, Target, TypeCode};

/// The group of External Secrets Operator.
const EXTERNAL_SECRETS: &str = "external-secrets.io";

/// The stores of an `ExternalSecret`: that of the whole, and those of single keys. A `generatorRef` is no store.
pub(super) fn derive(edges: &mut Edges<'_, '_>) {
    let resource = edges.resource;
    let is_cluster = resource.kind() == Kind::ClusterExternalSecret;
    let spec = resource.spec();
    let spec = if is_cluster { spec.and_then(|spec| spec.get("externalSecretSpec")) } else { spec };
    let Some(spec) = spec else { return };
    let sources = ["data", "dataFrom"].into_iter().flat_map(|key| items(spec, key));
    let stores = sources.filter_map(|item| at_path(item, &["sourceRef", "storeRef"]));
    for node in spec.get("secretStoreRef").into_iter().chain(stores) {
        store(edges, node, is_cluster);
    }
}

/// Of a `ClusterExternalSecret`, a `SecretStore` is one in every namespace that it selects: not one that could be looked up.
fn store<'g>(edges: &mut Edges<'_, 'g>, node: Node<'g>, is_cluster: bool) {
    let namespace = edges.resource.namespace();
    let reference = ObjectReference::of(node, (EXTERNAL_SECRETS, "SecretStore"), namespace);
    let reference =
        reference.map(|reference| ObjectReference { namespace, group: EXTERNAL_SECRETS, ..reference });
    let reference = reference.filter(|it| !is_cluster || it.known() == Some(Kind::ClusterSecretStore));
    edges.refer_to(edges.root(), Relation::SecretStore, reference);
}

/// Edges from a maker to its Secrets (D7): to the object if the input holds it, else to one that is generated. What is
/// only added to a Secret needs it to be there.
pub(super) fn products(edges: &mut Edges<'_, '_>) {
    let resource = edges.resource;
    let graph = resource.graph();
    for (name, places, produced) in graph.secrets_of(resource.id()) {
        let namespaces = match places {
            Places::Own => vec![resource.namespace_symbol()],
            Places::Named(namespaces) => namespaces.iter().copied().map(Some).collect(),
            Places::Chosen(_) => Vec::new(),
        };
        let text = graph.text(name);
        if namespaces.is_empty() {
            let asked = (text, false);
            edges.push_asking(
                edges.root(),
                Relation::ProducesSecret,
                produced.site,
                Target::Generated,
                asked,
            );
        }
        for namespace in namespaces {
            let found = graph.find(resource.id(), TypeCode::known(Kind::Secret), namespace, name);
            let to = match found {
                // what controllers write into the object itself
                Some(found) if found.id() == resource.id() => continue,
                Some(found) => Target::Found(found.end()),
                None if produced.is_addition => Target::Missing,
                None => Target::Generated,
            };
            let asked = match namespace.filter(|own| Some(*own) != resource.namespace_symbol()) {
                Some(namespace) => format!("{}/{text}", graph.text(namespace)),
                None => text.to_owned(),
            };
            edges.push_asking(edges.root(), Relation::ProducesSecret, produced.site, to, (&asked, false));
        }
    }
}
