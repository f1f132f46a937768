//! What pods see of their node's files: volumes of type `hostPath`, the mounts of containers, sockets of container runtimes.

use readylint_yaml::Node;
use rustc_hash::FxHashMap;

use super::files::cleaned;
use crate::{Container, Kind, PodTemplate, Volume};

/// A volume of type `hostPath`.
#[derive(Clone, Debug)]
pub struct HostPath<'g> {
    /// The volume.
    pub volume: Volume<'g>,
    /// The scalar `path`.
    pub node: Node<'g>,
    /// The path, absolute and without `.`, `..` and superfluous slashes.
    pub path: String,
    /// Where containers mount it, in the order of the containers.
    pub mounts: Vec<HostMount<'g>>,
}

/// An entry of `volumeMounts` that leads to the node.
#[derive(Clone, Debug)]
pub struct HostMount<'g> {
    /// The container.
    pub container: Container<'g>,
    /// The entry.
    pub node: Node<'g>,
    /// What of the node the container sees: the volume's path and the sub-path. `None` where `subPathExpr` decides it when the
    /// container starts.
    pub path: Option<String>,
}

/// The `hostPath` volumes of `pod`, those that nobody mounts too. A claim template of a `StatefulSet` takes the place of a volume
/// of its name.
pub fn host_paths(pod: PodTemplate<'_>) -> Vec<HostPath<'_>> {
    let resource = pod.resource();
    let templates = resource.spec().filter(|_| resource.kind() == Kind::StatefulSet);
    let templates = templates.and_then(|spec| spec.get("volumeClaimTemplates")).into_iter();
    let claims =
        templates.flat_map(Node::items).filter_map(|claim| claim.get("metadata")?.get("name")?.text());
    let claims: rustc_hash::FxHashSet<&str> = claims.collect();
    let mut found: Vec<HostPath<'_>> = pod.volumes().filter_map(host_path).collect();
    found.retain(|host| host.volume.name().is_none_or(|name| !claims.contains(name)));
    if found.is_empty() {
        return found;
    }
    let by_name: FxHashMap<&str, usize> =
        found.iter().enumerate().filter_map(|(number, host)| Some((host.volume.name()?, number))).collect();
    for container in pod.containers() {
        for entry in container.node().get("volumeMounts").into_iter().flat_map(Node::items) {
            let name = entry.get("name").and_then(Node::text);
            let host = name.and_then(|name| by_name.get(name)).and_then(|&number| found.get_mut(number));
            if let Some(host) = host {
                let path = seen(&host.path, entry);
                host.mounts.push(HostMount { container, node: entry, path });
            }
        }
    }
    found
}

fn host_path(volume: Volume<'_>) -> Option<HostPath<'_>> {
    let node = volume.source("hostPath")?.get("path")?;
    let path = node.text().filter(|path| path.starts_with('/'))?;
    Some(HostPath { volume, node, path: cleaned(path)?, mounts: Vec::new() })
}

/// What a mount shows of `path`.
fn seen(path: &str, entry: Node<'_>) -> Option<String> {
    let text = |key| entry.get(key).and_then(Node::text).filter(|text| !text.is_empty());
    let below = match (text("subPath"), text("subPathExpr")) {
        (None, Some(expression)) if expression.contains('$') => return None,
        (below, expression) => below.or(expression),
    };
    below.map_or(Some(path.to_owned()), |below| cleaned(&format!("{path}/{below}")))
}

/// A way to a container runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuntimeSocket {
    /// The path is the socket of this runtime.
    Socket(&'static str),
    /// The path is the socket of this runtime, which runs without root for one user of the node.
    OfUser(&'static str),
    /// The path is a folder above the sockets of this runtime, the first of them.
    Above(&'static str),
}

/// Where runtimes listen, by their documentation, under `/run`.
const SOCKETS: &[(&str, &str)] = &[
    ("/run/docker.sock", "Docker"),
    ("/run/docker/containerd/containerd.sock", "containerd"),
    ("/run/containerd/containerd.sock", "containerd"),
    ("/run/crio/crio.sock", "CRI-O"),
    ("/run/cri-dockerd.sock", "cri-dockerd"),
    ("/run/dockershim.sock", "Docker"),
    ("/run/k0s/containerd.sock", "containerd"),
    ("/run/k3s/containerd/containerd.sock", "containerd"),
    ("/run/podman/podman.sock", "Podman"),
];

/// Where runtimes that run without root listen, by their documentation, under the `/run/user/<uid>` of their user.
const SOCKETS_OF_USERS: &[(&str, &str)] = &[("docker.sock", "Docker"), ("podman/podman.sock", "Podman")];

/// The container runtime that can be reached at `path`, which is cleaned. `/var/run` is `/run` on every node (a symbolic link by
/// the Filesystem Hierarchy Standard). `/` and `/var` hold far more than sockets and are not meant here.
pub fn runtime_socket(path: &str) -> Option<RuntimeSocket> {
    let below_var = path.strip_prefix("/var").filter(|rest| *rest == "/run" || rest.starts_with("/run/"));
    let path = below_var.unwrap_or(path);
    if let Some((user, socket)) = path.strip_prefix("/run/user/").and_then(|rest| rest.split_once('/')) {
        let is_user = user.bytes().all(|byte| byte.is_ascii_digit());
        let found = SOCKETS_OF_USERS.iter().find(|(known, _)| is_user && *known == socket);
        return found.map(|(_, runtime)| RuntimeSocket::OfUser(runtime));
    }
    let is_above =
        |socket: &str| path != "/" && socket.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
    let socket = SOCKETS.iter().find(|(socket, _)| *socket == path);
    let above = || SOCKETS.iter().find(|(socket, _)| is_above(socket));
    socket
        .map(|(_, runtime)| RuntimeSocket::Socket(runtime))
        .or_else(|| above().map(|(_, runtime)| RuntimeSocket::Above(runtime)))
}
