//! A container about whose rights nobody says anything.

use readylint_diagnostics::{Applicability, Confidence, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext, edits};
use readylint_kube::facts::security::{is_unset, linux_rules_apply};
use readylint_kube::{Container, LifecycleClass};

use super::settings::unsafe_fix;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Warning,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &[
        "PO:linuxHardening",
        "TR:KSV-0118",
        "CK:CKV_K8S_29",
        "CK:CKV_K8S_30",
        "DT:100",
        "KUB:C-0211",
        "KUB:C-0055",
        "TS:0064",
    ],
    readiness: &[],
    yields_to: &[],
    options: &[],
    check: Check::Container(check),
};

/// What the fix writes: all that the Pod Security level "restricted" asks of a container.
const RESTRICTED: [&str; 7] = [
    "runAsNonRoot: true",
    "allowPrivilegeEscalation: false",
    "capabilities:",
    "  drop:",
    "    - ALL",
    "seccompProfile:",
    "  type: RuntimeDefault",
];

/// The root filesystem stays writable: which folders a program writes to, and so need a volume, no manifest says.
const TITLE: &str =
    "add what the level \"restricted\" asks of a container; the root filesystem stays writable";

/// What follows, and the rule that says so of the same container and yields to this one.
const CONSEQUENCES: [(Option<&str>, &str); 5] = [
    (Some("runs-as-root"), "may run as root"),
    (Some("privilege-escalation"), "may gain more privileges than it starts with"),
    (Some("capabilities-not-dropped"), "keeps the capabilities that its runtime gives"),
    (Some("writable-root-filesystem"), "can write to its root filesystem"),
    (None, "names no profile of seccomp, AppArmor or SELinux"),
];

fn check(cx: &RuleContext<'_>, container: Container<'_>) {
    let pod = container.pod();
    if !linux_rules_apply(pod) || pod.workload().class() == LifecycleClass::Test {
        return cx.not_applicable();
    }
    if !is_unset(container) {
        return;
    }
    let finding = missing(container, &unsaid(cx));
    let lines = RESTRICTED.map(ToOwned::to_owned);
    cx.report(match edits::insert(container.node(), &["securityContext"], &lines) {
        Some(edit) => finding.fix(unsafe_fix(TITLE.to_owned(), edit)),
        None => finding,
    });
}

/// The consequences that no other rule adds to the finding, as the end of a sentence.
fn unsaid(cx: &RuleContext<'_>) -> String {
    let is_unsaid = |rule: Option<&str>| rule.is_none_or(|rule| !cx.leaves_to(rule));
    let words = CONSEQUENCES.iter().filter(|(rule, _)| is_unsaid(*rule)).map(|(_, words)| *words);
    match words.collect::<Vec<_>>().as_slice() {
        [most @ .., last] if !most.is_empty() => format!("{}, and {last}", most.join(", ")),
        words => words.concat(),
    }
}

fn missing(container: Container<'_>, consequences: &str) -> Finding {
    Finding::new(format!("container `{}` has no security settings, and neither has its pod", container.name()))
        .at_missing(container.node(), "securityContext")
        .here("no `securityContext` with any field")
        .note(format!("the container {consequences}"))
        .help(
            "add a `securityContext` to the container or the pod: `runAsNonRoot: true`, `allowPrivilegeEscalation: false`, \
             `capabilities.drop: [ALL]`, `seccompProfile.type: RuntimeDefault`, `readOnlyRootFilesystem: true`",
        )
}
