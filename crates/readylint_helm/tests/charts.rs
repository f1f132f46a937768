//! Charts of our own, rendered as the real Helm recorded them (tests/record.py), and the properties of every render.
#![allow(clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

mod support;

use std::path::{Path, PathBuf};

use readylint_helm::HelmVersion;
use readylint_helm::provenance::Origin;
use readylint_helm::render::{Options, Place};
use support::{Request, Run, files, run};

fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/charts");
    let entries = std::fs::read_dir(root).expect("the charts are there");
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.expect("it can be read").path()).collect();
    folders.sort();
    assert!(folders.len() >= 12);
    folders
}

fn render_folder(folder: &Path, options: Options) -> Run {
    let mut request = Request { options, ..Request::default() };
    files(&folder.join("chart"), "", &mut request.files);
    request.values = std::fs::read_to_string(folder.join("values.yaml")).ok();
    if let Ok(arguments) = std::fs::read_to_string(folder.join("arguments")) {
        request.arguments = arguments.lines().map(str::to_owned).collect();
    }
    run(request)
}

fn expected(folder: &Path, helm: HelmVersion) -> String {
    let own = folder.join(format!("expected-{}.txt", helm.name()));
    let newest = folder.join("expected.txt");
    std::fs::read_to_string(own).or_else(|_| std::fs::read_to_string(newest)).expect("it was recorded")
}

/// The first line that differs, with those around it.
fn difference(ours: &str, theirs: &str) -> String {
    let at = ours.lines().zip(theirs.lines()).take_while(|(ours, theirs)| ours == theirs).count();
    let around = |text: &str| text.lines().skip(at.saturating_sub(2)).take(5).collect::<Vec<_>>().join("\n");
    format!("line {}\n--- ours\n{}\n--- Helm\n{}\n", at + 1, around(ours), around(theirs))
}

#[test]
fn as_the_real_helm() {
    let mut report = String::new();
    for folder in folders() {
        for helm in [HelmVersion::V4_3, HelmVersion::V4_1, HelmVersion::V3_17] {
            let shown = render_folder(&folder, Options { helm, ..Options::default() }).shown();
            let wanted = expected(&folder, helm);
            if shown != wanted {
                let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
                report.extend(["== ", &name, " ", helm.name(), ": ", &difference(&shown, &wanted)]);
            }
        }
    }
    assert!(report.is_empty(), "{report}");
}

#[test]
fn provenance_changes_no_byte() {
    for folder in folders() {
        let with = render_folder(&folder, Options::default()).shown();
        let without = render_folder(&folder, Options { provenance: false, ..Options::default() }).shown();
        assert_eq!(with, without, "{folder:?}");
    }
}

#[test]
fn stretches_cover_the_text_and_what_is_literal_stands_in_its_template() {
    let mut literal = 0;
    for folder in folders() {
        let run = render_folder(&folder, Options { lint: true, ..Options::default() });
        for (number, file) in run.rendered.files.iter().enumerate() {
            let mut start = 0;
            for stretch in &file.stretches {
                let end = stretch.end as usize;
                assert!(end > start, "{}: a stretch without bytes", file.name);
                let bytes = file.text.as_bytes().get(start..end).expect("inside of the text");
                assert_eq!(run.rendered.piece_at(number, start), Some(stretch.piece));
                let span = run.rendered.verbatim(&run.sources, stretch.piece, bytes);
                if let Some(span) = span {
                    assert_eq!(run.sources.slice(span).as_bytes(), bytes);
                }
                // what an action printed may be text that a function moved or made; what no action printed is not
                let is_text = matches!(run.rendered.origins.get(stretch.piece.origin), Origin::Text(_));
                if is_text && run.rendered.chain(stretch.piece).is_empty() {
                    let text = String::from_utf8_lossy(bytes).into_owned();
                    assert!(span.is_some(), "{}: {text:?} stands nowhere", file.name);
                    literal += 1;
                }
                start = end;
            }
            assert_eq!(start, file.text.len(), "{}: stretches end early", file.name);
        }
    }
    assert!(literal > 100);
}

#[test]
fn every_printed_byte_is_in_its_file() {
    for folder in folders() {
        let run = render_folder(&folder, Options::default());
        for part in &run.printed.parts {
            let copied = &run.printed.text[part.range.clone()];
            let Place::File(file) = part.place else { continue };
            let text = &run.rendered.files[file].text;
            assert_eq!(copied, &text[part.start..part.start + part.range.len()]);
        }
    }
}
