//! A process of a container that may gain more rights than the one that started it.

use readylint_diagnostics::{Applicability, Confidence, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::Container;
use readylint_kube::facts::security::{allow_privilege_escalation, capabilities, is_legible, privileged};
use readylint_yaml::Node;

use super::settings::{MISSING, PRIVILEGED, insert, is_asked, is_judged_as_privileged, missing, switch};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Warning,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &[
        "KL:privilege-escalation-container",
        "PO:privilegeEscalationAllowed",
        "KSEC:AllowPrivilegeEscalation",
        "TR:KSV-0001",
        "CK:CKV_K8S_20",
        "DT:47",
        "KY:disallow-privilege-escalation",
        "PSS:allowPrivilegeEscalation",
        "KUB:C-0016",
        "TS:0085",
        "MV:M-112",
        "SQ:S6430",
        "KA:privesc",
    ],
    readiness: &["S1-E1.2-a", "S3-8.3-c2"],
    yields_to: &[MISSING, PRIVILEGED],
    options: &[],
    check: Check::Container(check),
};

const FIELD: &str = "allowPrivilegeEscalation";

fn check(cx: &RuleContext<'_>, container: Container<'_>) {
    if !is_asked(container) {
        return cx.not_applicable();
    }
    let is_flag = |node: Node<'_>| node.as_bool().is_some();
    let is_clear = is_legible(container.node(), &["securityContext", FIELD], is_flag);
    if !is_clear || is_judged_as_privileged(cx, container) {
        return;
    }
    let finding = match allow_privilege_escalation(container) {
        Some(setting) if !setting.value => return,
        Some(setting) => allowed(container, setting.node),
        None => not_forbidden(container),
    };
    cx.report(advise(finding, container));
}

/// What keeps the API server from accepting `false` (`ValidateSecurityContext` of `pkg/apis/core/validation`): `privileged`, or
/// the capability by exactly this name.
fn obstacle(container: Container<'_>) -> Option<(Node<'_>, &'static str)> {
    if let Some(setting) = privileged(container).filter(|setting| setting.value) {
        return Some((setting.node, "privileged"));
    }
    let added = capabilities(container).added.into_iter().map(|capability| capability.node);
    added.filter(|node| node.text() == Some("CAP_SYS_ADMIN")).map(|node| (node, "CAP_SYS_ADMIN")).next()
}

fn allowed(container: Container<'_>, node: Node<'_>) -> Finding {
    let name = container.name();
    Finding::new(format!("container `{name}` allows its processes to gain more privileges"))
        .at(node)
        .here("privilege escalation is allowed")
        .severity(Severity::Error)
}

fn not_forbidden(container: Container<'_>) -> Finding {
    let (holder, key) = missing(container, FIELD);
    let name = container.name();
    Finding::new(format!("nothing keeps the processes of container `{name}` from gaining more privileges"))
        .at_missing(holder, key)
        .here("no `allowPrivilegeEscalation: false`")
}

fn advise(finding: Finding, container: Container<'_>) -> Finding {
    let finding = finding.note(
        "a program with the set-user-ID bit or with file capabilities gives its own rights to whoever starts it, so that \
         another user becomes root",
    );
    if let Some((node, name)) = obstacle(container) {
        return finding
            .label(node.grip(), "this rules out `allowPrivilegeEscalation: false`")
            .note(format!("with `{name}` the API server refuses `allowPrivilegeEscalation: false`"))
            .help(format!("remove `{name}` first, then set `allowPrivilegeEscalation: false`"));
    }
    let fix = match allow_privilege_escalation(container) {
        Some(setting) => switch(setting.node, FIELD, false),
        None => insert(container, FIELD, false),
    };
    let finding = finding.help("set `allowPrivilegeEscalation: false` for the container");
    finding.fix(fix)
}
