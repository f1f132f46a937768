//! Helpers that run beside a main container, written or injected as one (D10).

use crate::{Container, ContainerRole};

/// What a helper is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SidecarPurpose {
    /// Carries the traffic of a service mesh.
    Mesh,
    /// Carries connections to a database.
    DatabaseProxy,
    /// Asks for a login.
    AuthProxy,
    /// Brings secrets.
    Secrets,
    /// Ships logs.
    Logs,
    /// Ships traces and metrics.
    Telemetry,
    /// Brings files and reloads them.
    Sync,
    /// Shows metrics of the main container.
    Exporter,
}

/// An image that is known as a helper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SidecarImage {
    /// How its repository ends.
    pub repository: &'static str,
    /// What it is for.
    pub purpose: SidecarPurpose,
}

const fn image(repository: &'static str, purpose: SidecarPurpose) -> SidecarImage {
    SidecarImage { repository, purpose }
}

/// Last parts of repositories, from the documentation of the projects.
const IMAGES: &[SidecarImage] = &[
    image("proxyv2", SidecarPurpose::Mesh),
    image("linkerd/proxy", SidecarPurpose::Mesh),
    image("consul-dataplane", SidecarPurpose::Mesh),
    image("kuma-dp", SidecarPurpose::Mesh),
    image("aws-appmesh-envoy", SidecarPurpose::Mesh),
    image("envoyproxy/envoy", SidecarPurpose::Mesh),
    image("daprd", SidecarPurpose::Mesh),
    image("cloud-sql-proxy", SidecarPurpose::DatabaseProxy),
    image("cloudsql-docker/gce-proxy", SidecarPurpose::DatabaseProxy),
    image("alloydb-auth-proxy", SidecarPurpose::DatabaseProxy),
    image("oauth2-proxy", SidecarPurpose::AuthProxy),
    image("kube-rbac-proxy", SidecarPurpose::AuthProxy),
    image("origin-oauth-proxy", SidecarPurpose::AuthProxy),
    image("vault", SidecarPurpose::Secrets),
    image("spiffe-helper", SidecarPurpose::Secrets),
    image("fluent-bit", SidecarPurpose::Logs),
    image("fluentd", SidecarPurpose::Logs),
    image("filebeat", SidecarPurpose::Logs),
    image("promtail", SidecarPurpose::Logs),
    image("timberio/vector", SidecarPurpose::Logs),
    image("opentelemetry-collector", SidecarPurpose::Telemetry),
    image("opentelemetry-collector-contrib", SidecarPurpose::Telemetry),
    image("opentelemetry-collector-k8s", SidecarPurpose::Telemetry),
    image("aws-otel-collector", SidecarPurpose::Telemetry),
    image("jaeger-agent", SidecarPurpose::Telemetry),
    image("git-sync", SidecarPurpose::Sync),
    image("k8s-sidecar", SidecarPurpose::Sync),
    image("configmap-reload", SidecarPurpose::Sync),
    image("prometheus-config-reloader", SidecarPurpose::Sync),
    image("nginx-prometheus-exporter", SidecarPurpose::Exporter),
    image("redis_exporter", SidecarPurpose::Exporter),
    image("postgres-exporter", SidecarPurpose::Exporter),
    image("mysqld-exporter", SidecarPurpose::Exporter),
    image("php-fpm_exporter", SidecarPurpose::Exporter),
];

/// Among how many containers of a pod a main one is looked for.
const CONTAINERS: usize = 256;

/// The known helper that the main container `container` is. `None` for other roles and images, and where it is not beside a
/// main container of another image: a log shipper that is alone in its pod is what the pod is for.
pub fn sidecar_image(container: Container<'_>) -> Option<SidecarImage> {
    let found = known(container)?;
    let is_main = |other: &Container<'_>| other.role() == ContainerRole::Main && known(*other).is_none();
    container.pod().containers().take(CONTAINERS).any(|other| is_main(&other)).then_some(found)
}

fn known(container: Container<'_>) -> Option<SidecarImage> {
    if container.role() != ContainerRole::Main {
        return None;
    }
    let image = container.image_reference()?.ok()?;
    let repository = image.repository();
    let is_it = |known: &&SidecarImage| {
        let rest = repository.strip_suffix(known.repository);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
    };
    IMAGES.iter().find(is_it).copied()
}
