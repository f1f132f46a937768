//! Charts of the tests: from folders and from rows of text.
#![allow(dead_code, reason = "each test binary uses a part")]

use std::path::Path;
use std::sync::Arc;

use readylint_helm::HelmVersion;
use readylint_helm::chart::{ChartInput, InputFile, load};
use readylint_helm::render::{
    ManifestOptions, Manifests, Options, Rendered, Set, SetKind, ValuesFile, manifests, render,
};
use readylint_text::{Source, SourceKind, Sources};

/// A chart that was rendered, with all that is needed to ask about it.
pub(crate) struct Run {
    pub(crate) sources: Sources,
    pub(crate) rendered: Rendered,
    pub(crate) printed: Manifests,
}

impl Run {
    /// What the command line shows: the manifests, or the error.
    pub(crate) fn shown(&self) -> String {
        match &self.printed.error {
            Some(error) => format!("Error: {}\n", error.helm),
            None => self.printed.text.clone(),
        }
    }
}

/// What is rendered, and how.
#[derive(Default)]
pub(crate) struct Request {
    pub(crate) files: Vec<InputFile>,
    pub(crate) values: Option<String>,
    pub(crate) arguments: Vec<String>,
    pub(crate) options: Options,
}

/// The files below a folder.
pub(crate) fn files(folder: &Path, prefix: &str, found: &mut Vec<InputFile>) {
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let entry = entry.expect("the folder can be read");
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            files(&entry.path(), &format!("{path}/"), found);
        } else {
            let bytes = std::fs::read(entry.path()).expect("the file can be read");
            found.push(InputFile { path, bytes: bytes.into() });
        }
    }
}

/// Renders as the command line of Helm would.
pub(crate) fn run(request: Request) -> Run {
    let mut sources = Sources::new();
    let mut options = request.options;
    let mut include_crds = false;
    if let Some(text) = request.values {
        let text: Arc<str> = text.into();
        let source = sources.insert(Source::new("values.yaml", Arc::clone(&text), SourceKind::Authored));
        options.values.push(ValuesFile { name: "values.yaml".to_owned(), text, source });
    }
    let mut arguments = request.arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().expect("the argument has a value");
        let kind = match argument.as_str() {
            "--set" => SetKind::Set,
            "--set-string" => SetKind::String,
            "--set-json" => SetKind::Json,
            "--set-literal" => SetKind::Literal,
            other => {
                match other {
                    "--kube-version" => options.kubernetes = Some(value()),
                    "-a" => options.api_versions.push(value()),
                    "--namespace" => options.release.namespace = value(),
                    "--is-upgrade" => options.release.is_upgrade = true,
                    "--include-crds" => include_crds = true,
                    other => panic!("{other}?"),
                }
                continue;
            }
        };
        let text: Arc<str> = value().into();
        let source = sources.insert(Source::new(argument.as_str(), Arc::clone(&text), SourceKind::Authored));
        options.sets.push(Set { kind, text, source, start: 0, files: Vec::new() });
    }
    let input = ChartInput { folder: "shop".to_owned(), files: request.files };
    match load(input, &|_| None, &mut sources) {
        Err(error) => {
            let rendered = Rendered::refused(error.message);
            let printed = manifests(&rendered, ManifestOptions::default());
            Run { sources, rendered, printed }
        }
        Ok(chart) => {
            let rendered = render(&chart, &sources, &options);
            let printed = manifests(&rendered, ManifestOptions { helm: options.helm, include_crds });
            Run { sources, rendered, printed }
        }
    }
}

/// The Helm that a row of recorded answers names.
pub(crate) fn helm(name: &str) -> HelmVersion {
    HelmVersion::from_name(name).expect("a recorded Helm")
}
