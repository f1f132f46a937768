//! `readylint check`: lint, print, and decide how the run ends.

use clap::error::ErrorKind;
use readylint::diagnostics::Severity;
use readylint::project::{Fate, LeftOut, SkipReason};
use readylint::{Checked, Format, View, coverage_line, findings_line, summary};

use crate::args::CheckArgs;
use crate::exit::Exit;
use crate::failure::{Failure, usage};
use crate::outputs::Outputs;
use crate::progress::Progress;
use crate::request;
use crate::terminal::{Terminal, say};

/// Runs the command.
///
/// # Errors
///
/// What keeps it from linting anything. What goes wrong later is told at once, and the rest is done.
pub(crate) fn check(args: &CheckArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let catalogue = readylint::catalogue();
    let outputs = Outputs::new(&args.output)?;
    if args.show_suppressed && outputs.all(|format| format == Format::Sarif) {
        let message = "--show-suppressed has no effect on SARIF, which always holds suppressed findings";
        return Err(usage(ErrorKind::ArgumentConflict, message));
    }
    let files = request::files()?;
    let request = request::check_request(args, &catalogue)?;
    let progress = Progress::start(!args.quiet && Terminal::is_watched());
    let checked = with_threads(args.jobs, || readylint::check(&files, &request, &catalogue));
    drop(progress);
    let checked = checked??;

    let view = View {
        min_severity: args.min_severity.unwrap_or(Severity::Info),
        show_suppressed: args.show_suppressed,
        style: terminal.style(),
    };
    let unwritten = outputs.write(&checked.report, &catalogue, &view, terminal);
    let mut exit = by_findings(&checked);
    if !args.quiet {
        tell_coverage(args, &checked);
    }
    let failures =
        [unwritten, unreadable(&checked), broken_configuration(&checked), nothing_linted(args, &checked)];
    for failure in failures.iter().flatten() {
        terminal.report(failure);
        exit = exit.or(Exit::Failure);
    }
    Ok(exit)
}

/// Runs `work` on that many threads; on one for each processor if nobody said how many.
fn with_threads<T: Send>(jobs: Option<u16>, work: impl FnOnce() -> T + Send) -> Result<T, Failure> {
    let Some(jobs) = jobs else { return Ok(work()) };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(usize::from(jobs)).build();
    match pool {
        Ok(pool) => Ok(pool.install(work)),
        Err(error) => Err(Failure::new(format!("{jobs} threads cannot be started")).because(error)),
    }
}

/// How the run ends if only the findings count.
fn by_findings(checked: &Checked) -> Exit {
    let fail_on = |source| checked.loaded.fail_on.get(source);
    let fails =
        checked.report.active().any(|found| fail_on(found.primary.span.source).is_failed_by(found.severity));
    if fails { Exit::Findings } else { Exit::Clean }
}

/// The lines that no run is without (SIL-1): what was found, and what was looked at.
fn tell_coverage(args: &CheckArgs, checked: &Checked) {
    let summary = summary(&checked.report);
    if args.verbose {
        for skipped in &summary.skipped {
            say(&format!("skipped {}: {}", skipped.file, skipped.reason));
        }
    }
    // "found nothing" is no news where nothing was looked at
    if summary.documents > 0 || !checked.report.diagnostics.is_empty() {
        say(&findings_line(&summary));
    }
    say(&coverage_line(&summary));
}

/// A failure for each file that could not be read.
fn unreadable(checked: &Checked) -> Vec<Failure> {
    let failure = |unreadable: &readylint::project::Unreadable| {
        Failure::new(format!("`{}` cannot be read: {}", unreadable.path, unreadable.error))
    };
    checked.loaded.unreadable.iter().map(failure).collect()
}

/// The failure of a run with mistakes in a configuration, which are among the findings.
fn broken_configuration(checked: &Checked) -> Vec<Failure> {
    let broken = checked.loaded.configuration_broken;
    let failure = || Failure::new("the configuration has mistakes; what could be read of it held");
    broken
        .then(|| failure().help("they are among the findings; `readylint config` tells them too"))
        .into_iter()
        .collect()
}

/// The failure of a run that had nothing to lint (SIL-3): what was there instead, and what to do.
fn nothing_linted(args: &CheckArgs, checked: &Checked) -> Vec<Failure> {
    let coverage = &checked.report.coverage;
    if coverage.resources > 0 || args.allow_empty {
        return Vec::new();
    }
    let has = |wanted: SkipReason| {
        checked.loaded.explanations.iter().any(|explanation| explanation.fate == Fate::Skipped(wanted))
    };
    let left_out =
        checked.loaded.explanations.iter().filter(|explanation| is_left_out(&explanation.fate)).count();
    let broken = coverage.documents > 0
        || checked.report.diagnostics.iter().any(|found| found.rule.as_str() == "malformed-yaml");
    let reported = |rule: &str| checked.report.diagnostics.iter().any(|found| found.rule.as_str() == rule);
    let found = match (broken, coverage.skipped.len()) {
        (false, 0) if reported("missing-chart-dependency") => {
            "every template of the chart needs a dependency that is not there".to_owned()
        }
        (false, 0) if reported("unrenderable-chart") => "no template of the chart renders".to_owned(),
        (true, _) => "no document could be read as an object".to_owned(),
        (false, skipped) if skipped > 0 && skipped == checked.loaded.unreadable.len() => {
            "what was named cannot be read".to_owned()
        }
        (false, 0) if left_out > 0 => {
            "all that is here is left out by a `.gitignore` or an `exclude`".to_owned()
        }
        (false, 0) => "there is no YAML and no JSON here".to_owned(),
        (false, 1) => "the one file here is no manifest".to_owned(),
        (false, skipped) => format!("none of the {skipped} files here is a manifest"),
    };
    let help = if broken {
        "mend what is reported above; `--allow-empty` makes a run without objects a success"
    } else if has(SkipReason::Chart) {
        "the chart cannot be loaded, or renders to nothing: `readylint render CHART` tells what it prints"
    } else if has(SkipReason::Kustomization) {
        "build the kustomization and pipe it in: `kustomize build FOLDER | readylint -`"
    } else {
        "name a file or folder with manifests; `readylint why PATH` tells why a file is left out, and `--allow-empty` \
         makes an empty run a success"
    };
    vec![Failure::new(format!("nothing was linted: {found}")).help(help)]
}

/// Whether rules that somebody wrote keep a file out, as opposed to its name.
fn is_left_out(fate: &Fate) -> bool {
    matches!(fate, Fate::LeftOut(LeftOut::Ignored(_) | LeftOut::Excluded(_)))
}
