//! What controllers make of objects (D7).

mod certificates;
mod copies;
mod look_ups;
mod operators;
mod stores;

use readylint_kube::{Kind, Produced, ProducedKeys};

use crate::support::*;

/// `by <maker> at <site>: <keys>`, or `nothing`; what is asked for is `namespace/name` or `name`.
pub(super) fn made(documents: &[String], kind: Kind, place: &str) -> String {
    let graph = graph_of(documents);
    let from = graph.resources().next().unwrap();
    let (namespace, name) = match place.split_once('/') {
        Some((namespace, name)) => (Some(namespace), name),
        None => (None, place),
    };
    describe_made(graph.produced(from.id(), kind, namespace, name))
}

pub(super) fn describe_made(produced: Option<Produced<'_>>) -> String {
    let Some(produced) = produced else {
        return "nothing".into();
    };
    let keys = match &produced.keys {
        ProducedKeys::Known(keys) => keys.join(" "),
        ProducedKeys::Unknown => "?".into(),
    };
    let site = produced.site.raw();
    let addition = if produced.is_addition { ", added" } else { "" };
    let certain = if produced.is_certain { "" } else { ", uncertain" };
    format!("{} at {site}: {keys}{addition}{certain}", title(produced.by))
}

/// Holds what is made of the last of each case's documents to what is expected: of `documents`, for each place a line.
#[track_caller]
pub(super) fn check_made(documents: &[String], kind: Kind, cases: &[(&str, &str)]) {
    for (place, expected) in cases {
        assert_eq!(made(documents, kind, place), *expected, "{place} of\n{}", documents.join("\n"));
    }
}

/// An object with annotations.
pub(super) fn annotated(kind: &str, name: &str, annotations: &str, body: &str) -> String {
    let text = object(kind, name, body);
    text.replacen("metadata: {", &format!("metadata: {{annotations: {{{annotations}}}, "), 1)
}

pub(super) const SECRET: Kind = Kind::Secret;
