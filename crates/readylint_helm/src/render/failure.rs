//! From what went wrong to a [`RenderError`].

use std::sync::Arc;

use readylint_text::{PositionEncoding, Sources, Span};

use super::{RenderError, RenderErrorKind, Rendered, message};
use crate::HelmVersion;
use crate::chart::PrepareError;
use crate::exec::ExecError;
use crate::function::{Cause, Refusal};
use crate::provenance::{FrameId, Origins};
use crate::template::ast::ParseError;

/// How many calls of a chain are told; Helm's own bound on nesting is the same.
const MAX_CALLS: usize = 1_000;

impl RenderError {
    /// The chart as a whole is refused, in these words of Helm's.
    pub fn of_chart(kind: RenderErrorKind, helm: impl Into<String>) -> Self {
        let helm = helm.into();
        Self {
            kind,
            cause: Cause::Plain,
            message: helm.clone(),
            helm,
            span: None,
            named: None,
            calls: Vec::new(),
            file: "".into(),
        }
    }
}

impl From<PrepareError> for RenderError {
    fn from(error: PrepareError) -> Self {
        Self { span: error.span, ..Self::of_chart(error.kind, error.message) }
    }
}

impl Rendered {
    /// A chart that Helm does not even load, and what Helm says about it.
    pub fn refused(helm: impl Into<String>) -> Self {
        let errors = vec![RenderError::of_chart(RenderErrorKind::Chart, helm)];
        Self { errors, ..Self::default() }
    }
}

/// A template does not execute.
pub(super) fn execution(
    error: &ExecError,
    file: &Arc<str>,
    helm: HelmVersion,
    origins: &Origins,
) -> RenderError {
    let mut spans = error.sites.iter().filter_map(|site| site.span);
    let named = spans.next();
    let innermost = spans.next_back().or(named);
    RenderError {
        kind: RenderErrorKind::Execute,
        cause: error.cause,
        helm: message::execution(error, helm) + message::HINT,
        message: message::innermost_words(error).to_owned(),
        span: innermost,
        named: named.filter(|_| named != innermost),
        calls: calls(error.frame, origins),
        file: Arc::clone(file),
    }
}

/// The calls that lead to `frame`, outermost first.
fn calls(mut frame: FrameId, origins: &Origins) -> Vec<(Span, Arc<str>)> {
    let mut calls = Vec::new();
    while let Some(called) = origins.frame(frame).filter(|_| calls.len() < MAX_CALLS) {
        calls.push((called.call, Arc::clone(&called.template)));
        frame = called.parent;
    }
    calls.reverse();
    calls
}

/// A template does not parse. `source` is where its text is, if it is known.
pub(super) fn parse(error: &ParseError, file: &Arc<str>, span: Option<Span>) -> RenderError {
    RenderError {
        kind: RenderErrorKind::Parse,
        cause: Cause::Plain,
        helm: message::parse(file, error.line, &error.message) + message::HINT,
        message: error.message.clone(),
        span,
        named: None,
        calls: Vec::new(),
        file: Arc::clone(file),
    }
}

/// A `required` or `fail` that was passed over in lint. Where Helm would have stopped for an earlier one, its words for this
/// one are those it would use if the call stood in the file itself.
pub(super) fn refusal(refusal: &Refusal, file: &Arc<str>, sources: &Sources) -> RenderError {
    let words = &refusal.message;
    let place = refusal.at.and_then(|at| {
        let source = sources.get(at.source)?;
        let position = source.position(at.range.start(), PositionEncoding::Utf8);
        Some(format!(
            "execution error at ({}:{}:{}): {words}",
            source.name(),
            position.line + 1,
            position.column
        ))
    });
    let helm = place.unwrap_or_else(|| format!("execution error in ({file}): {words}"));
    RenderError {
        kind: RenderErrorKind::Execute,
        cause: refusal.cause,
        helm: helm + message::HINT,
        message: words.clone(),
        span: refusal.at,
        named: None,
        calls: Vec::new(),
        file: Arc::clone(file),
    }
}
