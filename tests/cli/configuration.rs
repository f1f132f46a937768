//! CFG-1, CFG-3, CFG-4: which configuration holds, and which flags go over it.

use crate::harness::{CLEAN, Project, Run, dirty, warned};

/// The two rules that the manifests of these tests break.
const RULES: [&str; 2] = ["latest-image-tag", "missing-memory-limit"];

/// Those of them that are found, selected by nothing but `args`.
#[track_caller]
fn rules<const N: usize>(project: &Project, args: [&str; N]) -> Vec<String> {
    of(&project.readylint(["-o", "json"]).args(args).run())
}

fn of(run: &Run) -> Vec<String> {
    run.found_by(&RULES).into_iter().map(|found| found.rule).collect()
}

#[test]
fn the_nearest_file_holds() {
    let project = Project::new(&[
        ("readylint.yaml", "rules: {latest-image-tag: off}\n"),
        ("a/one.yaml", &dirty()),
        ("b/readylint.yaml", "rules: {latest-image-tag: warning}\n"),
        ("b/two.yaml", &dirty()),
    ]);
    let found = project.run(["-o", "json"]).ends_with(0).found_by(&RULES);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!((found[0].file.as_str(), found[0].json["severity"].as_str()), ("b/two.yaml", Some("warning")));
}

#[test]
fn a_named_file_replaces_all() {
    let project = Project::new(&[
        ("readylint.yaml", "rules: {latest-image-tag: off}\n"),
        ("loud.yaml", "rules: {latest-image-tag: on}\n"),
        ("a.yaml", &dirty()),
    ]);
    assert!(rules(&project, ["a.yaml"]).is_empty());
    assert_eq!(rules(&project, ["a.yaml", "--config", "loud.yaml"]), ["latest-image-tag"]);
    let from_environment =
        project.readylint(["-o", "json", "a.yaml"]).env("READYLINT_CONFIG", "loud.yaml").run();
    assert_eq!(of(&from_environment), ["latest-image-tag"]);
    let flag = project
        .readylint(["-o", "json", "a.yaml", "--config", "readylint.yaml"])
        .env("READYLINT_CONFIG", "loud.yaml");
    assert!(of(&flag.run()).is_empty(), "the flag wins");
}

#[test]
fn select_and_ignore() {
    let project = Project::new(&[
        ("a.yaml", &dirty()),
        ("b.yaml", &warned().replace("name: web\n  n", "name: b\n  n")),
    ]);
    assert_eq!(rules(&project, []), RULES);
    assert_eq!(rules(&project, ["--select", "latest-image-tag"]), ["latest-image-tag"]);
    assert_eq!(rules(&project, ["--select", "images,missing-memory-limit"]), RULES);
    assert_eq!(rules(&project, ["--select", "images", "--select", "resources"]), RULES);
    assert_eq!(project.run(["-o", "json", "--select", RULES[0]]).rules(), [RULES[0]], "and no other");
    assert_eq!(rules(&project, ["--ignore", "KL:latest-tag"]), ["missing-memory-limit"]);
    assert_eq!(rules(&project, ["--ignore", "images", "--ignore", "resources"]), [""; 0]);
}

#[test]
fn select_does_not_hide_what_cannot_be_read() {
    let project = Project::new(&[("a.yaml", CLEAN), ("b.yaml", "apiVersion: v1\nkind: [\n")]);
    let run = project.run(["-o", "json", "--select", "latest-image-tag"]).ends_with(1);
    assert_eq!(run.rules(), ["malformed-yaml"]);
    project.write("readylint.yaml", "profle: all\n");
    let run = project.run(["-o", "json", "--select", "images", "a.yaml"]).ends_with(2);
    assert!(run.rules().contains(&"invalid-configuration".to_owned()), "{run:#?}");
    let run = project.run(["-o", "json", "--select", "latest-image-tag", "--ignore", "schema,readylint"]);
    assert_eq!(run.rules(), [""; 0]);
}

#[test]
fn select_goes_over_off() {
    let project =
        Project::new(&[("readylint.yaml", "rules: {latest-image-tag: off}\n"), ("a.yaml", &dirty())]);
    assert_eq!(rules(&project, ["--select", "latest-image-tag"]), ["latest-image-tag"]);
}

#[test]
fn where_each_value_was_written() {
    let project = Project::new(&[
        ("readylint.yaml", "profile: strict\nrules:\n  latest-image-tag: warning\n"),
        ("a/one.yaml", CLEAN),
    ]);
    let row = |text: &str, key: &str| {
        let line = text.lines().find(|line| line.split_whitespace().next() == Some(key));
        line.unwrap_or_else(|| panic!("{key}: {text}"))
            .split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let text = project.run(["config", "a/one.yaml"]).ends_with(0).stdout;
    assert_eq!(row(&text, "profile"), ["profile", "strict", "readylint.yaml:1"]);
    assert_eq!(
        row(&text, "rules.latest-image-tag"),
        ["rules.latest-image-tag", "warning", "readylint.yaml:3"]
    );
    assert_eq!(row(&text, "fail-on"), ["fail-on", "error", "default"]);
    let text = project.run(["config", "--profile", "all", "--kubernetes", "1.34"]).ends_with(0).stdout;
    assert_eq!(row(&text, "profile"), ["profile", "all", "--profile"]);
    assert_eq!(row(&text, "kubernetes"), ["kubernetes", "1.34", "--kubernetes"]);
}

#[test]
fn mistakes_are_told_where_the_configuration_is_shown() {
    let project = Project::new(&[("readylint.yaml", "profile: strict\nprofiles: all\n")]);
    let run =
        project.run(["config"]).ends_with(2).tells("readylint.yaml:2:").tells("[invalid-configuration]");
    assert!(run.stdout.contains("strict"), "what can be read holds: {}", run.stdout);
    project.run(["config", "none"]).ends_with(2).tells("`none` does not exist");
    project.run(["config", "--config", "none"]).ends_with(2).tells("`none` (--config) cannot be read");
}

#[test]
fn why_tells_of_each_file() {
    let project = Project::new(&[
        ("readylint.yaml", "exclude: [\"vendor/**\"]\n"),
        (".gitignore", "made.yaml\n"),
        ("a.yaml", CLEAN),
        ("made.yaml", CLEAN),
        ("vendor/b.yaml", CLEAN),
        ("docker-compose.yml", "services: {web: {image: nginx}}\n"),
        ("notes.txt", "x\n"),
    ]);
    let why = |path: &str| project.run(["why", path]).ends_with(0).stdout;
    assert_eq!(why("a.yaml"), "a.yaml: linted, as readylint.yaml says\n");
    assert_eq!(why("made.yaml"), "made.yaml: left out: ignored by .gitignore\n");
    assert!(
        why("vendor/b.yaml").contains("excluded by `exclude` of readylint.yaml"),
        "{}",
        why("vendor/b.yaml")
    );
    assert_eq!(why("docker-compose.yml"), "docker-compose.yml: skipped: not Kubernetes (a Compose file)\n");
    assert_eq!(why("notes.txt"), "notes.txt: left out: not named .yaml, .yml or .json\n");
    let all = why(".");
    for file in ["a.yaml: linted", "made.yaml: left out", "docker-compose.yml: skipped"] {
        assert!(all.contains(file), "{file}: {all}");
    }
    project.run(["why", "none.yaml"]).ends_with(2).tells("`none.yaml` does not exist");
}

#[test]
fn what_init_writes_is_a_configuration() {
    let project = Project::new(&[("a.yaml", CLEAN)]);
    project.run(["init"]).ends_with(0).tells("wrote readylint.yaml");
    project.run(["-o", "json"]).ends_with(0);
    assert!(rules(&project, []).is_empty());
    let written = project.read("readylint.yaml");
    project.run(["init"]).ends_with(2).tells("`readylint.yaml` is here already");
    assert_eq!(project.read("readylint.yaml"), written);
    let other = Project::new(&[(".readylint.yaml", "profile: all\n")]);
    other.run(["init"]).ends_with(2).tells("`.readylint.yaml` is here already");
    assert!(!other.path("readylint.yaml").exists());
}

const DEFINITION: &str = "\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: agents.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Agent, plural: agents}
  versions:
    - name: v1
      served: true
      storage: true
      schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, required: [role]}}}}
";

#[test]
fn definitions_of_other_folders_judge_custom_resources() {
    let agent = "apiVersion: example.com/v1\nkind: Agent\nmetadata: {name: scout}\nspec: {}\n";
    let files = [
        ("readylint.yaml", "schemas: [crds]\n"),
        ("crds/agents.yaml", DEFINITION),
        ("apps/agent.yaml", agent),
    ];
    let project = Project::new(&files);
    let id = "custom-resource-schema-violation";
    assert_eq!(project.run(["-o", "json", "apps", "--select", id]).rules(), [id]);
    let output = project.readylint(["apps", "--select", id]).run();
    assert!(output.stderr.contains("checked 1 file, 1 document, 1 resource\n"), "{}", output.stderr);
    let project = Project::new(&[("apps/agent.yaml", agent)]);
    let output = project.readylint(["apps", "--select", id]).run();
    assert!(output.stderr.contains("1 resource (1 of a kind without a schema)"), "{}", output.stderr);
}
