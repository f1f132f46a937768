use readylint_kube::facts::security::{
    ProfileKind, Setting, SettingLevel, allow_privilege_escalation, app_armor_profile, capabilities,
    host_process, is_legible, is_unset, linux_rules_apply, pod_security, privileged, proc_mount,
    read_only_root_filesystem, run_as_group, run_as_non_root, run_as_user, run_as_user_name,
    se_linux_options, seccomp_profile, user_namespace_relaxes,
};
use readylint_kube::{Container, ResourceGraph};
use readylint_scalars::VersionRange;
use readylint_yaml::Node;

use super::support::*;

fn web(container: &str, spec: &str) -> ResourceGraph {
    graph_of(&[deployment("web", "", container, spec)])
}

/// A graph in which these are the `securityContext` of the container and of its pod.
fn contexts(container: &str, pod: &str) -> ResourceGraph {
    web(&format!("securityContext: {{{container}}}"), &format!("securityContext: {{{pod}}}"))
}

fn api(graph: &ResourceGraph) -> Container<'_> {
    graph.pod_templates().next().unwrap().containers().next().unwrap()
}

/// `value level at text`, or `-`.
fn describe_setting<T: ToString>(setting: Option<Setting<'_, T>>) -> String {
    let Some(setting) = setting else {
        return "-".into();
    };
    format!("{} {} at {}", setting.value.to_string(), level(setting.level), setting.node.raw())
}

fn level(level: SettingLevel) -> &'static str {
    match level {
        SettingLevel::Container => "container",
        SettingLevel::Pod => "pod",
    }
}

fn inherited(container: Container<'_>, field: &str) -> String {
    match field {
        "runAsUser" => describe_setting(run_as_user(container)),
        "runAsGroup" => describe_setting(run_as_group(container)),
        "runAsNonRoot" => describe_setting(run_as_non_root(container)),
        "windowsOptions.runAsUserName" => describe_setting(run_as_user_name(container)),
        "windowsOptions.hostProcess" => describe_setting(host_process(container)),
        _ => panic!("{field}"),
    }
}

#[test]
fn containers_over_pods() {
    for (field, container, pod, expected) in [
        ("runAsUser", "", "", "-"),
        ("runAsUser", "runAsUser: 0", "runAsUser: 1000", "0 container at 0"),
        ("runAsUser", "", "runAsUser: 1000", "1000 pod at 1000"),
        ("runAsUser", "runAsUser: ", "runAsUser: 1000", "1000 pod at 1000"),
        ("runAsUser", "runAsGroup: 0", "runAsUser: 1000", "1000 pod at 1000"),
        ("runAsGroup", "runAsGroup: 5", "runAsGroup: 0", "5 container at 5"),
        ("runAsGroup", "", "runAsGroup: 0", "0 pod at 0"),
        ("runAsNonRoot", "runAsNonRoot: false", "runAsNonRoot: true", "false container at false"),
        ("runAsNonRoot", "", "runAsNonRoot: true", "true pod at true"),
        // fields of windowsOptions are inherited one by one
        (
            "windowsOptions.runAsUserName",
            "windowsOptions: {hostProcess: true}",
            "windowsOptions: {runAsUserName: app}",
            "app pod at app",
        ),
        (
            "windowsOptions.hostProcess",
            "windowsOptions: {hostProcess: false}",
            "windowsOptions: {hostProcess: true}",
            "false container at false",
        ),
    ] {
        assert_eq!(
            inherited(api(&contexts(container, pod)), field),
            expected,
            "{field}: {container} | {pod}"
        );
    }
}

#[test]
fn se_linux_options_are_replaced_as_a_whole() {
    for (container, pod, expected) in [
        ("", "", "-"),
        ("", "seLinuxOptions: {level: s0}", "pod {level: s0}"),
        ("seLinuxOptions: {type: t}", "seLinuxOptions: {level: s0}", "container {type: t}"),
        ("seLinuxOptions: ", "seLinuxOptions: {level: s0}", "pod {level: s0}"),
    ] {
        let graph = contexts(container, pod);
        let found = se_linux_options(api(&graph));
        let found = found.map(|found| format!("{} {}", level(found.level), Node::raw(found.value)));
        assert_eq!(found.unwrap_or("-".into()), expected, "{container} | {pod}");
    }
}

#[test]
fn of_containers_only() {
    type Read = for<'g> fn(Container<'g>) -> String;
    let cases: [(&str, &str, Read); 4] = [
        ("privileged", "true", |container| describe_setting(privileged(container))),
        ("allowPrivilegeEscalation", "false", |container| {
            describe_setting(allow_privilege_escalation(container))
        }),
        ("readOnlyRootFilesystem", "true", |container| {
            describe_setting(read_only_root_filesystem(container))
        }),
        ("procMount", "Unmasked", |container| describe_setting(proc_mount(container))),
    ];
    for (field, value, read) in cases {
        let written = format!("{field}: {value}");
        assert_eq!(read(api(&contexts(&written, ""))), format!("{value} container at {value}"));
        // a pod cannot set it
        assert_eq!(read(api(&contexts("", &written))), "-", "{field}");
        assert_eq!(read(api(&contexts(&format!("{field}: "), ""))), "-", "{field}");
    }
    for role in ["initContainers", "ephemeralContainers"] {
        let graph = web("", &format!("{role}: [{{name: x, securityContext: {{privileged: true}}}}]"));
        let other = graph.pod_templates().next().unwrap().containers().nth(1).unwrap();
        assert!(privileged(other).is_some_and(|setting| setting.value), "{role}");
    }
}

/// `+added -dropped =effective`, and `!` if all are dropped.
fn describe_capabilities(text: &str) -> String {
    let graph = contexts(&format!("capabilities: {{{text}}}"), "capabilities: {add: [IGNORED]}");
    let found = capabilities(api(&graph));
    let names = |sign: &str, list: Vec<&str>| {
        if list.is_empty() { String::new() } else { format!("{sign}{} ", list.join(",")) }
    };
    let all = if found.drops_all() { "!" } else { "" };
    format!(
        "{}{}{}{all}",
        names("+", found.added.iter().map(|it| it.name.as_str()).collect()),
        names("-", found.dropped.iter().map(|it| it.name.as_str()).collect()),
        names("=", found.effective_additions().iter().map(|it| it.name.as_str()).collect())
    )
}

#[test]
fn algebra_of_capabilities() {
    for (text, expected) in [
        ("", ""),
        ("drop: [ALL]", "-ALL !"),
        ("drop: [all]", "-ALL !"),
        ("drop: [CAP_ALL]", "-ALL !"),
        ("drop: [NET_RAW]", "-NET_RAW "),
        ("add: [NET_ADMIN], drop: [ALL]", "+NET_ADMIN -ALL =NET_ADMIN !"),
        ("add: [cap_net_admin, SYS_TIME]", "+NET_ADMIN,SYS_TIME =NET_ADMIN,SYS_TIME "),
        ("add: [SYS_ADMIN, CAP_SYS_ADMIN, sys_admin]", "+SYS_ADMIN =SYS_ADMIN "),
        // ALL absorbs
        ("add: [CHOWN, ALL]", "+CHOWN,ALL =ALL "),
        ("add: [ALL], drop: [CHOWN]", "+ALL -CHOWN =ALL "),
        ("add: [ALL, CHOWN], drop: [ALL]", "+ALL,CHOWN -ALL =CHOWN !"),
        ("add: [CHOWN, KILL], drop: [chown]", "+CHOWN,KILL -CHOWN =KILL "),
        ("add: ALL, drop: ", ""),
        ("add: [[ALL], {a: b}, ]", ""),
    ] {
        assert_eq!(describe_capabilities(text), expected, "{text}");
    }
    let graph = contexts("capabilities: {drop: [CAP_NET_RAW]}", "");
    let found = capabilities(api(&graph));
    assert!(found.drops("net_raw") && found.drops("CAP_NET_RAW") && !found.drops("CHOWN"));
    assert_eq!(found.dropped[0].node.raw(), "CAP_NET_RAW");
    let graph = contexts("capabilities: {drop: [ALL]}", "");
    assert!(capabilities(api(&graph)).drops("CHOWN"));
}

fn kind(kind: ProfileKind) -> &'static str {
    match kind {
        ProfileKind::RuntimeDefault => "runtime",
        ProfileKind::Localhost => "localhost",
        ProfileKind::Unconfined => "unconfined",
        ProfileKind::Unknown => "unknown",
    }
}

#[test]
fn seccomp() {
    for (container, pod, expected) in [
        ("", "", "-"),
        ("", "type: RuntimeDefault", "pod runtime at RuntimeDefault"),
        ("type: Unconfined", "type: RuntimeDefault", "container unconfined at Unconfined"),
        ("type: Localhost, localhostProfile: a.json", "", "container localhost a.json at Localhost"),
        ("type: runtime/default", "", "container unknown at runtime/default"),
    ] {
        let profile = |text: &str| {
            if text.is_empty() { String::new() } else { format!("seccompProfile: {{{text}}}") }
        };
        let graph = contexts(&profile(container), &profile(pod));
        let found = seccomp_profile(api(&graph)).map(|found| {
            let file = found.value.localhost.map(|file| format!(" {file}")).unwrap_or_default();
            format!("{} {}{file} at {}", level(found.level), kind(found.value.kind), found.node.raw())
        });
        assert_eq!(found.unwrap_or("-".into()), expected, "{container} | {pod}");
    }
}

#[test]
fn app_armor() {
    let field = |kind: &str| format!("appArmorProfile: {{type: {kind}}}");
    for (container, annotation, pod, expected) in [
        ("", "", "", "-"),
        ("", "", "RuntimeDefault", "pod runtime"),
        ("Localhost", "unconfined", "RuntimeDefault", "container localhost"),
        // the annotation names the container
        ("", "unconfined", "RuntimeDefault", "container unconfined"),
        ("", "runtime/default", "", "container runtime"),
        ("", "localhost/web", "", "container localhost web"),
        ("", "strict", "RuntimeDefault", "pod runtime"),
        ("", "strict", "", "-"),
    ] {
        let context = |kind: &str| {
            let inner = if kind.is_empty() { String::new() } else { field(kind) };
            format!("securityContext: {{{inner}}}")
        };
        let annotations = if annotation.is_empty() {
            String::new()
        } else {
            format!(
                "annotations: {{container.apparmor.security.beta.kubernetes.io/api: {annotation}, \
                 container.apparmor.security.beta.kubernetes.io/other: unconfined}}"
            )
        };
        let template = format!(
            "metadata: {{{annotations}}}, spec: {{containers: [{{name: api, {}}}], {}}}",
            context(container),
            context(pod)
        );
        let graph =
            graph_of(&[object("apps/v1/Deployment", "web", &format!("spec: {{template: {{{template}}}}}"))]);
        let found = app_armor_profile(api(&graph)).map(|found| {
            let file = found.value.localhost.map(|file| format!(" {file}")).unwrap_or_default();
            format!("{} {}{file}", level(found.level), kind(found.value.kind))
        });
        assert_eq!(found.unwrap_or("-".into()), expected, "{container} | {annotation} | {pod}");
    }
}

#[test]
fn of_pods_only() {
    let spec = "hostNetwork: true, hostPID: false, hostUsers: false, securityContext: {fsGroup: 5, \
        supplementalGroups: [1, x, 2], sysctls: [{name: net/core/somaxconn, value: '1'}, {value: '2'}, {name: a.b}]}";
    let graph = web("securityContext: {fsGroup: 7}", spec);
    let pod = pod_security(graph.pod_templates().next().unwrap());
    assert_eq!(describe_setting(pod.host_network), "true pod at true");
    assert_eq!(describe_setting(pod.host_pid), "false pod at false");
    assert_eq!(describe_setting(pod.host_ipc), "-");
    assert_eq!(describe_setting(pod.host_users), "false pod at false");
    assert_eq!(describe_setting(pod.fs_group), "5 pod at 5");
    let groups: Vec<i64> = pod.supplemental_groups.iter().map(|group| group.value).collect();
    assert_eq!(groups, [1, 2]);
    let sysctls: Vec<_> =
        pod.sysctls.iter().map(|sysctl| (sysctl.name, sysctl.value.and_then(Node::text))).collect();
    assert_eq!(sysctls, [("net/core/somaxconn", Some("1")), ("a.b", None)]);
    assert!(pod.sysctls[0].is("net.core.somaxconn") && !pod.sysctls[0].is("net.core.somaxcon"));
}

#[test]
fn linux_and_windows() {
    let affinity = |values: &str| {
        format!(
            "affinity: {{nodeAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: {{nodeSelectorTerms: \
             [{{matchExpressions: [{{key: kubernetes.io/os, operator: In, values: [{values}]}}]}}]}}}}}}"
        )
    };
    for (spec, expected) in [
        ("", true),
        ("os: {name: windows}", false),
        ("os: {name: linux}", true),
        ("nodeSelector: {kubernetes.io/os: windows}", false),
        ("nodeSelector: {beta.kubernetes.io/os: windows}", false),
        ("nodeSelector: {kubernetes.io/os: linux}", true),
        ("os: {name: linux}, nodeSelector: {kubernetes.io/os: windows}", true),
        (&affinity("windows"), false),
        (&affinity("linux"), true),
        (&affinity("linux, windows"), true),
        (&affinity(""), true),
    ] {
        let graph = web("", spec);
        assert_eq!(linux_rules_apply(graph.pod_templates().next().unwrap()), expected, "{spec}");
    }
}

#[test]
fn user_namespaces() {
    for (spec, targets, expected) in [
        ("hostUsers: false", "1.35", true),
        ("hostUsers: false", "1.35-1.37", true),
        ("hostUsers: false", "1.34-1.35", false),
        ("hostUsers: false", "1.34", false),
        ("hostUsers: true", "1.35", false),
        ("", "1.35", false),
    ] {
        let graph = web("", spec);
        let pod = graph.pod_templates().next().unwrap();
        let versions = VersionRange::parse(targets).unwrap();
        assert_eq!(user_namespace_relaxes(pod, versions), expected, "{spec} {targets}");
    }
}

#[test]
fn containers_without_settings() {
    for (container, pod, expected) in [
        ("", "", true),
        ("securityContext: {}", "securityContext: {}", true),
        ("securityContext: ", "", true),
        ("securityContext: {privileged: }", "securityContext: {runAsUser: }", true),
        ("securityContext: {privileged: false}", "", false),
        ("", "securityContext: {fsGroup: 5}", false),
        ("securityContext: '${CONTEXT}'", "", false),
        ("", "securityContext: '${CONTEXT}'", false),
    ] {
        let graph = web(container, pod);
        assert_eq!(is_unset(api(&graph)), expected, "{container} | {pod}");
    }
}

#[test]
fn settings_that_can_be_read() {
    for (container, expected) in [
        ("", true),
        ("securityContext: ", true),
        ("securityContext: {}", true),
        ("securityContext: {privileged: }", true),
        ("securityContext: {privileged: true}", true),
        ("securityContext: {privileged: '${PRIVILEGED}'}", false),
        ("securityContext: {privileged: [true]}", false),
        ("securityContext: '${CONTEXT}'", false),
        ("securityContext: [privileged]", false),
    ] {
        let graph = web(container, "");
        let path = ["securityContext", "privileged"];
        let found = is_legible(api(&graph).node(), &path, |node| node.as_bool().is_some());
        assert_eq!(found, expected, "{container}");
    }
}
