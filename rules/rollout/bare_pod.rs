//! A Pod that nothing brings back.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::{Kind, LifecycleClass, Resource, Workload};
use readylint_yaml::Node;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Warning,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &["DT:25", "KY:prevent-bare-pods", "KUB:C-0073", "MV:M-401", "POP:208"],
    readiness: &["S2-4.3-a"],
    yields_to: &[],
    options: &[],
    check: Check::Kinds(&[Kind::Pod], check),
};

/// The annotation of Argo CD's hooks, which run while an application is synchronised.
const ARGO_HOOK: &str = "argocd.argoproj.io/hook";

fn check(cx: &RuleContext<'_>, pod: Resource<'_>) {
    let class = Workload::of(pod).map(Workload::class);
    let runs_once = match class {
        Some(LifecycleClass::Service) => false,
        Some(LifecycleClass::Batch) => true,
        Some(LifecycleClass::Hook | LifecycleClass::Test | LifecycleClass::Static) | None => {
            return cx.not_applicable();
        }
    };
    let metadata = pod.metadata();
    let owners = metadata.node().and_then(|metadata| metadata.get("ownerReferences"));
    if owners.is_none_or(Node::is_empty) && metadata.annotation(ARGO_HOOK).is_none() {
        cx.report(bare(pod, runs_once));
    }
}

fn bare(pod: Resource<'_>, runs_once: bool) -> Finding {
    // the items of a `PodList` name no kind
    let place = pod.node().get("kind").unwrap_or_else(|| pod.anchor());
    let finding = Finding::new(format!("{} is not made by a controller", pod.title()))
        .at(place)
        .here("nothing makes it again");
    if runs_once {
        finding
            .note("when it is evicted or its node fails before it has ended, the work is lost")
            .help("use a Job, which starts another pod")
    } else {
        finding
            .note("when it is evicted or its node fails, it is gone, and an update means to delete it first")
            .help("use a Deployment, a StatefulSet or a DaemonSet")
    }
}
