//! Values files become values. (`LoadValues` and `MergeMaps` of `pkg/chart/v2/loader/load.go`, `pkg/cli/values`)
//!
//! It owns the splitting of a file into documents, and that files of the user go over one another without deleting
//! anything.

use std::ops::Range;

use readylint_text::{SourceId, Span, TextRange};

use super::layers::Layers;
use super::shadow;
use crate::HelmVersion;
use crate::data;
use crate::provenance::{LayerId, Origins};
use crate::value::{Map, Value};

/// Why a values file is none.
pub(super) struct Unreadable {
    pub(super) message: String,
    pub(super) span: Option<Span>,
}

impl Unreadable {
    /// The file is no text.
    pub(super) fn not_utf8() -> Self {
        let message = "error converting YAML to JSON: yaml: invalid leading UTF-8 octet";
        Self { message: format!("cannot unmarshal yaml document: {message}"), span: None }
    }
}

/// The values that a file holds: Helm 4 merges its documents, Helm 3 reads the first.
pub(super) fn read(
    origins: &mut Origins,
    layers: &Layers,
    helm: HelmVersion,
    text: &str,
    source: SourceId,
    layer: LayerId,
) -> Result<Map, Unreadable> {
    if helm.is_3() {
        return document(origins, text, 0..text.len(), source, layer);
    }
    let values = Map::any();
    for range in documents(text).map_err(|(message, range)| {
        let span = Some(Span::new(source, TextRange::at(range.start, range.end)));
        Unreadable { message: format!("error reading yaml document: {message}"), span }
    })? {
        let one = document(origins, text, range, source, layer).map_err(|error| Unreadable {
            message: format!("cannot unmarshal yaml document: {}", error.message),
            ..error
        })?;
        merge(origins, layers, &values, &one);
    }
    Ok(values)
}

fn document(
    origins: &mut Origins,
    text: &str,
    range: Range<usize>,
    source: SourceId,
    layer: LayerId,
) -> Result<Map, Unreadable> {
    let start = range.start;
    let part = text.get(range).unwrap_or_default();
    let value =
        data::read::read_source_at(part, start, source, layer, origins).and_then(data::read::expect_map);
    let value = value.map_err(|error| {
        let range = error.range.map(TextRange::to_usize);
        let span = range.map(|range| Span::new(source, TextRange::at(range.start, range.end)));
        Unreadable { message: error.message, span }
    })?;
    Ok(value.as_map().cloned().unwrap_or_else(Map::any))
}

/// The documents of a file, by the lines that start with `---`. (`YAMLReader` of `k8s.io/apimachinery`)
fn documents(text: &str) -> Result<Vec<Range<usize>>, (String, Range<usize>)> {
    let (mut found, mut start, mut at) = (Vec::new(), 0, 0);
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        if let Some(rest) = line.strip_prefix("---") {
            let rest = rest.trim();
            if !rest.is_empty() && !rest.starts_with('#') {
                return Err((
                    format!("invalid Yaml document separator: {rest}"),
                    at..at + line.trim_end().len(),
                ));
            }
            if at > start {
                found.push(start..at);
                start = end;
            }
        }
        at = end;
    }
    if at > start {
        found.push(start..at);
    }
    Ok(found)
}

/// `upper` over `values`: maps merge, everything else replaces. (`MergeMaps`)
pub(super) fn merge(origins: &mut Origins, layers: &Layers, values: &Map, upper: &Map) {
    for (key, value) in upper.to_entries() {
        let present = values.get(key.as_bytes());
        let lower = present.as_ref();
        if let (Some(inner), Some(own)) = (value.as_map(), lower.and_then(Value::as_map)) {
            merge(origins, layers, own, inner);
            let merged = Value { data: crate::value::Data::Map(own.clone()), origin: value.origin };
            let merged =
                lower.and_then(|lower| shadow::over(origins, layers, &merged, lower)).unwrap_or(merged);
            values.insert(key, merged);
            continue;
        }
        let value = lower.and_then(|lower| shadow::over(origins, layers, &value, lower)).unwrap_or(value);
        values.insert(key, value);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn documents_are_split_at_lines() {
        let parts = |text: &'static str| -> Vec<&str> {
            documents(text).unwrap().into_iter().map(|range| &text[range]).collect()
        };
        assert_eq!(parts("a: 1\n---\nb: 2\n"), ["a: 1\n", "b: 2\n"]);
        assert_eq!(parts("--- # first\na: 1\n--- \n---\nb"), ["--- # first\na: 1\n", "---\nb"]);
        assert_eq!(parts("a: |\n  ---\n"), ["a: |\n  ---\n"]);
        assert!(documents("a: 1\n---b\n").is_err());
    }
}
