//! What `cargo xtask helm-parity` prints.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use super::compare::Difference;
use super::{Outcome, Verdict};

/// The whole report: the table by collection, the charts that are not equal, and with `bench` the times.
pub(super) fn markdown(outcomes: &[Outcome], bench: bool) -> String {
    let mut text = summary(outcomes);
    text.push_str(&unequal(outcomes));
    if bench {
        text.push_str(&times(outcomes));
    }
    text
}

fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 * 100.0 / whole as f64 }
}

fn summary(outcomes: &[Outcome]) -> String {
    let mut text = String::from(
        "| collection | charts | Helm renders | equal | of these with random parts | different | ours fails | both refuse, same message | other message | only Helm refuses |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    let mut groups = BTreeMap::<&str, Vec<&Outcome>>::new();
    for outcome in outcomes {
        groups.entry(&outcome.case.chart.collection).or_default().push(outcome);
    }
    let all: Vec<&Outcome> = outcomes.iter().collect();
    for (name, group) in groups.iter().map(|(name, group)| (*name, group)).chain([("**all**", &all)]) {
        let count =
            |test: &dyn Fn(&Verdict) -> bool| group.iter().filter(|outcome| test(&outcome.verdict)).count();
        let masked = count(&|verdict| matches!(verdict, Verdict::Equal(comparison) if comparison.masked > 0));
        let equal = count(&|verdict| matches!(verdict, Verdict::Equal(_)));
        let renders = count(&Verdict::renders);
        let named = |wanted: &str| count(&|verdict| verdict.name() == wanted);
        let _ = writeln!(
            text,
            "| {name} | {} | {renders} | {equal} ({:.1} %) | {masked} | {} | {} | {} | {} | {} |",
            group.len(),
            percent(equal, renders),
            named("different"),
            named("ours fails"),
            named("both refuse"),
            named("other message"),
            named("only Helm refuses"),
        );
    }
    text
}

/// The charts that are not equal, with the cause.
fn unequal(outcomes: &[Outcome]) -> String {
    let mut text = String::new();
    for outcome in outcomes {
        let cause = match &outcome.verdict {
            Verdict::Equal(_) | Verdict::BothRefuse(_) => continue,
            Verdict::Different(comparison) => {
                let count = comparison.differences.len();
                let more = if count > 1 {
                    format!(" ({count} of {} files)", comparison.files)
                } else {
                    String::new()
                };
                comparison.differences.first().map(shown).unwrap_or_default() + &more
            }
            Verdict::OursFails(message) => format!("we say: {}", block(message)),
            Verdict::OtherMessage(ours, theirs) => {
                format!("we say: {}\n  Helm says: {}", block(ours), block(theirs))
            }
            Verdict::OnlyHelmRefuses(theirs) => format!("Helm says: {}", block(theirs)),
        };
        let _ = writeln!(text, "- {}: {}: {cause}", outcome.case.name(), outcome.verdict.name());
    }
    if text.is_empty() { text } else { format!("\n{text}") }
}

fn block(message: &str) -> String {
    message.replace('\n', "\n    ")
}

fn shown(difference: &Difference) -> String {
    let Difference { file, line, ours, theirs, varies } = difference;
    let varies = if *varies { " (Helm's own runs differ here)" } else { "" };
    format!("{file}, line {line}{varies}\n  ours: `{ours}`\n  helm: `{theirs}`")
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// The median of `values`, zero if there are none.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// The times of the charts that both render.
fn times(outcomes: &[Outcome]) -> String {
    let mut text = String::from(
        "\n| chart | printed | helm ms | ours, process ms | ratio | ours, rendering only ms | without provenance ms | on/off |\n|---|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    let both: Vec<&Outcome> = outcomes
        .iter()
        .filter(|outcome| matches!(outcome.verdict, Verdict::Equal(_) | Verdict::Different(_)))
        .collect();
    let (mut ratios, mut costs) = (Vec::new(), Vec::new());
    for outcome in &both {
        let (helm, ours) = (milliseconds(outcome.helm), milliseconds(outcome.times.process));
        let (on, off) = (milliseconds(outcome.times.with_provenance), milliseconds(outcome.times.without));
        let (ratio, cost) = (ours / helm, on / off);
        ratios.push(ratio);
        costs.push(cost);
        let _ = writeln!(
            text,
            "| {} | {} kB | {helm:.0} | {ours:.1} | {ratio:.3} | {on:.1} | {off:.1} | {cost:.2} |",
            outcome.case.name(),
            outcome.bytes / 1000,
        );
    }
    let _ = writeln!(
        text,
        "\n{} charts: median ratio to helm {:.3}, worst {:.3}; provenance on/off median {:.2}, worst {:.2}",
        both.len(),
        median(ratios.clone()),
        ratios.into_iter().fold(0.0, f64::max),
        median(costs.clone()),
        costs.into_iter().fold(0.0, f64::max),
    );
    text
}

/// The outcomes as a table with tabs, one line a chart.
pub(super) fn table(outcomes: &[Outcome]) -> String {
    let mut text = String::from(
        "collection\tchart\tvalues\tverdict\tfiles\tmasked\tbytes\thelm ms\tours ms\twith provenance ms\twithout ms\tvendored\tunmet\tdetail\n",
    );
    for outcome in outcomes {
        let (files, masked, detail) = match &outcome.verdict {
            Verdict::Equal(comparison) => (comparison.files, comparison.masked, String::new()),
            Verdict::Different(comparison) => {
                let all = comparison.differences.iter().map(shown).collect::<Vec<_>>();
                (comparison.files, comparison.masked, all.join("\n"))
            }
            Verdict::OursFails(message)
            | Verdict::BothRefuse(message)
            | Verdict::OnlyHelmRefuses(message) => (0, 0, message.clone()),
            Verdict::OtherMessage(ours, theirs) => (0, 0, format!("ours: {ours}\nhelm: {theirs}")),
        };
        let _ = writeln!(
            text,
            "{}\t{}\t{}\t{}\t{files}\t{masked}\t{}\t{:.1}\t{:.2}\t{:.2}\t{:.2}\t{}\t{}\t{}",
            outcome.case.chart.collection,
            outcome.case.chart.name,
            outcome.case.values.as_ref().map(|file| file.display().to_string()).unwrap_or_default(),
            outcome.verdict.name(),
            outcome.bytes,
            milliseconds(outcome.helm),
            milliseconds(outcome.times.process),
            milliseconds(outcome.times.with_provenance),
            milliseconds(outcome.times.without),
            outcome.vendored.taken.join(","),
            outcome.vendored.unmet.join(","),
            detail.escape_debug(),
        );
    }
    text
}
