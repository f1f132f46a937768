//! Which value overrode which: the chains of `ValueNode::shadows`.

use super::layers::Layers;
use crate::provenance::{NodeId, Origin, OriginId, Origins, Piece, Text, TextBuilder};
use crate::value::{Data, Value};

/// How long a chain of overrides may get.
const MAX_CHAIN: usize = 64;

/// Writes down that `value` overrides `lower`, below what it overrides already. A value that other charts got too, where it
/// overrides something else, gets nodes of its own: then the value with them is given back.
pub(super) fn over(origins: &mut Origins, layers: &Layers, value: &Value, lower: &Value) -> Option<Value> {
    if value.origin == lower.origin {
        return None;
    }
    let (top, _) = origins.node_of(value.origin)?;
    let (below, lower_layer) = origins.node_of(lower.origin).map(|(id, node)| (id, node.layer))?;
    let mut chain = vec![top];
    let mut end = top;
    while let Some(next) = next(origins, end) {
        if next == below || chain.len() > MAX_CHAIN {
            return None;
        }
        if !layers.is_above(origins.node(next)?.layer, lower_layer) {
            return Some(copy(origins, &chain, below, value));
        }
        chain.push(next);
        end = next;
    }
    // never a circle
    let mut at = below;
    for _ in 0..MAX_CHAIN {
        if chain.contains(&at) {
            return None;
        }
        match next(origins, at) {
            Some(next) => at = next,
            None => {
                origins.set_shadows(end, below);
                return None;
            }
        }
    }
    None
}

fn next(origins: &Origins, node: NodeId) -> Option<NodeId> {
    origins.node(node).map(|node| node.shadows).filter(|shadows| !shadows.is_none())
}

/// The nodes of `chain` once more, above `below`, and `value` with the first of them.
fn copy(origins: &mut Origins, chain: &[NodeId], below: NodeId, value: &Value) -> Value {
    let (mut shadows, mut origin) = (below, value.origin);
    for node in chain.iter().rev() {
        let Some(mut node) = origins.node(*node).cloned() else { continue };
        node.shadows = shadows;
        (shadows, origin) = origins.add_node(node);
    }
    from(value, value.origin, origin)
}

/// The value with `new` where it has `old`.
fn from(value: &Value, old: OriginId, new: OriginId) -> Value {
    let data = match &value.data {
        Data::String(text) => Data::String(text_from(text, old, new)),
        other => other.clone(),
    };
    Value { data, origin: new }
}

fn text_from(text: &Text, old: OriginId, new: OriginId) -> Text {
    let swap = |piece: Piece| if piece.origin == old { Piece { origin: new, ..piece } } else { piece };
    if text.is_empty() {
        return Text::new(text.as_bytes(), swap(text.first_piece()));
    }
    let mut builder = TextBuilder::new();
    for (range, piece) in text.pieces() {
        builder.push(text.as_bytes().get(range).unwrap_or_default(), swap(piece));
    }
    builder.finish()
}

/// The value that a layer wrote, as the span of the value in its file.
pub(super) fn span(origins: &Origins, value: &Value) -> Option<readylint_text::Span> {
    match origins.get(value.origin) {
        Origin::Value(node) => origins.node(*node).map(|node| node.key.unwrap_or(node.value)),
        _ => None,
    }
}
