//! Pods that no NetworkPolicy isolates.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::facts::reachability::is_isolated;
use readylint_kube::{Direction, LifecycleClass, Match, NetworkPolicy, PodTemplate, Relation};
use readylint_yaml::Node;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Warning,
    confidence: Confidence::High,
    profile: Profile::Strict,
    since: "0.1.0",
    fix: None,
    references: &[
        "KL:non-isolated-pod",
        "KS:pod-networkpolicy",
        "PO:missingNetworkPolicy",
        "CK:CKV2_K8S_6",
        "KY:require-network-policy",
        "KUB:C-0260",
        "KUB:C-0049",
        "KUB:C-0054",
        "KUB:C-0206",
        "KUB:C-0301",
        "KA:netpols",
        "POP:1204",
    ],
    readiness: &["S2-1.2-h", "S3-11.7-b"],
    yields_to: &[],
    options: &[],
    check: Check::PodTemplate(check),
};

fn check(cx: &RuleContext<'_>, pod: PodTemplate<'_>) {
    if pod.workload().class() == LifecycleClass::Test {
        return cx.not_applicable();
    }
    if pod.host_network() {
        return cx.report(out_of_reach(pod));
    }
    match is_isolated(pod, Direction::Ingress) {
        Match::Yes => {}
        Match::CannotTell => cx.not_applicable(),
        // of some files of a repository the policies may stand in others
        Match::No if cx.graph().is_part() => cx.report(open(pod).confidence(Confidence::Low)),
        Match::No => cx.report(open(pod)),
    }
}

fn open(pod: PodTemplate<'_>) -> Finding {
    let resource = pod.resource();
    let finding = Finding::new(format!("no NetworkPolicy isolates the pods of {}", resource.title()))
        .at(resource.anchor())
        .here("no policy of its namespace selects its pods for ingress")
        .note("every pod of the cluster may connect to each of their ports")
        .help("add a NetworkPolicy that selects the pods and lets in only who needs them");
    match egress_policy(pod) {
        Some(policy) => {
            let place = policy_types(policy).unwrap_or_else(|| policy.anchor());
            finding.label(place.grip(), format!("{} selects them, but for egress only", policy.title()))
        }
        None => finding,
    }
}

/// The first policy that selects the pods, which none does for ingress.
fn egress_policy(pod: PodTemplate<'_>) -> Option<NetworkPolicy<'_>> {
    let graph = pod.resource().graph();
    let mut edges = graph.edges_to(pod.resource().id());
    let edge = edges.find(|edge| edge.relation == Relation::PolicyPods)?;
    NetworkPolicy::of(graph.resource(edge.from.resource))
}

fn policy_types(policy: NetworkPolicy<'_>) -> Option<Node<'_>> {
    policy.spec()?.get("policyTypes")
}

fn out_of_reach(pod: PodTemplate<'_>) -> Finding {
    let resource = pod.resource();
    let flag = pod.spec().and_then(|spec| spec.get("hostNetwork"));
    Finding::new(format!("no NetworkPolicy can isolate the pods of {}", resource.title()))
        .at(flag.unwrap_or_else(|| resource.anchor()))
        .here("they use the network of their node")
        .note("policies do not reach pods on the network of their node: who reaches the node reaches their ports")
        .help("do without `hostNetwork`, or protect the ports with a firewall of the nodes")
        .severity(Severity::Info)
}
