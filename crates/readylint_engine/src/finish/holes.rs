//! Findings that are about nothing but the hole that a refused value left.

use readylint_helm::function::Cause;
use readylint_text::{PositionEncoding, SourceKind, Span};

use super::draft::{Draft, World};

/// Whether the finding stands in rendered text on a line whose template refuses a value (`required`, `fail`). That is reported by
/// itself, rendering went on without the value, and `image: nginx:` is nothing that anybody would get.
pub(super) fn is_one(draft: &Draft, world: &World<'_>) -> bool {
    let sources = &world.input.sources;
    let is_rendered = sources
        .get(draft.made.source)
        .is_some_and(|source| matches!(source.kind(), SourceKind::Rendered { .. }));
    let render = draft.bundle.and_then(|bundle| world.input.bundles.get(bundle)?.render.as_ref());
    let (true, Some(render)) = (is_rendered, render) else {
        return false;
    };
    let lines = |span: Span| {
        let source = sources.get(span.source)?;
        let line = |at| source.position(at, PositionEncoding::Utf8).line;
        Some(line(span.range.start())..=line(span.range.end()))
    };
    let errors = render.rendered.errors.iter();
    let refusals = errors.filter(|error| matches!(error.cause, Cause::Required | Cause::Fail));
    let mut spans =
        refusals.filter_map(|error| error.span).filter(|span| span.source == draft.place.span.source);
    let Some(place) = lines(draft.place.span) else {
        return false;
    };
    spans.any(|span| {
        lines(span).is_some_and(|refused| refused.start() <= place.end() && place.start() <= refused.end())
    })
}
