//! An API version that the target versions serve with a warning.

use readylint_diagnostics::{Applicability, Confidence, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::Resource;
use readylint_schema::{Extent, WayOut};

use super::subject::{PRODUCTS, REMOVED, Subject};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Warning,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &[
        "KS:stable-version",
        "TR:KSV-0107",
        "DT:19",
        "DT:90",
        "DT:91",
        "DT:92",
        "DT:93",
        "DT:94",
        "KY:check-deprecated-apis",
        "KY:disallow-deprecated-apis",
        "PL:deprecated",
        "HL:deprecated-api",
        "API:deprecated-api",
        "KA:deprecatedapis",
    ],
    readiness: &["S3-1.9", "S4-4.3-a3", "S4-7.1-a"],
    yields_to: &[REMOVED],
    options: &[PRODUCTS],
    check: Check::Resource(check),
};

fn check(cx: &RuleContext<'_>, resource: Resource<'_>) {
    let Some(subject) = Subject::of(cx, resource) else {
        return cx.not_applicable();
    };
    let finding = match subject.lifetime.product() {
        Some(product) => by_product(cx, &subject, product),
        None => by_kubernetes(cx, &subject),
    };
    if let Some(finding) = finding {
        cx.report(subject.advise(finding.at(subject.place())));
    }
}

fn by_kubernetes(cx: &RuleContext<'_>, subject: &Subject<'_>) -> Option<Finding> {
    let status = subject.status;
    // what some version refuses is the other rule's, as long as that runs; what none serves is not deprecated
    let is_told = status.removed != Extent::None && cx.leaves_to(REMOVED);
    if status.deprecated == Extent::None || status.removed == Extent::All || is_told {
        return None;
    }
    let deprecated = subject.lifetime.deprecated()?;
    let finding = Finding::new(format!("{} is deprecated since Kubernetes {deprecated}", subject.title()));
    let finding = match subject.lifetime.removed() {
        Some(removed) if subject.lifetime.is_removal_planned() => {
            finding.note(format!("its removal is planned for {removed}"))
        }
        Some(removed) => finding.note(format!("{removed} and later {}", subject.refuse())),
        None => finding.note("the API server warns of it; no version is known to remove it"),
    };
    // nothing can be done but to wait: the replacement is not everywhere yet, or nowhere
    let is_early = match subject.lifetime.way_out(subject.range) {
        WayOut::Served(_) => false,
        WayOut::NotInOldest(_) => true,
        WayOut::None => subject.lifetime.is_removal_planned(),
    };
    Some(finding.severity(if is_early { Severity::Info } else { Severity::Warning }))
}

/// Only where somebody said which version of the product runs.
fn by_product(cx: &RuleContext<'_>, subject: &Subject<'_>, product: &str) -> Option<Finding> {
    let deprecated = subject.lifetime.deprecated_by_product()?;
    let removed = subject.lifetime.removed_by_product();
    let is_deprecated = subject.has_product(cx, Some(deprecated)) == Some(true);
    if !is_deprecated || subject.has_product(cx, removed) == Some(true) {
        return None;
    }
    let finding = Finding::new(format!("{} is deprecated since {product} {deprecated}", subject.title()));
    Some(match removed {
        Some(removed) => finding.note(format!("{product} {removed} removed it")),
        None => finding,
    })
}
