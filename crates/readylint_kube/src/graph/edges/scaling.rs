//! Autoscalers and what they scale.

use readylint_yaml::Node;

use super::Edges;
use crate::graph::{Relation, Target, TypeCode};
use crate::{GroupVersion, Kind};

pub(super) fn derive(edges: &mut Edges<'_, '_>) {
    let resource = edges.resource;
    let relation = match resource.kind() {
        Kind::HorizontalPodAutoscaler => Relation::AutoscalerTarget,
        Kind::ScaledObject => Relation::ScaledObjectTarget,
        _ => return,
    };
    let Some(target) = resource.spec().and_then(|spec| spec.get("scaleTargetRef")) else {
        return;
    };
    let text = |key| target.get(key).and_then(Node::text).filter(|text| !text.is_empty());
    let Some(site) = target.get("name").filter(|_| text("name").is_some()) else {
        return;
    };
    // KEDA's defaults (keda.sh scaledobject_types.go): Deployment of apps/v1
    let (kind_name, default_version) = match text("kind") {
        Some(kind) => (kind, if relation == Relation::ScaledObjectTarget { "apps/v1" } else { "" }),
        None if relation == Relation::ScaledObjectTarget => ("Deployment", "apps/v1"),
        None => return,
    };
    let group = GroupVersion::of(text("apiVersion").unwrap_or(default_version)).group;
    let graph = resource.graph();
    let kind = match Kind::of(group, kind_name) {
        // autoscaling/v1 does not demand the version: the kind alone says what is meant
        Kind::Other if group.is_empty() => Kind::of("apps", kind_name),
        kind => kind,
    };
    let symbols = graph
        .symbol(group)
        .zip(graph.symbol(kind_name))
        .zip(text("name").and_then(|name| graph.symbol(name)));
    let found = symbols.and_then(|((group, kind_name), name)| {
        graph.find(resource.id(), TypeCode::of(kind, group, kind_name), resource.namespace_symbol(), name)
    });
    let found = found.or_else(|| {
        let name = text("name").and_then(|name| graph.symbol(name))?;
        let known = (kind != Kind::Other).then_some(TypeCode::known(kind))?;
        graph.find(resource.id(), known, resource.namespace_symbol(), name)
    });
    let to = found.map_or(Target::Missing, |found| Target::Found(found.end()));
    edges.push_from_root(relation, site, to);
}
