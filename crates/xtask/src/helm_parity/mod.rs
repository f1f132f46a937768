//! Our renders of charts against the real Helm's: `cargo xtask helm-parity DIR…`.
//!
//! ```text
//! DIR… ──► corpus: every chart, its dependencies vendored by name ──► scratch copies
//!                                   oracle: helm template, twice ──┐
//!                        native: this program again, as a worker ──┴──► compare ──► report
//! ```
//!
//! Nothing of the charts is kept in the repository: they are looked for in the folders that are named.

mod compare;
mod corpus;
mod native;
mod oracle;
mod report;

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use readylint::helm::HelmVersion;

use crate::tools::{command, run as run_command, scratch};
use compare::Comparison;
use corpus::{Found, Shelf, Vendored};

pub(crate) use native::worker;
pub(crate) use oracle::Oracle;

/// What the command line asks for.
struct Task {
    helm: PathBuf,
    version: HelmVersion,
    vendor: Vec<PathBuf>,
    output: Option<PathBuf>,
    only: Option<String>,
    /// Each chart also with every values file that it is tested or shown with.
    scenarios: bool,
    /// Measure times as well, one chart at a time.
    bench: bool,
    /// Do not build in release mode first.
    as_built: bool,
    folders: Vec<PathBuf>,
}

/// How a chart came out.
enum Verdict {
    /// Every file is equal, after leaving out what is random.
    Equal(Comparison),
    /// Some file differs.
    Different(Comparison),
    /// Helm renders it, we refuse: our message.
    OursFails(String),
    /// Both refuse, with the same message.
    BothRefuse(String),
    /// Both refuse: our message and Helm's.
    OtherMessage(String, String),
    /// Helm refuses with this message, we do not.
    OnlyHelmRefuses(String),
}

/// A chart and the values it is rendered with.
#[derive(Clone)]
struct Case {
    chart: Found,
    /// A values file, relative to the chart's folder; `None`: the defaults.
    values: Option<PathBuf>,
}

/// What is known about one case.
struct Outcome {
    case: Case,
    vendored: Vendored,
    verdict: Verdict,
    /// Bytes that Helm printed.
    bytes: usize,
    /// The faster of two runs, or with `--bench` the median of five.
    helm: Duration,
    times: native::Times,
}

/// Charts rendered at once; with `--bench` one.
const AT_ONCE: usize = 2;

/// Compares, and prints the report.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let task = parse(arguments)?;
    if cfg!(debug_assertions) && !task.as_built {
        // times of a debug build say nothing
        let fixed = ["run", "--quiet", "--release", "--package", "xtask", "--", "helm-parity"];
        return run_command(&mut command(env!("CARGO"), &[&fixed, arguments].concat()));
    }
    let oracle = Oracle::new(task.helm.clone())?;
    let (said, wanted) = (oracle.version()?, task.version.full());
    ensure!(said == wanted, "{} is Helm {said}, not {wanted}", task.helm.display());
    let mut charts = corpus::find(&task.folders)?;
    ensure!(!charts.is_empty(), "no chart found");
    let shelf = Shelf::new(charts.iter().cloned().chain(corpus::find(&task.vendor)?));
    if let Some(only) = &task.only {
        charts.retain(|chart| chart.name == *only);
    }
    let copies = scratch("helm-parity")?.join("charts");
    if copies.exists() {
        std::fs::remove_dir_all(&copies).context("cannot remove the old copies")?;
    }
    let cases: Vec<Case> = charts.into_iter().flat_map(|chart| cases(&chart, task.scenarios)).collect();
    let outcomes = all(&task, &oracle, &shelf, &cases, &copies)?;
    print!("{}", report::markdown(&outcomes, task.bench));
    match &task.output {
        Some(file) => std::fs::write(file, report::table(&outcomes))
            .with_context(|| format!("cannot write {}", file.display())),
        None => Ok(()),
    }
}

fn parse(arguments: &[&str]) -> Result<Task> {
    let mut task = Task {
        helm: "helm".into(),
        version: HelmVersion::default(),
        vendor: Vec::new(),
        output: None,
        only: None,
        scenarios: false,
        bench: false,
        as_built: false,
        folders: Vec::new(),
    };
    // paths are those of the caller, commands run in the root of the checkout
    let here = std::env::current_dir().context("cannot tell the working directory")?;
    let mut rest = arguments.iter();
    while let Some(&argument) = rest.next() {
        let mut value = || rest.next().copied().with_context(|| format!("{argument} wants a value"));
        match argument {
            "--helm" => {
                let program = value()?;
                task.helm = if program.contains('/') { here.join(program) } else { program.into() };
            }
            "--version" => {
                let name = value()?;
                task.version =
                    HelmVersion::from_name(name).with_context(|| format!("{name} is no Helm we know"))?;
            }
            "--vendor" => task.vendor.push(here.join(value()?)),
            "--out" => task.output = Some(here.join(value()?)),
            "--only" => task.only = Some(value()?.to_owned()),
            "--scenarios" => task.scenarios = true,
            "--bench" => task.bench = true,
            "--as-built" => task.as_built = true,
            option if option.starts_with('-') => bail!("{option} is no option"),
            folder => task.folders.push(here.join(folder)),
        }
    }
    ensure!(!task.folders.is_empty(), "no folder is named");
    Ok(task)
}

/// The chart with its defaults, and with `scenarios` also with each values file of `ci/` (what chart-testing renders)
/// and of `examples/*/`.
fn cases(chart: &Found, scenarios: bool) -> Vec<Case> {
    let files = if scenarios { corpus::values_files(&chart.folder) } else { Vec::new() };
    let with = files.into_iter().map(Some);
    std::iter::once(None).chain(with).map(|values| Case { chart: chart.clone(), values }).collect()
}

impl Case {
    /// What reports call it.
    fn name(&self) -> String {
        let values = self.values.as_ref().map(|file| format!(" with {}", file.display()));
        format!("{}/{}{}", self.chart.collection, self.chart.name, values.unwrap_or_default())
    }
}

/// All outcomes, in the order of the cases.
fn all(task: &Task, oracle: &Oracle, shelf: &Shelf, cases: &[Case], copies: &Path) -> Result<Vec<Outcome>> {
    let (next, outcomes) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || -> Result<()> {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(case) = cases.get(index) else { return Ok(()) };
            let copy = copies.join(&case.chart.collection).join(format!("{index}-{}", case.chart.name));
            let outcome = one(task, oracle, shelf, case, &copy).with_context(|| case.name())?;
            eprintln!("{}: {}", case.name(), outcome.verdict.name());
            if let Ok(mut outcomes) = outcomes.lock() {
                outcomes.push((index, outcome));
            }
        }
    };
    std::thread::scope(|scope| -> Result<()> {
        let threads: Vec<_> = (0..if task.bench { 1 } else { AT_ONCE }).map(|_| scope.spawn(work)).collect();
        for thread in threads {
            match thread.join() {
                Ok(result) => result?,
                Err(_) => bail!("a thread panicked"),
            }
        }
        Ok(())
    })?;
    let mut outcomes = outcomes.into_inner().unwrap_or_default();
    outcomes.sort_by_key(|(index, _)| *index);
    Ok(outcomes.into_iter().map(|(_, outcome)| outcome).collect())
}

/// How often a time is taken with `--bench`.
const RUNS: usize = 5;

fn one(task: &Task, oracle: &Oracle, shelf: &Shelf, case: &Case, copy: &Path) -> Result<Outcome> {
    let vendored = shelf.copy(&case.chart, copy)?;
    let values = case.values.as_ref().map(|file| copy.join(file));
    let values = values.as_deref();
    let (first, second) = (oracle.template(copy, values)?, oracle.template(copy, values)?);
    let mut helm = vec![first.time, second.time];
    let renders = first.result.is_ok();
    let runs = if task.bench && renders { RUNS } else { 1 };
    for _ in 2..runs {
        helm.push(oracle.template(copy, values)?.time);
    }
    helm.sort_unstable();
    let helm = if runs > 1 { helm[helm.len() / 2] } else { helm[0] };
    let ours = native::ask(copy, values, task.version, runs)?;
    let bytes = first.result.as_ref().map_or(0, String::len);
    let verdict = match (ours.result, first.result, second.result) {
        (Ok(ours), Ok(first), second) => {
            let second = second.unwrap_or_default();
            let comparison = compare::compare(&ours, [&first, &second]);
            if comparison.differences.is_empty() {
                Verdict::Equal(comparison)
            } else {
                Verdict::Different(comparison)
            }
        }
        (Err(message), Ok(_), _) => Verdict::OursFails(message),
        (Err(message), Err(first), second) => {
            // Helm's order is not always the same, nor are its messages
            if message == first || second.is_err_and(|second| second == message) {
                Verdict::BothRefuse(message)
            } else {
                Verdict::OtherMessage(message, first)
            }
        }
        (Ok(_), Err(theirs), _) => Verdict::OnlyHelmRefuses(theirs),
    };
    Ok(Outcome { case: case.clone(), vendored, verdict, bytes, helm, times: ours.times })
}

impl Verdict {
    /// What the table calls it.
    fn name(&self) -> &'static str {
        match self {
            Self::Equal(_) => "equal",
            Self::Different(_) => "different",
            Self::OursFails(_) => "ours fails",
            Self::BothRefuse(_) => "both refuse",
            Self::OtherMessage(..) => "other message",
            Self::OnlyHelmRefuses(_) => "only Helm refuses",
        }
    }

    /// Whether Helm renders the chart.
    fn renders(&self) -> bool {
        matches!(self, Self::Equal(_) | Self::Different(_) | Self::OursFails(_))
    }
}
