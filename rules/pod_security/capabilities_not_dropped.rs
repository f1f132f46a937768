//! A container that keeps capabilities which its runtime gives to all.

use readylint_diagnostics::{Applicability, Confidence, Fix, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext, edits};
use readylint_kube::Container;
use readylint_kube::facts::security::{capabilities, is_legible};
use readylint_yaml::Node;

use super::settings::{MISSING, PRIVILEGED, is_asked, is_judged_as_privileged, unsafe_fix};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Warning,
    confidence: Confidence::High,
    profile: Profile::Strict,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &[
        "PO:insecureCapabilities",
        "KSEC:CapDropAll",
        "KSEC:CapDropAny",
        "TR:KSV-0003",
        "TR:KSV-0106",
        "TR:KSV-0004",
        "CK:CKV_K8S_37",
        "DT:103",
        "KY:drop-all-capabilities",
        "KY:disallow-capabilities-strict",
        "PSS:capabilities_restricted",
        "KUB:C-0211",
        "MV:M-116",
        "KA:capabilities",
    ],
    readiness: &["S1-E1.2-a", "S3-2.4-d1", "S3-8.2-c", "S4-1.1-c", "S4-1.1-c1"],
    yields_to: &[MISSING, PRIVILEGED],
    options: &[],
    check: Check::Container(check),
};

fn check(cx: &RuleContext<'_>, container: Container<'_>) {
    if !is_asked(container) {
        return cx.not_applicable();
    }
    let is_clear = is_legible(container.node(), &["securityContext", "capabilities", "drop"], is_list);
    if !is_clear || is_judged_as_privileged(cx, container) {
        return;
    }
    let capabilities = capabilities(container);
    if capabilities.drops_all() {
        return;
    }
    let (finding, fix) = match capabilities.dropped.first() {
        Some(first) => (some_kept(container, first.node), edits::rewrite(first.node, "ALL")),
        None => (none_dropped(container), insert(container)),
    };
    let fix = fix.map(|edit| unsafe_fix("drop all capabilities".to_owned(), edit));
    cx.report(advise(finding, fix));
}

/// Whether it is a list of words only.
fn is_list(node: Node<'_>) -> bool {
    node.is_sequence() && node.items().all(|item| item.text().is_some())
}

/// `drop` with its first entry, where there is none at all.
fn insert(container: Container<'_>) -> Option<readylint_diagnostics::Edit> {
    if let Some(empty) = empty_list(container) {
        return edits::replace(empty, "[ALL]");
    }
    let lines = ["drop:".to_owned(), "  - ALL".to_owned()];
    edits::insert(container.node(), &["securityContext", "capabilities"], &lines)
}

/// The list `drop`, which has no entries.
fn empty_list(container: Container<'_>) -> Option<Node<'_>> {
    let list = container.security_context()?.get("capabilities")?.get("drop")?;
    list.is_sequence().then_some(list)
}

fn none_dropped(container: Container<'_>) -> Finding {
    let context = container.security_context();
    let held = context.and_then(|context| context.get("capabilities")).filter(|held| held.is_mapping());
    let finding = Finding::new(format!(
        "container `{}` drops no capabilities and keeps all that its runtime gives",
        container.name()
    ));
    match (empty_list(container), held, context) {
        (Some(list), ..) => finding.at(list).here("nothing is dropped"),
        (None, Some(held), _) => finding.at_missing(held, "drop").here("no `drop: [ALL]`"),
        (None, None, Some(context)) => {
            finding.at_missing(context, "capabilities").here("no `capabilities` with `drop: [ALL]`")
        }
        (None, None, None) => {
            finding.at_missing(container.node(), "securityContext").here("no `securityContext`")
        }
    }
}

fn some_kept(container: Container<'_>, first: Node<'_>) -> Finding {
    let finding = Finding::new(format!(
        "container `{}` drops some capabilities and keeps the others that its runtime gives",
        container.name()
    ));
    finding.at(first.parent().unwrap_or(first)).here("`ALL` is not among them")
}

fn advise(finding: Finding, fix: Option<Fix>) -> Finding {
    let finding = finding
        .note(
            "runtimes give every container capabilities that few programs need, such as those to change the owner of any \
             file and to send raw packets",
        )
        .help("drop `ALL`, and add under `capabilities.add` only what the program needs");
    finding.fix(fix)
}
