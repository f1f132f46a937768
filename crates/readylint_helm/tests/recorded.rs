//! Our charts, each with its cases, against what the real Helms print for them or say against them.
//!
//! `cargo xtask helm-record` wrote the answers down; see there for the files.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test reads its data and fails by panicking"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use readylint_helm::HelmVersion;
use readylint_helm::chart::{self, ChartInput, InputFile};
use readylint_helm::render::{ManifestOptions, Options, Set, SetKind, ValuesFile, manifests, render};
use readylint_text::{Source, SourceId, SourceKind, Sources};

/// Where we differ, and why: folder, case (`*`: all), version (`*`: all), reason.
const KNOWN: &[(&str, &str, &str, &str)] = &[];

fn recorded() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recorded")
}

/// The folders with cases below `folder`.
fn fixtures(folder: &Path, found: &mut Vec<PathBuf>) {
    if folder.join("cases.json").is_file() {
        found.push(folder.to_owned());
        return;
    }
    let mut items: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|item| item.unwrap().path()).collect();
    items.sort();
    items.iter().filter(|item| item.is_dir()).for_each(|item| fixtures(item, found));
}

/// All files of a folder.
fn files(folder: &Path, path: &str, found: &mut Vec<InputFile>) {
    for item in fs::read_dir(folder).unwrap() {
        let item = item.unwrap().path();
        let name = item.file_name().unwrap().to_str().unwrap();
        let path = if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
        if item.is_dir() {
            files(&item, &path, found);
        } else {
            found.push(InputFile { path, bytes: fs::read(&item).unwrap().into() });
        }
    }
}

/// Takes a text in as a source.
fn source(sources: &mut Sources, name: &str, text: &str) -> (Arc<str>, SourceId) {
    let text: Arc<str> = text.into();
    let id = sources.insert(Source::new(name, Arc::clone(&text), SourceKind::Authored));
    (text, id)
}

/// What the arguments after `helm template release-name chart` ask for.
fn options(
    arguments: &[String],
    folder: &Path,
    helm: HelmVersion,
    sources: &mut Sources,
) -> (Options, ManifestOptions) {
    let mut options = Options { helm, ..Options::default() };
    let mut printing = ManifestOptions { helm, include_crds: false };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let mut value = || rest.next().unwrap().clone();
        let kind = match argument.as_str() {
            "--namespace" => {
                options.release.namespace = value();
                continue;
            }
            "--is-upgrade" => {
                options.release.is_upgrade = true;
                continue;
            }
            "--include-crds" => {
                printing.include_crds = true;
                continue;
            }
            "--kube-version" => {
                options.kubernetes = Some(value());
                continue;
            }
            "--api-versions" => {
                options.api_versions.push(value());
                continue;
            }
            "-f" => {
                let name = value();
                let (text, id) = source(sources, &name, &fs::read_to_string(folder.join(&name)).unwrap());
                options.values.push(ValuesFile { name, text, source: id });
                continue;
            }
            "--set" => SetKind::Set,
            "--set-string" => SetKind::String,
            "--set-json" => SetKind::Json,
            "--set-file" => SetKind::File,
            "--set-literal" => SetKind::Literal,
            other => panic!("{other}"),
        };
        let (text, id) = source(sources, argument, &value());
        let mut named = Vec::new();
        if kind == SetKind::File {
            let name = text.split_once('=').unwrap().1;
            named.push((name.to_owned(), fs::read(folder.join(name)).unwrap().into()));
        }
        options.sets.push(Set { kind, text, source: id, start: 0, files: named });
    }
    (options, printing)
}

/// What we print or say.
fn ours(folder: &Path, arguments: &[String], helm: HelmVersion) -> String {
    let mut sources = Sources::new();
    let mut input = Vec::new();
    files(&folder.join("chart"), "", &mut input);
    let (options, printing) = options(arguments, folder, helm, &mut sources);
    let input = ChartInput { folder: "chart".into(), files: input };
    let chart = match chart::load(input, &|_| None, &mut sources) {
        Ok(chart) => chart,
        Err(error) => return format!("Error: {error}\n"),
    };
    let printed = manifests(&render(&chart, &sources, &options), printing);
    match printed.error {
        Some(error) => format!("Error: {}\n", error.helm),
        None => printed.text,
    }
}

/// The recorded answers of a folder, by case.
fn theirs(folder: &Path, helm: HelmVersion) -> BTreeMap<String, String> {
    let file = |helm: HelmVersion| folder.join(format!("helm-{}.txt", helm.name()));
    let text = fs::read_to_string(file(helm)).or_else(|_| fs::read_to_string(file(HelmVersion::default())));
    let text = format!("\n{}", text.unwrap());
    let answers = text.split("\n=== ").skip(1).map(|answer| {
        let (name, answer) = answer.split_once('\n').unwrap();
        (name.to_owned(), answer.to_owned())
    });
    answers.collect()
}

#[test]
fn recorded_charts_render_as_in_every_helm() {
    let mut folders = Vec::new();
    fixtures(&recorded(), &mut folders);
    assert!(folders.len() > 40, "{}", folders.len());
    let mut wrong = String::new();
    let mut unneeded: Vec<_> = KNOWN.to_vec();
    for folder in folders {
        let name = folder.strip_prefix(recorded()).unwrap().to_str().unwrap().to_owned();
        let cases: BTreeMap<String, Vec<String>> =
            serde_json::from_str(&fs::read_to_string(folder.join("cases.json")).unwrap()).unwrap();
        for helm in HelmVersion::ALL {
            let theirs = theirs(&folder, helm);
            assert_eq!(theirs.keys().collect::<Vec<_>>(), cases.keys().collect::<Vec<_>>(), "{name}");
            for (case, arguments) in &cases {
                // the separator between the recorded cases took the last line end
                let (ours, theirs) = (ours(&folder, arguments, helm), &theirs[case]);
                if ours.trim_end_matches('\n') == theirs.trim_end_matches('\n') {
                    continue;
                }
                let is_meant = |known: &&(&str, &str, &str, &str)| {
                    known.0 == name && [case, "*"].contains(&known.1) && [helm.name(), "*"].contains(&known.2)
                };
                if let Some(known) = KNOWN.iter().find(is_meant) {
                    unneeded.retain(|other| other != known);
                    continue;
                }
                let _ = writeln!(wrong, "== {name}, {case}, Helm {}\n{}", helm.name(), first(&ours, theirs));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(unneeded.is_empty(), "these do not differ: {unneeded:?}");
}

/// The first line that differs, with the lines around it.
fn first(ours: &str, theirs: &str) -> String {
    let same = ours.lines().zip(theirs.lines()).take_while(|(ours, theirs)| ours == theirs).count();
    let shown = |text: &str| -> String {
        let lines: Vec<&str> = text.lines().skip(same.saturating_sub(2)).take(6).collect();
        format!("    {}\n", lines.join("\n    "))
    };
    format!("line {}, ours:\n{}  helm:\n{}", same + 1, shown(ours), shown(theirs))
}
