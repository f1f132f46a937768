//! Quotas and limit ranges, and what they weigh.

use super::Edges;
use crate::Kind;
use crate::graph::namespaces::Namespaces;
use crate::graph::select::Query;
use crate::graph::{Relation, SELECTION_BUDGET, Target, TypeCode};
use crate::views::{LabelSelector, SelectorScope};

/// Edges to the pod templates and claims of the own namespace. Nothing is named, so nothing can be missing; the site is
/// the namespace, which decides. The scopes of a quota narrow what it counts, not what it concerns.
pub(super) fn derive(edges: &mut Edges<'_, '_>) {
    let resource = edges.resource;
    let (graph, data) = (resource.graph(), resource.data());
    let metadata = resource.metadata().node();
    let site = metadata.and_then(|metadata| metadata.get("namespace")).unwrap_or_else(|| resource.node());
    let everything = LabelSelector::new(None, SelectorScope::Everything, SelectorScope::Everything);
    let pods = edges.select_across(&Namespaces::Own(data.namespace), Query::Selector(everything));
    for pod in pods.pods(graph) {
        edges.push(data.root, Relation::QuotaNamespace, site, Target::Found(pod.end()), false);
    }
    let claims = TypeCode::known(Kind::PersistentVolumeClaim);
    let claims = graph.index().in_scope(claims, data.namespace);
    let is_own = |id: &crate::ResourceId| graph.group(*id) == graph.group(resource.id());
    let has_own = claims.iter().any(is_own);
    let claims = claims.iter().copied().filter(|id| !has_own || is_own(id)).take(SELECTION_BUDGET);
    edges.push_objects(data.root, Relation::QuotaNamespace, site, claims, false);
}
