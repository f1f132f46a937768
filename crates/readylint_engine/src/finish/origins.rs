//! Moving spans up to what the author owns.

use readylint_diagnostics::Label;
use readylint_text::{Origin, SourceKind, Sources};

use super::draft::Draft;

/// Draws the finding where its author can change something: in rendered text, at the origin of its bytes; where only
/// the file is known, a label names it.
pub(super) fn map_up(draft: &mut Draft, sources: &Sources) {
    let span = draft.place.span;
    let Some(SourceKind::Rendered { origins, .. }) =
        sources.get(span.source).map(readylint_text::Source::kind)
    else {
        return;
    };
    match origins.look_up(span.range.start()) {
        Some(Origin::Exact(origin) | Origin::Token(origin)) => draft.place.span = *origin,
        Some(Origin::File { name, stated_at }) => {
            draft.labels.push(Label::new(*stated_at, format!("rendered from {name}")));
        }
        None => {}
    }
}
