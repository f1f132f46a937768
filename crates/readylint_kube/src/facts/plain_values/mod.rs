//! Secrets, and placeholders of secrets, that stand in the open: in variables of containers and in ConfigMaps.
//!
//! A ConfigMap is read once, however many ask. Nothing here holds a value, so that all of it may be printed.

mod files;

use std::ops::Range;
use std::sync::OnceLock;

use readylint_text::TextRange;
use readylint_yaml::{Node, NodeId};
use rustc_hash::FxHashMap;

use super::secret_like::{SecretKind, SecretLike, is_unfilled, judge};
use crate::{Container, EnvVar, Kind, Resource, ResourceId};

/// How many values of one ConfigMap are told.
const OF_ONE: usize = 512;

/// The longest value that may be the name of an object (a DNS subdomain).
const NAME: usize = 253;

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlainKind {
    /// A secret.
    Secret(SecretLike),
    /// What somebody still has to replace by one, under a secret-like name.
    Placeholder,
}

/// A value in the open that should stand in a Secret.
#[derive(Clone, Debug)]
pub struct PlainValue<'g> {
    /// The scalar that holds it: the value of the variable, of the ConfigMap's key.
    pub node: Node<'g>,
    /// Where it stands in the source; all of the scalar if that is not written as it reads.
    pub range: TextRange,
    /// What it stands under: the name of the variable, the ConfigMap's key, the key in the file.
    pub name: Option<&'g str>,
    /// The key of the ConfigMap, if that holds a file which holds the value.
    pub file: Option<&'g str>,
    /// What it is.
    pub kind: PlainKind,
}

/// What the `value` of a variable of `container` shows.
pub fn plain_variable<'g>(container: Container<'g>, variable: EnvVar<'g>) -> Option<PlainValue<'g>> {
    let node = variable.value()?.resolved();
    let name = variable.name();
    let (kind, found) = judged(container.pod().resource(), name, node.text()?)?;
    let range = places(node, &[found]).first().copied()?;
    Some(PlainValue { node, range, name, file: None, kind })
}

/// What the `data` of `config_map` shows, in the order of the text.
pub fn plain_values<'g>(config_map: Resource<'g>) -> impl Iterator<Item = PlainValue<'g>> {
    let all = config_map.graph().plain_values().of_config_map(config_map);
    all.iter().map(move |value| PlainValue {
        node: config_map.at(value.node),
        range: value.range,
        name: value.name.as_deref(),
        file: value.file.as_deref(),
        kind: value.kind.clone(),
    })
}

/// What the ConfigMaps of a graph show, each read when it is first asked for.
#[derive(Debug, Default)]
pub(crate) struct PlainValues {
    by_config_map: FxHashMap<ResourceId, OnceLock<Vec<Stored>>>,
}

/// A [`PlainValue`] without the tree it is in.
#[derive(Debug)]
struct Stored {
    node: NodeId,
    range: TextRange,
    name: Option<Box<str>>,
    file: Option<Box<str>>,
    kind: PlainKind,
}

impl PlainValues {
    /// Place for those of `config_maps`.
    pub(crate) fn of(config_maps: impl Iterator<Item = ResourceId>) -> Self {
        Self { by_config_map: config_maps.map(|id| (id, OnceLock::new())).collect() }
    }

    fn of_config_map(&self, config_map: Resource<'_>) -> &[Stored] {
        let cell = self.by_config_map.get(&config_map.id());
        cell.map_or(&[], |cell| cell.get_or_init(|| read(config_map)))
    }
}

fn read(config_map: Resource<'_>) -> Vec<Stored> {
    let mut all: Vec<Stored> = Vec::new();
    for entry in config_map.node().get("data").into_iter().flat_map(Node::entries) {
        let node = entry.value.resolved();
        let (Some(key), Some(text)) = (entry.key.text(), node.text()) else { continue };
        let mut found: Vec<(Range<usize>, Option<Box<str>>, PlainKind)> = Vec::new();
        let is_file = files::settings(key, text, &mut |setting| {
            if all.len() + found.len() < OF_ONE
                && let Some((kind, range)) = judged(config_map, setting.name, setting.value)
            {
                found.push((setting.locate(range), setting.name.map(Into::into), kind));
            }
        });
        found.sort_by_key(|(range, ..)| (range.start, range.end));
        found.dedup_by(|next, first| next.0.start < first.0.end);
        let ranges: Vec<Range<usize>> = found.iter().map(|(range, ..)| range.clone()).collect();
        let places = places(node, &ranges);
        all.extend(found.into_iter().zip(places).map(|((_, name, kind), range)| Stored {
            node: node.id(),
            range,
            name,
            file: is_file.then(|| key.into()),
            kind,
        }));
    }
    all
}

/// What `value` is, under `name`, and which of its bytes.
fn judged(at: Resource<'_>, name: Option<&str>, value: &str) -> Option<(PlainKind, Range<usize>)> {
    if name.is_some_and(|name| is_unfilled(name, value)) {
        return Some((PlainKind::Placeholder, 0..value.trim_ascii_end().len()));
    }
    let secret = judge(name, value)?;
    let range = secret.range.clone();
    let may_be_name = matches!(secret.kind, SecretKind::Plain | SecretKind::WellKnown);
    (!may_be_name || !names_object(at, value)).then_some((PlainKind::Secret(secret), range))
}

/// Whether `value` is the name of a Secret or ConfigMap, as seen by `at`.
fn names_object(at: Resource<'_>, value: &str) -> bool {
    let look_up = |kind| at.graph().look_up(at.id(), kind, at.namespace(), value);
    value.len() <= NAME && [Kind::Secret, Kind::ConfigMap].into_iter().any(|kind| look_up(kind).is_some())
}

/// Where the bytes `ranges` of the text of `node` stand in the source.
fn places(node: Node<'_>, ranges: &[Range<usize>]) -> Vec<TextRange> {
    let parts: Vec<TextRange> = ranges.iter().map(|range| TextRange::at(range.start, range.end)).collect();
    node.parts(&parts).unwrap_or_else(|| vec![node.range(); parts.len()])
}
