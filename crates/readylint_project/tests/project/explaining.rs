//! `why` and the effective configuration.

use readylint_project::config::{Options, Sourced};
use readylint_project::{Fate, LeftOut, LoadError, Request, SkipReason, effective, why};
use readylint_scalars::VersionRange;

use crate::support::{POD, catalogue, memory, request};

fn project() -> readylint_project::MemoryFileSystem {
    memory(&[
        (".git/HEAD", ""),
        (".gitignore", "build/\n"),
        (
            "readylint.yaml",
            "exclude: [old/]\nprofile: strict\nrules:\n  too-few-replicas: {level: error, min: 3}\n\
             overrides:\n- objects: [{kind: Pod, labels: {app: web}}, {name: api}]\n  rules: {too-few-replicas: {min: 2}}\n",
        ),
        ("a/pod.yaml", POD),
        ("a/values.yaml", "x: 1\n"),
        ("a/readme.md", "text"),
        ("build/pod.yaml", POD),
        ("old/pod.yaml", POD),
        ("shop/Chart.yaml", "name: shop\n"),
        ("shop/templates/pod.yaml", POD),
        ("k/kustomization.yaml", "patches: [{path: sub/p.yaml}]\n"),
        ("k/sub/p.yaml", POD),
    ])
}

#[test]
fn a_file_is_explained_as_the_run_meets_it() {
    let table = [
        ("a/pod.yaml", Fate::Linted),
        ("a/values.yaml", Fate::Skipped(SkipReason::HelmValues)),
        ("a/readme.md", Fate::LeftOut(LeftOut::OtherName)),
        ("build/pod.yaml", Fate::LeftOut(LeftOut::Ignored(".gitignore".to_owned()))),
        ("old/pod.yaml", Fate::LeftOut(LeftOut::Excluded("readylint.yaml".to_owned()))),
        ("shop/templates/pod.yaml", Fate::Linted),
        ("k/sub/p.yaml", Fate::Skipped(SkipReason::KustomizePatch)),
        ("readylint.yaml", Fate::Skipped(SkipReason::Configuration)),
        (".git/HEAD", Fate::LeftOut(LeftOut::Hidden)),
    ];
    for (path, fate) in table {
        let fates: Vec<Fate> = why(&project(), &request(&[]), &catalogue(), path)
            .unwrap()
            .into_iter()
            .map(|found| found.fate)
            .collect();
        assert_eq!(fates, [fate], "{path}");
    }
}

#[test]
fn a_folder_is_explained_file_by_file() {
    let found = why(&project(), &request(&[]), &catalogue(), "a").unwrap();
    let found: Vec<(&str, Option<&str>)> =
        found.iter().map(|found| (found.file.as_str(), found.configuration.as_deref())).collect();
    assert_eq!(found, [("a/pod.yaml", Some("readylint.yaml")), ("a/values.yaml", Some("readylint.yaml"))]);
    let error = why(&project(), &request(&[]), &catalogue(), "nowhere").unwrap_err();
    assert!(matches!(error, LoadError::NoSuchPath(_)));
}

#[test]
fn every_value_says_where_it_was_written() {
    let kubernetes = Some(Sourced::flag(VersionRange::parse("1.30").unwrap(), "--kubernetes"));
    let options = Options { kubernetes, ..Options::default() };
    let rows =
        effective(&project(), &Request { options, ..request(&[]) }, &catalogue(), "a/pod.yaml").unwrap();
    let rows: Vec<String> =
        rows.iter().map(|row| format!("{} = {} [{}]", row.key, row.value, row.source)).collect();
    assert_eq!(
        rows,
        [
            "profile = strict [readylint.yaml:2]",
            "kubernetes = 1.30 [--kubernetes]",
            "fail-on = error [default]",
            "closed-world = false [default]",
            "rules.too-few-replicas = error [readylint.yaml:4]",
            "rules.too-few-replicas.min = 3 [readylint.yaml:4]",
            "rules.too-few-replicas.min (kind: Pod, app: web or name: api) = 2 [readylint.yaml:7]",
            "exclude = old/ [readylint.yaml:1]",
        ]
    );
}
