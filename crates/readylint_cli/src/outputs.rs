//! Where a report goes: formats on standard output and in files, and the job summary of GitHub.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::error::ErrorKind;
use readylint::{Catalogue, Format, Report, Style, View, github_summary, write_report};

use crate::failure::{Failure, usage};
use crate::terminal::Terminal;

/// Where GitHub Actions wants the job summary.
const GITHUB_STEP_SUMMARY: &str = "GITHUB_STEP_SUMMARY";

/// One `--output`: a format, and the file it goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OutputArg {
    format: Format,
    file: Option<PathBuf>,
}

impl FromStr for OutputArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (word, file) = match text.split_once('=') {
            Some((_, "")) => return Err("a file name is missing behind `=`".to_owned()),
            Some((word, "-")) => (word, None),
            Some((word, file)) => (word, Some(PathBuf::from(file))),
            None => (text, None),
        };
        let formats = || Format::ALL.map(Format::as_str).join(", ");
        let format = Format::from_word(word).ok_or_else(|| format!("the formats are {}", formats()))?;
        Ok(Self { format, file })
    }
}

/// All outputs of a run.
#[derive(Debug)]
pub(crate) struct Outputs {
    stdout: Option<Format>,
    files: Vec<(Format, PathBuf)>,
}

impl Outputs {
    /// What `args` ask for; `full` on standard output if they ask for nothing.
    ///
    /// # Errors
    ///
    /// Two formats for one place.
    pub(crate) fn new(args: &[OutputArg]) -> Result<Self, Failure> {
        let mut outputs = Self { stdout: args.is_empty().then_some(Format::Full), files: Vec::new() };
        for arg in args {
            match &arg.file {
                None => {
                    if let Some(first) = outputs.stdout.replace(arg.format) {
                        let message = format!(
                            "only one format can go to standard output, not both `{first}` and `{}`; give one of them \
                             a file: `--output {}=FILE`",
                            arg.format, arg.format
                        );
                        return Err(usage(ErrorKind::ArgumentConflict, message));
                    }
                }
                Some(file) => {
                    if outputs.files.iter().any(|(_, known)| known == file) {
                        let message = format!("two outputs go to the same file, {}", file.display());
                        return Err(usage(ErrorKind::ArgumentConflict, message));
                    }
                    outputs.files.push((arg.format, file.clone()));
                }
            }
        }
        Ok(outputs)
    }

    /// Whether `wanted` holds for every format of the run.
    pub(crate) fn all(&self, wanted: impl Fn(Format) -> bool) -> bool {
        self.formats().all(wanted)
    }

    fn formats(&self) -> impl Iterator<Item = Format> {
        self.stdout.into_iter().chain(self.files.iter().map(|&(format, _)| format))
    }

    /// Writes `report` everywhere it goes. `view` is what standard output shows; files get no colour.
    ///
    /// Every output is tried; what went wrong is returned, one failure for each.
    pub(crate) fn write(
        &self,
        report: &Report,
        catalogue: &Catalogue,
        view: &View,
        terminal: &Terminal,
    ) -> Vec<Failure> {
        let mut failures = Vec::new();
        if let Some(format) = self.stdout {
            let written = terminal.with_stdout(|out| write_report(report, catalogue, format, view, out));
            failures.extend(written.err());
        }
        let plain = View { style: Style::default(), ..*view };
        for (format, file) in &self.files {
            let mut bytes = Vec::new();
            let written = write_report(report, catalogue, *format, &plain, &mut bytes)
                .and_then(|()| fs::write(file, &bytes))
                .map_err(|error| unwritten(file, error));
            failures.extend(written.err());
        }
        if self.formats().any(|format| format == Format::Github)
            && let Some(file) = std::env::var_os(GITHUB_STEP_SUMMARY).filter(|file| !file.is_empty())
        {
            let summary = github_summary(report, catalogue, &plain);
            failures.extend(append(Path::new(&file), &summary).err());
        }
        failures
    }
}

/// Adds `text` to the end of `file`, which other steps of the job have written to as well.
fn append(file: &Path, text: &str) -> Result<(), Failure> {
    OpenOptions::new()
        .append(true)
        .create(true)
        .open(file)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| unwritten(file, error))
}

fn unwritten(file: &Path, error: std::io::Error) -> Failure {
    Failure::new(format!("`{}` cannot be written", file.display())).because(error)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn outputs(args: &[&str]) -> Result<Outputs, Failure> {
        let args: Vec<OutputArg> = args.iter().map(|arg| arg.parse().unwrap()).collect();
        Outputs::new(&args)
    }

    #[test]
    fn one_format_for_each_place() {
        assert_eq!(outputs(&[]).unwrap().stdout, Some(Format::Full));
        let both = outputs(&["sarif=a=b.sarif", "github=-"]).unwrap();
        assert_eq!(both.stdout, Some(Format::Github));
        assert_eq!(both.files, [(Format::Sarif, PathBuf::from("a=b.sarif"))]);
        assert_eq!(outputs(&["json=x"]).unwrap().stdout, None);
        assert!(outputs(&["json", "full"]).is_err());
        assert!(outputs(&["json=x", "full=x"]).is_err());
    }

    #[test]
    fn what_is_no_output() {
        assert!("xml".parse::<OutputArg>().unwrap_err().contains("checkstyle"));
        assert!("json=".parse::<OutputArg>().is_err());
    }
}
