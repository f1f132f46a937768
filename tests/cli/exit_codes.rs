//! EXIT-1: 0, 1 and 2, whatever the format.

use std::io::Read as _;
use std::process::Stdio;

use crate::harness::{CLEAN, FORMATS, Project, dirty, warned};

const BROKEN: &str = "apiVersion: v1\nkind: [\n";

fn check(files: &[(&str, &str)], args: &[&str], code: i32) {
    let project = Project::new(files);
    for format in FORMATS {
        project.readylint(["-o", format]).about().args(args).run().ends_with(code);
    }
}

#[test]
fn nothing_found() {
    check(&[("a.yaml", CLEAN)], &[], 0);
}

#[test]
fn an_error() {
    check(&[("a.yaml", &dirty())], &[], 1);
}

#[test]
fn a_warning_does_not_fail_by_default() {
    check(&[("a.yaml", &warned())], &[], 0);
    check(&[("a.yaml", &warned())], &["--fail-on", "warning"], 1);
    check(&[("a.yaml", &warned())], &["--fail-on", "info"], 1);
}

#[test]
fn nothing_fails_by_never() {
    check(&[("a.yaml", &dirty())], &["--fail-on", "never"], 0);
}

#[test]
fn what_is_not_shown_still_fails() {
    check(&[("a.yaml", &warned())], &["--fail-on", "warning", "--min-severity", "error"], 1);
    let project = Project::new(&[("a.yaml", &warned())]);
    assert!(project.lint(["-o", "json", "--min-severity", "error"]).found().is_empty());
}

#[test]
fn what_is_hidden_never_fails() {
    // graded low: other tools may make the ConfigMap
    let pod = CLEAN
        .replace("      resources:", "      envFrom: [{configMapRef: {name: elsewhere}}]\n      resources:");
    let project = Project::new(&[("a.yaml", &pod)]);
    let args = ["-o", "json", "--fail-on", "info", "--select", "dangling-configmap-reference"];
    let run = project.run(args).ends_with(0);
    assert!(run.found().is_empty());
    let run = project.readylint(args).args(["--min-confidence", "low"]).run().ends_with(1);
    assert_eq!(run.rules(), ["dangling-configmap-reference"]);
    assert_eq!(run.found()[0].json["confidence"], "low");
}

#[test]
fn a_configuration_decides_what_fails() {
    let files = [("readylint.yaml", "fail-on: warning\n"), ("a.yaml", &warned())];
    check(&files, &[], 1);
    check(&files, &["--fail-on", "error"], 0);
    let nested = [("strict/readylint.yaml", "fail-on: warning\n"), ("lax/a.yaml", &warned())];
    check(&nested, &[], 0);
    check(&[nested[0], nested[1], ("strict/b.yaml", &warned())], &[], 1);
}

#[test]
fn nothing_to_lint() {
    check(&[], &[], 2);
    check(&[], &["--allow-empty"], 0);
    check(&[("values.yaml", "replicas: 1\n"), (".github/x.yaml", CLEAN)], &[], 2);
    Project::new(&[]).run([]).ends_with(2).tells("nothing was linted: there is no YAML and no JSON here");
    let compose = Project::new(&[("docker-compose.yml", "services: {web: {image: nginx}}\n")]);
    compose
        .run([])
        .ends_with(2)
        .tells("skipped 1 file: 1 not Kubernetes (a Compose file)")
        .tells("`readylint why PATH`");
    let chart = Project::new(&[("web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n")]);
    chart.run([]).ends_with(2).tells("nothing was linted");
    chart.write("web/templates/pod.yaml", CLEAN);
    chart.lint([]).ends_with(0).tells("checked 1 file");
    let ignored = Project::new(&[(".gitignore", "*.yaml\n"), ("a.yaml", CLEAN)]);
    ignored.run([]).ends_with(2).tells("left out");
}

#[test]
fn malformed_documents_are_findings_if_anything_was_linted() {
    check(&[("a.yaml", CLEAN), ("b.yaml", BROKEN)], &[], 1);
    check(&[("b.yaml", BROKEN)], &[], 2);
    check(&[("b.yaml", BROKEN)], &["--allow-empty"], 1);
    let run = Project::new(&[("b.yaml", BROKEN)]).run(["-o", "json"]);
    assert_eq!(run.rules(), ["malformed-yaml"]);
    run.tells("nothing was linted: no document could be read as an object");
}

#[cfg(target_os = "linux")]
#[test]
fn an_unreadable_file_does_not_hide_the_rest() {
    use std::os::unix::ffi::OsStrExt as _;

    let project = Project::new(&[("a.yaml", &dirty())]);
    // permissions mean nothing to root; a name that is no text keeps everybody out
    let name = std::ffi::OsStr::from_bytes(b"b\xff.yaml");
    std::fs::write(project.path("").join(name), CLEAN).unwrap();
    for format in FORMATS {
        project.run(["-q", "-o", format]).ends_with(2).tells("cannot be read");
    }
    let run = project.lint(["-o", "json"]).tells("skipped 1 file: 1 unreadable");
    assert_eq!(run.rules(), ["latest-image-tag"]);
    let skipped = serde_json::json!([{"file": "b\u{fffd}.yaml", "reason": "unreadable"}]);
    assert_eq!(run.json()["summary"]["skipped"], skipped);
}

#[cfg(unix)]
#[test]
fn a_file_without_permission() {
    use std::os::unix::fs::PermissionsExt as _;

    let project = Project::new(&[("a.yaml", &dirty()), ("b.yaml", CLEAN)]);
    let closed = project.path("b.yaml");
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o000)).unwrap();
    // root reads it all the same
    let code = if std::fs::File::open(&closed).is_ok() { 1 } else { 2 };
    for args in [&["-o", "json"][..], &["-o", "json", "a.yaml", "b.yaml"]] {
        let run = project.readylint([]).args(args).run().ends_with(code);
        assert!(run.rules().contains(&"latest-image-tag".to_owned()), "{run:#?}");
    }
}

#[test]
fn mistakes_in_the_configuration() {
    let files = [("readylint.yaml", "profle: strict\n"), ("a.yaml", &dirty())];
    check(&files, &[], 2);
    let run = Project::new(&files).lint(["-o", "json"]);
    let mut rules = run.rules();
    rules.sort();
    assert_eq!(rules, ["invalid-configuration", "latest-image-tag"], "linting goes on");
    check(&files, &["--fail-on", "never"], 2);
    check(&files, &["--ignore", "invalid-configuration"], 2);
    let run = Project::new(&files).run(["-q", "--ignore", "invalid-configuration"]);
    run.tells("the configuration has mistakes");
}

#[test]
fn a_configuration_that_cannot_be_read() {
    let project = Project::new(&[("a.yaml", &dirty())]);
    let run =
        project.run(["--config", "none.yaml"]).ends_with(2).tells("`none.yaml` (--config) cannot be read");
    assert_eq!(run.stdout, "", "nothing is linted");
    let run = project.readylint([]).env("READYLINT_CONFIG", "none.yaml").run();
    run.ends_with(2).tells("`none.yaml` (READYLINT_CONFIG) cannot be read");
}

#[test]
fn a_path_that_does_not_exist() {
    let project = Project::new(&[("a.yaml", CLEAN)]);
    let run = project.run(["a.yaml", "b.yaml"]).ends_with(2).tells("`b.yaml` does not exist");
    assert_eq!(run.stdout, "");
    project.run(["k8s/**/*.yaml"]).ends_with(2).tells("no file matches `k8s/**/*.yaml`");
}

#[test]
fn an_output_that_cannot_be_written() {
    let project = Project::new(&[("a.yaml", CLEAN)]);
    let run = project.run(["-o", "json=no/such/folder.json", "-o", "sarif=ok.sarif"]);
    run.ends_with(2).tells("`no/such/folder.json` cannot be written");
    assert!(project.read("ok.sarif").contains("2.1.0"), "the others are written");
    let run = project.readylint(["-o", "github"]).env("GITHUB_STEP_SUMMARY", "no/such/summary.md").run();
    run.ends_with(2).tells("`no/such/summary.md` cannot be written");
}

#[test]
fn who_closes_the_pipe_wants_silence() {
    let many = (0..2000).map(|number| dirty().replace("name: web\n  n", &format!("name: web{number}\n  n")));
    let project = Project::new(&[("a.yaml", &many.collect::<Vec<_>>().join("---\n"))]);
    let mut command = project.readylint(["-o", "full"]).command();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut start = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut start).unwrap();
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(!stderr.contains("cannot be written") && !stderr.contains("panic"), "{stderr}");
}
