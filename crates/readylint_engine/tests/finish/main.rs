//! What `run` and `finish` do with what rules report, shown with a handful of small rules of this suite's own: each
//! reports the nodes that carry its id as a key, so that a case is a manifest with faults written into it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod catalogue;
mod fingerprints;
mod levels;
mod origins;
mod reports;
mod rules;
mod yields;

use readylint_engine::{Bundle, Input, Level, Report, RuleSettings, Settings, SettingsMap, run};
use readylint_kube::{ManifestFile, ResourceGraph};
use readylint_text::{PositionEncoding, Source, SourceId, SourceKind, Span, TextRange};

/// An input that is put together, run and compared.
#[derive(Default)]
struct Case {
    input: Input,
    files: Vec<ManifestFile>,
}

impl Case {
    /// One manifest, `app.yaml`.
    fn of(text: &str) -> Self {
        Self::default().file("app.yaml", text)
    }

    /// Another manifest; its group is its folder.
    fn file(self, name: &str, text: &str) -> Self {
        self.source(name, text, SourceKind::Authored, false)
    }

    /// A manifest that only makes references resolve.
    fn context(self, name: &str, text: &str) -> Self {
        self.source(name, text, SourceKind::Authored, true)
    }

    fn source(mut self, name: &str, text: &str, kind: SourceKind, context: bool) -> Self {
        let id = self.input.sources.insert(Source::new(name, text, kind));
        let group = name.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        self.files.push(ManifestFile {
            parse: readylint_yaml::parse(id, text.into()),
            group,
            namespace: None,
            context,
        });
        self
    }

    /// These settings for all sources.
    fn settings(mut self, settings: Settings) -> Self {
        self.input.settings = SettingsMap::uniform(settings);
        self
    }

    /// These levels for all sources.
    fn levels(self, levels: &[(&str, Level)]) -> Self {
        self.settings(with_levels(levels))
    }

    fn report(mut self) -> Report {
        let graph = ResourceGraph::build(std::mem::take(&mut self.files));
        self.input.bundles.push(Bundle::new("manifests", graph));
        run(self.input, &rules::catalogue())
    }

    /// Runs and compares all diagnostics, as [`shown`].
    #[track_caller]
    fn finds(self, expected: &[&str]) {
        assert_eq!(shown(&self.report()), expected);
    }
}

/// Settings with these levels.
fn with_levels(levels: &[(&str, Level)]) -> Settings {
    let mut settings = Settings::default();
    for &(id, level) in levels {
        settings.rules.insert(id.to_owned(), RuleSettings { level: Some(level), ..RuleSettings::default() });
    }
    settings
}

/// The diagnostics of a report, each as `rule@line severity`, with the file before the line if it is not `app.yaml`.
fn shown(report: &Report) -> Vec<String> {
    let show = |diagnostic: &readylint_diagnostics::Diagnostic| {
        let span = diagnostic.primary.span;
        let source = report.sources.get(span.source).unwrap();
        let line = source.position(span.range.start(), PositionEncoding::Utf8).line + 1;
        let file = if source.name() == "app.yaml" { String::new() } else { format!("{}:", source.name()) };
        let suppressed = if diagnostic.suppressed.is_some() { " suppressed" } else { "" };
        format!("{}@{file}{line} {}{suppressed}", diagnostic.rule, diagnostic.severity)
    };
    report.diagnostics.iter().map(show).collect()
}

/// The place of `needle` in `text`, as a span of the source with that number.
fn span_of(source: u32, text: &str, needle: &str) -> Span {
    let start = text.find(needle).unwrap();
    Span::new(SourceId::new(source), TextRange::at(start, start + needle.len()))
}

/// A Deployment with keys written into the object (line 4), the template (line 8) and two containers (lines 11, 12).
fn deployment(object: &str, template: &str, web: &str, log: &str) -> String {
    format!(
        "\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: shop}}
{object}
spec:
  template:
    metadata: {{labels: {{app: shop}}}}
    {template}
    spec:
      containers:
      - {{name: web, {web}}}
      - {{name: log, {log}}}
"
    )
}

/// A Pod with one container that carries `fault`, on line 6.
fn pod(name: &str, fault: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec:\n  containers:\n  - {{name: web, {fault}}}\n"
    )
}
