//! Moving spans up to what the author owns.

use std::sync::Arc;

use readylint_diagnostics::{Edit, Fix, Label};
use readylint_text::{Origin, Provenance, Role, SourceKind, Sources, Span, Step};

use super::draft::Draft;

/// Draws the finding, its labels and its fixes where their author can change something: in rendered text, at the origin of the
/// bytes; where only the file is known, a label names it. A fix that stands for no authored bytes is dropped.
pub(super) fn map_up(draft: &mut Draft, sources: &Sources) {
    for label in &mut draft.labels {
        if let Some(span) = authored(label.span, sources) {
            label.span = span;
        }
    }
    draft.fixes =
        std::mem::take(&mut draft.fixes).into_iter().filter_map(|fix| moved(fix, sources)).collect();
    let span = draft.place.span;
    let Some(origins) = provenance(span, sources) else {
        return;
    };
    let trace = origins.trace(span.range);
    draft.is_foreign = trace.is_foreign;
    match trace.origin {
        Some(Origin::Exact(origin) | Origin::Token(origin)) => draft.place.span = origin,
        Some(Origin::File { name, stated_at }) => {
            draft.labels.push(Label::new(stated_at, format!("rendered from {name}")));
        }
        None => {}
    }
    let absent = draft.place.absent.as_ref().filter(|(mapping, _)| mapping.source == span.source);
    let absent = absent.map(|(mapping, key)| origins.absent(mapping.range, key)).unwrap_or_default();
    for step in trace.steps.iter().chain(&absent) {
        let label = Label::new(step.span, wording(step));
        let is_told = |told: &Label| told.span == label.span;
        if label.span != draft.place.span && !draft.labels.iter().any(is_told) {
            draft.labels.push(label);
        }
    }
}

/// Where the author of the bytes at `span` would change them; `None` if they are authored just there, or nobody knows.
pub(super) fn authored(span: Span, sources: &Sources) -> Option<Span> {
    match provenance(span, sources)?.trace(span.range).origin? {
        Origin::Exact(origin) | Origin::Token(origin) => Some(origin),
        Origin::File { .. } => None,
    }
}

/// The places at which the bytes at `span` are written: for rendered text all authored ones, the values that went in too.
pub(super) fn all(span: Span, sources: &Sources) -> Vec<Span> {
    let Some(origins) = provenance(span, sources) else {
        return vec![span];
    };
    let trace = origins.trace(span.range);
    let values = trace.steps.iter().filter(|step| matches!(step.role, Role::Value(_) | Role::Shadowed(_)));
    let origin = match trace.origin {
        Some(Origin::Exact(origin) | Origin::Token(origin)) => Some(origin),
        Some(Origin::File { .. }) | None => Some(span),
    };
    origin.into_iter().chain(values.map(|step| step.span)).collect()
}

fn provenance(span: Span, sources: &Sources) -> Option<&Arc<dyn Provenance>> {
    match sources.get(span.source)?.kind() {
        SourceKind::Rendered { origins, .. } => Some(origins),
        SourceKind::Authored => None,
    }
}

/// The fix with its edits at authored bytes; text of which only the file is known keeps its own.
fn moved(fix: Fix, sources: &Sources) -> Option<Fix> {
    let edit = |edit: Edit| {
        let Some(origins) = provenance(edit.span, sources) else {
            return Some(edit);
        };
        if origins.file(edit.span.range.start()).is_some() {
            return Some(edit);
        }
        Some(Edit { span: origins.authored(edit.span.range)?, ..edit })
    };
    let edits = fix.edits.into_iter().map(edit).collect::<Option<Vec<Edit>>>()?;
    Some(Fix { edits, ..fix })
}

fn wording(step: &Step) -> String {
    match &step.role {
        Role::Value(path) => format!("`{path}` is set here"),
        Role::Shadowed(path) => format!("overrides `{path}` here"),
        Role::Printed => "printed here".to_owned(),
        Role::Call(template) => format!("`{template}` is included here"),
        Role::Guard => "left out by this condition".to_owned(),
        Role::GuardValue(path) => format!("because of `{path}`"),
        Role::Home(path) => format!("belongs under `{path}`"),
    }
}
