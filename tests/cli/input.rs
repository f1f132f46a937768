//! Paths and standard input.

use crate::harness::{CLEAN, Project, dirty, readylint};

/// The files with the flaw of [`dirty`].
fn places(run: &crate::harness::Run) -> Vec<String> {
    run.found_by(&["latest-image-tag"]).into_iter().map(|found| found.file).collect()
}

#[test]
fn standard_input() {
    let project = Project::new(&[("prod/readylint.yaml", "rules: {latest-image-tag: off}\n")]);
    let run = project.readylint(["-o", "json", "-"]).stdin(dirty()).run().ends_with(1);
    assert_eq!(places(&run), ["-"]);
    let run = project
        .readylint(["-o", "json", "-", "--stdin-filename", "dev/a.yaml"])
        .stdin(dirty())
        .run()
        .ends_with(1);
    assert_eq!(places(&run), ["dev/a.yaml"]);
    let run = project.readylint(["-o", "json", "-", "--stdin-filename", "prod/a.yaml"]).stdin(dirty()).run();
    assert_eq!(places(&run.ends_with(0)), [""; 0], "the configuration of its folder holds");
}

#[test]
fn standard_input_beside_files() {
    let project = Project::new(&[("a.yaml", &dirty().replace("name: web\n  n", "name: a\n  n"))]);
    let run = project.readylint(["-o", "json", "-", "a.yaml"]).stdin(dirty()).run().ends_with(1);
    assert_eq!(places(&run), ["-", "a.yaml"]);
}

#[test]
fn standard_input_that_is_nothing() {
    let project = Project::new(&[]);
    for text in ["", "\n", "# nothing\n", "---\n"] {
        project.readylint(["-"]).stdin(text).run().ends_with(2).tells("nothing was linted");
    }
    project.readylint(["-"]).stdin([0xff, 0xfe, 0x00, 0x01]).run().ends_with(2);
}

#[test]
fn standard_input_is_not_read_unasked() {
    let project = Project::new(&[("a.yaml", CLEAN)]);
    project.readylint([]).stdin(dirty()).run().ends_with(0);
}

#[test]
fn patterns_and_folders() {
    let project = Project::new(&[
        ("k8s/a/x.yaml", &dirty()),
        ("k8s/b/x.yaml", &dirty()),
        ("k8s/b/y.yml", &CLEAN.replace("name: web\n  n", "name: b\n  n")),
    ]);
    for (path, wanted) in [
        ("k8s/**/x.yaml", &["k8s/a/x.yaml", "k8s/b/x.yaml"][..]),
        ("k8s/*/y.yml", &[]),
        ("k8s/a", &["k8s/a/x.yaml"]),
        ("./k8s//b/../a/x.yaml", &["k8s/a/x.yaml"]),
    ] {
        assert_eq!(places(&project.run(["-o", "json", path])), wanted, "{path}");
    }
}

#[test]
fn paths_out_of_the_folder() {
    let project = Project::new(&[("sub/.keep", ""), ("other/a.yaml", &dirty())]);
    let run = readylint(&project.path("sub")).args(["-o", "json", "../other"]).run().ends_with(1);
    assert_eq!(places(&run), ["../other/a.yaml"]);
    let inside =
        readylint(&project.path("sub")).args(["-o", "json", "../sub/../other/a.yaml"]).run().ends_with(1);
    assert_eq!(places(&inside), ["../other/a.yaml"]);
}

#[test]
fn a_configuration_does_not_lead_out_of_the_repository() {
    let project =
        Project::new(&[("repo/.git/HEAD", ""), ("repo/a.yaml", CLEAN), ("secret.yaml", "profile: all\n")]);
    project.write("repo/readylint.yaml", "extends: ../secret.yaml\n");
    let run = readylint(&project.path("repo")).args(["-o", "json"]).about().run().ends_with(2);
    assert_eq!(run.rules(), ["invalid-configuration"]);
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_out() {
    let outside = Project::new(&[("a.yaml", &dirty())]);
    let project = Project::new(&[("b.yaml", CLEAN)]);
    std::os::unix::fs::symlink(outside.path("a.yaml"), project.path("a.yaml")).unwrap();
    std::os::unix::fs::symlink(outside.path("."), project.path("folder")).unwrap();
    let run = project.lint(["-v", "-o", "json"]).ends_with(0);
    assert_eq!(run.rules(), [""; 0]);
    run.tells("skipped a.yaml: symbolic link").tells("skipped folder: symbolic link");
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_text() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    let project = Project::new(&[("a.yaml", CLEAN)]);
    let name = OsStr::from_bytes(b"b\xff.yaml");
    std::fs::write(project.path("").join(name), dirty()).unwrap();
    project.readylint([]).args([name]).run().ends_with(2).tells("is not valid UTF-8");
    // in a folder it cannot be read by the name that can be shown; that is told, and the rest is linted
    let run = project.run(["-o", "json"]).ends_with(2).tells("cannot be read");
    assert_eq!(run.json()["summary"]["files"], 1);
}

#[test]
fn names_that_would_drive_a_terminal() {
    if cfg!(windows) {
        return;
    }
    let name = "a\u{1b}c.yaml";
    let project = Project::new(&[(name, &dirty()), ("b\u{1b}c.yml", "services: {}\n")]);
    for format in ["full", "concise", "github"] {
        let run = project.run(["-v", "-o", format]).ends_with(1);
        assert!(!run.stdout.contains('\u{1b}') && !run.stderr.contains('\u{1b}'), "{run:#?}");
    }
    let why = project.run(["why", "."]);
    assert!(!why.stdout.contains('\u{1b}'), "{why:#?}");
    project.run(["none\u{1b}c"]).ends_with(2).tells("`none\u{fffd}c` does not exist");
}

#[test]
fn lists_and_json() {
    let list = r#"{"apiVersion": "v1", "kind": "List", "items": [
      {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec":
      {"containers": [{"name": "a", "image": "nginx", "resources": {"limits": {"memory": "64Mi"}}}]}}]}"#;
    let run = Project::new(&[("a.json", list)]).lint(["-o", "json"]).ends_with(1);
    assert_eq!(run.rules(), ["latest-image-tag"]);
    assert_eq!(run.found()[0].json["resource"]["name"], "a");
}
