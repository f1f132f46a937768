//! The chart of rynxs as readylint renders it, against what Helm itself printed (`fixtures/rynxs/render.sh`).
//!
//! The first line of each recorded render is the command that made it. Each is compared twice, byte for byte: with the flags of
//! that command, and with the scenario of that name in the readylint.yaml of the fixture.
#![allow(clippy::panic, clippy::unwrap_used, clippy::disallowed_methods)]

use std::path::{Path, PathBuf};

use readylint::engine::Date;
use readylint::helm::render::{ManifestOptions, SetKind, manifests};
use readylint::project::{OsFileSystem, RenderRequest, Request, render_chart};

/// What every recorded command starts with; the release is called `rynxs`.
const COMMAND: &str = "# helm template rynxs helm/rynxs ";

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/rynxs").canonicalize().unwrap()
}

/// The recorded renders: the name of the scenario, the flags of the command, and what Helm printed.
fn recorded() -> Vec<(String, RenderRequest, String)> {
    let mut all = Vec::new();
    for folder in ["rendered", "rendered/scenarios"] {
        for entry in std::fs::read_dir(fixture().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|ending| ending != "yaml") {
                continue;
            }
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            let (command, printed) = text.split_once('\n').unwrap();
            let flags = command.strip_prefix(COMMAND).unwrap_or_else(|| panic!("{name}: {command}"));
            all.push((name, request(flags), printed.to_owned()));
        }
    }
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

/// What flags of `helm template` ask for.
fn request(flags: &str) -> RenderRequest {
    let mut request = RenderRequest { release: Some("rynxs".to_owned()), ..RenderRequest::default() };
    let mut words = flags.split(' ');
    while let Some(flag) = words.next() {
        let mut value = || words.next().unwrap_or_else(|| panic!("{flag} has no value")).to_owned();
        match flag {
            "--include-crds" => {}
            "--namespace" => request.namespace = Some(value()),
            "--values" => request.values.push(value()),
            "--set" => request.sets.push((SetKind::Set, value())),
            _ => panic!("{flag} is not understood"),
        }
    }
    request
}

/// The manifests as `helm template --include-crds` prints them.
fn rendered(render: RenderRequest, scenario: Option<&str>) -> String {
    let files = OsFileSystem::new(&fixture());
    let mut request = Request::new(["."], Date { year: 2026, month: 11, day: 21 });
    request.render = render;
    let run = render_chart(&files, &request, &readylint::catalogue(), "helm/rynxs", scenario).unwrap();
    let printed = manifests(&run.rendered, ManifestOptions { helm: run.options.helm, include_crds: true });
    assert!(printed.error.is_none(), "{:?}", printed.error);
    printed.text
}

#[track_caller]
fn compare(name: &str, printed: &str, wanted: &str) {
    let differs = printed.lines().zip(wanted.lines()).position(|(a, b)| a != b);
    assert!(printed == wanted, "{name}: first other line: {differs:?}\n{printed}");
}

#[test]
fn each_recorded_render_is_reproduced() {
    let all = recorded();
    assert!(all.len() >= 5, "{all:#?}");
    for (name, request, wanted) in all {
        compare(&name, &rendered(request, None), &wanted);
    }
}

#[test]
fn the_scenarios_of_the_configuration_are_those() {
    for (name, _, wanted) in recorded() {
        compare(&name, &rendered(RenderRequest::default(), Some(&name)), &wanted);
    }
}
