//! Containers.

use readylint_yaml::Node;

use crate::{End, PodTemplate};
use readylint_scalars::{ImageError, ImageReference};

/// What a container is for (D10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContainerRole {
    /// An entry of `initContainers` that runs to completion.
    Init,
    /// A native sidecar: an entry of `initContainers` with `restartPolicy: Always` (KEP-753).
    Sidecar,
    /// An entry of `containers`.
    Main,
    /// An entry of `ephemeralContainers`.
    Ephemeral,
}

impl ContainerRole {
    /// Whether the container runs as long as its pod.
    pub fn is_long_running(self) -> bool {
        matches!(self, Self::Main | Self::Sidecar)
    }
}

/// A container of a pod template.
#[derive(Clone, Copy, Debug)]
pub struct Container<'g> {
    pub(crate) pod: PodTemplate<'g>,
    pub(crate) node: Node<'g>,
    pub(crate) role: ContainerRole,
}

impl<'g> Container<'g> {
    /// The container `node` of a list whose items are `role`.
    pub(super) fn new(pod: PodTemplate<'g>, node: Node<'g>, role: ContainerRole) -> Self {
        let always = || node.get("restartPolicy").and_then(Node::text) == Some("Always");
        let role = if role == ContainerRole::Init && always() { ContainerRole::Sidecar } else { role };
        Self { pod, node, role }
    }

    /// The pod template it belongs to.
    pub fn pod(self) -> PodTemplate<'g> {
        self.pod
    }

    /// Its mapping.
    pub fn node(self) -> Node<'g> {
        self.node
    }

    /// What it is for.
    pub fn role(self) -> ContainerRole {
        self.role
    }

    /// The container as one end of an edge, or as the subject of a finding.
    pub fn end(self) -> End {
        End { resource: self.pod.resource().id(), node: self.node.id() }
    }

    /// `name`; for a container without one a word that messages can show in its place, and that no container can be called.
    pub fn name(self) -> &'g str {
        self.node.get("name").and_then(Node::text).unwrap_or("(unnamed)")
    }

    /// The scalar `image`.
    pub fn image(self) -> Option<Node<'g>> {
        self.node.get("image").filter(|image| image.is_scalar() && !image.is_null())
    }

    /// `image`, parsed (D14).
    pub fn image_reference(self) -> Option<Result<ImageReference<'g>, ImageError>> {
        Some(ImageReference::parse(self.image()?.text()?))
    }

    /// `ports`.
    pub fn ports(self) -> impl Iterator<Item = ContainerPort<'g>> {
        let ports = self.node.get("ports").into_iter().flat_map(Node::items);
        ports.filter(|port| port.is_mapping()).map(|node| ContainerPort { node })
    }

    /// `readinessProbe`.
    pub fn readiness_probe(self) -> Option<Probe<'g>> {
        self.probe("readinessProbe")
    }

    /// `livenessProbe`.
    pub fn liveness_probe(self) -> Option<Probe<'g>> {
        self.probe("livenessProbe")
    }

    /// `startupProbe`.
    pub fn startup_probe(self) -> Option<Probe<'g>> {
        self.probe("startupProbe")
    }

    fn probe(self, key: &str) -> Option<Probe<'g>> {
        self.node.get(key).filter(|node| node.is_mapping()).map(|node| Probe { node })
    }

    /// The requests that its probes and lifecycle hooks make, in the order startup, liveness, readiness, start, stop.
    pub fn handlers(self) -> impl Iterator<Item = Handler<'g>> {
        let probe = |key| self.node.get(key);
        let hook = |key| self.node.get("lifecycle").and_then(|lifecycle| lifecycle.get(key));
        let owners = [
            ("startupProbe", probe("startupProbe")),
            ("livenessProbe", probe("livenessProbe")),
            ("readinessProbe", probe("readinessProbe")),
            ("postStart", hook("postStart")),
            ("preStop", hook("preStop")),
        ];
        owners.into_iter().flat_map(|(owner, holder)| {
            let handlers = HANDLERS.into_iter().filter_map(move |handler| holder?.get(handler));
            handlers.filter(|node| node.is_mapping()).map(move |node| Handler { owner, node })
        })
    }

    /// `resources`.
    pub fn resources(self) -> Option<Node<'g>> {
        self.node.get("resources").filter(|node| node.is_mapping())
    }

    /// `securityContext`.
    pub fn security_context(self) -> Option<Node<'g>> {
        self.node.get("securityContext").filter(|node| node.is_mapping())
    }

    /// `env`.
    pub fn env(self) -> impl Iterator<Item = EnvVar<'g>> {
        let env = self.node.get("env").into_iter().flat_map(Node::items);
        env.filter(|variable| variable.is_mapping()).map(|node| EnvVar { node })
    }

    /// `envFrom`, each a mapping with `configMapRef` or `secretRef`.
    pub fn env_from(self) -> impl Iterator<Item = Node<'g>> {
        self.node.get("envFrom").into_iter().flat_map(Node::items)
    }
}

/// An entry of a container's `ports`.
#[derive(Clone, Copy, Debug)]
pub struct ContainerPort<'g> {
    node: Node<'g>,
}

impl<'g> ContainerPort<'g> {
    /// Its mapping.
    pub fn node(self) -> Node<'g> {
        self.node
    }

    /// `name`.
    pub fn name(self) -> Option<&'g str> {
        self.node.get("name")?.text()
    }

    /// `containerPort`.
    pub fn number(self) -> Option<i64> {
        self.node.get("containerPort")?.as_i64()
    }

    /// `protocol`, `TCP` by default.
    pub fn protocol(self) -> &'g str {
        self.node.get("protocol").and_then(Node::text).unwrap_or("TCP")
    }
}

/// The handlers of probes and lifecycle hooks that ask a port.
const HANDLERS: [&str; 3] = ["httpGet", "tcpSocket", "grpc"];

/// A request of a probe or lifecycle hook.
#[derive(Clone, Copy, Debug)]
pub struct Handler<'g> {
    owner: &'static str,
    node: Node<'g>,
}

impl<'g> Handler<'g> {
    /// The field of the probe or hook: `livenessProbe`, `preStop`.
    pub fn owner(self) -> &'static str {
        self.owner
    }

    /// The scalar of the port: a number or a port's name.
    pub fn port(self) -> Option<Node<'g>> {
        self.node.get("port").filter(|port| port.is_scalar() && !port.is_null())
    }

    /// `host`, where it is not the pod that is asked.
    pub fn host(self) -> Option<&'g str> {
        self.node.get("host").and_then(Node::text).filter(|host| !host.is_empty())
    }
}

/// A probe of a container.
#[derive(Clone, Copy, Debug)]
pub struct Probe<'g> {
    node: Node<'g>,
}

impl<'g> Probe<'g> {
    /// Its mapping.
    pub fn node(self) -> Node<'g> {
        self.node
    }

    /// The scalar of the port it asks (`httpGet`, `tcpSocket` or `grpc`); a number or a port's name.
    pub fn port(self) -> Option<Node<'g>> {
        HANDLERS.into_iter().find_map(|handler| self.node.get(handler)?.get("port"))
    }

    /// A field in seconds or a count, with the default of the API (`initialDelaySeconds` 0, `timeoutSeconds` 1,
    /// `periodSeconds` 10, `successThreshold` 1, `failureThreshold` 3); `None` for other names.
    pub fn number(self, field: &str) -> Option<i64> {
        let default = match field {
            "initialDelaySeconds" => 0,
            "timeoutSeconds" | "successThreshold" => 1,
            "periodSeconds" => 10,
            "failureThreshold" => 3,
            _ => return None,
        };
        Some(self.node.get(field).and_then(Node::as_i64).filter(|&number| number != 0).unwrap_or(default))
    }
}

/// An entry of a container's `env`.
#[derive(Clone, Copy, Debug)]
pub struct EnvVar<'g> {
    node: Node<'g>,
}

impl<'g> EnvVar<'g> {
    /// Its mapping.
    pub fn node(self) -> Node<'g> {
        self.node
    }

    /// `name`.
    pub fn name(self) -> Option<&'g str> {
        self.node.get("name")?.text()
    }

    /// `value`.
    pub fn value(self) -> Option<Node<'g>> {
        self.node.get("value")
    }

    /// `valueFrom.configMapKeyRef`.
    pub fn config_map_key_ref(self) -> Option<Node<'g>> {
        self.node.get("valueFrom")?.get("configMapKeyRef")
    }

    /// `valueFrom.secretKeyRef`.
    pub fn secret_key_ref(self) -> Option<Node<'g>> {
        self.node.get("valueFrom")?.get("secretKeyRef")
    }
}
