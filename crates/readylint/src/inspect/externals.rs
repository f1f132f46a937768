//! References to what the configuration declares as made elsewhere (`externals`, D6).

use readylint_engine::Input;
use readylint_kube::{Edge, Kind, Relation, Resource, ResourceGraph, Target, World};

/// The label that is a namespace's name.
const NAME_LABEL: &str = "kubernetes.io/metadata.name=";

/// Whether what `edge` misses is declared as made elsewhere, by the configuration that holds where it is written.
pub(super) fn is_declared(input: &Input, graph: &ResourceGraph, edge: &Edge) -> bool {
    if edge.to != Target::Missing {
        return false;
    }
    let world = &input.settings.get(graph.site(edge).span().source).world;
    if world.externals.is_empty() {
        return false;
    }
    let asked = graph.asked(edge);
    if let Some((_, rest)) = asked.split_once(NAME_LABEL) {
        let name = rest.split([',', ' ']).next().unwrap_or_default();
        return world.has_external(Kind::Namespace.as_str(), None, name);
    }
    is_named(world, graph.resource(edge.from.resource), edge.relation, &asked)
}

/// Whether an external is what a reference of `from` by name asks for: `name`, `name/key`, `name:port` of a Service, or its DNS
/// name.
fn is_named(world: &World, from: Resource<'_>, relation: Relation, asked: &str) -> bool {
    let namespace = from.namespace();
    let name = asked.split('/').next().unwrap_or_default();
    let is_service = relation.target_kind() == Some(Kind::Service);
    let name = if is_service { name.split(':').next().unwrap_or_default() } else { name };
    if relation == Relation::UrlService {
        let mut labels = name.split('.');
        let service = labels.next().unwrap_or_default();
        return world.has_external(Kind::Service.as_str(), labels.next().or(namespace), service);
    }
    kinds(from.kind(), relation).iter().any(|kind| {
        let namespace = namespace.filter(|_| kind.is_namespaced() != Some(false));
        world.has_external(kind.as_str(), namespace, name)
    })
}

/// The kinds that a reference of this relation may lead to from an object of the kind `from`.
fn kinds(from: Kind, relation: Relation) -> Vec<Kind> {
    match relation {
        // the Secrets that they log in with
        Relation::CertificateIssuer if matches!(from, Kind::Issuer | Kind::ClusterIssuer) => {
            vec![Kind::Secret]
        }
        Relation::SecretStore if matches!(from, Kind::SecretStore | Kind::ClusterSecretStore) => {
            vec![Kind::Secret]
        }
        Relation::ScaledObjectTarget
            if matches!(from, Kind::TriggerAuthentication | Kind::ClusterTriggerAuthentication) =>
        {
            vec![Kind::Secret]
        }
        Relation::BindingRole => vec![Kind::Role, Kind::ClusterRole],
        Relation::BindingSubject => vec![Kind::ServiceAccount],
        Relation::IngressIssuer | Relation::CertificateIssuer => vec![Kind::Issuer, Kind::ClusterIssuer],
        Relation::SecretStore => vec![Kind::SecretStore, Kind::ClusterSecretStore],
        Relation::RouteGateway => vec![Kind::Gateway],
        Relation::ScaledObjectTarget => {
            vec![Kind::Deployment, Kind::TriggerAuthentication, Kind::ClusterTriggerAuthentication]
        }
        Relation::AutoscalerTarget | Relation::VpaTarget => {
            vec![Kind::Deployment, Kind::StatefulSet, Kind::DaemonSet, Kind::Rollout]
        }
        other => other.target_kind().into_iter().collect(),
    }
}
