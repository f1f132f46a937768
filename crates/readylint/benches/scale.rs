//! How the graph grows: the same namespace, written once, ten times, a hundred times… up to 5,000 times, 20 objects each.
//!
//! `cargo bench -p readylint --bench scale` prints a Markdown table: time and memory of parsing and of building the graph on one
//! core. A linear build takes the same time for each object whatever their number. Memory is the process's peak so far,
//! as the kernel counts it (Linux).
#![allow(
    missing_docs,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::cast_precision_loss,
    reason = "a bench measures with the clock, prints, and may stop"
)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use readylint::kube::{ManifestFile, ResourceGraph};
use readylint::text::SourceId;
use readylint::yaml::parse;

/// A namespace as teams have them: `NAME` is its name, and every second one reaches into another, `OTHER`.
const NAMESPACE: &str = include_str!("namespace.yaml");

fn main() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread can be started");
    println!(
        "| namespaces | objects | edges | parse ms | graph ms | µs an object | peak MB |\n|--:|--:|--:|--:|--:|--:|--:|"
    );
    for count in [50, 500, 5_000] {
        pool.install(|| row(count));
    }
}

fn row(count: usize) {
    let texts: Vec<Arc<str>> = (0..count).map(|number| text(number, count).into()).collect();
    let mut best = (Duration::MAX, Duration::MAX);
    let mut graph = ResourceGraph::default();
    for _ in 0..3 {
        // before the next is made: memory is that of one
        drop(std::mem::take(&mut graph));
        let start = Instant::now();
        let files = files(&texts);
        let parsed = start.elapsed();
        let start = Instant::now();
        graph = ResourceGraph::build(files);
        best = (best.0.min(parsed), best.1.min(start.elapsed()));
    }
    let objects = graph.resources().len();
    println!(
        "| {count} | {objects} | {} | {:.0} | {:.0} | {:.1} | {} |",
        graph.edges().len(),
        best.0.as_secs_f64() * 1e3,
        best.1.as_secs_f64() * 1e3,
        best.1.as_secs_f64() * 1e6 / objects as f64,
        peak_megabytes()
    );
}

fn text(number: usize, count: usize) -> String {
    let other = format!("team-{}", (number + 1) % count);
    NAMESPACE.replace("NAME", &format!("team-{number}")).replace("OTHER", &other)
}

fn files(texts: &[Arc<str>]) -> Vec<ManifestFile> {
    let file = |(number, text): (u32, &Arc<str>)| ManifestFile {
        parse: parse(SourceId::new(number), Arc::clone(text)),
        group: "cluster".to_owned(),
        namespace: None,
        context: false,
    };
    (0..).zip(texts).map(file).collect()
}

/// `VmHWM` of this process; zero where there is none.
fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or_default() / 1000
}
