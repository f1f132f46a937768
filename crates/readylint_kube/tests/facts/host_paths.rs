use readylint_kube::facts::host_paths::{RuntimeSocket, host_paths, runtime_socket};

use super::support::*;

/// The host paths of a workload: `name path: mounts`.
fn found(kind: &str, container: &str, spec: &str, more: &str) -> Vec<String> {
    let template = format!("template: {{spec: {{containers: [{{name: api, {container}}}], {spec}}}}}");
    let graph = graph_of(&[object(kind, "web", &format!("spec: {{{template}, {more}}}"))]);
    let hosts = host_paths(graph.pod_templates().next().unwrap());
    let hosts = hosts.iter().map(|host| {
        let mounts = host
            .mounts
            .iter()
            .map(|mount| format!("{} {}", mount.container.name(), mount.path.as_deref().unwrap_or("?")));
        let mounts: Vec<String> = mounts.collect();
        format!("{} {}: {}", host.volume.name().unwrap_or("-"), host.path, mounts.join(", "))
    });
    hosts.collect()
}

#[test]
fn mounts_of_host_paths() {
    let volumes = "volumes: [{name: a, hostPath: {path: /run//x/}}, {name: b, emptyDir: {}}, {name: c, hostPath: {path: /}}, \
                   {name: d, hostPath: {path: run}}, {name: e, hostPath: {}}, {hostPath: {path: /srv}}]";
    let mounts = "volumeMounts: [{name: a, mountPath: /1}, {name: a, mountPath: /2, subPath: ./y}, {name: b, mountPath: /3}, \
                  {name: c, mountPath: /4, subPathExpr: $(POD)}, {name: c, mountPath: /5, subPathExpr: z}, {name: nope, \
                  mountPath: /6}, {mountPath: /7}]";
    let init = "initContainers: [{name: init, volumeMounts: [{name: a, mountPath: /1}]}]";
    assert_eq!(
        found("apps/v1/Deployment", mounts, &format!("{init}, {volumes}"), ""),
        ["a /run/x: api /run/x, api /run/x/y, init /run/x", "c /: api ?, api /z", "- /srv: "]
    );
    assert_eq!(found("apps/v1/Deployment", mounts, "", ""), [""; 0]);
}

#[test]
fn claims_take_the_place_of_volumes() {
    let volumes = "volumes: [{name: data, hostPath: {path: /data}}, {name: logs, hostPath: {path: /logs}}]";
    let mounts = "volumeMounts: [{name: data, mountPath: /1}, {name: logs, mountPath: /2}]";
    let claims = "volumeClaimTemplates: [{metadata: {name: data}}]";
    assert_eq!(found("apps/v1/StatefulSet", mounts, volumes, claims), ["logs /logs: api /logs"]);
    assert_eq!(
        found("apps/v1/Deployment", mounts, volumes, claims),
        ["data /data: api /data", "logs /logs: api /logs"]
    );
}

#[test]
fn sockets_of_runtimes() {
    for (path, expected) in [
        ("/run/docker.sock", Some(RuntimeSocket::Socket("Docker"))),
        ("/var/run/docker.sock", Some(RuntimeSocket::Socket("Docker"))),
        ("/var/run/containerd/containerd.sock", Some(RuntimeSocket::Socket("containerd"))),
        ("/run/k3s/containerd/containerd.sock", Some(RuntimeSocket::Socket("containerd"))),
        ("/run/crio/crio.sock", Some(RuntimeSocket::Socket("CRI-O"))),
        ("/run/cri-dockerd.sock", Some(RuntimeSocket::Socket("cri-dockerd"))),
        ("/run/podman/podman.sock", Some(RuntimeSocket::Socket("Podman"))),
        ("/run/user/1000/podman/podman.sock", Some(RuntimeSocket::OfUser("Podman"))),
        ("/var/run/user/0/docker.sock", Some(RuntimeSocket::OfUser("Docker"))),
        ("/run/user/1000/bus", None),
        ("/run/user/me/podman/podman.sock", None),
        ("/run/user/1000", None),
        ("/run", Some(RuntimeSocket::Above("Docker"))),
        ("/var/run", Some(RuntimeSocket::Above("Docker"))),
        ("/run/k3s", Some(RuntimeSocket::Above("containerd"))),
        ("/var/run/crio", Some(RuntimeSocket::Above("CRI-O"))),
        ("/", None),
        ("/var", None),
        ("/run/docker.sock/x", None),
        ("/run/dock", None),
        ("/run/containerd-other", None),
        ("/var/runner", None),
        ("/var/lib/docker", None),
        ("/srv/run/docker.sock", None),
    ] {
        assert_eq!(runtime_socket(path), expected, "{path}");
    }
}
