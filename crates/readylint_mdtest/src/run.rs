//! Linting an example, and holding the findings against the marks.

use readylint::diagnostics::{Applicability, Diagnostic, Edit, Fix, Severity};
use readylint::engine::{Date, Profile, RuleEntry};
use readylint::project::config::{Options, Sourced};
use readylint::project::{Fate, MemoryFileSystem, Request};
use readylint::{Catalogue, Linter, Report, Settings, check as check_project};

use crate::Failure;
use crate::example::{Demand, Example};
use crate::fence::Block;

/// The date on which all examples run.
const TODAY: Date = Date { year: 2026, month: 1, day: 1 };
/// The file that configures an example.
const CONFIGURATION: &str = "readylint.yaml";

/// The rule that reports documents which cannot be read.
const MALFORMED: &str = "malformed-yaml";

/// What linting an example gave.
struct Outcome {
    report: Report,
    /// The names of the files that were not linted, with the reason.
    skipped: Vec<(String, String)>,
}

/// What does not hold for `example` on the page of `entry`.
pub(crate) fn check(example: &Example, entry: &RuleEntry, catalogue: &Catalogue) -> Vec<Failure> {
    match lint(example, entry, catalogue) {
        Ok(outcome) => {
            let mut failures = reading(example, &outcome);
            failures.extend(compare(example, entry, &outcome.report));
            failures.extend(fixes(example, entry, catalogue, &outcome.report));
            failures
        }
        Err(error) => vec![Failure::new(example.line(), "an example that can be loaded", error)],
    }
}

/// The name of a block's file.
fn name(block: &Block) -> String {
    block.title.clone().unwrap_or_else(|| format!("manifest.{}", block.language))
}

fn lint(example: &Example, entry: &RuleEntry, catalogue: &Catalogue) -> Result<Outcome, String> {
    match example.blocks.as_slice() {
        [block] if block.title.is_none() => Ok(lint_text(block, entry, catalogue)),
        blocks => lint_project(blocks, entry, catalogue),
    }
}

fn lint_text(block: &Block, entry: &RuleEntry, catalogue: &Catalogue) -> Outcome {
    let settings = Settings {
        profile: entry.rule.profile,
        today: TODAY,
        min_confidence: block.min_confidence,
        ..Settings::default()
    };
    let linter = Linter::with_catalogue(catalogue.clone()).settings(settings);
    let report = linter.lint([(name(block), block.text.as_str())]);
    let skipped =
        report.coverage.skipped.iter().map(|file| (file.file.clone(), file.reason.clone())).collect();
    Outcome { report, skipped }
}

fn lint_project(blocks: &[Block], entry: &RuleEntry, catalogue: &Catalogue) -> Result<Outcome, String> {
    let mut files = MemoryFileSystem::new();
    for block in blocks {
        files = if block.executable {
            files.with_executable(&name(block), &block.text)
        } else {
            files.with(&name(block), &block.text)
        };
    }
    let mut request = Request::new(["."], TODAY);
    let least = blocks.iter().map(|block| block.min_confidence).min();
    request.options = Options {
        min_confidence: least.map(|least| Sourced::flag(least, "--min-confidence")),
        // a rule of another profile must run; otherwise the configuration of the example decides
        profile: (entry.rule.profile != Profile::default())
            .then(|| Sourced::flag(entry.rule.profile, "--profile")),
        ..Options::default()
    };
    let checked = check_project(&files, &request, catalogue).map_err(|error| error.to_string())?;
    let skipped = checked.loaded.explanations.iter().filter_map(|explanation| {
        let reason = match &explanation.fate {
            Fate::Linted | Fate::Refused(_) => return None,
            Fate::Skipped(reason) => reason.to_string(),
            other => format!("{other:?}"),
        };
        Some((explanation.file.clone(), reason))
    });
    let skipped = skipped.filter(|(file, _)| file != CONFIGURATION).collect();
    Ok(Outcome { report: checked.report, skipped })
}

/// Every file is linted, but those of which the page says that they are not.
fn reading(example: &Example, outcome: &Outcome) -> Vec<Failure> {
    let mut failures = Vec::new();
    for block in example.blocks.iter().filter(|block| block.language != "text") {
        let file = name(block);
        let reason = outcome.skipped.iter().find(|(skipped, _)| *skipped == file).map(|(_, reason)| reason);
        match (block.skipped, reason) {
            (true, None) => {
                failures.push(Failure::new(block.line, "a file that is not linted", "that it is"));
            }
            (false, Some(reason)) => {
                let found = format!("that `{file}` is skipped: {reason}");
                failures.push(Failure::new(block.line, "a file that is linted", found));
            }
            _ => {}
        }
    }
    failures
}

/// A finding in a file of the example.
struct Found<'r> {
    block: usize,
    /// From 0.
    line: usize,
    diagnostic: &'r Diagnostic,
}

fn compare(example: &Example, entry: &RuleEntry, report: &Report) -> Vec<Failure> {
    let mut failures = Vec::new();
    let mut findings: Vec<Found<'_>> = Vec::new();
    for diagnostic in report.active().filter(|diagnostic| diagnostic.rule.as_str() == entry.id) {
        match locate(example, report, diagnostic) {
            Some((block, line)) => findings.push(Found { block, line, diagnostic }),
            None => failures.push(Failure::new(
                example.line(),
                "findings in files of the example",
                describe(diagnostic),
            )),
        }
    }
    for (number, block) in example.blocks.iter().enumerate() {
        for &(line, severity) in &block.marks {
            let fits = |found: &Found<'_>| (found.block, found.line) == (number, line);
            let exact =
                findings.iter().position(|found| fits(found) && found.diagnostic.severity == severity);
            if let Some(exact) = exact {
                findings.swap_remove(exact);
                continue;
            }
            let found = match findings.iter().position(fits) {
                Some(other) => describe(findings.swap_remove(other).diagnostic),
                None => "no finding".to_owned(),
            };
            failures.push(Failure::new(page_line(block, line), expected(entry, severity), found));
        }
    }
    for found in &findings {
        let line =
            example.blocks.get(found.block).map_or(example.line(), |block| page_line(block, found.line));
        let expected = match example.demand {
            Demand::Reported | Demand::AsMarked => "a mark, or no finding",
            Demand::Clean => "no finding",
        };
        failures.push(Failure::new(line, expected, describe(found.diagnostic)));
    }
    failures
}

/// Every fix that is offered makes its finding go away, and leaves documents that can be read.
fn fixes(example: &Example, entry: &RuleEntry, catalogue: &Catalogue, report: &Report) -> Vec<Failure> {
    let of_rule =
        |report: &Report, id: &str| report.active().filter(|found| found.rule.as_str() == id).count();
    let before = of_rule(report, entry.id);
    let mut failures = Vec::new();
    for diagnostic in report.active().filter(|diagnostic| diagnostic.rule.as_str() == entry.id) {
        let line = locate(example, report, diagnostic)
            .and_then(|(block, line)| Some(page_line(example.blocks.get(block)?, line)))
            .unwrap_or(example.line());
        for fix in &diagnostic.fixes {
            if entry.rule.fix.is_none_or(|most| fix.applicability > most) {
                let most = entry.rule.fix.map_or("none", Applicability::as_str);
                let found = format!("the {} fix `{}`", fix.applicability.as_str(), fix.title);
                failures.push(Failure::new(line, format!("fixes as the rule declares them ({most})"), found));
            }
            let expected = format!("the fix `{}` to make its finding go away", fix.title);
            let fixed = apply(example, report, fix).ok_or("edits outside of the example".to_owned());
            match fixed.and_then(|fixed| lint(&fixed, entry, catalogue)) {
                Err(error) => failures.push(Failure::new(line, expected, error)),
                Ok(after) if of_rule(&after.report, MALFORMED) > of_rule(report, MALFORMED) => {
                    failures.push(Failure::new(line, expected, "a document that does not parse"));
                }
                Ok(after) if of_rule(&after.report, entry.id) >= before => {
                    failures.push(Failure::new(line, expected, "as many findings as before"));
                }
                Ok(_) => {}
            }
        }
    }
    failures
}

/// The example after `fix`; `None` if an edit lies outside of its files.
fn apply(example: &Example, report: &Report, fix: &Fix) -> Option<Example> {
    let mut blocks = example.blocks.clone();
    let mut edits: Vec<&Edit> = fix.edits.iter().collect();
    // from the end, so that the places of the others stay
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.range.start()));
    for edit in edits {
        let source = report.sources.get(edit.span.source)?;
        let block = blocks.iter_mut().find(|block| name(block) == source.name())?;
        let range = edit.span.range.start().to_usize()..edit.span.range.end().to_usize();
        block.text.get(range.clone())?;
        block.text.replace_range(range, &edit.text);
    }
    Some(Example { demand: example.demand, blocks })
}

/// The block and the line, from 0, on which a diagnostic starts.
fn locate(example: &Example, report: &Report, diagnostic: &Diagnostic) -> Option<(usize, usize)> {
    let span = diagnostic.primary.span;
    let source = report.sources.get(span.source)?;
    let block = example.blocks.iter().position(|block| name(block) == source.name())?;
    Some((block, source.lines().line(span.range.start()) as usize))
}

/// The line of the page, from 1, on which the line of a block stands.
fn page_line(block: &Block, line: usize) -> usize {
    block.line + 1 + line
}

fn expected(entry: &RuleEntry, severity: Severity) -> String {
    format!("a finding of `{}` with severity {severity} here", entry.id)
}

fn describe(diagnostic: &Diagnostic) -> String {
    format!("{} ({} confidence): {}", diagnostic.severity, diagnostic.confidence, diagnostic.message)
}
