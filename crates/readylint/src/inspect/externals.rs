//! References to what the configuration declares as made elsewhere (`externals`, D6).

use readylint_engine::Input;
use readylint_kube::{Edge, Kind, ResourceGraph, Target};

use super::asked::Asked;

/// The label that is a namespace's name.
const NAME_LABEL: &str = "kubernetes.io/metadata.name=";

/// Whether what `edge` misses is declared as made elsewhere, by the configuration that holds where it is written.
pub(super) fn is_declared(input: &Input, graph: &ResourceGraph, edge: &Edge) -> bool {
    if edge.to != Target::Missing {
        return false;
    }
    let world = &input.settings.get(graph.site(edge).span().source).world;
    if world.externals.is_empty() {
        return false;
    }
    if let Some((_, rest)) = graph.asked(edge).split_once(NAME_LABEL) {
        let name = rest.split([',', ' ']).next().unwrap_or_default();
        return world.has_external(Kind::Namespace.as_str(), None, name);
    }
    Asked::of(graph, edge).is_some_and(|asked| {
        asked.kinds.iter().any(|kind| {
            let namespace = asked.namespace.as_deref().filter(|_| kind.is_namespaced() != Some(false));
            world.has_external(kind.as_str(), namespace, &asked.name)
        })
    })
}
