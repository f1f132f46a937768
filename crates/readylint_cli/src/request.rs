//! From arguments and environment to what the library is asked for.

use std::ffi::{OsStr, OsString};
use std::io::{self, Read as _};

use clap::error::ErrorKind;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use readylint::Catalogue;
use readylint::engine::Date;
use readylint::helm::render::SetKind;
use readylint::project::config::{ConfigOverride, Options, Sourced};
use readylint::project::{MAX_FILE_BYTES, OsFileSystem, RenderRequest, Request, Stdin};

use crate::args::{ChartArgs, CheckArgs, ConfigArg, LookArgs, SettingsArgs};
use crate::failure::{Failure, usage};
use crate::selection::selected;

/// The variable that names a configuration file where no flag does.
const READYLINT_CONFIG: &str = "READYLINT_CONFIG";
/// Seconds since 1970 that stand for now, so that a run can be repeated (reproducible-builds.org).
const SOURCE_DATE_EPOCH: &str = "SOURCE_DATE_EPOCH";
/// Rules that run beside what `--select` names: without them a run that could not look at everything would pass for a clean
/// one (SIL-2), or fail without a word.
const ALWAYS_SELECTED: [&str; 3] = ["malformed-yaml", "invalid-configuration", "unknown-rule"];
/// The path that is standard input.
const STDIN: &str = "-";

/// The files of the machine, seen from the current folder.
///
/// # Errors
///
/// If there is no current folder, as when it was deleted.
pub(crate) fn files() -> Result<OsFileSystem, Failure> {
    let folder = std::env::current_dir()
        .map_err(|error| Failure::new("the current folder cannot be found").because(error))?;
    Ok(OsFileSystem::new(&folder))
}

/// What `check` asks for. Reads standard input if it is among the paths.
///
/// # Errors
///
/// Arguments that do not go together or name nothing, and a standard input that cannot be read.
pub(crate) fn check_request(args: &CheckArgs, catalogue: &Catalogue) -> Result<Request, Failure> {
    let mut request = settings_request(&args.settings, catalogue)?;
    add_charts(&mut request, &args.charts)?;
    request.render.include_dependencies = args.include_dependencies;
    add_input(&mut request, &args.paths, args.stdin_filename.as_ref())?;
    Ok(request)
}

/// Lets `request` render charts as `args` say.
///
/// # Errors
///
/// A name that is not text.
pub(crate) fn add_charts(request: &mut Request, args: &ChartArgs) -> Result<(), Failure> {
    request.options.helm = args.helm.map(|helm| Sourced::flag(helm.name().to_owned(), "--helm"));
    let values = args.values.iter().map(|path| as_text(path)).collect::<Result<Vec<String>, Failure>>()?;
    let sets = [
        (SetKind::Json, &args.set_json),
        (SetKind::Set, &args.set),
        (SetKind::String, &args.set_string),
        (SetKind::File, &args.set_file),
        (SetKind::Literal, &args.set_literal),
    ];
    let sets = sets.into_iter().flat_map(|(kind, texts)| texts.iter().map(move |text| (kind, text.clone())));
    request.render = RenderRequest {
        values,
        sets: sets.collect(),
        release: args.release.clone(),
        namespace: args.namespace.clone(),
        api_versions: args.api_versions.clone(),
        ..RenderRequest::default()
    };
    Ok(())
}

/// What `graph` and `report` ask for. Reads standard input if it is among the paths.
///
/// # Errors
///
/// As of [`check_request`].
pub(crate) fn look_request(args: &LookArgs) -> Result<Request, Failure> {
    let mut request = config_request(&args.config)?;
    request.render.one_scenario = true;
    add_input(&mut request, &args.paths, args.stdin_filename.as_ref())?;
    Ok(request)
}

/// Lets `request` ask for `paths`, and reads standard input if it is among them.
fn add_input(
    request: &mut Request,
    paths: &[OsString],
    stdin_filename: Option<&String>,
) -> Result<(), Failure> {
    let paths = paths.iter().map(|path| as_text(path)).collect::<Result<Vec<String>, Failure>>()?;
    let wants_stdin = match paths.iter().filter(|path| *path == STDIN).count() {
        0 => false,
        1 => true,
        _ => {
            return Err(usage(ErrorKind::ArgumentConflict, "standard input (`-`) can be read only once"));
        }
    };
    if stdin_filename.is_some() && !wants_stdin {
        let message = "--stdin-filename has no effect unless `-` is among the paths";
        return Err(usage(ErrorKind::ArgumentConflict, message));
    }
    request.paths = paths;
    if wants_stdin {
        request.stdin = Some(Stdin { name: stdin_filename.cloned(), bytes: read_stdin()? });
    }
    Ok(())
}

/// A request without paths that says what `args` say.
///
/// # Errors
///
/// A word that names no rule, and a selection that leaves none.
pub(crate) fn settings_request(args: &SettingsArgs, catalogue: &Catalogue) -> Result<Request, Failure> {
    let mut request = config_request(&args.config)?;
    let mut select = selected("--select", &args.select, catalogue)?;
    let ignore = selected("--ignore", &args.ignore, catalogue)?;
    if let (Some(select), Some(ignore)) = (&select, &ignore)
        && select.is_subset(ignore)
    {
        return Err(usage(
            ErrorKind::ArgumentConflict,
            "--ignore names all rules that --select does: none is left",
        ));
    }
    if let Some(select) = &mut select {
        select.extend(ALWAYS_SELECTED.map(str::to_owned));
    }
    request.options = Options {
        profile: args.profile.map(|profile| Sourced::flag(profile, "--profile")),
        kubernetes: args.kubernetes.map(|range| Sourced::flag(range, "--kubernetes")),
        fail_on: args.fail_on.map(|fail_on| Sourced::flag(fail_on, "--fail-on")),
        min_confidence: args.min_confidence.map(|confidence| Sourced::flag(confidence, "--min-confidence")),
        honour_suppressions: args.no_suppressions.then(|| Sourced::flag(false, "--no-suppressions")),
        selected: select.map(|ids| Sourced::flag(ids, "--select")),
        ignored: ignore.map(|ids| Sourced::flag(ids, "--ignore")),
        ..Options::default()
    };
    Ok(request)
}

/// A request that says nothing but which configuration file to use.
///
/// # Errors
///
/// A name that is not text, and a `SOURCE_DATE_EPOCH` that is no number.
pub(crate) fn config_request(args: &ConfigArg) -> Result<Request, Failure> {
    let from_environment = || std::env::var_os(READYLINT_CONFIG).filter(|name| !name.is_empty());
    let named = match (&args.config, from_environment()) {
        (Some(file), _) => Some((file.clone(), "--config")),
        (None, Some(file)) => Some((file, READYLINT_CONFIG)),
        (None, None) => None,
    };
    let mut request = Request::new([""; 0], today(std::env::var_os(SOURCE_DATE_EPOCH))?);
    request.config = match named {
        Some((file, flag)) => Some(ConfigOverride { path: as_text(&file)?, flag: flag.to_owned() }),
        None => None,
    };
    Ok(request)
}

/// `path` as text, which is how the library names files.
///
/// # Errors
///
/// If it is not Unicode, or empty, as when a variable of a script was not set.
pub(crate) fn as_text(path: &OsStr) -> Result<String, Failure> {
    if path.is_empty() {
        return Err(Failure::new("an empty path names nothing").help("`.` is the current folder"));
    }
    path.to_str().map(str::to_owned).ok_or_else(|| {
        Failure::new(format!("the name `{}` is not valid UTF-8", path.display()))
            .help("no output format can name such a file: rename it")
    })
}

/// Today in UTC, so that a run does not depend on where it takes place; `epoch` is what stands for now instead.
fn today(epoch: Option<OsString>) -> Result<Date, Failure> {
    let now = match epoch.filter(|epoch| !epoch.is_empty()) {
        None => Timestamp::now(),
        Some(epoch) => {
            let seconds = epoch.to_str().and_then(|text| text.parse::<i64>().ok());
            seconds.and_then(|seconds| Timestamp::from_second(seconds).ok()).ok_or_else(|| {
                Failure::new(format!(
                    "{SOURCE_DATE_EPOCH} is `{}`, which is no point in time",
                    epoch.display()
                ))
                .help("it counts the seconds since 1970-01-01, such as 1767225600")
            })?
        }
    };
    let date = now.to_zoned(TimeZone::UTC).date();
    let (Ok(year), Ok(month), Ok(day)) =
        (u16::try_from(date.year()), u8::try_from(date.month()), u8::try_from(date.day()))
    else {
        return Err(Failure::new(format!("{SOURCE_DATE_EPOCH} lies before the year 0")));
    };
    Ok(Date { year, month, day })
}

/// All of standard input, up to one byte more than the library takes.
fn read_stdin() -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    io::stdin()
        .lock()
        .take(MAX_FILE_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::new("standard input cannot be read").because(error))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_date_of_an_epoch() {
        let date = |text: &str| today(Some(text.into())).map(|date| date.to_string());
        assert_eq!(date("1767225600").unwrap(), "2026-01-01");
        assert_eq!(date("1767225599").unwrap(), "2025-12-31");
        assert!(date("soon").is_err());
        assert!(date("99999999999999").is_err());
        assert!(date("").unwrap().as_str() > "2026");
    }
}
