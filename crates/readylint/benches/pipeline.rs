//! How much the whole pipeline costs over the bare events of the parser below it, in one run.
//!
//! `cargo bench -p readylint` prints a Markdown table: throughput of each stage on a generated corpus of application
//! manifests, and its ratio to the bare event parse. Ratios within one run are comparable; megabytes a second of
//! different machines are not. `READYLINT_BENCH_MB` sets the size of the corpus (default 10);
//! with `READYLINT_BENCH_DUMP=FOLDER` the corpus is written there and nothing is measured, and with `READYLINT_BENCH_RULES=1`
//! each rule is measured alone, against a run without any.
#![allow(
    missing_docs,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::cast_precision_loss,
    reason = "a bench measures with the clock, prints, and may stop"
)]

mod corpus;

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rayon::prelude::*;
use readylint::engine::{Catalogue, Check};
use readylint::kube::{ManifestFile, ResourceGraph};
use readylint::text::SourceId;
use readylint::yaml::parse;
use readylint::{Linter, catalogue};

type Text = (String, Arc<str>);

fn main() {
    let megabytes: usize =
        std::env::var("READYLINT_BENCH_MB").ok().and_then(|text| text.parse().ok()).unwrap_or(10);
    let files = corpus::generate(megabytes * 1_000_000);
    if let Some(folder) = std::env::var_os("READYLINT_BENCH_DUMP") {
        return dump(std::path::Path::new(&folder), &files);
    }
    let texts: Vec<Text> = files.into_iter().map(|file| (file.name, file.text.into())).collect();
    let bytes: usize = texts.iter().map(|(_, text)| text.len()).sum();
    let linter = Linter::new();
    let shapeless = Linter::with_catalogue(without_schemas());

    if std::env::var_os("READYLINT_BENCH_RULES").is_some() {
        return rules(&texts);
    }
    let one = pool(1);
    let two = pool(2);
    let stages: [(&str, &(dyn Fn() + Sync)); 5] = [
        ("events only (granit-parser, comments on)", &|| events(&texts)),
        ("tree", &|| drop(black_box(trees(&texts)))),
        ("tree + graph", &|| drop(black_box(ResourceGraph::build(trees(&texts))))),
        ("everything but validation by schema", &|| drop(black_box(lint(&shapeless, &texts)))),
        ("everything, all rules", &|| drop(black_box(lint(&linter, &texts)))),
    ];
    // interleaved rounds, the best of each: noise of the machine hits all stages alike
    let mut best = [Duration::MAX; 6];
    for _ in 0..7 {
        for (slot, (_, stage)) in best.iter_mut().zip(stages) {
            *slot = (*slot).min(one.install(|| time(stage)));
        }
        let everything = stages[4].1;
        best[5] = best[5].min(two.install(|| time(everything)));
    }
    let report = lint(&linter, &texts);
    println!(
        "{} files, {:.1} MB, {} documents, {} findings",
        texts.len(),
        bytes as f64 / 1e6,
        report.coverage.documents,
        report.diagnostics.len()
    );
    println!("\n| stage | threads | ms | MB/s | ratio to events |\n|---|--:|--:|--:|--:|");
    let names = stages.iter().map(|(name, _)| (*name, 1)).chain([("everything, all rules", 2)]);
    for ((name, threads), time) in names.zip(best) {
        let seconds = time.as_secs_f64();
        let ratio = seconds / best[0].as_secs_f64();
        println!(
            "| {name} | {threads} | {:.1} | {:.0} | {ratio:.2} |",
            seconds * 1e3,
            bytes as f64 / 1e6 / seconds
        );
    }
    let seconds = |slot: usize| best[slot].as_secs_f64();
    println!(
        "\nvalidation by schema adds {:.1} % ({:.1} ms)",
        (seconds(4) / seconds(3) - 1.0) * 1e2,
        (seconds(4) - seconds(3)) * 1e3
    );
    println!("two threads over one: {:.2} times faster", seconds(4) / seconds(5));
}

/// All rules but those that judge objects by their schemas; without any of these no object is validated.
fn without_schemas() -> Catalogue {
    let all = catalogue();
    let others = all.entries().iter().filter(|entry| !matches!(entry.rule.check, Check::Schema(_)));
    Catalogue::new().with(others.copied())
}

/// What each rule takes alone, the slowest first. Rules that share a fact pay for it each.
fn rules(texts: &[Text]) {
    let one = pool(1);
    let cost = |catalogue: Catalogue| {
        let linter = Linter::with_catalogue(catalogue);
        (0..3)
            .map(|_| one.install(|| time(&|| drop(black_box(lint(&linter, texts))))))
            .min()
            .unwrap_or_default()
    };
    let nothing = cost(Catalogue::new());
    let all = catalogue();
    let rules = all.entries().iter().map(|entry| (entry.id, cost(Catalogue::new().with([*entry]))));
    let mut rules: Vec<(&str, Duration)> = rules.collect();
    rules.sort_by_key(|&(_, time)| std::cmp::Reverse(time));
    println!("| rule | ms | % of a run without rules |\n|---|--:|--:|");
    for (rule, time) in rules.into_iter().take(25) {
        let more = time.saturating_sub(nothing).as_secs_f64();
        println!("| {rule} | {:.1} | {:.1} |", more * 1e3, more / nothing.as_secs_f64() * 1e2);
    }
}

/// Writes the corpus to disk, for measuring the binary.
fn dump(folder: &std::path::Path, files: &[corpus::File]) {
    for file in files {
        let path = folder.join(&file.name);
        std::fs::create_dir_all(path.parent().unwrap_or(folder)).expect("the folder can be made");
        std::fs::write(path, &file.text).expect("the file can be written");
    }
}

fn pool(threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started")
}

fn time(stage: &(dyn Fn() + Sync)) -> Duration {
    let start = Instant::now();
    stage();
    start.elapsed()
}

fn events(texts: &[Text]) {
    let mut count = 0_usize;
    for (_, text) in texts {
        for event in granit_parser::Parser::new_from_str(text) {
            black_box(event.expect("the corpus is well-formed"));
            count += 1;
        }
    }
    black_box(count);
}

fn trees(texts: &[Text]) -> Vec<ManifestFile> {
    let numbered: Vec<(usize, &Text)> = texts.iter().enumerate().collect();
    let files = numbered.par_iter().map(|(number, (name, text))| ManifestFile {
        parse: parse(SourceId::new(*number as u32), Arc::clone(text)),
        group: name.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned(),
        namespace: None,
        context: false,
    });
    files.collect()
}

fn lint(linter: &Linter, texts: &[Text]) -> readylint::Report {
    linter.lint(texts.iter().map(|(name, text)| (name.as_str(), Arc::clone(text))))
}
