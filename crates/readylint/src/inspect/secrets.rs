//! Who consumes which Secret, and which of its keys. Values are never shown.

use std::collections::{BTreeMap, BTreeSet};

use readylint_emit::{Cell, Table};
use readylint_engine::Input;
use readylint_kube::{Edge, Kind, Relation, Resource, ResourceGraph, ResourceId, Target};

use super::asked::Asked;
use super::externals::is_declared;
use super::{Scope, graphs, table};

/// One row for each reference to a Secret: the Secret, the key or all of them, who refers to it and how, and whether what
/// is asked for is there. Secrets of the input that nobody refers to have a row without consumer.
pub fn secrets(input: &Input, scope: &Scope) -> Table {
    let mut rows = Vec::new();
    for graph in graphs(input) {
        rows.extend(of_graph(input, graph, scope));
    }
    let columns = [
        "Namespace",
        "Secret",
        "Key",
        "Consumer kind",
        "Consumer",
        "Container",
        "Relation",
        "Optional",
        "Status",
    ];
    table(
        "secrets",
        "Secrets and their consumers",
        &columns,
        rows,
        vec!["An empty key means all keys.".to_owned()],
    )
}

/// What the rows of one Secret are sorted by: its namespace and name.
type Place = (Option<String>, String);

fn of_graph(input: &Input, graph: &ResourceGraph, scope: &Scope) -> Vec<Vec<Cell>> {
    let mut rows: BTreeMap<Place, Vec<Vec<Cell>>> = BTreeMap::new();
    let mut consumed: BTreeSet<ResourceId> = BTreeSet::new();
    for edge in graph.edges() {
        let from = graph.resource(edge.from.resource);
        if from.is_context() || !is_consumption(graph, edge) {
            continue;
        }
        let Some(asked) = Asked::of(graph, edge) else { continue };
        let target = edge.to.end().map(|end| graph.resource(end.resource));
        consumed.extend(target.map(Resource::id));
        let namespace = target.map_or(asked.namespace.as_deref(), Resource::namespace);
        let name = target.and_then(Resource::name).unwrap_or(&asked.name);
        // of a Gateway's certificate the part is no key
        let key = asked.part.as_deref();
        if !scope.holds_namespace(namespace) {
            continue;
        }
        let place = (namespace.map(str::to_owned), name.to_owned());
        rows.entry(place).or_default().push(vec![
            namespace.into(),
            name.into(),
            key.into(),
            from.kind_name().into(),
            from.name().into(),
            container(graph, edge).into(),
            edge.relation.as_str().into(),
            (if edge.optional { "yes" } else { "no" }).into(),
            status(input, graph, edge).into(),
        ]);
    }
    for secret in graph.of_kind(Kind::Secret) {
        if consumed.contains(&secret.id()) || !scope.holds(secret) {
            continue;
        }
        let place = (secret.namespace().map(str::to_owned), secret.name().unwrap_or_default().to_owned());
        let mut row = vec![secret.namespace().into(), secret.name().into()];
        row.extend(std::iter::repeat_n(Cell::Null, 6));
        row.push("not consumed".into());
        rows.entry(place).or_default().push(row);
    }
    rows.into_values().flatten().collect()
}

/// Whether `edge` reads a Secret. Its makers do not, nor does who may refer to it.
fn is_consumption(graph: &ResourceGraph, edge: &Edge) -> bool {
    if edge.relation == Relation::ProducesSecret {
        return false;
    }
    match edge.to.end() {
        Some(end) => {
            graph.resource(end.resource).kind() == Kind::Secret && edge.relation != Relation::ReferenceGrant
        }
        // a TriggerAuthentication may read ConfigMaps too, under another key
        None => {
            let is_secret = Asked::of(graph, edge).is_some_and(|asked| asked.kinds == [Kind::Secret]);
            is_secret && !graph.site(edge).pointer().contains("/configMapTargetRef/")
        }
    }
}

/// The name of the container that the reference stands in, if it does.
fn container<'g>(graph: &'g ResourceGraph, edge: &Edge) -> Option<&'g str> {
    let pod = graph.pod_template_of(edge.from.resource)?;
    let container = pod.containers().find(|container| container.end() == edge.from)?;
    Some(container.name())
}

fn status(input: &Input, graph: &ResourceGraph, edge: &Edge) -> String {
    match edge.to {
        Target::Missing if is_declared(input, graph, edge) => "made elsewhere".to_owned(),
        Target::Found(_) => "found".to_owned(),
        Target::Incomplete(_) => "key missing".to_owned(),
        Target::Produced(by) => format!("made by {}", graph.resource(by.resource).title()),
        Target::ProducedIncomplete(by) => {
            format!("made by {} without the key", graph.resource(by.resource).title())
        }
        Target::Generated | Target::BuiltIn | Target::External => "made elsewhere".to_owned(),
        Target::Missing => "not in the input".to_owned(),
    }
}
