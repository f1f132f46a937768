//! Renders the chart in a folder and prints what `helm template release-name DIR` would print.
//!
//! `cargo run -p readylint_helm --example render -- DIR [-f FILE] [--set A=B] [--helm 4.3] [--lint] [--time]`
#![allow(clippy::disallowed_methods, clippy::print_stdout, clippy::print_stderr)]

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use readylint_helm::HelmVersion;
use readylint_helm::chart::{ChartInput, InputFile, load};
use readylint_helm::render::{ManifestOptions, Options, Set, SetKind, ValuesFile, manifests, render};
use readylint_text::{Source, SourceKind, Sources};

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("Error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What the command line asks for.
#[derive(Default)]
struct Asked {
    folder: PathBuf,
    options: Options,
    include_crds: bool,
    is_timed: bool,
}

fn run() -> Result<ExitCode, Failure> {
    let mut sources = Sources::new();
    let asked = arguments(&mut sources)?;
    let started = Instant::now();
    let input = folder(&asked.folder)?;
    let root = asked.folder.clone();
    let local = move |path: &str| folder(&root.join(path)).ok();
    let chart = load(input, &local, &mut sources)?;
    let loaded = started.elapsed();
    let rendered = render(&chart, &sources, &asked.options);
    let done = started.elapsed();
    if asked.is_timed {
        eprintln!("load {loaded:?}, render {:?}", done.saturating_sub(loaded));
    }
    if asked.options.lint {
        for error in &rendered.errors {
            eprintln!("{:?} {}: {}", error.kind, error.file, error.message);
        }
    }
    let options = ManifestOptions { helm: asked.options.helm, include_crds: asked.include_crds };
    let printed = manifests(&rendered, options);
    print!("{}", printed.text);
    if asked.is_timed {
        eprintln!("manifests {:?}", started.elapsed().saturating_sub(done));
    }
    match printed.error {
        Some(error) => {
            eprintln!("Error: {}", error.helm);
            Ok(ExitCode::FAILURE)
        }
        None => Ok(ExitCode::SUCCESS),
    }
}

fn arguments(sources: &mut Sources) -> Result<Asked, Failure> {
    let mut asked = Asked::default();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
        let set = match argument.as_str() {
            "--set" => Some(SetKind::Set),
            "--set-string" => Some(SetKind::String),
            "--set-json" => Some(SetKind::Json),
            "--set-literal" => Some(SetKind::Literal),
            _ => None,
        };
        if let Some(kind) = set {
            let text: Arc<str> = value()?.into();
            let source =
                sources.insert(Source::new(argument.as_str(), Arc::clone(&text), SourceKind::Authored));
            asked.options.sets.push(Set { kind, text, source, start: 0, files: Vec::new() });
            continue;
        }
        match argument.as_str() {
            "-f" => {
                let name = value()?;
                let text: Arc<str> = std::fs::read_to_string(&name)?.into();
                let source =
                    sources.insert(Source::new(name.as_str(), Arc::clone(&text), SourceKind::Authored));
                asked.options.values.push(ValuesFile { name, text, source });
            }
            "--helm" => {
                let name = value()?;
                asked.options.helm = HelmVersion::from_name(&name).ok_or("no such Helm")?;
            }
            "--kube-version" => asked.options.kubernetes = Some(value()?),
            "-a" | "--api-versions" => asked.options.api_versions.push(value()?),
            "--namespace" => asked.options.release.namespace = value()?,
            "--name" => asked.options.release.name = value()?,
            "--is-upgrade" => asked.options.release.is_upgrade = true,
            "--include-crds" => asked.include_crds = true,
            "--lint" => asked.options.lint = true,
            "--time" => asked.is_timed = true,
            "--no-provenance" => asked.options.provenance = false,
            _ => asked.folder = PathBuf::from(argument),
        }
    }
    Ok(asked)
}

/// The files of a chart's folder.
fn folder(root: &Path) -> Result<ChartInput, Failure> {
    let mut files = Vec::new();
    walk(root, "", &mut files)?;
    Ok(ChartInput { folder: root.to_string_lossy().into_owned(), files })
}

fn walk(folder: &Path, prefix: &str, files: &mut Vec<InputFile>) -> Result<(), Failure> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if std::fs::metadata(entry.path())?.is_dir() {
            walk(&entry.path(), &format!("{path}/"), files)?;
        } else {
            files.push(InputFile { path, bytes: std::fs::read(entry.path())?.into() });
        }
    }
    Ok(())
}
