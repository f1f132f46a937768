//! The old name of `serviceAccountName`.

use readylint_diagnostics::{Applicability, Confidence, Fix, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext, edits};
use readylint_kube::PodTemplate;
use readylint_yaml::{Entry, Node};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Info,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Safe),
    references: &["KL:deprecated-service-account-field", "KUB:C-0294", "KA:asat"],
    readiness: &[],
    yields_to: &[],
    options: &[],
    check: Check::PodTemplate(check),
};

/// The field, and what copies to it (`Convert_v1_PodSpec_To_core_PodSpec`): the API server reads the old name only where the
/// new one is empty.
const OLD: &str = "serviceAccount";
const NEW: &str = "serviceAccountName";

fn check(cx: &RuleContext<'_>, pod: PodTemplate<'_>) {
    let Some(spec) = pod.spec() else { return cx.not_applicable() };
    let Some((entry, old)) = spec.entry(OLD).and_then(|entry| Some((entry, name(entry.value)?))) else {
        return;
    };
    let title = pod.resource().title();
    let finding = match spec.entry(NEW) {
        Some(new) => match name(new.value) {
            Some(account) if account != old => contradicting(&title, old, new.value, account),
            Some(_) => redundant(&title, spec, new.value),
            // `serviceAccountName:` without a name, which the old field then fills
            None => alone(&title, old),
        },
        None => with_fix(alone(&title, old), rename(entry)),
    };
    cx.report(finding.at(entry.key));
}

/// The name that a scalar gives; `None` if it is null, empty or no scalar.
fn name(node: Node<'_>) -> Option<&str> {
    node.text().filter(|name| !name.is_empty() && !node.is_null())
}

fn alone(title: &str, account: &str) -> Finding {
    Finding::new(format!(
        "{title} names its ServiceAccount `{account}` by the deprecated field `serviceAccount`"
    ))
    .here("deprecated field")
    .note("the API server copies it to `serviceAccountName`, which tools and policies read")
    .help("write `serviceAccountName`")
}

fn rename(entry: Entry<'_>) -> Option<Fix> {
    let edits = vec![edits::rewrite(entry.key, NEW)?];
    Some(Fix { title: format!("rename to `{NEW}`"), applicability: Applicability::Safe, edits })
}

fn redundant(title: &str, spec: Node<'_>, new: Node<'_>) -> Finding {
    let fix = edits::remove(spec, OLD).map(|edit| Fix {
        title: format!("remove `{OLD}`"),
        applicability: Applicability::Safe,
        edits: vec![edit],
    });
    let finding = Finding::new(format!(
        "{title} names its ServiceAccount by the deprecated field `serviceAccount` too"
    ))
    .here("deprecated field")
    .label(new.grip(), "the current field says the same")
    .note("the API server fills the old field by itself")
    .help("remove `serviceAccount`");
    with_fix(finding, fix)
}

fn contradicting(title: &str, old: &str, new: Node<'_>, account: &str) -> Finding {
    Finding::new(format!(
        "{title} names two ServiceAccounts: `{old}` by the deprecated field `serviceAccount`, and `{account}`"
    ))
    .severity(Severity::Warning)
    .here("ignored")
    .label(new.grip(), "this ServiceAccount is used")
    .note(format!("`serviceAccountName` counts, so that the pods run as `{account}` and never as `{old}`"))
    .help("keep the account that is meant under `serviceAccountName`, and remove `serviceAccount`")
}

fn with_fix(finding: Finding, fix: Option<Fix>) -> Finding {
    finding.fix(fix)
}
