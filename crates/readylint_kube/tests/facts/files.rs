//! Mounts and their files: manifests in, paths out.

use readylint_kube::facts::environment::{Content, Environment};
use readylint_kube::facts::files::{FileAt, MountedFiles};
use readylint_kube::{Container, ResourceGraph};

use super::support::*;

fn shop() -> Vec<String> {
    vec![
        object("v1/ConfigMap", "web", "data: {app.conf: 'a=b', log.conf: x}, binaryData: {logo: aGk=}"),
        object("v1/ConfigMap", "shop/far", "data: {app.conf: x}"),
        object("v1/Secret", "key", "data: {tls.key: aHVudGVy, tls.crt: '%'}"),
        object(
            "external-secrets.io/v1/ExternalSecret",
            "made",
            "spec: {data: [{secretKey: a}], target: {template: {data: {url: 'x{{ .a }}'}}}}",
        ),
    ]
}

const VOLUMES: &str = "volumes: [
    {name: web, configMap: {name: web}},
    {name: far, configMap: {name: far}},
    {name: maybe, configMap: {name: none, optional: true}},
    {name: some, configMap: {name: web, items: [{key: app.conf, path: conf.d/app.conf}]}},
    {name: gone, configMap: {name: web, items: [{key: none, path: n}, {key: log.conf, path: l}]}},
    {name: may-be-gone, configMap: {name: web, optional: true, items: [{key: none, path: n}, {key: log.conf, path: l}]}},
    {name: unknown, configMap: {name: far, items: [{key: app.conf, path: a}]}},
    {name: key, secret: {secretName: key}},
    {name: made, secret: {secretName: made}},
    {name: all, projected: {sources: [
        {configMap: {name: web}},
        {secret: {name: key, items: [{key: tls.key, path: app.conf}]}},
        {serviceAccountToken: {path: token}},
        {downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}},
        {clusterTrustBundle: {name: x, path: ca.pem}},
        {podCertificate: {credentialBundlePath: bundle.pem}}]}},
    {name: newer, projected: {sources: [{configMap: {name: web}}, {someday: {}}]}},
    {name: pod, downwardAPI: {items: [{path: labels}]}},
    {name: tmp, emptyDir: {}},
    {name: bare, emptyDir: },
    {name: data, persistentVolumeClaim: {claimName: data, readOnly: true}},
    {name: host, hostPath: {path: /var/log}},
    {name: scratch, ephemeral: {volumeClaimTemplate: {}}},
    {name: vault, csi: {driver: secrets-store.csi.k8s.io, readOnly: true}},
    {name: model, image: {reference: x}},
    {name: share, nfs: {server: x, path: /}}]";

fn graph(mounts: &str, container: &str) -> ResourceGraph {
    let fields = format!("volumeMounts: [{mounts}], {container}");
    let mut documents = vec![deployment("web", "", &fields, VOLUMES)];
    documents.extend(shop());
    graph_of(&documents)
}

fn container(graph: &ResourceGraph) -> Container<'_> {
    let pod = graph.pod_templates().next().unwrap();
    pod.containers().next().unwrap()
}

fn files(graph: &ResourceGraph) -> MountedFiles<'_> {
    MountedFiles::of(&Environment::of(container(graph)))
}

/// Every mount as `path kind`, then every file as `path = content`.
fn lines(files: &MountedFiles<'_>) -> Vec<String> {
    let mounts = files.mounts().iter().map(|mount| {
        let read_only = if mount.read_only { " read-only" } else { "" };
        let more = if mount.is_complete { "" } else { " and others" };
        format!("{} {:?}{read_only}{more}", mount.path, mount.kind)
    });
    let contents = files.iter().map(|file| {
        let content = match &file.content {
            Content::Known(text) if text.is_known() => text.readable().into_owned(),
            Content::Known(text) => text.readable().replace(readylint_kube::facts::environment::OPAQUE, "?"),
            Content::Opaque => "opaque".into(),
            Content::Absent => "absent".into(),
        };
        let object = file.object.map(|object| format!(" {}", title(object))).unwrap_or_default();
        let secret = if file.sensitive { " (secret)" } else { "" };
        format!("{} = {content}{object}{secret}", file.path)
    });
    mounts.chain(contents).collect()
}

#[track_caller]
fn check(mounts: &str, expected: &[&str]) {
    assert_eq!(lines(&files(&graph(mounts, ""))), expected, "{mounts}");
}

#[test]
fn volumes() {
    for (name, expected) in [
        (
            "web",
            &[
                "/m ConfigMap read-only",
                "/m/logo = opaque ConfigMap/web",
                "/m/app.conf = a=b ConfigMap/web",
                "/m/log.conf = x ConfigMap/web",
            ] as &[&str],
        ),
        ("far", &["/m ConfigMap read-only and others"]),
        ("maybe", &["/m ConfigMap read-only and others"]),
        ("some", &["/m ConfigMap read-only", "/m/conf.d/app.conf = a=b ConfigMap/web"]),
        ("gone", &["/m ConfigMap read-only", "/m/n = absent ConfigMap/web", "/m/l = x ConfigMap/web"]),
        ("may-be-gone", &["/m ConfigMap read-only", "/m/l = x ConfigMap/web"]),
        ("unknown", &["/m ConfigMap read-only", "/m/a = opaque"]),
        (
            "key",
            &[
                "/m Secret read-only",
                "/m/tls.key = hunter Secret/key (secret)",
                "/m/tls.crt = opaque Secret/key (secret)",
            ],
        ),
        ("made", &["/m Secret read-only", "/m/url = x? ExternalSecret/made (secret)"]),
        (
            "all",
            &[
                "/m Projected read-only",
                "/m/logo = opaque ConfigMap/web",
                "/m/app.conf = hunter Secret/key (secret)",
                "/m/log.conf = x ConfigMap/web",
                "/m/token = opaque (secret)",
                "/m/labels = opaque",
                "/m/ca.pem = opaque",
                "/m/bundle.pem = opaque (secret)",
            ],
        ),
        (
            "newer",
            &[
                "/m Projected read-only and others",
                "/m/logo = opaque ConfigMap/web",
                "/m/app.conf = a=b ConfigMap/web",
                "/m/log.conf = x ConfigMap/web",
            ],
        ),
        ("pod", &["/m DownwardApi read-only", "/m/labels = opaque"]),
        ("tmp", &["/m EmptyDir and others"]),
        ("bare", &["/m EmptyDir and others"]),
        ("data", &["/m Claim read-only and others"]),
        ("host", &["/m HostPath and others"]),
        ("scratch", &["/m Ephemeral and others"]),
        ("vault", &["/m Csi read-only and others"]),
        ("model", &["/m Image read-only and others"]),
        ("share", &["/m Other and others"]),
        ("none", &["/m Undefined and others"]),
    ] {
        check(&format!("{{name: {name}, mountPath: /m}}"), expected);
    }
}

#[test]
fn paths() {
    for (mount, expected) in [
        (
            "name: some, mountPath: m//./x/../y/",
            &["/m/y ConfigMap read-only", "/m/y/conf.d/app.conf = a=b ConfigMap/web"] as &[&str],
        ),
        ("name: some, mountPath: /", &["/ ConfigMap read-only", "/conf.d/app.conf = a=b ConfigMap/web"]),
        ("name: some", &[]),
        ("name: tmp, mountPath: /m, readOnly: true", &["/m EmptyDir read-only and others"]),
        // one file
        (
            "name: web, mountPath: /m/a.conf, subPath: app.conf",
            &["/m/a.conf ConfigMap read-only", "/m/a.conf = a=b ConfigMap/web"],
        ),
        ("name: web, mountPath: /m, subPath: none", &["/m ConfigMap read-only"]),
        ("name: web, mountPath: /m, subPath: app", &["/m ConfigMap read-only"]),
        // one folder
        (
            "name: some, mountPath: /m, subPath: conf.d/",
            &["/m ConfigMap read-only", "/m/app.conf = a=b ConfigMap/web"],
        ),
        (
            "name: web, mountPath: /m, subPathExpr: $(FILE).conf",
            &["/m ConfigMap read-only", "/m = a=b ConfigMap/web"],
        ),
        ("name: web, mountPath: /m, subPathExpr: $(POD)", &["/m ConfigMap read-only and others"]),
    ] {
        let env =
            "env: [{name: FILE, value: app}, {name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]";
        assert_eq!(lines(&files(&graph(&format!("{{{mount}}}"), env))), expected, "{mount}");
    }
    let long = format!("{{name: web, mountPath: /{}}}", "x".repeat(5000));
    check(&long, &[]);
}

#[test]
fn what_covers_a_path() {
    let mounts = "{name: web, mountPath: /etc/app}, {name: tmp, mountPath: /etc/app/log.conf}, \
        {name: data, mountPath: /data}, {name: some, mountPath: /opt, subPath: conf.d}";
    let graph = graph(mounts, "");
    let files = files(&graph);
    for (path, expected) in [
        ("/etc/app/app.conf", "file"),
        ("etc//app/./app.conf", "file"),
        // hidden by a deeper mount
        ("/etc/app/log.conf", "unknown /etc/app/log.conf"),
        ("/etc/app/none.conf", "missing /etc/app"),
        ("/etc/app/app.conf/x", "missing /etc/app"),
        ("/etc/app", "folder"),
        ("/etc", "folder"),
        ("/", "folder"),
        // a prefix of characters is none of components
        ("/etc/application", "image"),
        ("/database/x", "image"),
        ("/data/x/y", "unknown /data"),
        ("/data", "unknown /data"),
        ("/opt/app.conf", "file"),
        ("/opt/conf.d/app.conf", "missing /opt"),
        ("/usr", "image"),
    ] {
        let found = match files.at(path) {
            FileAt::File(_) => "file".to_owned(),
            FileAt::Folder => "folder".into(),
            FileAt::Missing(mount) => format!("missing {}", mount.path),
            FileAt::Unknown(mount) => format!("unknown {}", mount.path),
            FileAt::Image => "image".into(),
        };
        assert_eq!(found, expected, "{path}");
    }
    let covering = |path| files.mount_at(path).map(|mount| mount.path.as_str());
    assert_eq!(covering("/etc/app/x"), Some("/etc/app"));
    assert_eq!(covering("/etc/app/log.conf/x"), Some("/etc/app/log.conf"));
    assert_eq!(covering("/etc"), None);
    assert_eq!(covering(&"/x".repeat(5000)), None);
}

#[test]
fn claim_templates() {
    let claims = "volumeClaimTemplates: [{metadata: {name: tmp}}]";
    let mounts = "volumeMounts: [{name: tmp, mountPath: /m}]";
    for (kind, expected) in [("StatefulSet", "/m Claim and others"), ("Deployment", "/m EmptyDir and others")]
    {
        let template = format!("template: {{spec: {{containers: [{{name: a, {mounts}}}], {VOLUMES}}}}}");
        let graph =
            graph_of(&[object(&format!("apps/v1/{kind}"), "db", &format!("spec: {{{template}, {claims}}}"))]);
        assert_eq!(lines(&files(&graph)), [expected], "{kind}");
    }
}

#[test]
fn where_the_content_stands() {
    let graph = graph("{name: web, mountPath: /m}", "");
    let files = files(&graph);
    let FileAt::File(file) = files.at("/m/app.conf") else { panic!("no such file") };
    let origin = file.content.text().and_then(|text| text.origin_at(0));
    assert_eq!(origin.map(readylint_yaml::Node::raw), Some("'a=b'"));
    assert_eq!(file.volume.name(), Some("web"));
    assert_eq!(file.mount.raw(), "{name: web, mountPath: /m}");
}

#[test]
fn many_files_are_cut_short() {
    let keys: Vec<String> = (0..5000).map(|number| format!("k{number}: v")).collect();
    let mounts: Vec<String> = (0..10).map(|number| format!("{{name: big, mountPath: /m{number}}}")).collect();
    let graph = graph_of(&[
        deployment(
            "web",
            "",
            &format!("volumeMounts: [{}]", mounts.join(", ")),
            "volumes: [{name: big, configMap: {name: big}}]",
        ),
        object("v1/ConfigMap", "big", &format!("data: {{{}}}", keys.join(", "))),
    ]);
    let files = files(&graph);
    let complete: Vec<bool> = files.mounts().iter().map(|mount| mount.is_complete).collect();
    assert_eq!(complete, [true, true, true, false, false, false, false, false, false, false]);
    assert_eq!(files.iter().count(), 1 << 14);
}

#[test]
fn nothing_prints_secrets() {
    let graph = graph("{name: key, mountPath: /m}", "");
    let printed = format!("{:?}", files(&graph));
    assert!(printed.contains("/m/tls.key"), "{printed}");
    assert!(!printed.contains("hunter") && !printed.contains("aHVudGVy"), "{printed}");
}
