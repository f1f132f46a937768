//! `json`: readylint's own format, a contract (`"version": 1`).
//!
//! Keys come in the order of the structs below, `summary.rules` in the order of ids. Every key is always there; what is
//! missing is `null`. Texts are as rules and authors wrote them: JSON can hold every character.

use std::collections::BTreeMap;
use std::io::{self, Write};

use readylint_diagnostics::{Diagnostic, Fix, Label, ResourceName, Suppressed};
use serde::Serialize;

use crate::place::Places;
use crate::{RangeRow, Report};

/// Raised when a key is removed or changes its meaning; a new key does not raise it.
const VERSION: u32 = 1;

pub(crate) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(report.sources);
    let document = DocumentJson {
        version: VERSION,
        diagnostics: report.shown().map(|diagnostic| diagnostic_json(&places, diagnostic)).collect(),
        summary: summary_json(report),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

#[derive(Serialize)]
struct DocumentJson<'a> {
    version: u32,
    diagnostics: Vec<DiagnosticJson<'a>>,
    summary: SummaryJson<'a>,
}

#[derive(Serialize)]
struct DiagnosticJson<'a> {
    rule: &'a str,
    severity: &'static str,
    confidence: &'static str,
    message: &'a str,
    file: &'a str,
    range: RangeRow,
    pointer: &'a str,
    resource: Option<ResourceJson<'a>>,
    labels: Vec<LabelJson<'a>>,
    notes: &'a [String],
    help: Option<&'a str>,
    fixes: Vec<FixJson<'a>>,
    fingerprint: &'a str,
    suppressed: Option<SuppressedJson<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResourceJson<'a> {
    api_version: &'a str,
    kind: &'a str,
    namespace: Option<&'a str>,
    name: &'a str,
}

#[derive(Serialize)]
struct LabelJson<'a> {
    file: &'a str,
    range: RangeRow,
    message: &'a str,
}

#[derive(Serialize)]
struct FixJson<'a> {
    title: &'a str,
    applicability: &'static str,
    edits: Vec<EditJson<'a>>,
}

#[derive(Serialize)]
struct EditJson<'a> {
    file: &'a str,
    range: RangeRow,
    text: &'a str,
}

#[derive(Serialize)]
struct SuppressedJson<'a> {
    kind: &'static str,
    reason: Option<&'a str>,
    until: Option<&'a str>,
}

#[derive(Serialize)]
struct SummaryJson<'a> {
    files: u64,
    documents: u64,
    resources: u64,
    #[serde(rename = "unknownKinds")]
    unknown_kinds: u64,
    skipped: Vec<SkippedJson<'a>>,
    errors: u64,
    warnings: u64,
    infos: u64,
    suppressed: u64,
    rules: BTreeMap<&'a str, RuleCountJson>,
}

#[derive(Serialize)]
struct SkippedJson<'a> {
    file: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct RuleCountJson {
    examined: u64,
    found: u64,
}

fn diagnostic_json<'a>(places: &Places<'a>, diagnostic: &'a Diagnostic) -> DiagnosticJson<'a> {
    let place = places.of(diagnostic.primary.span);
    DiagnosticJson {
        rule: diagnostic.rule.as_str(),
        severity: diagnostic.severity.as_str(),
        confidence: diagnostic.confidence.as_str(),
        message: &diagnostic.message,
        file: place.file,
        range: place.into(),
        pointer: &diagnostic.pointer,
        resource: diagnostic.resource.as_ref().map(resource_json),
        labels: diagnostic.labels.iter().map(|label| label_json(places, label)).collect(),
        notes: &diagnostic.notes,
        help: diagnostic.help.as_deref(),
        fixes: diagnostic.fixes.iter().map(|fix| fix_json(places, fix)).collect(),
        fingerprint: &diagnostic.fingerprint,
        suppressed: diagnostic.suppressed.as_ref().map(suppressed_json),
    }
}

fn resource_json(resource: &ResourceName) -> ResourceJson<'_> {
    ResourceJson {
        api_version: &resource.api_version,
        kind: &resource.kind,
        namespace: resource.namespace.as_deref(),
        name: &resource.name,
    }
}

fn label_json<'a>(places: &Places<'a>, label: &'a Label) -> LabelJson<'a> {
    let place = places.of(label.span);
    LabelJson { file: place.file, range: place.into(), message: &label.message }
}

fn fix_json<'a>(places: &Places<'a>, fix: &'a Fix) -> FixJson<'a> {
    let edits = fix.edits.iter().map(|edit| {
        let place = places.exact(edit.span);
        EditJson { file: place.file, range: place.into(), text: &edit.text }
    });
    FixJson { title: &fix.title, applicability: fix.applicability.as_str(), edits: edits.collect() }
}

fn suppressed_json(suppressed: &Suppressed) -> SuppressedJson<'_> {
    SuppressedJson {
        kind: suppressed.kind.as_str(),
        reason: suppressed.reason.as_deref(),
        until: suppressed.until.as_deref(),
    }
}

fn summary_json<'a>(report: &Report<'a>) -> SummaryJson<'a> {
    let summary = report.summary;
    SummaryJson {
        files: summary.files,
        documents: summary.documents,
        resources: summary.resources,
        unknown_kinds: summary.unknown_kinds,
        skipped: summary
            .skipped
            .iter()
            .map(|skipped| SkippedJson { file: &skipped.file, reason: &skipped.reason })
            .collect(),
        errors: summary.errors,
        warnings: summary.warnings,
        infos: summary.infos,
        suppressed: summary.suppressed,
        rules: summary
            .rules
            .iter()
            .map(|rule| (rule.id.as_str(), RuleCountJson { examined: rule.examined, found: rule.found }))
            .collect(),
    }
}
