//! The table of allowed edges between the crates, floor by floor, as ARCHITECTURE.md explains it.
//!
//! An edge that is not in the table does not come in by accident: whoever wants one changes this table, and says why.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

/// Each crate and what of ours it may use. Dev-dependencies are free.
const ALLOWED: [(&str, &[&str]); 16] = [
    ("readylint_text", &[]),
    ("readylint_diagnostics", &["readylint_text"]),
    ("readylint_yaml", &["readylint_text"]),
    ("readylint_scalars", &["readylint_text"]),
    ("readylint_kube", &["readylint_scalars", "readylint_text", "readylint_yaml"]),
    ("readylint_helm", &["readylint_text", "readylint_yaml"]),
    ("readylint_schema", &["readylint_scalars", "readylint_text", "readylint_yaml"]),
    ("readylint_emit", &["readylint_diagnostics", "readylint_text"]),
    (
        "readylint_engine",
        &[
            "readylint_diagnostics",
            "readylint_helm",
            "readylint_kube",
            "readylint_scalars",
            "readylint_schema",
            "readylint_text",
            "readylint_yaml",
        ],
    ),
    (
        "readylint_rules",
        &[
            "readylint_diagnostics",
            "readylint_engine",
            "readylint_helm",
            "readylint_kube",
            "readylint_scalars",
            "readylint_schema",
            "readylint_text",
            "readylint_yaml",
        ],
    ),
    (
        "readylint_project",
        &[
            "readylint_diagnostics",
            "readylint_engine",
            "readylint_helm",
            "readylint_kube",
            "readylint_scalars",
            "readylint_schema",
            "readylint_text",
            "readylint_yaml",
        ],
    ),
    (
        "readylint",
        &[
            "readylint_diagnostics",
            "readylint_emit",
            "readylint_engine",
            "readylint_helm",
            "readylint_kube",
            "readylint_project",
            "readylint_rules",
            "readylint_scalars",
            "readylint_schema",
            "readylint_text",
            "readylint_yaml",
        ],
    ),
    ("readylint_mdtest", &["readylint"]),
    // the compiler of the bundled table is behind a feature that only xtask enables
    ("xtask", &["readylint", "readylint_schema"]),
    ("readylint_cli", &["readylint"]),
    // may use anything; so far it does not
    ("readylint_tests", &[]),
];

/// Crates that only we need.
const UNPUBLISHED: [&str; 3] = ["readylint_mdtest", "readylint_tests", "xtask"];

/// Libraries of others that only the shells may use: what talks to a terminal or reads the clock.
const FOR_SHELLS: [&str; 11] = [
    "anstream",
    "anstyle",
    "anyhow",
    "clap",
    "clap_complete",
    "clap_mangen",
    "indicatif",
    "jiff",
    "miette",
    "supports-hyperlinks",
    "terminal_size",
];

/// The shells.
const SHELLS: [&str; 3] = ["readylint_cli", "readylint_mdtest", "xtask"];

fn workspace() -> Metadata {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    MetadataCommand::new().manifest_path(manifest).no_deps().exec().unwrap()
}

/// What `package` is built with; dev-dependencies left out.
fn dependencies(package: &Package) -> BTreeSet<&str> {
    let built =
        package.dependencies.iter().filter(|dependency| dependency.kind != DependencyKind::Development);
    built.map(|dependency| dependency.name.as_str()).collect()
}

#[test]
fn every_edge_is_in_the_table() {
    let workspace = workspace();
    let allowed: BTreeMap<&str, &[&str]> = ALLOWED.into_iter().collect();
    let members: BTreeSet<&str> = workspace.packages.iter().map(|package| package.name.as_str()).collect();
    assert_eq!(members, allowed.keys().copied().collect(), "the members of the workspace");
    for package in &workspace.packages {
        let name = package.name.as_str();
        for dependency in dependencies(package).intersection(&members) {
            assert!(allowed[name].contains(dependency), "`{name}` must not use `{dependency}`");
        }
    }
}

#[test]
fn no_edge_leads_up() {
    let floors: Vec<&str> = ALLOWED.iter().map(|(name, _)| *name).collect();
    for (floor, (name, below)) in ALLOWED.iter().enumerate() {
        for used in *below {
            assert!(floors[..floor].contains(used), "`{used}` does not stand below `{name}`");
        }
    }
}

#[test]
fn only_shells_talk_to_terminals() {
    for package in &workspace().packages {
        if SHELLS.contains(&package.name.as_str()) {
            continue;
        }
        // the rules of time zones; clippy keeps the clock away from it as from everybody
        let is_meant = |name: &&str| *name == "jiff" && package.name == "readylint_helm";
        let used = dependencies(package).into_iter().filter(|name| FOR_SHELLS.contains(name));
        let used: Vec<&str> = used.filter(|name| !is_meant(name)).collect();
        assert!(used.is_empty(), "`{}` must not use {used:?}", package.name);
    }
}

#[test]
fn cargo_run_runs_the_linter() {
    let workspace = workspace();
    let default: Vec<&str> =
        workspace.workspace_default_packages().iter().map(|package| package.name.as_str()).collect();
    assert_eq!(default, ["readylint_cli"], "the README's first command is `cargo run --release -- PATH`");
}

#[test]
fn what_is_published_can_be() {
    for package in &workspace().packages {
        let name = package.name.as_str();
        let is_published = package.publish.as_ref().is_none_or(|registries| !registries.is_empty());
        assert_eq!(is_published, !UNPUBLISHED.contains(&name), "`{name}`");
        assert!(package.description.is_some() && package.license.is_some(), "`{name}` says what it is");
        assert!(package.rust_version.is_some(), "`{name}` has a minimum version of Rust");
        // a published crate cannot be built from one that is not
        for dependency in dependencies(package).into_iter().filter(|_| is_published) {
            assert!(!UNPUBLISHED.contains(&dependency), "`{name}` uses `{dependency}`");
        }
    }
}

#[test]
fn the_lints_hold_everywhere() {
    for package in &workspace().packages {
        let manifest = read(package.manifest_path.as_str());
        let lints = manifest.split("\n[lints]\n").nth(1).unwrap_or_default();
        assert!(
            lints.starts_with("workspace = true\n"),
            "`{}` leaves the lints of the workspace out",
            package.name
        );
    }
}

#[expect(clippy::disallowed_methods, reason = "a test reads manifests")]
fn read(path: &str) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"))
}
