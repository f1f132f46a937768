//! Suppressions end to end (SUP-1 to SUP-8): comments, annotations and entries of the configuration, each case a few
//! lines of YAML and the findings they leave. What this suite holds: a suppression hides what it says and nothing else,
//! and one that is wrong, unused or expired is a finding.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod annotations;
mod comments;
mod configuration;
mod malformed;
mod unused;

use std::collections::BTreeSet;

use readylint::diagnostics::Diagnostic;
use readylint::engine::Date;
use readylint::project::config::{Options, Sourced};
use readylint::project::{MemoryFileSystem, Request};
use readylint::text::PositionEncoding;
use readylint::{Report, catalogue, check};

/// The file whose name is left out of expectations.
const MAIN: &str = "app.yaml";
/// The date of all runs.
const TODAY: Date = Date { year: 2027, month: 6, day: 15 };

/// A Pod whose only fault, for the rule of most cases, is on line 7.
const POD: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: shop}
spec:
  containers:
  - name: web
    image: shop
";

/// [`POD`] with `tail` behind its image.
fn behind_image(tail: &str) -> String {
    POD.replace("image: shop", &format!("image: shop{tail}"))
}

/// [`POD`] with `lines` above its image.
fn above_image(lines: &str) -> String {
    POD.replace("    image: shop", &format!("{lines}    image: shop"))
}

/// A run: files, flags, and which rules are looked at.
struct Case {
    files: MemoryFileSystem,
    options: Options,
    /// The rules that expectations speak of.
    looked_at: BTreeSet<String>,
    /// The path that is linted.
    path: &'static str,
}

impl Case {
    /// `yaml` as the one manifest, under `latest-image-tag` and the rules about suppressions.
    fn of(yaml: impl AsRef<str>) -> Self {
        let files = MemoryFileSystem::new().with(MAIN, yaml.as_ref());
        Self { files, options: Options::default(), looked_at: BTreeSet::new(), path: "." }
            .rules(&["latest-image-tag"])
    }

    /// These rules, and those about suppressions and configuration.
    fn rules(mut self, ids: &[&str]) -> Self {
        let catalogue = catalogue();
        let own =
            catalogue.entries().iter().filter(|entry| entry.category == "readylint").map(|entry| entry.id);
        let selected: BTreeSet<String> = own.chain(ids.iter().copied()).map(str::to_owned).collect();
        self.looked_at.clone_from(&selected);
        self.options.selected = Some(Sourced::flag(selected, "--select"));
        self
    }

    /// No selection: the profile and the levels decide. Other rules run too, and are not looked at.
    fn by_profile(mut self) -> Self {
        self.options.selected = None;
        self
    }

    /// With this `readylint.yaml`.
    fn config(self, text: &str) -> Self {
        self.file("readylint.yaml", text)
    }

    /// With another file.
    fn file(mut self, path: &str, text: &str) -> Self {
        self.files.insert(path, text);
        self
    }

    /// With flags.
    fn flags(mut self, set: impl FnOnce(&mut Options)) -> Self {
        set(&mut self.options);
        self
    }

    /// Only the manifest itself is named, as a hook does.
    fn named(mut self) -> Self {
        self.path = MAIN;
        self
    }

    fn report(&self) -> Report {
        let mut request = Request::new([self.path], TODAY);
        request.options = self.options.clone();
        check(&self.files, &request, &catalogue()).unwrap().report
    }

    /// Runs and compares all diagnostics, suppressed ones too, with `expected`, in the order of the report:
    /// `rule@line severity`, `rule@file:line severity suppressed by kind until date: reason`.
    #[track_caller]
    fn finds(&self, expected: &[&str]) {
        let report = self.report();
        let looked_at =
            report.diagnostics.iter().filter(|diagnostic| self.looked_at.contains(diagnostic.rule.as_str()));
        let found: Vec<String> = looked_at.map(|diagnostic| shown(diagnostic, &report)).collect();
        assert_eq!(found, expected);
    }
}

/// Checks `yaml` under `latest-image-tag`.
#[track_caller]
fn finds(yaml: impl AsRef<str>, expected: &[&str]) {
    Case::of(yaml).finds(expected);
}

fn shown(diagnostic: &Diagnostic, report: &Report) -> String {
    let span = diagnostic.primary.span;
    let source = report.sources.get(span.source).unwrap();
    let line = source.position(span.range.start(), PositionEncoding::Utf8).line + 1;
    let file = if source.name() == MAIN { String::new() } else { format!("{}:", source.name()) };
    let suppressed = diagnostic.suppressed.as_ref().map_or_else(String::new, |suppressed| {
        let until = suppressed.until.as_ref().map(|until| format!(" until {until}")).unwrap_or_default();
        let reason = suppressed.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
        format!(" suppressed by {}{until}{reason}", suppressed.kind.as_str())
    });
    format!("{}@{file}{line} {}{suppressed}", diagnostic.rule, diagnostic.severity)
}

/// The one diagnostic of `rule`.
fn the<'r>(report: &'r Report, rule: &str) -> &'r Diagnostic {
    let mut found = report.diagnostics.iter().filter(|diagnostic| diagnostic.rule.as_str() == rule);
    let first = found.next().expect(rule);
    assert!(found.next().is_none(), "more than one {rule}");
    first
}
