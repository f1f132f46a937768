//! `values.schema.json`: do the values fit? (`ValidateAgainstSchema` of `pkg/chart/common/util/jsonschema.go`)
//!
//! It owns which chart's values are held against which schema, and the words. A schema is untrusted: it is read from the
//! chart alone (nothing is fetched; a schema that refers elsewhere is skipped and told of), and what it may cost is
//! bounded.
//!
//! The validator is our own. The port of Helm's library for Rust would have been `boon`: it takes a file from disk when a
//! schema asks for one, translates patterns as ECMAScript where Helm takes them as Go does, has no bound on what a schema
//! may cost, and brings thirty crates along.

mod compile;
mod failure;
mod format;
mod helm3;
mod number;
mod validate;

use std::fmt::Write as _;

use readylint_text::{Span, TextRange};

use super::json;
use super::model::{Chart, Problem, ProblemKind};
use super::tree::ActiveChart;
use crate::HelmVersion;
use crate::provenance::Origins;
use crate::value::{Data, Map, Value};

/// Where values do not fit a schema.
#[derive(Clone, Debug)]
pub struct SchemaFailure {
    /// The chart whose schema it is, as Helm names it.
    pub chart: String,
    /// Where in the values of that chart: a JSON pointer.
    pub pointer: String,
    /// Helm's words, without the pointer: `got string, want integer`.
    pub message: String,
    /// The value; the map that lacks something; the key that should not be there.
    pub span: Option<Span>,
}

/// What came of it.
pub(super) struct Outcome {
    /// Helm's words for all charts; `None` if everything fits.
    pub(super) message: Option<String>,
    pub(super) failures: Vec<SchemaFailure>,
    /// Schemas that were not looked at.
    pub(super) notes: Vec<Problem>,
}

/// Holds the values of a chart and its subcharts against their schemas.
pub(super) fn validate(
    root: &ActiveChart<'_>,
    values: &Map,
    helm: HelmVersion,
    origins: &Origins,
) -> Outcome {
    let mut session = Session { helm, origins, failures: Vec::new(), notes: Vec::new(), steps: MAX_STEPS };
    let message = session.chart(root, values);
    Outcome {
        message: (!message.is_empty()).then_some(message),
        failures: session.failures,
        notes: session.notes,
    }
}

/// How many schemas may be held against values, by all charts together.
const MAX_STEPS: u64 = 2_000_000;

struct Session<'a> {
    helm: HelmVersion,
    origins: &'a Origins,
    failures: Vec<SchemaFailure>,
    notes: Vec<Problem>,
    steps: u64,
}

impl Session<'_> {
    fn chart(&mut self, active: &ActiveChart<'_>, values: &Map) -> String {
        let mut message = String::new();
        if let Some(words) = self.own_schema(active, values) {
            message.push_str(&active.name);
            message.push_str(":\n");
            message.push_str(&words);
        }
        for child in &active.dependencies {
            let Some(value) = values.get(&child.name).filter(|value| !value.is_nil()) else { continue };
            match value.as_map() {
                Some(values) => message.push_str(&self.chart(child, values)),
                None => {
                    let (name, got) = (&child.name, value.type_name());
                    // writing to a String cannot fail
                    _ = writeln!(
                        message,
                        "{name}:\ninvalid type for values: expected object (map), got {got}"
                    );
                }
            }
        }
        message
    }

    /// What is wrong, each line with its end.
    fn own_schema(&mut self, active: &ActiveChart<'_>, values: &Map) -> Option<String> {
        let file = active.chart.schema.as_ref()?;
        let text = std::str::from_utf8(&file.bytes).ok();
        let Some(document) = text.and_then(json::whole) else {
            self.note(active.chart, "values.schema.json is no JSON, or lies too deep", None);
            return None;
        };
        let schemas = match compile::compile(&document, self.helm) {
            Ok(schemas) => schemas,
            Err(compile::Refused { message, range }) => {
                let span = file.source.zip(range);
                let span = span.map(|(id, range)| Span::new(id, TextRange::at(range.start, range.end)));
                self.note(active.chart, &message, span);
                return None;
            }
        };
        // empty values are an object too
        let value = Value::map(values.clone());
        let failures = match validate::validate(&schemas, &value, self.helm, &mut self.steps) {
            Ok(failures) => failures,
            Err(validate::TooMuch) => {
                self.note(
                    active.chart,
                    "values.schema.json asks for too much, so values were not held against it",
                    None,
                );
                return None;
            }
        };
        if failures.is_empty() {
            return None;
        }
        let lines =
            if self.helm == HelmVersion::V3_17 { helm3::lines(&failures) } else { failure::lines(&failures) };
        for line in &lines {
            let span = line.blame.and_then(|failure| self.span(failure));
            self.failures.push(SchemaFailure {
                chart: active.name.clone(),
                pointer: line.pointer.clone(),
                message: line.message.clone(),
                span,
            });
        }
        let mut words = String::new();
        for line in &lines {
            words.push_str(&line.shown);
            words.push('\n');
        }
        Some(words)
    }

    fn span(&self, failure: &failure::Failure) -> Option<Span> {
        let node = |value: &Value| self.origins.node_of(value.origin).map(|(_, node)| node.clone());
        // a key that should not be there
        if let failure::Kind::AdditionalProperties { names } = &failure.kind
            && let (Some(name), Data::Map(map)) = (names.first(), &failure.value.data)
            && let Some(node) = map.get(name).as_ref().and_then(node)
        {
            return Some(node.key.unwrap_or(node.value));
        }
        let own = node(&failure.value);
        let found = own.or_else(|| failure.parents.iter().rev().find_map(node))?;
        let is_collection = matches!(failure.value.data, Data::Map(_) | Data::List(_));
        Some(found.key.filter(|_| is_collection).unwrap_or(found.value))
    }

    fn note(&mut self, chart: &Chart, message: &str, span: Option<Span>) {
        let name = &chart.metadata.name;
        let source = chart.schema.as_ref().and_then(|file| file.source);
        let span = span.or_else(|| source.map(|source| Span::new(source, TextRange::at(0, 0))));
        let message = format!("{name}: {message}");
        self.notes.push(Problem { kind: ProblemKind::SchemaSkipped, message, span });
    }
}
