use super::support::*;

const RBAC: &str = "rbac.authorization.k8s.io/v1";

fn account(name: &str) -> String {
    object("v1/ServiceAccount", name, "")
}

fn role(kind: &str, name: &str, body: &str) -> String {
    object(&format!("{RBAC}/{kind}"), name, body)
}

fn binding(kind: &str, name: &str, role: &str, subjects: &str) -> String {
    let (role_kind, role_name) = role.split_once('/').unwrap();
    let body = format!("roleRef: {{kind: {role_kind}, name: '{role_name}'}}, subjects: [{subjects}]");
    object(&format!("{RBAC}/{kind}"), name, &body)
}

#[test]
fn roles_of_bindings() {
    let roles = [role("Role", "shop/reader", ""), role("ClusterRole", "reader", "")];
    for (kind, name, to, expected) in [
        ("RoleBinding", "shop/b", "Role/reader", "RoleBinding/shop/b -> Role/shop/reader"),
        ("RoleBinding", "shop/b", "ClusterRole/reader", "RoleBinding/shop/b -> ClusterRole/reader"),
        ("ClusterRoleBinding", "b", "ClusterRole/reader", "ClusterRoleBinding/b -> ClusterRole/reader"),
        // a namespace does not matter to either
        ("ClusterRoleBinding", "shop/b", "ClusterRole/reader", "ClusterRoleBinding/b -> ClusterRole/reader"),
        ("ClusterRoleBinding", "b", "Role/reader", "ClusterRoleBinding/b -> missing"),
        ("RoleBinding", "dev/b", "Role/reader", "RoleBinding/dev/b -> missing"),
        ("RoleBinding", "b", "Role/reader", "RoleBinding/b -> missing"),
        ("RoleBinding", "shop/b", "Role/writer", "RoleBinding/shop/b -> missing"),
        ("RoleBinding", "shop/b", "role/reader", "RoleBinding/shop/b -> missing"),
        ("RoleBinding", "shop/b", "ClusterRole/edit", "RoleBinding/shop/b -> built-in"),
        ("RoleBinding", "shop/b", "Role/edit", "RoleBinding/shop/b -> missing"),
        ("RoleBinding", "shop/b", "ClusterRole/editor", "RoleBinding/shop/b -> missing"),
        ("ClusterRoleBinding", "b", "ClusterRole/system:auth-delegator", "ClusterRoleBinding/b -> built-in"),
        ("ClusterRoleBinding", "b", "ClusterRole/system:metrics-server", "ClusterRoleBinding/b -> built-in"),
        (
            "RoleBinding",
            "kube-system/b",
            "Role/extension-apiserver-authentication-reader",
            "RoleBinding/kube-system/b -> built-in",
        ),
        (
            "RoleBinding",
            "shop/b",
            "Role/extension-apiserver-authentication-reader",
            "RoleBinding/shop/b -> missing",
        ),
    ] {
        let mut documents = roles.to_vec();
        documents.push(binding(kind, name, to, ""));
        check(&documents, "binding-role", &[expected]);
        check_asked(&documents, "binding-role", &[to]);
    }
    check(&[binding("RoleBinding", "shop/b", "Role/", "")], "binding-role", &[]);
    check(&[role("RoleBinding", "shop/b", "subjects: []")], "binding-role", &[]);
    // one of the input comes before the built-in one
    check(
        &[role("ClusterRole", "view", ""), binding("RoleBinding", "shop/b", "ClusterRole/view", "")],
        "binding-role",
        &["RoleBinding/shop/b -> ClusterRole/view"],
    );
}

#[test]
fn subjects_of_bindings() {
    for (kind, subject, expected, asked) in [
        (
            "RoleBinding",
            "{kind: ServiceAccount, name: web, namespace: shop}",
            "ServiceAccount/shop/web",
            "shop/web",
        ),
        ("RoleBinding", "{kind: ServiceAccount, name: web}", "ServiceAccount/shop/web", "shop/web"),
        ("RoleBinding", "{kind: ServiceAccount, name: web, namespace: dev}", "missing", "dev/web"),
        ("RoleBinding", "{kind: ServiceAccount, name: api, namespace: shop}", "missing", "shop/api"),
        ("RoleBinding", "{kind: ServiceAccount, name: default, namespace: dev}", "built-in", "dev/default"),
        (
            "ClusterRoleBinding",
            "{kind: ServiceAccount, name: web, namespace: shop}",
            "ServiceAccount/shop/web",
            "shop/web",
        ),
        ("ClusterRoleBinding", "{kind: ServiceAccount, name: web}", "missing", "web"),
        ("ClusterRoleBinding", "{kind: ServiceAccount, name: default}", "missing", "default"),
        ("ClusterRoleBinding", "{kind: User, name: jane}", "external jane", "jane"),
        (
            "ClusterRoleBinding",
            "{kind: User, name: 'system:serviceaccount:shop:web'}",
            "ServiceAccount/shop/web",
            "shop/web",
        ),
        ("ClusterRoleBinding", "{kind: Group, name: devs}", "external devs", "devs"),
    ] {
        let from = if kind == "RoleBinding" { "RoleBinding/shop/b" } else { "ClusterRoleBinding/b" };
        let documents = [account("shop/web"), binding(kind, "shop/b", "ClusterRole/view", subject)];
        check(&documents, "binding-subject", &[&format!("{from} -> {expected}")]);
        check_asked(&documents, "binding-subject", &[asked]);
    }
    let unset = binding("RoleBinding", "b", "ClusterRole/view", "{kind: ServiceAccount, name: web}");
    check(&[account("web"), unset], "binding-subject", &["RoleBinding/b -> ServiceAccount/web"]);
}

#[test]
fn groups_of_accounts() {
    let accounts = [account("shop/web"), account("shop/api"), account("dev/web")];
    for (group, expected) in [
        ("system:serviceaccounts", vec!["shop/web", "shop/api", "dev/web"]),
        ("system:serviceaccounts:shop", vec!["shop/web", "shop/api"]),
        ("system:serviceaccounts:prod", vec![]),
        ("system:serviceaccounts2", vec![]),
        ("system:authenticated", vec![]),
    ] {
        let mut documents = accounts.to_vec();
        let subject = format!("{{kind: Group, name: '{group}'}}");
        documents.push(binding("ClusterRoleBinding", "b", "ClusterRole/view", &subject));
        let mut edges = vec![format!("ClusterRoleBinding/b -> external {group}")];
        edges.extend(expected.iter().map(|name| format!("ClusterRoleBinding/b -> ServiceAccount/{name}")));
        let edges: Vec<&str> = edges.iter().map(String::as_str).collect();
        check(&documents, "binding-subject", &edges);
    }
}

#[test]
fn aggregation() {
    let gathering = |selectors: &str| {
        role("ClusterRole", "all", &format!("aggregationRule: {{clusterRoleSelectors: [{selectors}]}}"))
    };
    let one = role("ClusterRole", "one", "labels: tier: one; rules: []");
    let two = role("ClusterRole", "two", "labels: tier: two; rules: []");
    let built_in = "{matchLabels: {rbac.authorization.k8s.io/aggregate-to-view: 'true'}}";
    for (selectors, expected) in [
        ("{matchLabels: {tier: one}}", vec!["ClusterRole/one"]),
        (
            "{matchExpressions: [{key: tier, operator: In, values: [one, two]}]}",
            vec!["ClusterRole/one", "ClusterRole/two"],
        ),
        (
            "{matchLabels: {tier: two}}, {matchLabels: {tier: one}}",
            vec!["ClusterRole/two", "ClusterRole/one"],
        ),
        ("{matchLabels: {tier: three}}", vec!["missing"]),
        (built_in, vec!["built-in"]),
        ("", vec![]),
    ] {
        let edges: Vec<String> = expected.iter().map(|to| format!("ClusterRole/all -> {to}")).collect();
        let edges: Vec<&str> = edges.iter().map(String::as_str).collect();
        check(&[gathering(selectors), one.clone(), two.clone()], "clusterrole-aggregates", &edges);
    }
    check_asked(&[gathering(built_in)], "clusterrole-aggregates", &["system:aggregate-to-view"]);
}

#[test]
fn permissions_of_accounts() {
    let subject = "{kind: ServiceAccount, name: web, namespace: shop}";
    let documents = [
        account("shop/web"),
        account("shop/api"),
        role("Role", "shop/reader", ""),
        binding("RoleBinding", "shop/a", "Role/reader", &format!("{{kind: User, name: x}}, {subject}")),
        binding("RoleBinding", "dev/b", "ClusterRole/view", subject),
        binding("ClusterRoleBinding", "c", "ClusterRole/theirs", subject),
    ];
    let from = "ServiceAccount/shop/web";
    check(
        &documents,
        "sa-perms",
        &[
            &format!("{from} -> Role/shop/reader"),
            &format!("{from} -> built-in"),
            &format!("{from} -> missing"),
        ],
    );
    check_asked(&documents, "sa-perms", &["reader", "view", "theirs"]);
    // it is the binding that says so
    check_sites(&documents, "sa-perms", &[subject; 3]);
}

#[test]
fn permissions_through_groups() {
    let group = |name: &str| format!("{{kind: Group, name: '{name}'}}");
    for (subjects, web, bare) in [
        (group("system:serviceaccounts"), Some("built-in"), Some("built-in")),
        (group("system:serviceaccounts:shop"), Some("built-in"), None),
        (group("system:serviceaccounts:dev"), None, None),
        (group("system:authenticated"), Some("built-in"), Some("built-in")),
        (group("system:unauthenticated"), None, None),
        (group("devs"), None, None),
        // one role, however many subjects mean the account
        (
            format!(
                "{}, {}, {{kind: ServiceAccount, name: web, namespace: shop}}",
                group("system:serviceaccounts"),
                group("system:serviceaccounts:shop")
            ),
            Some("built-in"),
            Some("built-in"),
        ),
    ] {
        let documents = [
            account("shop/web"),
            account("bare"),
            binding("ClusterRoleBinding", "b", "ClusterRole/view", &subjects),
            binding("RoleBinding", "dev/b", "ClusterRole/view", &subjects),
        ];
        let web = web.map(|to| format!("ServiceAccount/shop/web -> {to}"));
        let bare = bare.map(|to| format!("ServiceAccount/bare -> {to}"));
        let expected: Vec<String> = web.into_iter().chain(bare).collect();
        assert_eq!(edges(&graph_of(&documents), "sa-perms"), expected, "{subjects}");
    }
    // roles of that name in other namespaces are others, whether or not they are there
    let documents = [
        account("shop/web"),
        role("Role", "shop/r", ""),
        role("Role", "dev/r", ""),
        binding("RoleBinding", "shop/a", "Role/r", &group("system:authenticated")),
        binding("RoleBinding", "shop/b", "Role/r", &group("system:serviceaccounts")),
        binding("RoleBinding", "dev/c", "Role/r", &group("system:serviceaccounts")),
        binding("RoleBinding", "x/d", "Role/r", &group("system:serviceaccounts")),
        binding("RoleBinding", "y/e", "Role/r", &group("system:serviceaccounts")),
    ];
    let from = "ServiceAccount/shop/web";
    check(
        &documents,
        "sa-perms",
        &[
            &format!("{from} -> Role/shop/r"),
            &format!("{from} -> Role/dev/r"),
            &format!("{from} -> missing"),
            &format!("{from} -> missing"),
        ],
    );
}

#[test]
fn groups_bound_very_often_stay_within_the_budget() {
    let subject = "{kind: Group, name: 'system:serviceaccounts'}";
    let bindings = (0..100)
        .map(|n| binding("ClusterRoleBinding", &format!("b{n}"), &format!("ClusterRole/r{n}"), subject));
    let documents: Vec<String> = (0..10).map(|n| account(&format!("shop/a{n}"))).chain(bindings).collect();
    assert_eq!(edges(&graph_of(&documents), "sa-perms").len(), 10 * 64);
}

#[test]
fn a_namespace_that_only_one_side_names() {
    let subject = |namespace: &str| format!("{{kind: ServiceAccount, name: web{namespace}}}");
    let argo = subject(", namespace: argocd");
    for (accounts, kind, subject, to) in [
        // applied with `-n argocd`
        (vec!["web"], "ClusterRoleBinding/b", argo.clone(), vec!["web"]),
        (vec!["web"], "RoleBinding/argocd/b", argo.clone(), vec!["web"]),
        (vec!["web"], "RoleBinding/b", argo.clone(), vec!["web"]),
        (vec!["argocd/web"], "RoleBinding/b", subject(""), vec!["argocd/web"]),
        (vec!["argocd/web", "dev/web"], "RoleBinding/b", subject(""), vec!["argocd/web", "dev/web"]),
        // the one that is meant for certain
        (vec!["web", "argocd/web"], "ClusterRoleBinding/b", argo.clone(), vec!["argocd/web"]),
        (vec!["web", "argocd/web"], "RoleBinding/b", subject(""), vec!["web"]),
        // both sides name one
        (vec!["dev/web"], "ClusterRoleBinding/b", argo.clone(), vec![]),
        (vec!["wbe"], "ClusterRoleBinding/b", argo, vec![]),
        // the API refuses it
        (vec!["web"], "ClusterRoleBinding/b", subject(""), vec![]),
    ] {
        let (kind, name) = kind.split_once('/').unwrap();
        let binding = binding(kind, name, "ClusterRole/view", &subject);
        let documents: Vec<String> = accounts.iter().map(|name| account(name)).chain([binding]).collect();
        let graph = graph_of(&documents);
        let accounts: Vec<String> = to.iter().map(|name| format!("ServiceAccount/{name}")).collect();
        let subjects: Vec<String> = edges(&graph, "binding-subject")
            .iter()
            .filter_map(|edge| Some(edge.split_once(" -> ")?.1.to_owned()))
            .collect();
        let expected = if accounts.is_empty() { vec!["missing".to_owned()] } else { accounts.clone() };
        assert_eq!(subjects, expected, "{documents:#?}");
        let permitted: Vec<String> = edges(&graph, "sa-perms")
            .iter()
            .filter_map(|edge| Some(edge.split_once(" -> ")?.0.to_owned()))
            .collect();
        assert_eq!(permitted, accounts, "{documents:#?}");
    }
    // accounts of other files are not meant by chance
    let subject = subject(", namespace: argocd");
    let (one, other) = ([account("web")], [binding("ClusterRoleBinding", "b", "ClusterRole/view", &subject)]);
    check_groups(&[("a", &one), ("b", &other)], "binding-subject", &["ClusterRoleBinding/b -> missing"]);
    check_groups(&[("a", &one), ("b", &other)], "sa-perms", &[]);
}

/// The definition of `widgets.example.com`, a version of which has the subresources `subresources`.
fn definition(subresources: &str) -> String {
    let names = "names: {plural: widgets, kind: Widget}";
    let versions = format!("versions: [{{name: v1}}, {{name: v2, subresources: {{{subresources}}}}}]");
    let spec = format!("spec: {{group: example.com, {names}, scope: Namespaced, {versions}}}");
    object("apiextensions.k8s.io/v1/CustomResourceDefinition", "widgets.example.com", &spec)
}

#[test]
fn resources_of_rules() {
    let found = "CustomResourceDefinition/widgets.example.com";
    let incomplete = &format!("{found} without it");
    for (groups, resources, expected, asked) in [
        ("example.com", "widgets", found, "widgets.example.com"),
        ("example.com", "widgets/status", found, "widgets.example.com/status"),
        ("example.com", "widgets/finalizers", found, "widgets.example.com/finalizers"),
        ("example.com", "widgets/scale", incomplete, "widgets.example.com/scale"),
        ("example.com", "widget", "missing", "widget.example.com"),
        ("example.org", "widgets", "missing", "widgets.example.org"),
        ("''", "pods", "built-in", "pods"),
        ("''", "pods/log", "built-in", "pods/log"),
        ("''", "pods/logs", "missing", "pods/logs"),
        ("''", "pod", "missing", "pod"),
        ("''", "deployments", "missing", "deployments"),
        ("apps", "deployments/scale", "built-in", "deployments.apps/scale"),
        ("certificates.k8s.io", "signers", "built-in", "signers.certificates.k8s.io"),
        ("custom.metrics.k8s.io", "pods/rate", "built-in", "pods.custom.metrics.k8s.io/rate"),
        ("served.example.com", "things", "external things.served.example.com", "things.served.example.com"),
        // one of the groups is enough
        ("'', apps", "deployments", "built-in", "deployments.apps"),
        ("'', apps", "deployment", "missing", "deployment"),
    ] {
        let rule = format!("rules: [{{verbs: [get], apiGroups: [{groups}], resources: [{resources}]}}]");
        let service = "spec: {group: served.example.com, version: v1}";
        let documents = [
            role("ClusterRole", "r", &rule),
            definition("status: {}"),
            object("apiregistration.k8s.io/v1/APIService", "v1.served.example.com", service),
        ];
        check(&documents, "role-crd", &[&format!("ClusterRole/r:/rules/0 -> {expected}")]);
        check_asked(&documents, "role-crd", &[asked]);
        check_sites(&documents, "role-crd", &[resources]);
    }
}

#[test]
fn wildcards_name_no_resource() {
    for rule in [
        "apiGroups: ['*'], resources: [pods]",
        "apiGroups: [''], resources: ['*']",
        "apiGroups: [''], resources: ['*/scale']",
        "apiGroups: [''], resources: ['']",
        "resources: [pods]",
        "nonResourceURLs: [/metrics]",
    ] {
        let rule = format!("rules: [{{verbs: [get], {rule}}}]");
        check(&[role("Role", "shop/r", &rule)], "role-crd", &[]);
    }
}

#[test]
fn every_rule_counts() {
    let rules = "rules: [{verbs: [get], apiGroups: [''], resources: [pods, widgets]}, \
                 {verbs: [get], apiGroups: [apps, extensions], resources: [deployments]}]";
    check(
        &[role("Role", "shop/r", rules)],
        "role-crd",
        &[
            "Role/shop/r:/rules/0 -> built-in",
            "Role/shop/r:/rules/0 -> missing",
            "Role/shop/r:/rules/1 -> built-in",
            "Role/shop/r:/rules/1 -> built-in",
        ],
    );
}

#[test]
fn cloud_roles() {
    let account = |annotation: &str| {
        format!(
            "{{apiVersion: v1, kind: ServiceAccount, metadata: {{name: web, annotations: {{{annotation}}}}}}}"
        )
    };
    let arn = "arn:aws:iam::123456789012:role/web";
    for (annotation, expected) in [
        (format!("eks.amazonaws.com/role-arn: '{arn}'"), Some(arn)),
        (
            "iam.gke.io/gcp-service-account: web@shop.iam.gserviceaccount.com".into(),
            Some("web@shop.iam.gserviceaccount.com"),
        ),
        (
            "azure.workload.identity/client-id: 00000000-0000-0000-0000-000000000001".into(),
            Some("00000000-0000-0000-0000-000000000001"),
        ),
        ("eks.amazonaws.com/role-arn: ''".into(), None),
        ("eks.amazonaws.com/role-arn: ".into(), None),
        ("eks.amazonaws.com/audience: sts.amazonaws.com".into(), None),
    ] {
        let edges: Vec<String> =
            expected.iter().map(|to| format!("ServiceAccount/web -> external {to}")).collect();
        let edges: Vec<&str> = edges.iter().map(String::as_str).collect();
        check(&[account(&annotation)], "sa-cloud-role", &edges);
    }
}

#[test]
fn one_role_names_so_many_resources() {
    let groups: Vec<String> = (0..100).map(|n| format!("g{n}.example.com")).collect();
    let resources: Vec<String> = (0..100).map(|n| format!("r{n}")).collect();
    let rule =
        format!("verbs: [get], apiGroups: [{}], resources: [{}]", groups.join(", "), resources.join(", "));
    let graph = graph_of(&[role("ClusterRole", "r", &format!("rules: [{{{rule}}}]"))]);
    // those that were looked up in all groups: none of them is there
    assert_eq!(edges(&graph, "role-crd").len(), 40);
}
