//! Linting texts in memory.

use std::sync::Arc;

use rayon::prelude::*;
use readylint_engine::{Bundle, Catalogue, Input, Report, Settings, SettingsMap, SkippedFile, run};
use readylint_kube::{ManifestFile, ResourceGraph};
use readylint_project::{Naming, Verdict, classify};
use readylint_text::{Source, SourceKind};
use readylint_yaml::parse;

use crate::catalogue;

/// Lints texts in memory with the built-in rules, or with one's own.
///
/// The same texts give the same report; nothing is read from outside, and nothing can fail.
#[derive(Clone, Debug)]
pub struct Linter {
    catalogue: Catalogue,
    settings: Settings,
}

impl Default for Linter {
    fn default() -> Self {
        Self::new()
    }
}

impl Linter {
    /// The built-in rules in the profile `recommended`, for the three supported minors of Kubernetes.
    pub fn new() -> Self {
        Self::with_catalogue(catalogue())
    }

    /// Other rules: the built-in ones and one's own, or only one's own.
    pub fn with_catalogue(catalogue: Catalogue) -> Self {
        Self { catalogue, settings: Settings::default() }
    }

    /// Other settings. Their `today` is the date that the ends of suppressions are compared with.
    #[must_use]
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// The rules it lints with.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// Lints `sources`, each a name and a text, together: references between them resolve. A name is a path with `/`;
    /// sources of one folder prefer each other. Sources that are no manifests are listed as skipped.
    pub fn lint<N: Into<String>, T: Into<Arc<str>>>(
        &self,
        sources: impl IntoIterator<Item = (N, T)>,
    ) -> Report {
        run(self.read(sources), &self.catalogue)
    }

    /// Reads `sources` as [`Linter::lint`] does, with their graph, without linting them: for [`inspect`](crate::inspect).
    pub fn read<N: Into<String>, T: Into<Arc<str>>>(
        &self,
        sources: impl IntoIterator<Item = (N, T)>,
    ) -> Input {
        let mut input = Input { settings: SettingsMap::uniform(self.settings.clone()), ..Input::default() };
        let mut texts = Vec::new();
        for (name, text) in sources {
            let (name, text) = (name.into(), text.into());
            let id =
                input.sources.insert(Source::new(name.as_str(), Arc::clone(&text), SourceKind::Authored));
            texts.push((id, name, text));
        }
        let parsed: Vec<_> = texts
            .into_par_iter()
            .map(|(id, name, text)| {
                let parse = parse(id, text);
                let verdict = classify(&parse, &name, Naming::Named);
                (name, parse, verdict)
            })
            .collect();
        let mut files = Vec::new();
        for (name, parse, verdict) in parsed {
            match verdict {
                Verdict::Manifest => {
                    files.push(ManifestFile {
                        parse,
                        group: folder(&name).to_owned(),
                        namespace: None,
                        context: false,
                    });
                }
                Verdict::Skip(reason) => {
                    input.skipped.push(SkippedFile { file: name, reason: reason.to_string() });
                }
            }
        }
        input.bundles.push(Bundle::new("manifests", ResourceGraph::build(files)));
        input
    }
}

fn folder(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}
