//! Which configuration holds for which file.

use readylint_engine::{OptionValue, Profile};
use readylint_project::config::{ConfigOverride, FailOn, Options, Sourced, init_text, schema};
use readylint_project::{LoadError, Request, load};
use serde_json::json;

use crate::support::{
    POD, catalogue, count, level, linted, loaded, memory, options, request, settings, skipped, source,
};

/// Every key once.
pub(crate) const VOCABULARY: &str = "\
extends: ../readylint.yaml
profile: strict
kubernetes: 1.30
helm: 4.3
fail-on: warning
rules:
  missing-memory-limit: off
  runs-as-root: on
  too-few-replicas: {level: error, min: 3, kinds: [Pod], mode: tight, deep: yes}
overrides:
  - files: [\"legacy/**\"]
    rules: {runs-as-root: warning}
exclude: [\"vendor/**\"]
externals:
  - {kind: Secret, namespace: payments, name: \"stripe-*\"}
closed-world: true
owned-namespaces: [shop]
suppressions:
  - rule: [runs-as-root, minimum-replicas]
    files: [\"k8s/node-agent.yaml\"]
    kind: DaemonSet
    namespace: kube-system
    name: node-agent
    container: agent
    reason: reads the node's interfaces
    until: 2027-03-01
schemas: [\"crds/**\"]
charts:
  charts/shop:
    scenarios:
      production:
        values: [values-production.yaml]
        set: [\"image.tag=1.4.2\"]
        set-string: [a=1]
        release: shop
        namespace: shop
        kubernetes: 1.36
        api-versions: [monitoring.coreos.com/v1]
        stage: production
    only: true
";

#[test]
fn the_whole_vocabulary_is_read() {
    let (options, problems) = options(VOCABULARY);
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(options.kubernetes.unwrap().value.to_string(), "1.30");
    assert_eq!(options.helm.unwrap().value, "4.3");
    assert_eq!(options.profile.unwrap().value, Profile::Strict);
    let words = |id: &str| options.rules[id].level.as_ref().map(|level| level.value.as_str());
    assert_eq!(words("missing-memory-limit"), Some("off"));
    assert_eq!(words("runs-as-root"), Some("on"));
    let replicas = &options.rules["too-few-replicas"];
    assert_eq!(replicas.options["min"].value, OptionValue::Integer(3));
    assert_eq!(replicas.options["deep"].value, OptionValue::Bool(true));
    assert_eq!(replicas.options["mode"].value, OptionValue::Choice("tight".to_owned()));
    assert_eq!(replicas.options["kinds"].value, OptionValue::Strings(vec!["Pod".to_owned()]));
    let suppression = &options.suppressions[0];
    assert_eq!(suppression.rules, ["runs-as-root", "minimum-replicas"]);
    assert_eq!(suppression.until.unwrap().to_string(), "2027-03-01");
    assert!(suppression.files.as_ref().unwrap().is_match("k8s/node-agent.yaml"));
    assert!(options.externals[0].value.matches("Secret", Some("payments"), "stripe-key"));
    let chart = &options.charts["charts/shop"].value;
    assert!(chart.only);
    assert_eq!(
        chart.scenarios["production"].sets,
        [("set", "image.tag=1.4.2".to_owned()), ("set-string", "a=1".to_owned())]
    );
}

#[test]
fn an_empty_file_says_nothing_and_is_right() {
    for text in ["", "# only a comment\n", "rules:\noverrides:\nexclude:\n", "{}"] {
        assert!(options(text).1.is_empty(), "{text}");
    }
}

#[test]
fn an_id_of_another_tool_names_our_rule() {
    let (options, problems) =
        options("rules: {minimum-replicas: error, \"KL:unset-memory-requirements\": off}\n");
    assert!(problems.is_empty());
    let ids: Vec<&String> = options.rules.keys().collect();
    assert_eq!(ids, ["missing-memory-limit", "too-few-replicas"]);
}

#[test]
fn the_nearest_file_counts_up_to_the_repository_root() {
    let fs = memory(&[
        ("/readylint.yaml", "profile: all\n"),
        (".git/HEAD", ""),
        ("a/readylint.yaml", "rules: {runs-as-root: error}\n"),
        ("a/deep/pod.yaml", POD),
        ("b/.readylint.yaml", "rules: {runs-as-root: info}\n"),
        ("b/pod.yaml", POD),
        ("pod.yaml", POD),
    ]);
    let loaded = loaded(&fs, &["."]);
    assert_eq!(level(&loaded, "a/deep/pod.yaml", "runs-as-root"), "error");
    assert_eq!(level(&loaded, "b/pod.yaml", "runs-as-root"), "info");
    assert_eq!(level(&loaded, "pod.yaml", "runs-as-root"), "");
    assert_eq!(settings(&loaded, "pod.yaml").profile, Profile::Recommended);
    assert!(skipped(&loaded).is_empty());
}

#[test]
fn a_configuration_above_the_working_directory_counts() {
    let fs = memory(&[
        ("/repo/.git/HEAD", ""),
        (
            "/repo/readylint.yaml",
            "exclude: [sub/vendor/]\noverrides: [{files: [\"sub/a/**\"], rules: {runs-as-root: off}}]\n",
        ),
        ("/repo/sub/a/pod.yaml", POD),
        ("/repo/sub/vendor/pod.yaml", POD),
        ("/repo/sub/pod.yaml", POD),
    ])
    .seen_from("/repo/sub");
    let loaded = loaded(&fs, &["."]);
    assert_eq!(linted(&loaded), ["a/pod.yaml", "pod.yaml"]);
    assert_eq!(level(&loaded, "a/pod.yaml", "runs-as-root"), "off");
    assert_eq!(level(&loaded, "pod.yaml", "runs-as-root"), "");
    assert!(!loaded.configuration_broken);
}

#[test]
fn later_layers_win() {
    let fs = memory(&[
        (
            "base/readylint.yaml",
            "profile: all\nrules: {too-few-replicas: {level: info, min: 5}, runs-as-root: info}\n",
        ),
        (
            "readylint.yaml",
            "extends: base/readylint.yaml\nrules: {too-few-replicas: {min: 3}}\noverrides:\n\
             - {files: [x/], rules: {too-few-replicas: error}}\n- {files: [x/y/], rules: {too-few-replicas: off}}\n",
        ),
        ("a.yaml", POD),
        ("x/a.yaml", POD),
        ("x/y/a.yaml", POD),
    ]);
    let mut request = request(&["."]);
    request.options.rules.entry("runs-as-root".to_owned()).or_default().level =
        Some(Sourced::flag(readylint_engine::Level::Off, "--level"));
    let loaded = load(&fs, &request, &catalogue()).unwrap();
    assert!(!loaded.configuration_broken);
    let levels = ["a.yaml", "x/a.yaml", "x/y/a.yaml"].map(|file| level(&loaded, file, "too-few-replicas"));
    assert_eq!(levels, ["info", "error", "off"]);
    assert_eq!(level(&loaded, "a.yaml", "runs-as-root"), "off");
    let settings = settings(&loaded, "a.yaml");
    assert_eq!(settings.profile, Profile::All);
    assert_eq!(settings.rules["too-few-replicas"].options.get("min"), Some(&OptionValue::Integer(3)));
}

#[test]
fn an_override_of_objects_holds_for_its_files_only() {
    let fs = memory(&[
        (
            "readylint.yaml",
            "overrides:\n- {files: [x/], objects: [{kind: Pod, labels: {tier: we*}}], rules: {runs-as-root: off}}\n\
             - {objects: [{name: web, namespace: shop}, {name: api}], rules: {too-few-replicas: {min: 4}}}\n",
        ),
        ("a.yaml", POD),
        ("x/a.yaml", POD),
    ]);
    let loaded = loaded(&fs, &["."]);
    assert!(!loaded.configuration_broken, "{:?}", loaded.input.findings);
    let overrides = ["a.yaml", "x/a.yaml"].map(|file| settings(&loaded, file).overrides.len());
    assert_eq!(overrides, [1, 2]);
    // they are no part of what holds for all objects of the file
    assert_eq!(level(&loaded, "x/a.yaml", "runs-as-root"), "");
    let last = settings(&loaded, "x/a.yaml").overrides.last().unwrap();
    assert_eq!(last.objects.len(), 2);
    assert_eq!(last.rules["too-few-replicas"].options.get("min"), Some(&OptionValue::Integer(4)));
}

#[test]
fn a_broken_override_holds_for_nothing() {
    let entries = [
        "{objects: [{name: \"[\"}], ",
        "{files: [], ",
        "{objects: [], ",
        "{objects: [{name: a}, {nam: b}], ",
    ];
    for entry in entries {
        let text = format!("overrides: [{entry}rules: {{runs-as-root: off}}}}]\n");
        let fs = memory(&[("readylint.yaml", text.as_str()), ("a.yaml", POD)]);
        let loaded = loaded(&fs, &["."]);
        assert_eq!(level(&loaded, "a.yaml", "runs-as-root"), "", "{text}");
        assert!(settings(&loaded, "a.yaml").overrides.is_empty(), "{text}");
    }
}

#[test]
fn what_cannot_be_extended_is_a_finding() {
    let table = [
        ("extends: nowhere.yaml\n", "does not exist"),
        ("extends: readylint.yaml\n", "leads back"),
        ("extends: other.yaml\n", "leads back"),
        ("extends: ../outside.yaml\n", "leads out of the repository"),
        ("extends: sub\n", "not a file"),
    ];
    for (text, wanted) in table {
        let fs = memory(&[
            ("readylint.yaml", text),
            ("other.yaml", "extends: readylint.yaml\n"),
            ("/outside.yaml", "profile: all\n"),
            ("sub/x.yaml", POD),
        ]);
        let loaded = loaded(&fs, &["."]);
        assert_eq!(count(&loaded, "invalid-configuration"), 1, "{text}");
        assert!(
            format!("{:?}", loaded.input.findings).contains(wanted),
            "{text}: {:?}",
            loaded.input.findings
        );
        assert!(loaded.configuration_broken);
        assert_eq!(linted(&loaded), ["sub/x.yaml"]);
    }
}

#[test]
fn two_files_in_one_folder_and_the_wrong_extension_are_findings() {
    let fs = memory(&[
        ("readylint.yaml", "profile: all\n"),
        (".readylint.yaml", "profile: strict\n"),
        ("a.yaml", POD),
    ]);
    let two = loaded(&fs, &["."]);
    assert_eq!(count(&two, "invalid-configuration"), 1);
    assert_eq!(settings(&two, "a.yaml").profile, Profile::All);
    let wrong = loaded(&memory(&[("readylint.yml", "profile: all\n"), ("a.yaml", POD)]), &["."]);
    assert!(wrong.configuration_broken);
    assert_eq!(settings(&wrong, "a.yaml").profile, Profile::Recommended);
}

#[test]
fn a_configuration_that_is_asked_for_replaces_all_others() {
    let fs = memory(&[
        ("readylint.yaml", "profile: all\n"),
        ("ci/strict.yaml", "profile: strict\n"),
        ("a.yaml", POD),
    ]);
    let config = Some(ConfigOverride { path: "ci/strict.yaml".to_owned(), flag: "--config".to_owned() });
    let loaded = load(&fs, &Request { config, ..request(&["a.yaml"]) }, &catalogue()).unwrap();
    assert_eq!(settings(&loaded, "a.yaml").profile, Profile::Strict);
    let config = Some(ConfigOverride { path: "nowhere".to_owned(), flag: "READYLINT_CONFIG".to_owned() });
    let error = load(&fs, &Request { config, ..request(&["a.yaml"]) }, &catalogue()).unwrap_err();
    assert!(matches!(error, LoadError::ConfigUnreadable { .. }));
    assert_eq!(error.to_string(), "the configuration `nowhere` (READYLINT_CONFIG) cannot be read");
}

#[test]
fn fail_on_is_asked_of_the_file_of_a_finding() {
    let fs = memory(&[("strict/readylint.yaml", "fail-on: info\n"), ("strict/a.yaml", POD), ("a.yaml", POD)]);
    let loaded = loaded(&fs, &["."]);
    let fail_on = |file| loaded.fail_on.get(source(&loaded, file)).as_str();
    assert_eq!((fail_on("strict/a.yaml"), fail_on("a.yaml")), ("info", "error"));
    let options = Options { fail_on: Some(Sourced::flag(FailOn::Never, "--fail-on")), ..Options::default() };
    let loaded = load(&fs, &Request { options, ..request(&["."]) }, &catalogue()).unwrap();
    assert_eq!(loaded.fail_on.get(source(&loaded, "strict/a.yaml")), FailOn::Never);
}

#[test]
fn files_under_the_same_layers_share_their_settings() {
    let fs =
        memory(&[("readylint.yaml", "profile: all\n"), ("a.yaml", POD), ("b/a.yaml", POD), ("c.yaml", POD)]);
    // the fallback, and one for all four files
    assert_eq!(loaded(&fs, &["."]).input.settings.iter().count(), 2);
}

#[test]
fn the_starter_file_is_valid() {
    let text = init_text();
    let (read, problems) = options(&text);
    assert!(problems.is_empty(), "{problems:?}");
    assert!(read.profile.is_some() && read.rules.is_empty());
    // with everything commented in, too
    let all: Vec<&str> = text
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(rest)
                if rest.starts_with(' ')
                    || rest.ends_with(':')
                    || rest.starts_with("kubernetes:")
                    || rest.starts_with("exclude:") =>
            {
                rest
            }
            _ => line,
        })
        .collect();
    let (read, problems) = options(&all.join("\n"));
    let rules: Vec<&str> = problems.iter().map(|problem| problem.rule).collect();
    // `latest-image-tag` is not in the small catalogue of these tests
    assert_eq!(rules, ["unknown-rule"], "{problems:?}");
    assert!(read.kubernetes.is_some() && read.suppressions.len() == 1 && read.overrides.len() == 2);
}

#[test]
fn the_schema_knows_rules_and_their_options() {
    let schema = schema(&catalogue());
    let rules = &schema["$defs"]["rules"]["properties"];
    assert_eq!(rules.as_object().unwrap().len(), catalogue().entries().len());
    assert_eq!(rules["too-few-replicas"]["description"], json!("A summary."));
    let min = &rules["too-few-replicas"]["anyOf"][1]["properties"]["min"];
    assert_eq!(
        *min,
        json!({"type": "integer", "default": 2, "minimum": 1, "maximum": 100, "description": "The least."})
    );
    for key in ["extends", "profile", "charts", "suppressions", "closed-world"] {
        assert!(schema["properties"][key]["description"].is_string(), "{key}");
    }
    assert_eq!(schema["properties"].as_object().unwrap().len(), 14);
}

#[test]
fn settings_know_the_folder_of_their_configuration() {
    let fs = memory(&[
        ("a.yaml", POD),
        ("test/shop/readylint.yaml", "profile: strict"),
        ("test/shop/k8s/b.yaml", POD),
    ]);
    let loaded = loaded(&fs, &["."]);
    assert_eq!(settings(&loaded, "a.yaml").folder, "");
    assert_eq!(settings(&loaded, "test/shop/k8s/b.yaml").folder, "test/shop");
}
