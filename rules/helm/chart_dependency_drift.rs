//! Dependencies that are not what `Chart.yaml` says, or may be anything tomorrow.

use std::collections::HashMap;

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{ChartRender, Check, Finding, Profile, Rule, RuleContext};
use readylint_helm::HelmVersion;
use readylint_helm::chart::{Chart, Dependency, lock_digest};
use readylint_helm::semver::{Constraint, Version};
use readylint_yaml::{Node, Parse};

use super::files::{own_charts, source_of};
use super::known::{parsed, shown_name};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &["HL:dependencies in metadata, dependencies unique, loader validation"],
    readiness: &["S1-E1.0", "S1-F.6-a", "S4-4.1-c1", "S4-7.1-a", "S4-7.1-c"],
    yields_to: &[],
    options: &[],
    check: Check::Chart(check),
};

fn check(cx: &RuleContext<'_>, render: &ChartRender) {
    let charts = own_charts(render);
    if charts.iter().all(|chart| chart.metadata.dependencies.is_empty() && chart.dependencies.is_empty()) {
        return cx.not_applicable();
    }
    for chart in charts {
        let mut findings = Vec::new();
        undeclared(chart, &mut findings);
        let file = declaring(chart);
        let items: Vec<Node<'_>> = file.iter().flat_map(dependencies).collect();
        // Helm reads each of them, or refuses the chart
        if items.len() == chart.metadata.dependencies.len() {
            twice(&items, chart, &mut findings);
            for (item, dependency) in items.iter().zip(&chart.metadata.dependencies) {
                findings.extend(loose(*item, dependency, chart.lock.is_some()));
                findings.extend(insecure(*item, dependency));
            }
            if let Some(lock) = chart.lock.as_ref().and_then(parsed) {
                locked(&lock, &items, chart, &mut findings);
            }
        }
        for finding in findings {
            cx.report(finding);
        }
    }
}

/// The file that has the dependencies: `Chart.yaml`, or the `requirements.yaml` of v1.
fn declaring(chart: &Chart) -> Option<Parse> {
    let requirements = || {
        let file = chart.files.iter().find(|file| *file.name == *"requirements.yaml")?;
        parsed(file)
    };
    let metadata = chart.metadata.file.as_ref().and_then(parsed);
    metadata.filter(|parse| dependencies(parse).next().is_some()).or_else(requirements)
}

fn dependencies(parse: &Parse) -> impl Iterator<Item = Node<'_>> {
    let list = parse.tree.roots().next().and_then(|root| root.get("dependencies"));
    list.into_iter().flat_map(Node::items)
}

fn text<'n>(item: Node<'n>, key: &str) -> &'n str {
    item.get(key).and_then(Node::text).unwrap_or_default()
}

/// The key, or the entry as a whole.
fn part<'n>(item: Node<'n>, key: &str) -> Node<'n> {
    item.get(key).or_else(|| item.get("name")).unwrap_or(item)
}

/// Charts in `charts/` that are declared nowhere (`pkg/lint/rules/dependencies.go`).
fn undeclared(chart: &Chart, findings: &mut Vec<Finding>) {
    for child in &chart.dependencies {
        let name = &child.metadata.name;
        let mut declared = chart.metadata.dependencies.iter();
        let is_declared = declared.any(|dependency| dependency.name == *name);
        let own = source_of(child).filter(|_| !child.is_packed);
        if let Some(at) = own.or_else(|| source_of(chart)).filter(|_| !is_declared) {
            findings.push(
                Finding::new(format!("the subchart `{name}` is not among the dependencies of `{}`", chart.metadata.name))
                    .at_span(at)
                    .note("Helm installs it all the same, always: no condition can switch it off, and `helm dependency build` does not know it")
                    .help("add it to `dependencies:` of Chart.yaml, or remove it from `charts/`"),
            );
        }
    }
}

fn twice(items: &[Node<'_>], chart: &Chart, findings: &mut Vec<Finding>) {
    let mut seen: HashMap<&str, Node<'_>> = HashMap::new();
    for (item, dependency) in items.iter().zip(&chart.metadata.dependencies) {
        let name = shown_name(dependency);
        let at = part(*item, if dependency.alias.is_empty() { "name" } else { "alias" });
        match seen.get(name) {
            Some(first) => findings.push(
                Finding::new(format!("two dependencies are called `{name}`"))
                    .at(at)
                    .label(first.span(), "it is here already")
                    .note("Helm refuses the chart: both would have the same values")
                    .help("give one of them an `alias`"),
            ),
            None => {
                seen.insert(name, at);
            }
        }
    }
}

/// A version that may be any.
fn loose(item: Node<'_>, dependency: &Dependency, is_locked: bool) -> Option<Finding> {
    let version = dependency.version.trim();
    let repository = &dependency.repository;
    let is_local = repository.is_empty() || repository.starts_with("file://");
    if is_local
        || is_locked
        || !matches!(version, "" | "*" | "x" | "X" | ">0" | ">=0" | ">0.0.0" | ">=0.0.0" | ">=0.0.0-0")
    {
        return None;
    }
    let name = &dependency.name;
    let message = if version.is_empty() {
        format!("the dependency `{name}` has no version")
    } else {
        format!("the version `{version}` of the dependency `{name}` is any version")
    };
    let finding = Finding::new(message)
        .at(part(item, "version"))
        .severity(Severity::Warning)
        .note("what is installed depends on the day on which it was built: the next major version comes without anybody asking")
        .help("name a version, or a range within one major version, such as `^4.2.0`");
    Some(finding)
}

/// A repository that is not for others, or that anybody on the way may answer for.
fn insecure(item: Node<'_>, dependency: &Dependency) -> Option<Finding> {
    let repository = dependency.repository.trim();
    let finding = if repository.starts_with("http://") {
        Finding::new(format!("the dependency `{}` comes over plain http", dependency.name))
            .note("whoever is on the way can put another chart in its place")
            .help("use the address with https")
    } else if repository.starts_with("file:///") {
        Finding::new(format!("the dependency `{}` is at an absolute path", dependency.name))
            .note("it is there on one machine only")
            .help("write a path relative to the chart, such as `file://../common`")
    } else {
        return None;
    };
    Some(finding.at(part(item, "repository")).severity(Severity::Warning))
}

/// What `Chart.lock` says against what the chart says (`helm dependency build` compares them).
fn locked(lock: &Parse, items: &[Node<'_>], chart: &Chart, findings: &mut Vec<Finding>) {
    let before = findings.len();
    let entries: Vec<Node<'_>> = dependencies(lock).collect();
    let help = "run `helm dependency update`, and commit the lock file";
    for (item, dependency) in items.iter().zip(&chart.metadata.dependencies) {
        let of_name: Vec<Node<'_>> =
            entries.iter().filter(|entry| text(**entry, "name") == dependency.name).copied().collect();
        let Some(first) = of_name.first() else {
            let finding =
                Finding::new(format!("the dependency `{}` is not in the lock file", dependency.name));
            findings.push(
                finding.at(part(*item, "name")).note("`helm dependency build` refuses the chart").help(help),
            );
            continue;
        };
        let Ok(range) = Constraint::parse(&dependency.version, HelmVersion::default()) else { continue };
        let fits = |entry: &Node<'_>| {
            let version = Version::parse(text(*entry, "version"), HelmVersion::default());
            version.map_or(true, |version| range.check(&version))
        };
        if !of_name.iter().any(fits) {
            let locked = text(*first, "version");
            let finding = Finding::new(format!(
                "the lock file has `{}` {locked}, which is not in `{}`",
                dependency.name, dependency.version
            ));
            findings.push(
                finding
                    .at(part(*item, "version"))
                    .label(part(*first, "version").span(), "this version is locked")
                    .note("`helm dependency build` refuses the chart")
                    .help(help),
            );
        }
    }
    for entry in &entries {
        let name = text(*entry, "name");
        if !chart.metadata.dependencies.iter().any(|dependency| dependency.name == name) {
            let finding =
                Finding::new(format!("the lock file has `{name}`, which is no dependency of the chart"));
            findings.push(
                finding.at(part(*entry, "name")).note("`helm dependency build` refuses the chart").help(help),
            );
        }
    }
    let digest = lock.tree.roots().next().and_then(|root| root.get("digest"));
    // a chart of v1 may have a lock file of Helm 2, whose digest is another one
    let is_helm_2 = chart.metadata.api_version != "v2";
    if let Some(digest) = digest.filter(|_| before == findings.len() && !is_helm_2) {
        let locked: Vec<Dependency> = entries.iter().map(|entry| of_lock(*entry)).collect();
        if digest.text() != Some(&*lock_digest(&chart.metadata.dependencies, &locked)) {
            findings.push(
                Finding::new("the lock file was made for other dependencies than those of the chart")
                    .at(digest)
                    .note("some field of a dependency was changed since, and `helm dependency build` refuses the chart: the digest differs")
                    .help(help),
            );
        }
    }
}

fn of_lock(entry: Node<'_>) -> Dependency {
    let field = |key| text(entry, key).to_owned();
    Dependency {
        name: field("name"),
        version: field("version"),
        repository: field("repository"),
        ..Dependency::default()
    }
}
