//! Two containers or two volumes of a pod with one name.

use std::collections::HashMap;

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::{Container, PodTemplate, Volume};
use readylint_scalars::placeholder;
use readylint_yaml::Node;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &[],
    readiness: &[],
    yields_to: &[],
    options: &[],
    check: Check::PodTemplate(check),
};

fn check(cx: &RuleContext<'_>, pod: PodTemplate<'_>) {
    let title = pod.resource().title();
    let containers = pod.containers().map(Container::node);
    for (name, first, again) in duplicates(containers) {
        cx.report(
            Finding::new(format!("two containers of {title} are called `{name}`"))
                .at(again)
                .here("again here")
                .label(first.grip(), "first here")
                .note("the API server refuses the object: names of containers differ within a pod, whatever their roles")
                .help("give one of them another name"),
        );
    }
    for (name, first, again) in duplicates(pod.volumes().map(Volume::node)) {
        cx.report(
            Finding::new(format!("two volumes of {title} are called `{name}`"))
                .at(again)
                .here("again here")
                .label(first.grip(), "first here")
                .note("the API server refuses the object: a mount could mean either")
                .help("give one of them another name, or remove it if both are the same"),
        );
    }
}

/// The names that an earlier one of `parts` has already: the name, where it stands first, and where again.
fn duplicates<'g>(parts: impl Iterator<Item = Node<'g>>) -> Vec<(&'g str, Node<'g>, Node<'g>)> {
    let mut first_of = HashMap::new();
    let mut found = Vec::new();
    for part in parts {
        let Some(node) = part.get("name") else { continue };
        // a name that is filled in later may become another one each time
        let Some(name) = node.as_str().filter(|name| !name.is_empty() && placeholder(name).is_none()) else {
            continue;
        };
        match first_of.get(name) {
            None => {
                first_of.insert(name, node);
            }
            Some(first) => found.push((name, *first, node)),
        }
    }
    found
}
