//! Definitions that a configuration names under `schemas:`.

use readylint_engine::run;
use readylint_project::MemoryFileSystem;

use crate::support::{catalogue, linted, loaded, memory, skipped};

const CRD: &str = "\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: agents.example.com}
spec:
  group: example.com
  names: {kind: Agent}
  versions:
    - {name: v1, served: true, schema: {openAPIV3Schema: {type: object}}}
";
const AGENT: &str = "apiVersion: example.com/v1\nkind: Agent\nmetadata: {name: a}\n";

/// Where the definition of `Agent` stands that counts; empty without one.
fn defined(fs: &MemoryFileSystem, paths: &[&str]) -> String {
    let loaded = loaded(fs, paths);
    let definition = loaded.input.bundles[0].definitions.get("example.com", "Agent");
    definition.map_or_else(String::new, |definition| {
        loaded.input.sources.get(definition.span().source).unwrap().name().to_owned()
    })
}

/// The messages about configurations.
fn told(fs: &MemoryFileSystem) -> Vec<String> {
    let report = run(loaded(fs, &["apps"]).input, &catalogue());
    let about = report.active().filter(|diagnostic| diagnostic.rule.as_str() == "invalid-configuration");
    about.map(|diagnostic| diagnostic.message.clone()).collect()
}

#[test]
fn a_folder_a_file_and_patterns_name_definitions() {
    for pattern in
        ["crds", "crds/agent.yaml", "crds/**", "c*/*.yaml", "crds/{agent,x}.yaml", "./crds", "cr?s"]
    {
        let configuration = format!("schemas: [\"{pattern}\"]\nexclude: [\"crds/**\"]\n");
        let fs = memory(&[
            ("readylint.yaml", configuration.as_str()),
            ("crds/agent.yaml", CRD),
            ("apps/agent.yaml", AGENT),
        ]);
        assert_eq!(defined(&fs, &["apps"]), "crds/agent.yaml", "{pattern}");
        let loaded = loaded(&fs, &["."]);
        assert_eq!(linted(&loaded), ["apps/agent.yaml"], "{pattern}");
        assert!(skipped(&loaded).is_empty() && loaded.input.findings.is_empty(), "{pattern}");
    }
}

#[test]
fn patterns_count_from_the_folder_of_their_configuration() {
    let fs = memory(&[
        (".git/HEAD", ""),
        ("apps/readylint.yaml", "schemas: [../crds, \"more/**\"]\n"),
        ("crds/agent.yaml", CRD),
        ("apps/agent.yaml", AGENT),
        ("apps/more/other.yaml", &CRD.replace("Agent", "Other")),
    ]);
    assert_eq!(defined(&fs, &["apps/agent.yaml"]), "crds/agent.yaml");
    let loaded = loaded(&fs, &["apps/agent.yaml"]);
    assert!(loaded.input.bundles[0].definitions.get("example.com", "Other").is_some());
}

#[test]
fn a_definition_in_the_input_comes_first() {
    let fs = memory(&[
        ("readylint.yaml", "schemas: [crds, apps]\n"),
        ("crds/agent.yaml", CRD),
        ("apps/agent.yaml", AGENT),
        ("apps/definition.yaml", CRD),
    ]);
    assert_eq!(defined(&fs, &["apps"]), "apps/definition.yaml");
    assert_eq!(told(&fs), [""; 0]);
}

#[test]
fn what_names_no_definition_is_told() {
    let fs = memory(&[
        (".git/HEAD", ""),
        ("readylint.yaml", "schemas: [nowhere, empty, \"apps/*.json\", values, ../outside]\n"),
        ("apps/agent.yaml", AGENT),
        ("empty/README.md", "nothing"),
        ("values/values.yaml", "a: 1\n"),
        ("../outside/agent.yaml", CRD),
    ]);
    assert_eq!(
        told(&fs),
        [
            "`schemas: nowhere` names nothing that exists",
            "`schemas: empty` names no YAML or JSON file",
            "`schemas: apps/*.json` names no YAML or JSON file",
            "`schemas: values` names no CustomResourceDefinition",
            "`schemas: ../outside` leads out of the repository",
        ]
    );
    let loaded = loaded(&fs, &["apps"]);
    assert!(loaded.configuration_broken && linted(&loaded) == ["apps/agent.yaml"]);
}
