//! What Helm says of charts that it refuses, as the real one recorded it (tests/record.py).
#![allow(clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

mod support;

use std::fmt::Write as _;

use readylint_helm::chart::InputFile;
use readylint_helm::render::Options;
use serde_json::Value;
use support::{Request, helm, run};

const ROWS: &str = include_str!("data/errors.jsonl");

fn rows() -> Vec<Value> {
    ROWS.lines().map(|line| serde_json::from_str(line).expect("a row")).collect()
}

fn request(row: &Value, options: Options) -> Request {
    let files = row["files"].as_object().expect("files").iter().map(|(path, text)| InputFile {
        path: path.clone(),
        bytes: text.as_str().expect("text").as_bytes().into(),
    });
    let arguments = row["args"].as_array().into_iter().flatten();
    let arguments = arguments.filter_map(Value::as_str).map(str::to_owned).collect();
    Request { files: files.collect(), arguments, options, ..Request::default() }
}

#[test]
fn in_the_words_of_helm() {
    let (mut report, mut count) = (String::new(), 0);
    for row in rows() {
        let name = row["name"].as_str().unwrap_or_default();
        for (version, answer) in row["helm"].as_object().expect("answers") {
            let options = Options { helm: helm(version), ..Options::default() };
            let said = run(request(&row, options)).printed.error.map(|error| error.helm);
            let said = said.map(|said| match row["first"].as_u64() {
                Some(first) => said.chars().take(usize::try_from(first).unwrap_or_default()).collect(),
                None => said,
            });
            count += 1;
            if said.as_deref() != answer.as_str() {
                let _ = write!(
                    report,
                    "== {name} {version}\n--- ours {said:?}\n--- Helm {:?}\n",
                    answer.as_str()
                );
            }
        }
    }
    assert!(count > 300);
    assert!(report.is_empty(), "{report}");
}
