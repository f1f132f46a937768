//! The rules about pod security against Pod Security admission: what it refuses, the corresponding rule reports, and nothing
//! else. Where a rule deliberately says otherwise, a list says why; an entry that is no longer needed has to leave it.
//!
//! `pods.yaml` and `verdicts.tsv` are made by `crates/xtask/go/psa` from the Go module of Kubernetes; their heads tell more. With
//! the feature `pod-security`, the pods of Kubernetes' own tests are compared too: `READYLINT_POD_SECURITY` names the
//! folder `test/testdata` of that module.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

use std::collections::{BTreeMap, BTreeSet};

use readylint::diagnostics::Severity;
use readylint::engine::Profile;
use readylint::scalars::{KubernetesVersion, VersionRange};
use readylint::{Linter, Settings};

const PODS: &str = include_str!("pod_security/pods.yaml");
const VERDICTS: &str = include_str!("pod_security/verdicts.tsv");

/// Rules and the checks of admission that refuse the same.
const RULES: &[(&str, &[&str])] = &[
    ("host-network", &["hostNamespaces"]),
    ("privileged-container", &["privileged"]),
    ("privilege-escalation", &["allowPrivilegeEscalation"]),
    ("capabilities-not-dropped", &["capabilities_restricted"]),
    ("runs-as-root", &["runAsNonRoot", "runAsUser"]),
];

const OTHER_RULES: &str = "the check covers more than the rule: rules of their own will be about the rest";
const SPELLING: &str = "D13: runtimes know capabilities in any case, admission only in capitals";
const OVERRIDDEN: &str = "D13: the container's value counts, and admission looks at the pod's all the same";
const PROOF: &str = "D13: a user other than 0 is proof, and admission asks for runAsNonRoot besides";
const USERS: &str = "D13: a user namespace lowers the finding from 1.35 on, and admission has nothing to say";
const WINDOWS: &str = "D13: Linux settings are not asked of Windows pods, by os or node selector; admission knows the os alone, for some";

/// Where rules say otherwise: rule, pod (or all pods of a variant), why.
const DIFFERENCES: &[(&str, &str, &str)] = &[
    ("host-network", "hostpid-true", OTHER_RULES),
    ("host-network", "hostipc-true", OTHER_RULES),
    ("capabilities-not-dropped", "drop-lower-case", SPELLING),
    ("capabilities-not-dropped", "drop-prefixed", SPELLING),
    ("capabilities-not-dropped", "add-cap-net-bind-service", OTHER_RULES),
    ("capabilities-not-dropped", "add-chown", OTHER_RULES),
    ("capabilities-not-dropped", "add-sys-admin", OTHER_RULES),
    ("runs-as-root", "nonroot-true-in-pod-false.main", OVERRIDDEN),
    ("runs-as-root", "user-1000-in-pod-0.main", OVERRIDDEN),
    ("runs-as-root", "user-1000-in-pod-0-nonroot-unset.main", OVERRIDDEN),
    ("runs-as-root", "user-1000-in-pod-unset-nonroot-unset.main", PROOF),
    ("runs-as-root", "user-1000-in-pod-1000-nonroot-unset", PROOF),
    ("runs-as-root", "user-unset-in-pod-1000-nonroot-unset", PROOF),
    ("runs-as-root", "own-users-nonroot-unset", USERS),
    ("runs-as-root", "own-users-nonroot-false", USERS),
    ("runs-as-root", "own-users-user-0", USERS),
    ("runs-as-root", "os-windows-nonroot-unset", WINDOWS),
    ("runs-as-root", "selects-windows-nonroot-unset", WINDOWS),
    ("privileged-container", "os-windows-privileged", WINDOWS),
    ("privileged-container", "selects-windows-privileged", WINDOWS),
    ("privilege-escalation", "selects-windows-plain", WINDOWS),
    ("privilege-escalation", "selects-windows-nonroot-unset", WINDOWS),
    ("privilege-escalation", "selects-windows-privileged", WINDOWS),
    ("privilege-escalation", "selects-windows-host-network", WINDOWS),
    ("capabilities-not-dropped", "selects-windows-plain", WINDOWS),
    ("capabilities-not-dropped", "selects-windows-nonroot-unset", WINDOWS),
    ("capabilities-not-dropped", "selects-windows-privileged", WINDOWS),
    ("capabilities-not-dropped", "selects-windows-host-network", WINDOWS),
];

/// The pods by the line that each stands on.
fn pods() -> BTreeMap<u32, &'static str> {
    let lines = (0..).zip(PODS.lines());
    let name = |line: &'static str| {
        let (_, rest) = line.split_once(r#""metadata":{"name":""#)?;
        Some(rest.split_once('"')?.0)
    };
    lines.filter_map(|(number, line)| Some((number, name(line)?))).collect()
}

/// The settings for one minor, under which only these rules run.
fn settings(minor: u16, rules: Option<&[&str]>) -> Settings {
    let selected = rules.map(|rules| rules.iter().map(|&rule| rule.to_owned()).collect());
    let kubernetes = VersionRange::single(KubernetesVersion::new(minor));
    Settings { kubernetes, selected, profile: Profile::Strict, ..Settings::default() }
}

/// The pods that each rule reports, with the gravest severity.
fn reported(settings: Settings) -> BTreeMap<String, BTreeMap<&'static str, Severity>> {
    let pods = pods();
    let report = Linter::new().settings(settings).lint([("pods.yaml", PODS)]);
    assert_eq!(report.coverage.resources, pods.len(), "{:?}", report.coverage);
    let mut found: BTreeMap<String, BTreeMap<&str, Severity>> = BTreeMap::new();
    for diagnostic in report.active() {
        let span = diagnostic.primary.span;
        let line = report.sources.get(span.source).unwrap().lines().line(span.range.start());
        let of_rule = found.entry(diagnostic.rule.to_string()).or_default();
        let severity = of_rule.entry(pods[&line]).or_insert(diagnostic.severity);
        *severity = (*severity).max(diagnostic.severity);
    }
    found
}

/// The checks that refuse a pod by the level "restricted", which holds all of "baseline".
fn refused(minor: u16) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let lines = VERDICTS.lines().filter(|line| !line.starts_with('#'));
    let verdict = |line: &'static str| {
        let [pod, level, minors, checks] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        let (first, last) = minors.split_once('-').unwrap();
        let range = first.parse::<u16>().unwrap()..=last.parse().unwrap();
        (level == "restricted" && range.contains(&minor)).then(|| (pod, checks.split(',').collect()))
    };
    lines.filter_map(verdict).collect()
}

fn difference(rule: &str, pod: &str) -> Option<usize> {
    let variant = pod.split('.').next().unwrap();
    DIFFERENCES.iter().position(|(of, name, _)| *of == rule && (*name == pod || *name == variant))
}

#[test]
fn rules_alone() {
    let (mut needed, mut problems) = (BTreeSet::new(), BTreeSet::new());
    for minor in 30..=36 {
        let refused = refused(minor);
        assert_eq!(refused.len(), pods().len());
        for (rule, checks) in RULES {
            let found = reported(settings(minor, Some(&[rule]))).remove(*rule).unwrap_or_default();
            let (mut both, mut neither) = (0, 0);
            for (pod, failed) in &refused {
                let is_refused = checks.iter().any(|check| failed.contains(check));
                match (is_refused, found.contains_key(pod), difference(rule, pod)) {
                    (true, true, _) => both += 1,
                    (false, false, _) => neither += 1,
                    (_, _, Some(known)) => {
                        needed.insert(known);
                    }
                    (refused, found, None) => {
                        problems.insert(format!("{rule} on {pod}: refused {refused}, reported {found}"));
                    }
                }
            }
            assert!(both > 0 && neither > 100, "1.{minor} {rule}: {both} {neither}");
        }
    }
    assert!(problems.is_empty(), "{problems:#?}");
    let spare = DIFFERENCES.iter().enumerate().filter(|(number, _)| !needed.contains(number));
    let spare: Vec<_> = spare.map(|(_, difference)| difference).collect();
    assert!(spare.is_empty(), "no longer needed: {spare:#?}");
}

#[test]
fn user_namespaces_lower_by_one_step() {
    let of = |minor| reported(settings(minor, Some(&["runs-as-root"]))).remove("runs-as-root").unwrap();
    let (before, after) = (of(34), of(35));
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    for (pod, severity) in &before {
        let is_own = pod.starts_with("own-users-");
        let expected = if is_own { severity.lowered() } else { *severity };
        assert_eq!(after[pod], expected, "{pod}");
    }
    assert_eq!(after.keys().filter(|pod| pod.starts_with("own-users-")).count(), 12);
}

/// With all rules on, what a rule reports alone is still said, by itself or by the rule that it yields to (D9).
#[test]
fn rules_together() {
    let roots = ["missing-security-context", "privileged-container"];
    let together = reported(settings(36, None));
    let mut yielding = BTreeSet::new();
    for (rule, _) in RULES {
        for pod in reported(settings(36, Some(&[rule])))[*rule].keys() {
            let says = |rule: &str| together.get(rule).is_some_and(|found| found.contains_key(pod));
            if !says(rule) {
                assert!(roots.iter().any(|root| says(root)), "{rule} is silent on {pod}");
                yielding.insert(*rule);
            }
        }
    }
    let expected = ["capabilities-not-dropped", "privilege-escalation", "runs-as-root"];
    assert_eq!(yielding.into_iter().collect::<Vec<_>>(), expected);
}

#[cfg(feature = "pod-security")]
mod of_kubernetes {
    use std::path::{Path, PathBuf};

    use super::*;

    /// Pods that admission refuses and that the corresponding rule has nothing to say of: the file's name, why.
    const DIFFERENCES: &[(&str, &str)] = &[
        ("hostnamespaces0", OTHER_RULES),
        ("hostnamespaces2", OTHER_RULES),
        ("capabilities_restricted3", OTHER_RULES),
    ];

    /// What the names of files begin with, and the rule that reports the pods that fail.
    const CHECKS: &[(&str, &str)] = &[
        ("hostnamespaces", "host-network"),
        ("privileged", "privileged-container"),
        ("allowprivilegeescalation", "privilege-escalation"),
        ("capabilities_restricted", "capabilities-not-dropped"),
        ("runasnonroot", "runs-as-root"),
        ("runasuser", "runs-as-root"),
    ];

    /// Names of files about what rules of their own will report, or report besides other things. `runtime-socket-mount` is about
    /// some host paths only; `writable-root-filesystem` asks for what no level does.
    const OTHERS: &[&str] = &[
        "apparmorprofile",
        "capabilities_baseline",
        "hostpathvolumes",
        "hostports",
        "hostprobesandhostlifecycle",
        "procmount",
        "procmount_restricted",
        "restrictedvolumes",
        "seccompprofile_baseline",
        "seccompprofile_restricted",
        "selinuxoptions",
        "sysctls",
        "windowshostprocess",
    ];

    /// The files of a level, version and verdict.
    fn files(folder: &Path) -> Vec<(String, String)> {
        let entries =
            std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        let read = |path: &PathBuf| std::fs::read_to_string(path).unwrap();
        let name = |path: &PathBuf| path.file_stem().unwrap().to_string_lossy().into_owned();
        paths.iter().map(|path| (name(path), read(path))).collect()
    }

    fn reports(rule: &str, minor: u16, text: &str) -> bool {
        let report = Linter::new().settings(settings(minor, Some(&[rule]))).lint([("pod.yaml", text)]);
        assert_eq!(report.coverage.resources, 1, "{text}");
        report.active().next().is_some()
    }

    #[test]
    fn pods_of_its_tests() {
        let folder = std::env::var("READYLINT_POD_SECURITY").expect("READYLINT_POD_SECURITY names the pods");
        let (mut needed, mut problems, mut judged) = (BTreeSet::new(), Vec::new(), [0, 0]);
        let mut others = BTreeSet::new();
        // the newest version in the module is the last that changed anything
        for minor in 25..=35 {
            for (level, rules) in [("baseline", &RULES[..2]), ("restricted", RULES)] {
                let folder = Path::new(&folder).join(level).join(format!("v1.{minor}"));
                for (name, text) in files(&folder.join("pass")) {
                    for (rule, _) in rules.iter().filter(|(rule, _)| reports(rule, minor, &text)) {
                        problems.push(format!("1.{minor} {level}: {rule} reports {name}, which passes"));
                    }
                    judged[0] += 1;
                }
                for (name, text) in files(&folder.join("fail")) {
                    let start = name.trim_end_matches(|character: char| character.is_ascii_digit());
                    let Some((_, rule)) = CHECKS.iter().find(|(check, _)| *check == start) else {
                        match OTHERS.iter().position(|other| *other == start) {
                            Some(other) => drop(others.insert(other)),
                            None => problems.push(format!("1.{minor} {level}: no rule is meant by {name}")),
                        }
                        continue;
                    };
                    judged[1] += 1;
                    if reports(rule, minor, &text) {
                        continue;
                    }
                    match DIFFERENCES.iter().position(|(known, _)| *known == name) {
                        Some(known) => drop(needed.insert(known)),
                        None => problems
                            .push(format!("1.{minor} {level}: {rule} is silent on {name}, which fails")),
                    }
                }
            }
        }
        assert!(problems.is_empty(), "{problems:#?}");
        assert_eq!(needed.len(), DIFFERENCES.len(), "some differences are no longer needed");
        assert_eq!(others.len(), OTHERS.len(), "some names are of no file");
        assert!(judged[0] > 200 && judged[1] > 200, "{judged:?}");
    }
}
