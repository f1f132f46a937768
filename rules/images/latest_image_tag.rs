//! An image without a version.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::{Container, LifecycleClass};
use readylint_scalars::ImageReference;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &[
        "KL:latest-tag",
        "KS:container-image-tag",
        "PO:tagNotSpecified",
        "TR:KSV-0013",
        "CK:CKV_K8S_14",
        "DT:1",
        "KY:disallow-latest-tag",
        "KUB:C-0075",
        "TS:0068",
        "MV:M-400",
        "SQ:S6596",
        "KA:image",
        "POP:100",
        "POP:101",
    ],
    readiness: &["S0-3.0", "S0-3.2", "S1-E1.1-a", "S1-M.1-f", "S3-2.7", "S3-5.6"],
    yields_to: &[],
    options: &[],
    check: Check::Container(check),
};

fn check(cx: &RuleContext<'_>, container: Container<'_>) {
    // what a Helm test runs is gone with the test
    if container.pod().workload().class() == LifecycleClass::Test {
        return cx.not_applicable();
    }
    // an image that does not parse is the finding of another rule; one with a placeholder is not known yet
    let (Some(node), Some(Ok(image))) = (container.image(), container.image_reference()) else {
        return cx.not_applicable();
    };
    if image.pinned() || image.is_digest() {
        return;
    }
    let finding = match image.tag_range() {
        Some(range) => tag_is_latest(container, &image).at_part(node, node.part(range)),
        None => no_tag(container, &image).at(node),
    };
    cx.report(finding);
}

fn tag_is_latest(container: Container<'_>, image: &ImageReference<'_>) -> Finding {
    advise(Finding::new(format!(
        "container `{}` runs `{}`, which is no version",
        container.name(),
        image.text()
    )))
    .here("whatever was pushed last")
}

fn no_tag(container: Container<'_>, image: &ImageReference<'_>) -> Finding {
    advise(Finding::new(format!("image `{}` of container `{}` has no tag", image.text(), container.name())))
        .here("means `:latest`, whatever was pushed last")
}

fn advise(finding: Finding) -> Finding {
    finding
        .note("two pods of one workload may run different code, and a rollback has nothing to go back to")
        .help("name the version that was tested, or its digest: `name:1.2.3` or `name@sha256:…`")
}
