use readylint_kube::facts::{disruption, is_budgeted};
use readylint_kube::{Match, PodDisruptionBudget};

use super::support::*;

fn replicated(kind: &str, name: &str, replicas: i64) -> String {
    let template = "template: {metadata: {labels: {app: web}}, spec: {containers: []}}";
    object(kind, name, &format!("spec: {{replicas: {replicas}, {template}}}"))
}

fn pod(name: &str, spec: &str) -> String {
    object("v1/Pod", name, &format!("labels: app: web; spec: {{{spec} containers: []}}"))
}

fn budget(field: &str) -> String {
    object(
        "policy/v1/PodDisruptionBudget",
        "b",
        &format!("spec: {{{field}, selector: {{matchLabels: {{app: web}}}}}}"),
    )
}

/// `pods - desired = allowed` of a budget over `documents`.
fn answer(documents: &[String], field: &str) -> Option<String> {
    let documents: Vec<String> = documents.iter().cloned().chain([budget(field)]).collect();
    let graph = graph_of(&documents);
    let budget = graph.resources().find_map(PodDisruptionBudget::of).unwrap();
    let found = disruption(budget)?;
    assert_eq!(found.pods, found.workloads.iter().map(|(_, replicas)| replicas.min).sum::<i64>());
    assert!(field.starts_with(found.field.as_str()));
    let unsupported = found.unsupported.map(|workload| format!(", not {}", title(workload.resource())));
    Some(format!(
        "{} - {} = {}{}",
        found.pods,
        found.desired_healthy,
        found.allowed,
        unsupported.unwrap_or_default()
    ))
}

/// D2, written down once more in rational numbers.
#[test]
fn formulas() {
    let ceil = |percent: i64, of: i64| -(-(percent * of)).div_euclid(100);
    for count in 0..=7 {
        let web = [replicated("apps/v1/Deployment", "web", count)];
        let answer = |field: String| answer(&web, &field).unwrap();
        let expected = |desired: i64| {
            let desired = desired.max(0);
            format!("{count} - {desired} = {}", (count - desired).max(0))
        };
        for amount in 0..=8 {
            assert_eq!(answer(format!("minAvailable: {amount}")), expected(amount));
            assert_eq!(answer(format!("maxUnavailable: {amount}")), expected(count - amount));
        }
        for percent in [0, 1, 33, 34, 50, 67, 99, 100, 150] {
            assert_eq!(answer(format!("minAvailable: {percent}%")), expected(ceil(percent, count)));
            assert_eq!(answer(format!("maxUnavailable: {percent}%")), expected(count - ceil(percent, count)));
        }
    }
}

#[test]
fn rounding() {
    let web = [replicated("apps/v1/Deployment", "web", 3)];
    for (field, expected) in [
        ("minAvailable: 50%", "3 - 2 = 1"),
        ("minAvailable: 67%", "3 - 3 = 0"),
        ("minAvailable: 3", "3 - 3 = 0"),
        ("minAvailable: 100%", "3 - 3 = 0"),
        ("minAvailable: 0%", "3 - 0 = 3"),
        ("maxUnavailable: 0", "3 - 3 = 0"),
        ("maxUnavailable: 0%", "3 - 3 = 0"),
        ("maxUnavailable: 34%", "3 - 1 = 2"),
        ("maxUnavailable: 1%", "3 - 2 = 1"),
        ("maxUnavailable: 50%", "3 - 1 = 2"),
        ("minAvailable: \"2\"", "-"),
        ("minAvailable: some", "-"),
        ("minAvailable: 1, maxUnavailable: 1", "-"),
        ("unhealthyPodEvictionPolicy: AlwaysAllow", "-"),
    ] {
        assert_eq!(answer(&web, field).unwrap_or("-".into()), expected, "{field}");
    }
}

#[test]
fn several_workloads_are_summed() {
    let docs = [replicated("apps/v1/Deployment", "web", 3), replicated("apps/v1/StatefulSet", "db", 2)];
    assert_eq!(answer(&docs, "minAvailable: 3").unwrap(), "5 - 3 = 2");
    assert_eq!(answer(&docs, "minAvailable: 50%").unwrap(), "5 - 3 = 2");
    assert_eq!(answer(&docs, "maxUnavailable: 1").unwrap(), "5 - 4 = 1");
}

#[test]
fn more_pods_than_are_kept_cannot_be_summed() {
    let web = |count: usize| -> Vec<String> {
        (0..count).map(|number| replicated("apps/v1/Deployment", &format!("web-{number}"), 1)).collect()
    };
    let budget = readylint_kube::SELECTION_BUDGET;
    let fewer = answer(&web(budget - 1), "minAvailable: 1500");
    assert_eq!(fewer, Some(format!("{} - 1500 = 0", budget - 1)));
    assert_eq!(answer(&web(2 * budget), "minAvailable: 1500"), None);
}

#[test]
fn the_least_number_counts() {
    let target = "scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}";
    let hpa = format!("spec: {{{target}, minReplicas: 2, maxReplicas: 9}}");
    let docs = [
        replicated("apps/v1/Deployment", "web", 5),
        object("autoscaling/v2/HorizontalPodAutoscaler", "hpa", &hpa),
    ];
    assert_eq!(answer(&docs, "minAvailable: 2").unwrap(), "2 - 2 = 0");
}

#[test]
fn daemon_sets_have_no_scale() {
    let agent = replicated("apps/v1/DaemonSet", "agent", 0);
    assert_eq!(
        answer(std::slice::from_ref(&agent), "maxUnavailable: 1").unwrap(),
        "0 - 0 = 0, not DaemonSet/agent"
    );
    assert_eq!(
        answer(std::slice::from_ref(&agent), "minAvailable: 50%").unwrap(),
        "0 - 0 = 0, not DaemonSet/agent"
    );
    // how many nodes there are is not known
    assert_eq!(answer(&[agent], "minAvailable: 1"), None);
}

#[test]
fn bare_pods_and_jobs() {
    let web = replicated("apps/v1/Deployment", "web", 2);
    assert_eq!(answer(&[web.clone(), pod("one", "")], "minAvailable: 1").unwrap(), "3 - 1 = 2");
    assert_eq!(answer(&[web.clone(), pod("one", "")], "maxUnavailable: 1").unwrap(), "2 - 1 = 1");
    assert_eq!(answer(&[pod("one", "")], "minAvailable: 50%"), None);
    let job = replicated("batch/v1/Job", "job", 0);
    assert_eq!(answer(&[web.clone(), job.clone()], "minAvailable: 1").unwrap(), "2 - 1 = 1");
    assert_eq!(answer(&[job], "minAvailable: 1"), None);
    assert_eq!(answer(&[], "minAvailable: 1"), None);
}

#[test]
fn what_ends_by_itself_protects_nothing() {
    let web = replicated("apps/v1/Deployment", "web", 1);
    assert_eq!(
        answer(&[web.clone(), pod("once", "restartPolicy: Never,")], "minAvailable: 1").unwrap(),
        "1 - 1 = 0"
    );
    let hook = "{apiVersion: v1, kind: Pod, metadata: {name: t, labels: {app: web}, annotations: {helm.sh/hook: test}}, \
        spec: {containers: []}}";
    assert_eq!(answer(&[web, hook.into()], "minAvailable: 1").unwrap(), "1 - 1 = 0");
}

#[test]
fn empty_selectors() {
    let web = replicated("apps/v1/Deployment", "web", 2);
    for (version, selector, expected) in [
        ("policy/v1", "selector: {}", Some(2)),
        ("policy/v1", "selector: ", None),
        ("policy/v1beta1", "selector: {}", None),
        ("policy/v1beta1", "selector: {matchLabels: {app: web}}", Some(2)),
    ] {
        let budget = object(
            &format!("{version}/PodDisruptionBudget"),
            "b",
            &format!("spec: {{minAvailable: 1, {selector}}}"),
        );
        let graph = graph_of(&[web.clone(), budget]);
        let budget = graph.resources().find_map(PodDisruptionBudget::of).unwrap();
        assert_eq!(disruption(budget).map(|found| found.pods), expected, "{version} {selector}");
    }
}

#[test]
fn static_pods_protect_nothing() {
    let web = replicated("apps/v1/Deployment", "web", 1);
    let fixed = "{apiVersion: v1, kind: Pod, metadata: {name: s, labels: {app: web}, \
        annotations: {kubernetes.io/config.mirror: abc}}, spec: {containers: []}}";
    assert_eq!(answer(&[web, fixed.into()], "minAvailable: 1").unwrap(), "1 - 1 = 0");
}

#[test]
fn budgets_that_select_a_pod() {
    let web = |name: &str| deployment(name, "app: web", "", "");
    let budget = |name: &str, selector: &str| {
        object("policy/v1/PodDisruptionBudget", name, &format!("spec: {{selector: {{{selector}}}}}"))
    };
    let is_web = "matchLabels: {app: web}";
    let with_role = "matchLabels: {app: web, role: primary}";
    for (workload, budgets, expected) in [
        ("web", &[][..], Match::No),
        ("web", &[("b", is_web)], Match::Yes),
        ("web", &[("b", "")], Match::Yes),
        ("web", &[("b", "matchLabels: {app: api}")], Match::No),
        ("web", &[("b", with_role)], Match::CannotTell),
        ("web", &[("b", with_role), ("c", is_web)], Match::Yes),
        ("shop/web", &[("shop/b", is_web)], Match::Yes),
        ("shop/web", &[("other/b", is_web)], Match::No),
        // the two meet with `kubectl -n`
        ("shop/web", &[("b", is_web)], Match::CannotTell),
        ("web", &[("shop/b", is_web)], Match::CannotTell),
    ] {
        let budgets = budgets.iter().map(|(name, selector)| budget(name, selector));
        let graph = graph_of(&std::iter::once(web(workload)).chain(budgets).collect::<Vec<_>>());
        let pod = graph.pod_templates().next().unwrap();
        assert_eq!(is_budgeted(pod), expected, "{workload}");
    }
    let both = [web("web"), budget("b", is_web)].join("\n---\n");
    let graph = graph_of_groups(&[("dev", &both), ("prod", &web("web"))]);
    let copies: Vec<Match> = graph.pod_templates().map(is_budgeted).collect();
    assert_eq!(copies, [Match::Yes, Match::No]);
}
