//! References to what the configuration declares as made elsewhere (`externals`, D6).

use readylint_engine::Input;
use readylint_kube::{Edge, Kind, Relation, ResourceGraph, Target, World};

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
    let namespace = graph.resource(edge.from.resource).namespace();
    is_named(world, edge.relation, namespace, &asked)
}

/// Whether an external is what a reference by name asks for: `name`, `name/key`, or a DNS name of a Service.
fn is_named(world: &World, relation: Relation, namespace: Option<&str>, asked: &str) -> bool {
    let name = asked.split('/').next().unwrap_or_default();
    if relation == Relation::UrlService {
        let host = name.split(':').next().unwrap_or_default();
        let mut labels = host.split('.');
        let service = labels.next().unwrap_or_default();
        return world.has_external(Kind::Service.as_str(), labels.next().or(namespace), service);
    }
    kinds(relation).iter().any(|kind| {
        let namespace = namespace.filter(|_| kind.is_namespaced() != Some(false));
        world.has_external(kind.as_str(), namespace, name)
    })
}

/// The kinds that a reference of this relation may lead to.
fn kinds(relation: Relation) -> Vec<Kind> {
    match relation {
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
