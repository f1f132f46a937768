use super::support::*;

fn service() -> String {
    object("v1/Service", "s", "spec: {selector: {app: web}}")
}

fn web() -> String {
    deployment("web", "app: web", "envFrom: [{configMapRef: {name: config}}]", "")
}

#[test]
fn copies_do_not_mix() {
    let config = || object("v1/ConfigMap", "config", "");
    let groups: [(&str, &[String]); 2] =
        [("dev", &[web(), service(), config()]), ("prod", &[web(), service(), config()])];
    check_groups(
        &groups,
        "svc-pods",
        &["Service/s -> Deployment/web:pod", "Service/s -> Deployment/web:pod"],
    );
    let (dev, prod) = (groups[0].1.join("\n---\n"), groups[1].1.join("\n---\n"));
    let graph = graph_of_groups(&[("dev", &dev), ("prod", &prod)]);
    for edge in graph.edges() {
        let readylint_kube::Target::Found(to) = edge.to else {
            continue;
        };
        let source = |id| graph.resource(id).document().source();
        assert_eq!(source(edge.from.resource), source(to.resource), "{:?}", edge.relation);
    }
}

#[test]
fn other_groups_are_looked_through_next() {
    let groups: [(&str, &[String]); 2] =
        [("apps", &[web()]), ("base", &[service(), object("v1/ConfigMap", "config", "")])];
    check_groups(&groups, "svc-pods", &["Service/s -> Deployment/web:pod"]);
    check_groups(&groups, "env-config", &["Deployment/web:container api -> ConfigMap/config"]);
}

#[test]
fn other_groups_must_be_of_the_same_namespace() {
    let config = object("v1/ConfigMap", "shop/config", "");
    let groups: [(&str, &[String]); 2] = [("apps", &[web()]), ("base", &[config])];
    check_groups(&groups, "env-config", &["Deployment/web:container api -> missing"]);
}

#[test]
fn files_of_a_folder_are_one_group() {
    let groups: [(&str, &[String]); 3] = [("dev", &[web()]), ("dev", &[service()]), ("prod", &[web()])];
    check_groups(&groups, "svc-pods", &["Service/s -> Deployment/web:pod"]);
}

#[test]
fn quotas_weigh_their_own_group() {
    let quota = || object("v1/ResourceQuota", "q", "");
    let claim = || object("v1/PersistentVolumeClaim", "c", "");
    let groups: [(&str, &[String]); 2] = [("dev", &[quota(), claim()]), ("prod", &[web(), claim()])];
    check_groups(
        &groups,
        "quota-ns",
        &["ResourceQuota/q -> Deployment/web:pod", "ResourceQuota/q -> PersistentVolumeClaim/c"],
    );
}

#[test]
fn the_same_identity() {
    let text =
        [object("v1/ConfigMap", "a", ""), object("v1/ConfigMap", "a", ""), object("v1/ConfigMap", "b", "")];
    let graph = graph_of_groups(&[("dev", &text.join("\n---\n")), ("prod", &text[0])]);
    let firsts = graph
        .resources()
        .map(|resource| graph.definitions(resource.id()).next().map(readylint_kube::ResourceId::to_usize));
    assert_eq!(firsts.collect::<Vec<_>>(), [Some(0), Some(0), Some(2), Some(3)]);
}
