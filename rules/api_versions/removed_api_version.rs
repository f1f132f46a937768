//! An API version that the target versions do not serve any more.

use readylint_diagnostics::{Applicability, Confidence, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::Resource;
use readylint_schema::Extent;

use super::subject::{PRODUCTS, Subject, severity};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &[
        "KL:no-extensions-v1beta",
        "KS:stable-version",
        "TR:KSV-0107",
        "DT:18",
        "DT:106",
        "DT:107",
        "DT:108",
        "DT:109",
        "DT:110",
        "DT:111",
        "KY:check-deprecated-apis",
        "PL:removed",
        "HL:deprecated-api",
        "API:deprecated-api",
        "KA:deprecatedapis",
        "POP:403",
    ],
    readiness: &["S3-1.9", "S4-4.3-a3", "S4-7.1-a"],
    yields_to: &[],
    options: &[PRODUCTS],
    check: Check::Resource(check),
};

fn check(cx: &RuleContext<'_>, resource: Resource<'_>) {
    let Some(subject) = Subject::of(cx, resource) else {
        return cx.not_applicable();
    };
    let finding = match subject.lifetime.product() {
        Some(product) => by_product(cx, &subject, product),
        None => by_kubernetes(&subject),
    };
    if let Some(finding) = finding {
        cx.report(subject.advise(finding.at(subject.place())));
    }
}

fn by_kubernetes(subject: &Subject<'_>) -> Option<Finding> {
    let severity = severity(subject.status.removed)?;
    let (title, range) = (subject.title(), subject.range);
    let removed = subject.lifetime.removed()?;
    if subject.lifetime.is_removal_planned() {
        // plans of releases to come slip
        let finding = Finding::new(format!("Kubernetes {removed} is to remove {title}"))
            .severity(severity.min(Severity::Warning))
            .confidence(Confidence::Medium);
        return Some(since_when(finding, subject));
    }
    let finding =
        since_when(Finding::new(format!("Kubernetes {removed} removed {title}")).severity(severity), subject);
    Some(match subject.status.removed {
        Extent::All => finding.note(format!("all versions of the target range {range} {}", subject.refuse())),
        _ => finding.note(format!(
            "of the target range {range}, {removed} and later {}; older versions still serve it",
            subject.refuse()
        )),
    })
}

fn since_when(finding: Finding, subject: &Subject<'_>) -> Finding {
    match subject.lifetime.deprecated() {
        Some(deprecated) => finding.note(format!("it was deprecated in {deprecated}")),
        None => finding,
    }
}

/// Without the version of the product, it is a warning that depends on that.
fn by_product(cx: &RuleContext<'_>, subject: &Subject<'_>, product: &str) -> Option<Finding> {
    let removed = subject.lifetime.removed_by_product()?;
    let installed = subject.has_product(cx, Some(removed));
    if installed == Some(false) {
        return None;
    }
    let finding = Finding::new(format!("{product} {removed} removed {}", subject.title()));
    let finding = match subject.lifetime.deprecated_by_product() {
        Some(deprecated) => finding.note(format!("{product} {deprecated} deprecated it")),
        None => finding,
    };
    Some(match installed {
        Some(_) => finding.note(format!("with `{product}` as configured, the API server refuses the object")),
        None => finding.severity(Severity::Warning).confidence(Confidence::Medium).note(format!(
            "clusters with an older {product} serve it: say which version runs under `products`"
        )),
    })
}
