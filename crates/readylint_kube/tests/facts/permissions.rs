use readylint_kube::facts::permissions::{
    Account, Answer, Grant, Permissions, Request, Rule, Scope, Via, automount, permissions_of, role_contents,
};
use readylint_kube::{Identity, Kind, Resource, ResourceGraph, RoleSource};

use proptest::prelude::*;

use super::support::*;

const RBAC: &str = "rbac.authorization.k8s.io/v1";

fn account(name: &str) -> String {
    object("v1/ServiceAccount", name, "")
}

fn role(kind: &str, name: &str, rules: &[&str]) -> String {
    let rules: Vec<String> = rules.iter().map(|rule| format!("{{{rule}}}")).collect();
    object(&format!("{RBAC}/{kind}"), name, &format!("rules: [{}]", rules.join(", ")))
}

/// A ClusterRole with labels.
fn labelled(name: &str, labels: &str, rule: &str) -> String {
    object(&format!("{RBAC}/ClusterRole"), name, &format!("labels: {labels}; rules: [{{{rule}}}]"))
}

/// A ClusterRole that gathers others; its own rule is overwritten.
fn gathering(name: &str, labels: &str, selectors: &str) -> String {
    let own = "rules: [{verbs: [own], apiGroups: [''], resources: [own]}]";
    let body = format!("labels: {labels}; aggregationRule: {{clusterRoleSelectors: [{selectors}]}}, {own}");
    object(&format!("{RBAC}/ClusterRole"), name, &body)
}

/// A binding of `role` (`ClusterRole/edit`) to `subjects`.
fn binding(kind: &str, name: &str, role: &str, subjects: &[&str]) -> String {
    let (role_kind, role_name) = role.split_once('/').unwrap();
    let subjects: Vec<String> = subjects.iter().map(|subject| format!("{{{subject}}}")).collect();
    let reference = format!("apiGroup: rbac.authorization.k8s.io, kind: {role_kind}, name: '{role_name}'");
    let body = format!("roleRef: {{{reference}}}, subjects: [{}]", subjects.join(", "));
    object(&format!("{RBAC}/{kind}"), name, &body)
}

fn of_account(name: &str) -> String {
    match name.split_once('/') {
        Some((namespace, name)) => format!("kind: ServiceAccount, name: '{name}', namespace: '{namespace}'"),
        None => format!("kind: ServiceAccount, name: '{name}'"),
    }
}

fn scope(scope: Scope<'_>) -> String {
    match scope {
        Scope::Cluster => "everywhere".into(),
        Scope::Namespace(namespace) => format!("in {}", namespace.unwrap_or("-")),
    }
}

fn source(role: RoleSource<'_>) -> String {
    match role {
        RoleSource::Found(found) => title(found),
        RoleSource::BuiltIn(built_in) => format!("built-in {}", built_in.name),
        RoleSource::Missing => "missing".into(),
    }
}

fn rule(rule: Rule<'_>) -> String {
    let join = |terms: Vec<&str>| terms.join(",");
    let names = join(rule.resource_names().map(|term| term.text).collect());
    let urls = join(rule.non_resource_urls().map(|term| term.text).collect());
    let resources: Vec<String> = rule
        .api_groups()
        .flat_map(|group| rule.resources().map(move |it| format!("{}.{}", it.text, group.text)))
        .collect();
    let names = if names.is_empty() { names } else { format!(" named {names}") };
    format!("{} {}{urls}{names}", join(rule.verbs().map(|term| term.text).collect()), resources.join(","))
}

fn describe_grant(grant: &Grant<'_>) -> String {
    let via = match grant.via {
        Via::Name => String::new(),
        Via::Group(group) => format!(" as {group}"),
    };
    let gathered = grant.gathered_from.map(|role| format!(" from {}", source(role))).unwrap_or_default();
    let rule = grant.rule.map_or("?".into(), rule);
    let certain = if grant.certain { "" } else { " perhaps" };
    let (binding, role) = (title(grant.binding), source(grant.role));
    format!("{rule} {}: {binding} -> {role}{gathered}{via}{certain}", scope(grant.scope))
}

/// The permissions of the ServiceAccount `name` (`web` or `shop/web`).
fn permissions<'g>(graph: &'g ResourceGraph, name: &'g str) -> Permissions<'g> {
    let from = graph.resources().next().unwrap();
    let (namespace, name) = match name.split_once('/') {
        Some((namespace, name)) => (Some(namespace), name),
        None => (None, name),
    };
    Account::named(from, namespace, name).permissions()
}

#[track_caller]
fn check_grants(documents: &[String], name: &str, expected: &[&str]) {
    let graph = graph_of(documents);
    let grants: Vec<String> = permissions(&graph, name).grants.iter().map(describe_grant).collect();
    assert_eq!(grants, expected, "{name} of\n{}", documents.join("\n"));
}

const PODS: &str = "verbs: [get], apiGroups: [''], resources: [pods]";

#[test]
fn bindings_reach_accounts() {
    let roles = [role("Role", "shop/reader", &[PODS]), role("ClusterRole", "reader", &[PODS])];
    let bind = |kind: &str, name: &str, to: &str, subject: &str| {
        let mut documents = roles.to_vec();
        documents.push(account("shop/web"));
        documents.push(binding(kind, name, to, &[subject]));
        documents
    };
    let web = &of_account("shop/web");
    let in_shop = "get pods. in shop: RoleBinding/shop/b -> ";
    let cluster = "get pods. everywhere: ClusterRoleBinding/b -> ClusterRole/reader";
    for (kind, name, to, subject, expected) in [
        ("RoleBinding", "shop/b", "Role/reader", web.as_str(), vec![format!("{in_shop}Role/shop/reader")]),
        ("RoleBinding", "shop/b", "ClusterRole/reader", web, vec![format!("{in_shop}ClusterRole/reader")]),
        ("ClusterRoleBinding", "b", "ClusterRole/reader", web, vec![cluster.into()]),
        // the binding's own namespace is meant
        (
            "RoleBinding",
            "shop/b",
            "Role/reader",
            "kind: ServiceAccount, name: web",
            vec![format!("{in_shop}Role/shop/reader")],
        ),
        // refused by the API: nobody is meant
        ("ClusterRoleBinding", "b", "ClusterRole/reader", "kind: ServiceAccount, name: web", vec![]),
        (
            "ClusterRoleBinding",
            "b",
            "Role/reader",
            web,
            vec!["? everywhere: ClusterRoleBinding/b -> missing".into()],
        ),
        // another namespace, another account, another kind
        ("RoleBinding", "shop/b", "Role/reader", "kind: ServiceAccount, name: web, namespace: dev", vec![]),
        ("RoleBinding", "shop/b", "Role/reader", "kind: ServiceAccount, name: api, namespace: shop", vec![]),
        ("RoleBinding", "shop/b", "Role/reader", "kind: User, name: web", vec![]),
        ("RoleBinding", "shop/b", "Role/reader", "kind: Account, name: web, namespace: shop", vec![]),
        // a role of another namespace
        ("RoleBinding", "dev/b", "Role/reader", web, vec!["? in dev: RoleBinding/dev/b -> missing".into()]),
        (
            "ClusterRoleBinding",
            "b",
            "ClusterRole/reader",
            "kind: User, name: 'system:serviceaccount:shop:web'",
            vec![cluster.into()],
        ),
        (
            "ClusterRoleBinding",
            "b",
            "ClusterRole/reader",
            "kind: Group, name: 'system:serviceaccounts'",
            vec![format!("{cluster} as system:serviceaccounts")],
        ),
        (
            "ClusterRoleBinding",
            "b",
            "ClusterRole/reader",
            "kind: Group, name: 'system:serviceaccounts:shop'",
            vec![format!("{cluster} as system:serviceaccounts:shop")],
        ),
        (
            "ClusterRoleBinding",
            "b",
            "ClusterRole/reader",
            "kind: Group, name: 'system:serviceaccounts:dev'",
            vec![],
        ),
        (
            "ClusterRoleBinding",
            "b",
            "ClusterRole/reader",
            "kind: Group, name: 'system:authenticated'",
            vec![format!("{cluster} as system:authenticated")],
        ),
        (
            "ClusterRoleBinding",
            "b",
            "ClusterRole/reader",
            "kind: Group, name: 'system:unauthenticated'",
            vec![],
        ),
        // of names under `system:` only that they exist is known
        (
            "ClusterRoleBinding",
            "b",
            "ClusterRole/system:node",
            web,
            vec!["? everywhere: ClusterRoleBinding/b -> built-in system:node".into()],
        ),
        (
            "RoleBinding",
            "kube-system/b",
            "Role/extension-apiserver-authentication-reader",
            web,
            vec![
                "get,list,watch configmaps. named extension-apiserver-authentication in kube-system: \
                 RoleBinding/kube-system/b -> built-in extension-apiserver-authentication-reader"
                    .into(),
            ],
        ),
    ] {
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        check_grants(&bind(kind, name, to, subject), "shop/web", &expected);
    }
}

#[test]
fn unset_namespaces() {
    let reader = role("Role", "reader", &[PODS]);
    let bind = |name: &str, subject: &str| binding("RoleBinding", name, "Role/reader", &[subject]);
    let bare = of_account("web");
    let documents = |binding: String| vec![account("web"), reader.clone(), binding];
    let grant = "get pods. in -: RoleBinding/b -> Role/reader";
    check_grants(&documents(bind("b", &bare)), "web", &[grant]);
    // the two may meet once all are applied
    check_grants(&documents(bind("b", &bare)), "shop/web", &[&format!("{grant} perhaps")]);
    check_grants(&documents(bind("b", &of_account("shop/web"))), "web", &[&format!("{grant} perhaps")]);
    check_grants(&documents(bind("b", &of_account("shop/web"))), "shop/web", &[grant]);
    check_grants(&documents(bind("b", &of_account("shop/web"))), "dev/web", &[]);
    let group = "kind: Group, name: 'system:serviceaccounts:shop'";
    let perhaps = format!("{grant} as system:serviceaccounts: perhaps");
    check_grants(&documents(bind("b", group)), "web", &[&perhaps]);
    // what a release is rendered for counts
    let graph = graph_in("shop", &documents(bind("b", &of_account("shop/web"))));
    let grants: Vec<String> = permissions(&graph, "shop/web").grants.iter().map(describe_grant).collect();
    assert_eq!(grants, ["get pods. in shop: RoleBinding/shop/b -> Role/shop/reader"]);
}

#[test]
fn the_own_group_comes_first() {
    let dev = [
        account("web"),
        role("Role", "reader", &[PODS]),
        binding("RoleBinding", "b", "Role/reader", &[&of_account("web")]),
    ]
    .join("\n---\n");
    let prod = [
        account("web"),
        role("Role", "reader", &["verbs: [list], apiGroups: [''], resources: [pods]"]),
        binding("RoleBinding", "b", "Role/reader", &[&of_account("web")]),
        binding("RoleBinding", "more", "Role/reader", &[&of_account("web")]),
    ]
    .join("\n---\n");
    let shared = [
        binding("ClusterRoleBinding", "shared", "ClusterRole/view", &[&of_account("shop/web")]),
        binding("RoleBinding", "shared", "Role/reader", &[&of_account("web")]),
    ]
    .join("\n---\n");
    let graph = graph_of_groups(&[("dev", &dev), ("prod", &prod), ("shared", &shared)]);
    let of_group = |verb: &str| {
        let web = graph
            .of_kind(Kind::ServiceAccount)
            .find(|web| {
                let roles = Account::of_object(*web).unwrap().permissions();
                roles.grants.iter().any(|grant| rule(grant.rule.unwrap()).starts_with(verb))
            })
            .unwrap();
        let permissions = Account::of_object(web).unwrap().permissions();
        permissions.grants.iter().map(describe_grant).collect::<Vec<_>>()
    };
    // the shared binding has no account of its own, so it means this one; its role is the first there is
    let shared = "get pods. in -: RoleBinding/shared -> Role/reader";
    assert_eq!(of_group("get"), ["get pods. in -: RoleBinding/b -> Role/reader", shared]);
    let own = ["b", "more"].map(|name| format!("list pods. in -: RoleBinding/{name} -> Role/reader"));
    assert_eq!(of_group("list"), [own[0].as_str(), &own[1], shared]);
}

/// Whether the rule `rule` allows requests, each as `verb group resource[/subresource] [name]`.
#[test]
fn rules_allow() {
    for (rule, request, expected) in [
        (PODS, "get - pods", true),
        (PODS, "list - pods", false),
        (PODS, "get apps pods", false),
        (PODS, "get - pods web", true),
        (PODS, "get - pods/log", false),
        ("verbs: ['*'], apiGroups: [''], resources: [pods]", "eat - pods", true),
        ("verbs: [get], apiGroups: ['*'], resources: [pods]", "get metrics.k8s.io pods", true),
        ("verbs: [get], apiGroups: [''], resources: ['*']", "get - pods", true),
        ("verbs: [get], apiGroups: [''], resources: ['*']", "get - pods/log", true),
        ("verbs: [get], apiGroups: [''], resources: ['*/log']", "get - pods/log", true),
        ("verbs: [get], apiGroups: [''], resources: ['*/log']", "get - pods", false),
        ("verbs: [get], apiGroups: [''], resources: ['*/log']", "get - pods/exec", false),
        ("verbs: [get], apiGroups: [''], resources: ['pods/*']", "get - pods/log", false),
        ("verbs: [get], apiGroups: [''], resources: [pods/log]", "get - pods/log", true),
        ("verbs: [get], apiGroups: [''], resources: [pods/log]", "get - pods", false),
        ("verbs: [get], apiGroups: ['', apps], resources: [pods, deployments]", "get apps deployments", true),
        ("verbs: [get], resources: [pods]", "get - pods", false),
        ("verbs: [get], apiGroups: [''], resources: [pods], resourceNames: [web]", "get - pods web", true),
        ("verbs: [get], apiGroups: [''], resources: [pods], resourceNames: [web]", "get - pods api", false),
        ("verbs: [get], apiGroups: [''], resources: [pods], resourceNames: ['*']", "get - pods api", false),
        ("verbs: [get], apiGroups: [''], resources: [pods], resourceNames: []", "get - pods api", true),
        ("verbs: [list], apiGroups: [''], resources: [pods], resourceNames: [web]", "list - pods", false),
        ("verbs: [create], apiGroups: [''], resources: [pods], resourceNames: [web]", "create - pods", false),
        (
            "verbs: [create], apiGroups: [''], resources: [pods/exec], resourceNames: [web]",
            "create - pods/exec web",
            true,
        ),
        ("verbs: [get], nonResourceURLs: ['*']", "get - pods", false),
        ("verbs: get, apiGroups: [''], resources: [pods]", "get - pods", false),
    ] {
        let graph = graph_of(&[
            role("ClusterRole", "r", &[rule]),
            binding("ClusterRoleBinding", "b", "ClusterRole/r", &[&of_account("shop/web")]),
        ]);
        let words: Vec<&str> = request.split(' ').collect();
        let (resource, subresource) = match words[2].split_once('/') {
            Some((resource, subresource)) => (resource, Some(subresource)),
            None => (words[2], None),
        };
        let request = Request {
            verb: words[0],
            group: if words[1] == "-" { "" } else { words[1] },
            resource,
            subresource,
            name: words.get(3).copied(),
            scope: Scope::Namespace(Some("dev")),
        };
        let allowed = permissions(&graph, "shop/web").allows(&request).is_some();
        assert_eq!(allowed, expected, "{rule}: {request:?}");
    }
}

#[test]
fn urls() {
    for (kind, urls, path, expected) in [
        ("ClusterRoleBinding", "'*'", "/metrics", true),
        ("ClusterRoleBinding", "/metrics", "/metrics", true),
        ("ClusterRoleBinding", "/metrics", "/metrics/cadvisor", false),
        ("ClusterRoleBinding", "/metrics/*", "/metrics/cadvisor", true),
        ("ClusterRoleBinding", "/metrics/*", "/metrics", false),
        // they belong to the cluster
        ("RoleBinding", "'*'", "/metrics", false),
    ] {
        let graph = graph_of(&[
            role("ClusterRole", "r", &[&format!("verbs: [get], nonResourceURLs: [{urls}]")]),
            binding(kind, "shop/b", "ClusterRole/r", &[&of_account("shop/web")]),
        ]);
        let permissions = permissions(&graph, "shop/web");
        assert_eq!(permissions.allows_url("get", path).is_some(), expected, "{kind} {urls} {path}");
        assert!(permissions.allows_url("post", path).is_none());
    }
}

/// `yes`, `no` or `?` to `get pods` in the given scope.
fn may_get_pods(documents: &[String], name: &str, scope: Scope<'_>) -> &'static str {
    let graph = graph_of(documents);
    let request =
        Request { verb: "get", group: "", resource: "pods", subresource: None, name: Some("x"), scope };
    match permissions(&graph, name).answer(&request) {
        Answer::Yes(_) => "yes",
        Answer::No => "no",
        Answer::CannotTell => "?",
    }
}

#[test]
fn answers() {
    let shop = Scope::Namespace(Some("shop"));
    let web = of_account("shop/web");
    let in_shop = |to: &str| vec![binding("RoleBinding", "shop/b", to, &[&web])];
    let everywhere = |to: &str| vec![binding("ClusterRoleBinding", "b", to, &[&web])];
    let unset = vec![binding("RoleBinding", "b", "ClusterRole/view", &[&web])];
    for (documents, name, scope, expected) in [
        (in_shop("ClusterRole/view"), "shop/web", shop, "yes"),
        (in_shop("ClusterRole/view"), "shop/web", Scope::Namespace(Some("dev")), "no"),
        (in_shop("ClusterRole/view"), "shop/web", Scope::Namespace(None), "?"),
        (in_shop("ClusterRole/view"), "shop/web", Scope::Cluster, "no"),
        (in_shop("ClusterRole/view"), "shop/api", shop, "no"),
        (in_shop("ClusterRole/view"), "web", shop, "?"),
        (everywhere("ClusterRole/view"), "shop/web", shop, "yes"),
        (everywhere("ClusterRole/view"), "shop/web", Scope::Namespace(None), "yes"),
        (everywhere("ClusterRole/view"), "shop/web", Scope::Cluster, "yes"),
        (everywhere("ClusterRole/cluster-admin"), "shop/web", Scope::Cluster, "yes"),
        (everywhere("ClusterRole/system:discovery"), "shop/web", shop, "no"),
        (everywhere("ClusterRole/theirs"), "shop/web", shop, "?"),
        (in_shop("ClusterRole/theirs"), "shop/web", Scope::Cluster, "no"),
        (in_shop("ClusterRole/system:node"), "shop/web", shop, "?"),
        (unset.clone(), "shop/web", shop, "?"),
        (unset, "shop/web", Scope::Cluster, "no"),
    ] {
        assert_eq!(may_get_pods(&documents, name, scope), expected, "{documents:?} {name} {scope:?}");
    }
}

/// The rules of the ClusterRole `all` among `documents`, each with where it comes from; `?` if there may be more.
fn contents(documents: &[String]) -> Vec<String> {
    let graph = graph_of(documents);
    let from = graph.resources().next().unwrap();
    let all = graph.look_up(from.id(), Kind::ClusterRole, None, "all").unwrap();
    let contents = role_contents(all, RoleSource::Found(all));
    let line = |it: &readylint_kube::facts::permissions::GatheredRule<'_>| {
        let from = it.gathered_from.map(|role| format!(" from {}", source(role))).unwrap_or_default();
        format!("{}{from}", rule(it.rule))
    };
    let mut lines: Vec<String> = contents.rules.iter().map(line).collect();
    lines.extend(contents.cannot_tell.then(|| "?".to_owned()));
    lines
}

#[test]
fn aggregation() {
    let verb = |verb: &str| format!("verbs: [{verb}], apiGroups: [''], resources: [pods]");
    let one = labelled("one", "tier: one, part: x", &verb("one"));
    let two = labelled("two", "tier: two, part: x", &verb("two"));
    let none = labelled("none", "other: x", &verb("none"));
    let (from_one, from_two) = ("one pods. from ClusterRole/one", "two pods. from ClusterRole/two");
    for (selectors, expected) in [
        ("{matchLabels: {tier: one}}", vec![from_one]),
        ("{matchLabels: {part: x}}", vec![from_one, from_two]),
        ("{matchLabels: {part: x, tier: two}}", vec![from_two]),
        // one is enough, and each role counts once
        ("{matchLabels: {tier: two}}, {matchLabels: {tier: one}}", vec![from_two, from_one]),
        ("{matchLabels: {part: x}}, {matchLabels: {tier: one}}", vec![from_one, from_two]),
        ("{matchExpressions: [{key: tier, operator: In, values: [one, three]}]}", vec![from_one]),
        ("{matchExpressions: [{key: tier, operator: Exists}]}", vec![from_one, from_two]),
        (
            "{matchLabels: {part: x}, matchExpressions: [{key: tier, operator: NotIn, values: [one]}]}",
            vec![from_two],
        ),
        ("{matchLabels: {tier: three}}", vec![]),
        ("", vec![]),
    ] {
        let all = gathering("all", "", selectors);
        assert_eq!(contents(&[all, one.clone(), two.clone(), none.clone()]), expected, "{selectors}");
    }
}

#[test]
fn aggregation_of_aggregated() {
    let leaf = labelled("leaf", "to: b", "verbs: [get], apiGroups: [''], resources: [pods]");
    // through another one, in a circle, itself
    let all = gathering("all", "to: a", "{matchLabels: {to: a}}");
    let middle = gathering("middle", "to: a", "{matchLabels: {to: b}}, {matchLabels: {to: a}}");
    let bare = |role: &str| role.replace("rules: [{verbs: [own]", "other: [{verbs: [own]");
    let of_leaf = "get pods. from ClusterRole/leaf";
    assert_eq!(contents(&[bare(&all), bare(&middle), leaf.clone()]), [of_leaf]);
    // what is written in roles of a circle may go round
    assert_eq!(contents(&[all, bare(&middle), leaf.clone()]), [of_leaf, "?"]);
    // two ways to the same role are no circle
    let fork = gathering("all", "", "{matchLabels: {to: b}}, {matchLabels: {to: c}}");
    let side = gathering("side", "to: c", "{matchLabels: {to: b}}");
    assert_eq!(contents(&[fork, side, leaf]), [of_leaf]);
    // without a rule of aggregation the own rules count
    let plain = role("ClusterRole", "all", &[PODS, "verbs: [list], apiGroups: [apps], resources: [x, y]"]);
    assert_eq!(contents(&[plain]), ["get pods.", "list x.apps,y.apps"]);
    // built-in roles carry labels too
    let admin = "rbac.authorization.k8s.io/aggregate-to-admin: 'true'";
    let all = gathering("all", "", &format!("{{matchLabels: {{{admin}}}}}"));
    let lines = contents(std::slice::from_ref(&all));
    let bindings = ".rbac.authorization.k8s.io from built-in system:aggregate-to-admin";
    assert!(lines.iter().any(|line| line.ends_with(bindings)), "{lines:#?}");
    let exec =
        |lines: &[String]| lines.iter().any(|line| line.contains("pods/exec.") && line.ends_with("edit"));
    assert!(exec(&lines), "{lines:#?}");
    assert!(!lines.contains(&"?".to_owned()));
    // one of the input takes the place of the built-in one
    assert!(!exec(&contents(&[
        all,
        role("ClusterRole", "edit", &[]),
        role("ClusterRole", "system:aggregate-to-edit", &[])
    ])));
    // everything: roles of the control plane are among them
    let lines = contents(&[gathering("all", "", "{}")]);
    assert!(lines.contains(&"?".to_owned()) && lines.contains(&"* *.* from built-in cluster-admin".into()));
}

#[test]
fn the_input_extends_built_in_roles() {
    let label = |of: &str| format!("rbac.authorization.k8s.io/aggregate-to-{of}: 'true'");
    let widgets = |verb: &str| format!("verbs: [{verb}], apiGroups: [example.com], resources: [widgets]");
    let extension = |of: &str| labelled(&format!("widgets-{of}"), &label(of), &widgets(of));
    let off = "rbac.authorization.k8s.io/aggregate-to-view: 'false'";
    let extensions =
        ["view", "edit", "admin"].map(extension).into_iter().chain([labelled("off", off, &widgets("off"))]);
    let extensions: Vec<String> = extensions.collect();
    for (role, expected) in [
        ("view", vec!["view"]),
        ("edit", vec!["edit", "view"]),
        ("admin", vec!["admin", "edit", "view"]),
        ("cluster-admin", vec![]),
    ] {
        let mut documents = extensions.clone();
        let to = format!("ClusterRole/{role}");
        documents.push(binding("RoleBinding", "shop/b", &to, &[&of_account("shop/web")]));
        let graph = graph_of(&documents);
        let permissions = permissions(&graph, "shop/web");
        let extended = permissions.grants.iter().filter(|grant| grant.gathered_from.is_some());
        let verbs: Vec<&str> =
            extended.map(|grant| grant.rule.unwrap().verbs().next().unwrap().text).collect();
        assert_eq!(verbs, expected, "{role}");
        assert!(!permissions.cannot_tell());
    }
}

#[test]
fn built_in_rules() {
    let shop = Scope::Namespace(Some("shop"));
    for (role, verb, group, resource, subresource, expected) in [
        ("view", "get", "", "pods", Some("log"), true),
        ("view", "list", "", "secrets", None, false),
        ("view", "create", "", "pods", None, false),
        ("edit", "list", "", "secrets", None, true),
        ("edit", "create", "", "pods", Some("exec"), true),
        ("edit", "impersonate", "", "serviceaccounts", None, true),
        ("edit", "update", "", "endpoints", None, false),
        ("edit", "create", "rbac.authorization.k8s.io", "roles", None, false),
        ("admin", "create", "rbac.authorization.k8s.io", "roles", None, true),
        ("admin", "list", "", "nodes", None, false),
        ("admin", "escalate", "rbac.authorization.k8s.io", "roles", None, false),
        ("cluster-admin", "escalate", "rbac.authorization.k8s.io", "roles", None, true),
    ] {
        let to = format!("ClusterRole/{role}");
        let graph = graph_of(&[binding("RoleBinding", "shop/b", &to, &[&of_account("shop/web")])]);
        let request = Request { verb, group, resource, subresource, name: None, scope: shop };
        let allowed = permissions(&graph, "shop/web").allows(&request).is_some();
        assert_eq!(allowed, expected, "{role} {request:?}");
    }
}

#[test]
fn everything() {
    let every = "verbs: ['*'], apiGroups: ['*'], resources: ['*']";
    let written =
        "verbs: [get, list, watch, create, update, patch, delete], apiGroups: ['*'], resources: ['*']";
    let named = "verbs: ['*'], apiGroups: ['*'], resources: ['*'], resourceNames: [x]";
    let some = "verbs: [get, list], apiGroups: ['*'], resources: ['*']";
    let of_apps = "verbs: ['*'], apiGroups: [apps], resources: ['*']";
    for (text, resources, urls) in [
        (every, true, false),
        (written, true, false),
        (named, false, false),
        (some, false, false),
        (of_apps, false, false),
        ("verbs: ['*'], nonResourceURLs: ['*']", false, true),
        ("verbs: ['*'], nonResourceURLs: ['/*']", false, true),
        ("verbs: ['*'], nonResourceURLs: ['/']", false, false),
        ("verbs: ['*'], nonResourceURLs: ['/metrics*']", false, false),
        ("verbs: [get], nonResourceURLs: ['*']", false, false),
    ] {
        let graph = graph_of(&[role("ClusterRole", "all", &[text])]);
        let all = graph.resources().next().unwrap();
        let rule = role_contents(all, RoleSource::Found(all)).rules[0].rule;
        assert_eq!((rule.allows_everything(), rule.allows_every_url()), (resources, urls), "{text}");
    }
}

#[test]
fn permissions_are_written_out() {
    let rule = "verbs: [get, '*'], apiGroups: ['', apps], resources: [pods/log, '*'], resourceNames: [web]";
    let documents = [
        role("ClusterRole", "r", &[rule]),
        binding("ClusterRoleBinding", "b", "ClusterRole/r", &[&of_account("shop/web")]),
    ];
    let graph = graph_of(&documents);
    let permissions = permissions(&graph, "shop/web");
    let lines: Vec<String> = permissions.grants[0]
        .permissions()
        .map(|it| {
            let names: Vec<&str> = it.resource_names().map(|name| name.text).collect();
            let (plural, subresource) = (it.plural(), it.subresource().unwrap_or("-"));
            assert_eq!(it.verb.node.unwrap().text(), Some(it.verb.text));
            format!("{} {}:{plural} {subresource} {names:?}", it.verb.text, it.group.text)
        })
        .collect();
    let expected = [
        r#"get :pods log ["web"]"#,
        r#"* :pods log ["web"]"#,
        r#"get :* - ["web"]"#,
        r#"* :* - ["web"]"#,
        r#"get apps:pods log ["web"]"#,
        r#"* apps:pods log ["web"]"#,
        r#"get apps:* - ["web"]"#,
        r#"* apps:* - ["web"]"#,
    ];
    assert_eq!(lines, expected);
    assert_eq!(scope(permissions.grants[0].permissions().next().unwrap().scope), "everywhere");
}

#[test]
fn users_and_groups() {
    let subjects =
        ["kind: User, name: jane", "kind: Group, name: devs", "kind: Group, name: 'system:authenticated'"];
    let mut documents = vec![role("ClusterRole", "r", &[PODS])];
    for (subject, name) in subjects.iter().zip(["a", "b", "c"]) {
        documents.push(binding("ClusterRoleBinding", name, "ClusterRole/r", &[subject]));
    }
    let graph = graph_of(&documents);
    let from = graph.resources().next().unwrap();
    for (who, expected) in [
        (Identity::User("jane"), vec!["a", "c"]),
        (Identity::User("joe"), vec!["c"]),
        (Identity::User("system:anonymous"), vec![]),
        (Identity::Group("devs"), vec!["b"]),
        (Identity::Group("ops"), vec![]),
    ] {
        let permissions = permissions_of(from, who);
        let names: Vec<&str> = permissions.grants.iter().filter_map(|grant| grant.binding.name()).collect();
        assert_eq!(names, expected, "{who:?}");
    }
}

#[test]
fn all_versions_read_the_same() {
    for version in ["v1", "v1beta1", "v1alpha1"] {
        let documents = [
            role("Role", "shop/reader", &[PODS]).replace("k8s.io/v1,", &format!("k8s.io/{version},")),
            binding("RoleBinding", "shop/b", "Role/reader", &[&of_account("shop/web")])
                .replace("k8s.io/v1,", &format!("k8s.io/{version},")),
        ];
        check_grants(&documents, "shop/web", &["get pods. in shop: RoleBinding/shop/b -> Role/shop/reader"]);
    }
}

#[test]
fn accounts_of_pods() {
    let object = |name: &str, automount: &str| object("v1/ServiceAccount", name, automount);
    let on = "automountServiceAccountToken: true";
    let off = "automountServiceAccountToken: false";
    for (spec, accounts, expected) in [
        ("", vec![], "default Some(true)"),
        ("", vec![object("default", off)], "default (known) Some(false) at false"),
        (on, vec![object("default", off)], "default (known) Some(true) at true"),
        (off, vec![], "default Some(false) at false"),
        ("serviceAccountName: web", vec![], "web None"),
        ("serviceAccountName: web", vec![object("web", "")], "web (known) Some(true)"),
        ("serviceAccountName: web", vec![object("web", off)], "web (known) Some(false) at false"),
        (
            "serviceAccountName: web",
            vec![object("web", &off.replace("false", "null"))],
            "web (known) Some(true)",
        ),
        ("serviceAccountName: web", vec![object("dev/web", off)], "web None"),
        ("serviceAccount: web", vec![object("web", "")], "web (known) Some(true)"),
        ("serviceAccountName: '', serviceAccount: web", vec![], "web None"),
        ("serviceAccountName: api, serviceAccount: web", vec![], "api None"),
        ("serviceAccountName: ", vec![], "default Some(true)"),
        ("serviceAccountName: web, automountServiceAccountToken: maybe", vec![], "web None at maybe"),
    ] {
        let documents: Vec<String> =
            std::iter::once(deployment("web", "", "", spec)).chain(accounts).collect();
        let graph = graph_of(&documents);
        let pod = graph.pod_templates().next().unwrap();
        let account = Account::of(pod);
        let automount = automount(pod);
        let at = automount.decided_by.map(|node| format!(" at {}", node.raw())).unwrap_or_default();
        let known = if account.object.is_some() { " (known)" } else { "" };
        assert_eq!(format!("{}{known} {:?}{at}", account.name, automount.mounted), expected, "{documents:?}");
    }
}

#[test]
fn accounts_by_object() {
    let graph = graph_of(&[account("shop/web"), role("Role", "web", &[])]);
    let of = |resource: Resource<'_>| Account::of_object(resource).map(|account| account.name.to_owned());
    let names: Vec<_> = graph.resources().map(of).collect();
    assert_eq!(names, [Some("web".to_owned()), None]);
}

#[test]
fn too_much_cannot_be_told() {
    let web = of_account("shop/web");
    let bound = |count: usize, subject: &str| {
        let subjects = vec![subject; count];
        [binding("RoleBinding", "shop/b", "ClusterRole/system:discovery", &subjects)]
    };
    assert_eq!(may_get_pods(&bound(8192, &web), "shop/web", Scope::Cluster), "no");
    assert_eq!(may_get_pods(&bound(8193, &web), "shop/web", Scope::Cluster), "?");
    let everybody = "kind: Group, name: 'system:serviceaccounts'";
    assert_eq!(may_get_pods(&bound(1024, everybody), "shop/web", Scope::Cluster), "no");
    assert_eq!(may_get_pods(&bound(1025, everybody), "shop/web", Scope::Cluster), "?");
}

#[test]
fn many_namespaces() {
    let documents: Vec<String> = (0..2000)
        .flat_map(|n| {
            let role = role("Role", &format!("n{n}/reader"), &[PODS]);
            let bound = binding("RoleBinding", &format!("n{n}/b"), "Role/reader", &[&of_account("web")]);
            [account(&format!("n{n}/web")), role, bound]
        })
        .collect();
    let graph = graph_of(&documents);
    for web in graph.of_kind(Kind::ServiceAccount) {
        let permissions = Account::of_object(web).unwrap().permissions();
        assert_eq!(permissions.grants.len(), 1);
        assert_eq!(permissions.grants[0].scope, Scope::Namespace(web.namespace()));
    }
}

#[test]
fn crowds_of_roles_end() {
    let selectors = "{matchLabels: {part: x}}";
    let bare = |name: &str, labels: &str| gathering(name, labels, selectors).replace("rules: [", "other: [");
    let crowd = |count: usize| -> Vec<String> {
        let roles = (0..count).map(|n| bare(&format!("r{n}"), "part: x"));
        roles.chain([bare("all", "")]).collect()
    };
    assert_eq!(contents(&crowd(80)), [""; 0]);
    // each is held against all
    assert_eq!(contents(&crowd(120)), ["?"]);
}

/// A value in flow style: what a role or a binding may hold by mistake.
fn value() -> impl Strategy<Value = String> {
    let keys =
        ["kind", "name", "namespace", "verbs", "apiGroups", "resources", "resourceNames", "matchLabels"];
    let more = ["matchExpressions", "key", "operator", "values", "nonResourceURLs", "clusterRoleSelectors"];
    let keys: Vec<&str> = keys.into_iter().chain(more).collect();
    let texts = ["ServiceAccount", "Group", "ClusterRole", "web", "''", "'*'", "pods/log", "In", "~", "1"];
    let leaf = prop::sample::select(texts.to_vec()).prop_map(str::to_owned);
    leaf.prop_recursive(4, 32, 4, move |inner| {
        let entry = (prop::sample::select(keys.clone()), inner.clone());
        let entry = entry.prop_map(|(key, value)| format!("{key}: {value}"));
        prop_oneof![
            prop::collection::vec(entry, 0..5).prop_map(|entries| format!("{{{}}}", entries.join(", "))),
            prop::collection::vec(inner, 0..4).prop_map(|items| format!("[{}]", items.join(", "))),
        ]
    })
}

proptest! {
    #[test]
    fn whatever_stands_there(values in prop::collection::vec(value(), 6)) {
        let [rules, rule, selectors, role_ref, subjects, account] = &values[..] else { unreachable!() };
        let to_web = "roleRef: {kind: ClusterRole, name: web}, subjects: [{kind: Group, name: 'system:authenticated'}]";
        let documents = [
            object(&format!("{RBAC}/ClusterRole"), "web", &format!("rules: [{rule}, {rules}]")),
            object(&format!("{RBAC}/ClusterRole"), "all", &format!("rules: {rules}, aggregationRule: {{clusterRoleSelectors: [{selectors}]}}")),
            object(&format!("{RBAC}/RoleBinding"), "web", &format!("roleRef: {role_ref}, subjects: [{subjects}]")),
            object(&format!("{RBAC}/ClusterRoleBinding"), "web", to_web),
            deployment("web", "", "", &format!("serviceAccountName: {account}")),
        ];
        let graph = graph_of(&documents);
        let pod = graph.pod_templates().next().unwrap();
        let permissions = Account::of(pod).permissions();
        prop_assert!(permissions.grants.iter().all(|grant| grant.binding.name() == Some("web")));
        for grant in &permissions.grants {
            // one rule, every combination of what it lists: each is allowed
            for permission in grant.permissions().filter(|it| it.plural() != "*" && it.verb.text != "*") {
                let request = Request {
                    verb: permission.verb.text,
                    group: permission.group.text,
                    resource: permission.plural(),
                    subresource: permission.subresource(),
                    name: permission.resource_names().next().map(|name| name.text),
                    scope: grant.scope,
                };
                prop_assert!(grant.rule.is_some_and(|rule| rule.allows(&request)), "{request:?}");
            }
        }
        let all = graph.look_up(pod.resource().id(), Kind::ClusterRole, None, "all").unwrap();
        role_contents(all, RoleSource::Found(all));
    }
}
