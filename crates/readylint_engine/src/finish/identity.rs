//! Names that stay: fingerprints; and the order of a report.

use std::fmt::Write as _;

use readylint_diagnostics::{Diagnostic, Label, ResourceName, RuleId};
use readylint_kube::{End, Resource, ResourceGraph};
use readylint_text::{SourceKind, Sources};
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use super::draft::{Draft, World};
use crate::finding::{item_name, path};

/// Makes diagnostics of finished drafts and sorts them by source name, position, rule and message.
pub(super) fn diagnostics(drafts: Vec<Draft>, world: &World<'_>) -> Vec<Diagnostic> {
    let sources = &world.input.sources;
    let name = |diagnostic: &Diagnostic| {
        sources.get(diagnostic.primary.span.source).map(readylint_text::Source::name)
    };
    let made = drafts.into_iter().filter_map(|draft| diagnostic(draft, world));
    let mut diagnostics: Vec<Diagnostic> = made.collect();
    diagnostics.sort_by(|a, b| {
        let place = |diagnostic: &Diagnostic| (diagnostic.primary.span.range, diagnostic.primary.span.source);
        name(a)
            .cmp(&name(b))
            .then_with(|| place(a).cmp(&place(b)))
            .then_with(|| (&a.rule, &a.message).cmp(&(&b.rule, &b.message)))
    });
    make_unique(&mut diagnostics);
    diagnostics
}

fn diagnostic(draft: Draft, world: &World<'_>) -> Option<Diagnostic> {
    let entry = world.entry(draft.rule)?;
    let graph = world.graph(draft.bundle);
    let resource = graph.zip(draft.resource).map(|(graph, id)| resource_name(graph.resource(id)));
    let container = graph.zip(draft.subject).and_then(|(graph, end)| container_of(graph, end));
    let fingerprint = fingerprint(&[
        entry.id,
        authored_name(&draft, &world.input.sources),
        resource.as_ref().map_or("", |resource| &resource.kind),
        resource.as_ref().and_then(|resource| resource.namespace.as_deref()).unwrap_or_default(),
        resource.as_ref().map_or("", |resource| &resource.name),
        container.unwrap_or_default(),
        own_path(&draft, world),
        draft.place.value.trim(),
    ]);
    Some(Diagnostic {
        rule: RuleId::from_static(entry.id),
        severity: draft.severity,
        confidence: draft.confidence,
        message: draft.message,
        primary: Label::new(draft.place.span, draft.here),
        pointer: draft.place.pointer,
        resource,
        labels: draft.labels,
        notes: draft.notes,
        help: draft.help,
        fixes: draft.fixes,
        fingerprint,
        suppressed: draft.suppressed,
    })
}

/// The path of the primary place inside its object: the items of a List may change places.
fn own_path<'a>(draft: &'a Draft, world: &World<'_>) -> &'a str {
    let root =
        draft.resource.zip(world.graph(draft.bundle)).map(|(id, graph)| path(graph.resource(id).node()));
    let path = draft.place.path.as_str();
    root.and_then(|root| path.strip_prefix(&root)).unwrap_or(path)
}

/// The file that a person would name: the template, where the text was rendered and says so.
fn authored_name<'a>(draft: &Draft, sources: &'a Sources) -> &'a str {
    let Some(source) = sources.get(draft.place.span.source) else {
        return "";
    };
    if let SourceKind::Rendered { origins, .. } = source.kind()
        && let Some(name) = origins.file(draft.place.span.range.start())
    {
        return name;
    }
    source.name()
}

/// 32 hexadecimal digits over `parts`, none of which depends on a line number.
fn fingerprint(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        // the length keeps ("a", "bc") apart from ("ab", "c")
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    let mut digits = String::with_capacity(32);
    for byte in hash.finalize().iter().take(16) {
        // writing to a string cannot fail
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

/// The second and further diagnostics of one fingerprint get a number mixed in, in order of the report.
fn make_unique(diagnostics: &mut [Diagnostic]) {
    let mut seen: FxHashMap<String, u32> = FxHashMap::default();
    for diagnostic in diagnostics {
        let count = seen.entry(diagnostic.fingerprint.clone()).or_default();
        *count += 1;
        if *count > 1 {
            diagnostic.fingerprint = fingerprint(&[&diagnostic.fingerprint, &count.to_string()]);
        }
    }
}

fn resource_name(resource: Resource<'_>) -> ResourceName {
    let generated = || resource.metadata().generate_name().map(|name| format!("{name}*"));
    ResourceName {
        api_version: resource.api_version().to_owned(),
        kind: resource.kind_name().to_owned(),
        namespace: resource.namespace().map(str::to_owned),
        name: resource.name().map(str::to_owned).or_else(generated).unwrap_or_default(),
    }
}

/// The name of the container that `end` is or lies in.
pub(super) fn container_of(graph: &ResourceGraph, end: End) -> Option<&str> {
    let pod = graph.pod_template_of(end.resource)?;
    pod.container_around(graph.end_node(end)).and_then(|container| item_name(container.node()))
}
