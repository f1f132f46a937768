//! The fixtures: exactly what their tables name is found, on the lines they name.

use std::path::Path;

use crate::harness::{Found, Run, readylint, repository, table};

fn page(folder: &str) -> Vec<Vec<String>> {
    let rows = table(&std::fs::read_to_string(repository().join(folder).join("README.md")).unwrap());
    assert!(!rows.is_empty(), "{folder} has no table");
    rows
}

/// Takes one finding for each row out of `found`; nothing is left over.
#[track_caller]
fn compare(folder: &Path, rows: &[Vec<String>], mut found: Vec<Found>) {
    for row in rows {
        let [rule, file, text] = row.as_slice() else { panic!("{row:?}") };
        let lines = std::fs::read_to_string(folder.join(file)).unwrap();
        let fits = |found: &Found| {
            let line = lines.lines().nth(found.line - 1).unwrap_or_default();
            found.rule == *rule && found.file == *file && line.contains(text.as_str())
        };
        let place =
            found.iter().position(fits).unwrap_or_else(|| panic!("missing: {row:?}\nleft: {found:#?}"));
        found.swap_remove(place);
    }
    let left: Vec<String> =
        found.iter().map(|found| format!("{} {}:{}", found.rule, found.file, found.line)).collect();
    assert!(left.is_empty(), "not in the table: {left:#?}");
}

#[test]
fn the_shop_has_the_flaws_of_its_table() {
    let folder = repository().join("fixtures/shop");
    let run = readylint(&folder).args(["-o", "json"]).run().ends_with(1);
    compare(&folder, &page("fixtures/shop"), run.found());
    // seen from elsewhere it is the same
    let outside = readylint(&repository()).args(["-o", "json", "fixtures/shop"]).run().ends_with(1);
    let files: Vec<String> = outside.found().into_iter().map(|found| found.file).collect();
    let wanted: Vec<String> =
        run.found().into_iter().map(|found| format!("fixtures/shop/{}", found.file)).collect();
    assert_eq!(files, wanted);
}

#[test]
fn what_the_shop_skips_is_told() {
    let run = readylint(&repository()).args(["-v", "fixtures/shop"]).run();
    for (file, reason) in [
        ("deploy/kustomize/kustomization.yaml", "kustomization (not rendered yet)"),
        ("deploy/kustomize/production-patch.yaml", "kustomize patch"),
        ("docker-compose.yml", "not Kubernetes (a Compose file)"),
        ("environments/production-values.yaml", "Helm values"),
    ] {
        assert!(
            run.stderr.contains(&format!("skipped fixtures/shop/{file}: {reason}\n")),
            "{file}: {}",
            run.stderr
        );
    }
}

#[test]
fn the_mended_shop_has_no_flaw() {
    let run = readylint(&repository()).args(["-o", "json", "--fail-on", "info", "fixtures/shop-ready"]).run();
    assert!(run.found().is_empty(), "{run:#?}");
    run.ends_with(0).tells("found nothing");
}

fn rendered(file: &str) -> Run {
    let text = std::fs::read(repository().join("fixtures/rendered").join(file)).unwrap();
    readylint(&repository()).args(["-o", "json", "-"]).stdin(text).run().ends_with(1)
}

#[test]
fn findings_in_rendered_text_name_their_template() {
    let rows = page("fixtures/rendered");
    // what the programs write above each document, or at the top of it
    for (file, mark) in [("helm-template.yaml", "# Source: "), ("kustomize-build.yaml", "      path: ")] {
        let text = std::fs::read_to_string(repository().join("fixtures/rendered").join(file)).unwrap();
        let mut found = rendered(file).found();
        for found in &found {
            let above: Vec<&str> = text.lines().take(found.line).collect();
            let template = above.iter().rev().find_map(|line| line.strip_prefix(mark)).unwrap();
            let labels = found.json["labels"].as_array().unwrap();
            let named = labels.iter().any(|label| label["message"].as_str().unwrap().contains(template));
            assert!(named, "{template} is not named: {:#}", found.json);
            assert_eq!(found.file, "-");
        }
        // the table names the file, where standard input has none
        for found in &mut found {
            file.clone_into(&mut found.file);
        }
        let of_file: Vec<Vec<String>> = rows.iter().filter(|row| row[1] == file).cloned().collect();
        compare(&repository().join("fixtures/rendered"), &of_file, found);
    }
}
