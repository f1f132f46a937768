//! What the rules about a container's `securityContext` share: which containers they are about, and their fixes.

use readylint_diagnostics::{Applicability, Edit, Fix};
use readylint_engine::{RuleContext, edits};
use readylint_kube::facts::security::{is_unset, linux_rules_apply, privileged};
use readylint_kube::{Container, LifecycleClass};
use readylint_yaml::Node;

pub(super) const MISSING: &str = "missing-security-context";
pub(super) const PRIVILEGED: &str = "privileged-container";

/// Whether the settings of Linux are asked of `container`: not on Windows, and not where a Helm test has no setting at all,
/// which `missing-security-context` accepts with all that follows from it.
pub(super) fn is_asked(container: Container<'_>) -> bool {
    let is_test = container.pod().workload().class() == LifecycleClass::Test;
    linux_rules_apply(container.pod()) && !(is_test && is_unset(container))
}

/// Whether `container` is privileged and the rule about that judges it: what it forbids or allows, it does for all that
/// `privileged` brings along.
pub(super) fn is_judged_as_privileged(cx: &RuleContext<'_>, container: Container<'_>) -> bool {
    cx.leaves_to(PRIVILEGED) && privileged(container).is_some_and(|privileged| privileged.value)
}

/// Where a setting of the container's `securityContext` is missing: the nearest mapping, and the key that it lacks.
pub(super) fn missing<'g>(container: Container<'g>, key: &'static str) -> (Node<'g>, &'static str) {
    container.security_context().map_or((container.node(), "securityContext"), |context| (context, key))
}

/// `key: value` in the container's `securityContext`, where it is missing.
pub(super) fn insert(container: Container<'_>, key: &str, truth: bool) -> Option<Fix> {
    let lines = [format!("{key}: {truth}")];
    let edit = edits::insert(container.node(), &["securityContext"], &lines)?;
    Some(unsafe_fix(format!("add `{key}: {truth}`"), edit))
}

/// `truth` in place of `node`, the value of `key`.
pub(super) fn switch(node: Node<'_>, key: &str, truth: bool) -> Option<Fix> {
    Some(unsafe_fix(format!("set `{key}` to {truth}"), edits::switch(node, truth)?))
}

/// A fix of one edit that can change behaviour: the program may need what it loses.
pub(super) fn unsafe_fix(title: String, edit: Edit) -> Fix {
    Fix { title, applicability: Applicability::Unsafe, edits: vec![edit] }
}
