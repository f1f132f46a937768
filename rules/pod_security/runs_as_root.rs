//! A container that runs as root, or may.

use readylint_diagnostics::{Applicability, Confidence, Fix, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::Container;
use readylint_kube::facts::security::{is_legible, run_as_non_root, run_as_user, user_namespace_relaxes};
use readylint_yaml::Node;

use super::settings::{MISSING, PRIVILEGED, insert, is_asked, is_judged_as_privileged, missing, switch};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &[
        "KL:run-as-non-root",
        "PO:runAsRootAllowed",
        "KSEC:RunAsNonRoot",
        "TR:KSV-0012",
        "TR:KSV-0105",
        "CK:CKV_K8S_23",
        "DT:52",
        "KY:require-run-as-nonroot",
        "KY:require-run-as-non-root-user",
        "PSS:runAsNonRoot",
        "PSS:runAsUser",
        "KUB:C-0013",
        "KUB:C-0211",
        "TS:0087",
        "MV:M-113",
        "MV:M-114",
        "KA:nonroot",
        "POP:302",
        "POP:306",
    ],
    readiness: &["S1-E1.2-a", "S3-2.4-c", "S3-5.6", "S3-8.2-c", "S3-8.3-c1", "S4-1.1-a"],
    yields_to: &[MISSING, PRIVILEGED],
    options: &[],
    check: Check::Container(check),
};

fn check(cx: &RuleContext<'_>, container: Container<'_>) {
    if !is_asked(container) {
        return cx.not_applicable();
    }
    if !is_clear(container) || is_judged_as_privileged(cx, container) {
        return;
    }
    let user = run_as_user(container);
    let non_root = run_as_non_root(container);
    let (finding, severity) = match (user, non_root) {
        (Some(user), Some(non_root)) if user.value == 0 && non_root.value => {
            return cx.report(never_starts(container, user.node, non_root.node).severity(Severity::Error));
        }
        (Some(user), _) if user.value == 0 => (is_root(container, user.node), Severity::Error),
        (Some(_), _) => return,
        (None, Some(non_root)) if non_root.value => return,
        (None, Some(non_root)) => (root_allowed(container, non_root.node), Severity::Error),
        (None, None) => (not_prevented(container), Severity::Warning),
    };
    let is_remapped = user_namespace_relaxes(container.pod(), cx.kubernetes());
    cx.report(finding.severity(if is_remapped { severity.lowered() } else { severity }));
}

/// Whether the user is written so that it can be read, wherever it is.
fn is_clear(container: Container<'_>) -> bool {
    let holders = [Some(container.node()), container.pod().spec()];
    holders.into_iter().flatten().all(|holder| {
        is_legible(holder, &["securityContext", "runAsUser"], |node| node.as_i64().is_some())
            && is_legible(holder, &["securityContext", "runAsNonRoot"], |node| node.as_bool().is_some())
    })
}

/// The subject that the deciding scalar speaks for: the container, or the whole pod.
fn subject(container: Container<'_>, node: Node<'_>) -> String {
    if container.node().range().contains_range(node.range()) {
        format!("container `{}`", container.name())
    } else {
        container.pod().resource().title()
    }
}

fn is_root(container: Container<'_>, user: Node<'_>) -> Finding {
    Finding::new(format!("{} runs as root", subject(container, user)))
        .at(user)
        .here("user 0 is root")
        .note(ON_THE_NODE)
        .help("set `runAsUser` to a number other than 0, that of a user whom the image knows, and `runAsNonRoot: true`")
}

/// The kubelet verifies before it starts a container (`verifyRunAsNonRoot` of pkg/kubelet/kuberuntime).
fn never_starts(container: Container<'_>, user: Node<'_>, non_root: Node<'_>) -> Finding {
    Finding::new(format!("{} asks for user 0 and must not run as root", subject(container, user)))
        .at(user)
        .here("user 0 is root")
        .label(non_root.grip(), "and this forbids root")
        .note("the kubelet refuses to start the container: it waits in CreateContainerConfigError")
        .help("set `runAsUser` to a number other than 0, that of a user whom the image knows")
}

fn root_allowed(container: Container<'_>, non_root: Node<'_>) -> Finding {
    let finding = Finding::new(format!("{} is allowed to run as root", subject(container, non_root)));
    let finding = advise(finding.at(non_root).here("and no `runAsUser` says otherwise"));
    with_fix(finding, switch(non_root, "runAsNonRoot", true))
}

fn not_prevented(container: Container<'_>) -> Finding {
    let finding =
        Finding::new(format!("nothing keeps container `{}` from running as root", container.name()));
    let (holder, key) = missing(container, "runAsNonRoot");
    let finding =
        finding.at_missing(holder, key).here("neither `runAsNonRoot: true` nor a `runAsUser` is in effect");
    with_fix(advise(finding), insert(container, "runAsNonRoot", true))
}

fn with_fix(finding: Finding, fix: Option<Fix>) -> Finding {
    finding.fix(fix)
}

/// What follows.
const ON_THE_NODE: &str = "whoever breaks out of a container that runs as root is root on the node";

fn advise(finding: Finding) -> Finding {
    finding
        .note(ON_THE_NODE)
        .help("set `runAsNonRoot: true`, and `runAsUser` if the image names its user by word, for the pod or the container")
}
