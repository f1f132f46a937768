//! What controllers that apply manifests from Git leave alone.

use readylint_yaml::Node;

use crate::graph::TypeCode;
use crate::{Kind, Resource, ResourceId};

/// How many definitions of applications are looked at, how many of their entries in all, and how many fields of one entry.
const APPLICATIONS: usize = 1024;
const ENTRIES: usize = 4096;
const FIELDS: usize = 256;

/// Whether an Argo CD Application or `ApplicationSet` of the run ignores `spec.replicas` of `workload` (`ignoreDifferences`), so
/// that a sync leaves the number to the autoscaler. It may be ignored where there are too many of them to look at all.
pub fn ignores_replicas(workload: Resource<'_>) -> bool {
    let graph = workload.graph();
    let code = |kind| {
        let (group, kind) = graph.symbol("argoproj.io").zip(graph.symbol(kind))?;
        Some(TypeCode::of(Kind::Other, group, kind))
    };
    let codes = ["Application", "ApplicationSet"].into_iter().filter_map(code);
    let ids: Vec<ResourceId> =
        codes.flat_map(|code| graph.index().of_custom_type(code)).copied().take(APPLICATIONS + 1).collect();
    let entries = ids.iter().flat_map(|&id| {
        let spec = graph.resource(id).spec();
        let template = || spec?.get("template")?.get("spec");
        let list = spec.and_then(|spec| spec.get("ignoreDifferences"));
        let list = list.or_else(|| template()?.get("ignoreDifferences"));
        list.into_iter().flat_map(Node::items)
    });
    let entries: Vec<Node<'_>> = entries.take(ENTRIES + 1).collect();
    let is_cut_short = ids.len() > APPLICATIONS || entries.len() > ENTRIES;
    is_cut_short || entries.into_iter().any(|entry| ignores(entry, workload))
}

/// Whether an entry of `ignoreDifferences` is about `workload` and its replicas.
fn ignores(entry: Node<'_>, workload: Resource<'_>) -> bool {
    let is = |key: &str, own: Option<&str>| {
        let wanted = entry.get(key).and_then(Node::text).filter(|wanted| !wanted.is_empty());
        wanted.is_none_or(|wanted| wanted == "*" || own.is_none_or(|own| own == wanted))
    };
    let lists = |key: &str, matches: fn(&str) -> bool| {
        let items = entry.get(key).into_iter().flat_map(Node::items).take(FIELDS);
        items.filter_map(Node::text).any(matches)
    };
    is("group", Some(workload.api_group()))
        && is("kind", Some(workload.kind_name()))
        && is("name", workload.name())
        && is("namespace", workload.namespace())
        && (lists("jsonPointers", |pointer| matches!(pointer, "/spec" | "/spec/replicas"))
            || lists("jqPathExpressions", |path| path.contains(".spec.replicas"))
            || lists("managedFieldsManagers", |manager| manager == "kube-controller-manager"))
}
