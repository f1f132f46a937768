//! SIL-5: no damage looks like a success.

use std::collections::{BTreeMap, BTreeSet};

use crate::harness::{readylint, repository, table};

/// What the table says of each file: the rules that may report it, and whether nothing may be linted instead.
fn expected() -> BTreeMap<String, (Vec<String>, bool)> {
    let page = std::fs::read_to_string(repository().join("tests/damaged/README.md")).unwrap();
    let answers = |text: &str| {
        let words: Vec<&str> = text.split(" or ").map(|word| word.trim_matches('`')).collect();
        let (nothing, rules): (Vec<&str>, Vec<&str>) =
            words.into_iter().partition(|&word| word == "nothing linted");
        (rules.into_iter().map(str::to_owned).collect(), !nothing.is_empty())
    };
    table(&page).into_iter().map(|row| (row[0].clone(), answers(&row[2]))).collect()
}

#[test]
fn every_file_is_in_the_table() {
    let folder = std::fs::read_dir(repository().join("tests/damaged")).unwrap();
    let files: BTreeSet<String> =
        folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let mut rows: BTreeSet<String> = expected().into_keys().collect();
    assert!(rows.len() >= 30, "SIL-5 asks for 30 kinds of damage");
    rows.insert("README.md".to_owned());
    assert_eq!(files, rows);
}

#[test]
fn none_looks_like_a_success() {
    for (file, (rules, nothing)) in expected() {
        let run = readylint(&repository().join("tests/damaged")).args(["-o", "json", &file]).run();
        let found: BTreeSet<String> =
            run.found().into_iter().filter(|found| found.file == file).map(|found| found.rule).collect();
        match run.code {
            1 | 2 if rules.iter().any(|rule| found.contains(rule)) => {}
            2 if nothing && found.is_empty() && run.stderr.contains("nothing was linted") => {}
            _ => panic!("{file}: {rules:?} or nothing linted ({nothing}): {run:#?}"),
        }
    }
}

#[test]
fn none_hides_the_others() {
    let run = readylint(&repository().join("tests/damaged")).args(["-o", "json"]).run().ends_with(1);
    let found: BTreeSet<(String, String)> =
        run.found().into_iter().map(|found| (found.file, found.rule)).collect();
    let json = run.json();
    let skipped: BTreeSet<&str> = json["summary"]["skipped"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["file"].as_str().unwrap())
        .collect();
    for (file, (rules, nothing)) in expected() {
        let reported = rules.iter().any(|rule| found.contains(&(file.clone(), rule.clone())));
        assert!(reported || (nothing && skipped.contains(file.as_str())), "{file}: {found:#?} {skipped:?}");
    }
}
