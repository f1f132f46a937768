//! What a reference by name asks for, taken apart.

use readylint_kube::{Edge, Kind, Relation, ResourceGraph};

/// A reference by name.
pub(super) struct Asked {
    /// The kinds that it may lead to.
    pub(super) kinds: Vec<Kind>,
    /// The namespace it looks in; `None` if that is unset, or any.
    pub(super) namespace: Option<String>,
    /// The name.
    pub(super) name: String,
    /// The key, or the port.
    pub(super) part: Option<String>,
}

impl Asked {
    /// What `edge` asks for; `None` if it is no reference by name. The texts are those that the modules of
    /// `readylint_kube::graph::edges` write.
    pub(super) fn of(graph: &ResourceGraph, edge: &Edge) -> Option<Self> {
        let from = graph.resource(edge.from.resource);
        let asked = graph.asked(edge);
        let (kinds, form) = target(from.kind(), edge.relation)?;
        let own = || from.namespace().map(str::to_owned);
        let split = |text: &str, at: char| match text.split_once(at) {
            Some((head, tail)) => (head.to_owned(), Some(tail.to_owned())),
            None => (text.to_owned(), None),
        };
        let (kinds, namespace, (name, part)) = match form {
            Form::Key => (kinds, own(), split(&asked, '/')),
            Form::Kind => match asked.split_once('/') {
                Some((kind, name)) => {
                    let kinds = kinds.into_iter().filter(|known| known.as_str() == kind).collect();
                    (kinds, own(), (name.to_owned(), None))
                }
                None => (kinds, own(), (asked.into_owned(), None)),
            },
            Form::Place => match asked.split_once('/') {
                Some((namespace, rest)) => (kinds, Some(namespace.to_owned()), split(rest, ':')),
                None => (kinds, own(), split(&asked, ':')),
            },
            Form::Host => {
                let (host, port) = split(&asked, ':');
                let mut labels = host.split('.');
                let name = labels.next().unwrap_or_default().to_owned();
                (kinds, labels.next().map(str::to_owned).or_else(own), (name, port))
            }
            Form::Anywhere => (kinds, None, split(&asked, '/')),
        };
        Some(Self { kinds, namespace, name, part })
    }
}

/// How a reference writes what it asks for.
enum Form {
    /// `name` or `name/key`.
    Key,
    /// `name` or `Kind/name`.
    Kind,
    /// `name`, `namespace/name`, each perhaps with `:port`.
    Place,
    /// A DNS name of a Service, perhaps with `:port`.
    Host,
    /// `name`, in a namespace that is written elsewhere.
    Anywhere,
}

/// The kinds that a reference of this relation may lead to from an object of the kind `from`, and its form.
fn target(from: Kind, relation: Relation) -> Option<(Vec<Kind>, Form)> {
    let is_authentication = matches!(from, Kind::TriggerAuthentication | Kind::ClusterTriggerAuthentication);
    Some(match relation {
        Relation::BindingRole => (vec![Kind::Role, Kind::ClusterRole], Form::Kind),
        Relation::BindingSubject => (vec![Kind::ServiceAccount], Form::Place),
        // the Secrets that they log in with
        Relation::CertificateIssuer if matches!(from, Kind::Issuer | Kind::ClusterIssuer) => {
            (vec![Kind::Secret], Form::Key)
        }
        Relation::SecretStore if matches!(from, Kind::SecretStore | Kind::ClusterSecretStore) => {
            (vec![Kind::Secret], Form::Key)
        }
        Relation::ScaledObjectTarget if is_authentication => (vec![Kind::Secret], Form::Key),
        Relation::IngressIssuer | Relation::CertificateIssuer => {
            (vec![Kind::Issuer, Kind::ClusterIssuer], Form::Kind)
        }
        Relation::SecretStore => (vec![Kind::SecretStore, Kind::ClusterSecretStore], Form::Kind),
        Relation::RouteGateway => (vec![Kind::Gateway], Form::Anywhere),
        Relation::ScaledObjectTarget => (
            vec![Kind::Deployment, Kind::TriggerAuthentication, Kind::ClusterTriggerAuthentication],
            Form::Kind,
        ),
        Relation::AutoscalerTarget | Relation::VpaTarget => {
            (vec![Kind::Deployment, Kind::StatefulSet, Kind::DaemonSet, Kind::Rollout], Form::Kind)
        }
        Relation::UrlService => (vec![Kind::Service], Form::Host),
        Relation::IngressTls
        | Relation::IngressService
        | Relation::RouteService
        | Relation::WebhookService => (relation.target_kind().into_iter().collect(), Form::Place),
        // a grant permits, and a definition is called otherwise than its kind
        Relation::ReferenceGrant | Relation::InstanceOf | Relation::RoleResource => return None,
        other => (vec![other.target_kind()?], Form::Key),
    })
}
