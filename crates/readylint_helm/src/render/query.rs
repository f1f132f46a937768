//! Questions about rendered bytes: who wrote them, which actions printed them.
//!
//! Must never guess: what is not known is `None`.

use std::sync::Arc;

use readylint_text::{Sources, Span, TextRange};

use super::Rendered;
use crate::provenance::{FrameId, Origin, Piece};

/// An action that had a part in printing a byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The action.
    pub at: Span,
    /// The `define` or string of `tpl` that it stands in; `None` for the file that was rendered.
    pub template: Option<Arc<str>>,
}

/// How many calls of a chain are told; Helm's own bound on nesting is the same.
const MAX_LINKS: usize = 1_000;

impl Rendered {
    /// What is known about the byte at `offset` of the file number `file`, moved on to it.
    pub fn piece_at(&self, file: usize, offset: usize) -> Option<Piece> {
        self.files.get(file)?.piece_at(offset)
    }

    /// The actions that printed a stretch: the innermost first, the last one stands in the file that was rendered. Literal
    /// text of the file itself was printed by no action.
    pub fn chain(&self, piece: Piece) -> Vec<Link> {
        let Some(emission) = self.origins.emission(piece.emission) else { return Vec::new() };
        self.calls(emission.at, emission.frame)
    }

    /// The chain of an action that ran in `frame`, as a [`super::Branch`] has them: the action itself first.
    pub fn calls(&self, at: Span, frame: FrameId) -> Vec<Link> {
        let mut links = Vec::new();
        let (mut at, mut frame) = (at, frame);
        while let Some(called) = self.origins.frame(frame).filter(|_| links.len() < MAX_LINKS) {
            links.push(Link { at, template: Some(Arc::clone(&called.template)) });
            (at, frame) = (called.call, called.parent);
        }
        if frame.is_none() {
            links.push(Link { at, template: None });
        }
        links
    }

    /// Where the authored bytes of the origin of `piece` start that it names: in a template, a values file, a file of the
    /// chart. Whether the rendered bytes are the same is another question ([`Rendered::verbatim`]).
    pub fn authored(&self, piece: Piece) -> Option<Span> {
        let whole = match *self.origins.get(piece.origin) {
            Origin::Text(span) | Origin::Literal(span) | Origin::File(span) => span,
            Origin::Value(node) => {
                let node = self.origins.node(node)?;
                node.content.unwrap_or(node.value)
            }
            Origin::Key(node) => self.origins.node(node)?.key?,
            Origin::Unknown | Origin::Builtin(_) | Origin::Function { .. } | Origin::Random(_) => {
                return None;
            }
        };
        let start =
            (whole.range.start().to_usize() + piece.offset as usize).min(whole.range.end().to_usize());
        Some(whole.with_range(TextRange::at(start, whole.range.end().to_usize())))
    }

    /// Where `bytes`, which `piece` says something about, stand just so in their author's source; `None` if they do not.
    pub fn verbatim(&self, sources: &Sources, piece: Piece, bytes: &[u8]) -> Option<Span> {
        let rest = self.authored(piece)?;
        let text = sources.get(rest.source)?.text().as_bytes();
        let range = rest.range.to_usize();
        let end = range.start.checked_add(bytes.len()).filter(|&end| end <= range.end)?;
        let same = text.get(range.start..end).is_some_and(|authored| authored == bytes);
        same.then(|| rest.with_range(TextRange::at(range.start, end)))
    }
}

#[cfg(test)]
mod tests {
    use readylint_text::{Source, SourceId, SourceKind};

    use super::*;
    use crate::provenance::{Emission, Frame, OriginId, Origins};

    fn rendered(origins: Origins) -> Rendered {
        Rendered { origins, ..Rendered::default() }
    }

    #[test]
    fn bytes_stand_in_their_source_or_not() {
        let mut sources = Sources::new();
        let source = sources.insert(Source::new("a.yaml", "kind: Service\n", SourceKind::Authored));
        let mut origins = Origins::new();
        let text = origins.add(Origin::Text(Span::new(source, TextRange::at(0, 14))));
        let rendered = rendered(origins);
        let piece = Piece { offset: 6, ..Piece::of(text) };
        let span = rendered.verbatim(&sources, piece, b"Service");
        assert_eq!(span, Some(Span::new(source, TextRange::at(6, 13))));
        assert_eq!(rendered.verbatim(&sources, piece, b"service"), None);
        assert_eq!(rendered.verbatim(&sources, piece, b"Service\nmore"), None);
        assert_eq!(rendered.verbatim(&sources, Piece::of(OriginId::NONE), b"Service"), None);
    }

    #[test]
    fn a_chain_leads_from_the_innermost_action_to_the_file() {
        let span = |start| Span::new(SourceId::new(0), TextRange::at(start, start + 1));
        let mut origins = Origins::new();
        let none = FrameId::NONE;
        let helper = origins.add_frame(Frame { parent: none, call: span(5), template: "helper".into() });
        let emission = origins.add_emission(Emission { at: span(9), frame: helper });
        let rendered = rendered(origins);
        let chain = rendered.chain(Piece { emission, ..Piece::UNKNOWN });
        let told: Vec<_> = chain.iter().map(|link| (link.at, link.template.as_deref())).collect();
        assert_eq!(told, [(span(9), Some("helper")), (span(5), None)]);
        assert!(rendered.chain(Piece::UNKNOWN).is_empty());
    }
}
