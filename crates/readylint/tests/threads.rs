//! The same input gives the same bytes in every format, whatever the number of threads and the order of the files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

use readylint::engine::Date;
use readylint::project::{OsFileSystem, Request};
use readylint::{Format, Linter, View, catalogue, check, write_report};

const TODAY: Date = Date { year: 2027, month: 6, day: 15 };

/// The fixtures, linted with that many threads, in every format.
fn fixtures(threads: usize) -> Vec<(Format, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        let catalogue = catalogue();
        let request = Request::new(["fixtures", "tests/damaged"], TODAY);
        let report = check(&OsFileSystem::new(&root), &request, &catalogue).unwrap().report;
        assert!(report.diagnostics.len() > 50);
        let write = |format| {
            let mut out = Vec::new();
            write_report(&report, &catalogue, format, &View::default(), &mut out).unwrap();
            (format, out)
        };
        Format::ALL.into_iter().map(write).collect()
    })
}

#[test]
fn one_thread_and_four() {
    for ((format, one), (_, four)) in fixtures(1).into_iter().zip(fixtures(4)) {
        assert!(!one.is_empty(), "{format:?}");
        assert!(one == four, "{format:?} differs");
    }
}

#[test]
fn the_order_of_the_sources_changes_no_finding() {
    let pod = |name: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec: {{containers: [{{name: web, image: web}}]}}\n"
        )
    };
    let mut files: Vec<(String, String)> = (0..40)
        .map(|number| (format!("folder{}/{number}.yaml", number % 3), pod(&format!("pod-{number}"))))
        .collect();
    let lint = |files: &[(String, String)]| {
        let linter = Linter::new();
        let report = linter.lint(files.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        let mut out = Vec::new();
        write_report(&report, linter.catalogue(), Format::Json, &View::default(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    let forwards = lint(&files);
    files.reverse();
    assert_eq!(forwards, lint(&files));
}
