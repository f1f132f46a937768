//! The ServiceAccount that a pod runs as, and whether it gets a token.

use readylint_yaml::Node;

use super::{Permissions, permissions_of};
use crate::graph::BoundSubject;
use crate::views::Identity;
use crate::{Kind, PodTemplate, Resource};

/// The account that every namespace has, and which pods use that name none.
const DEFAULT: &str = "default";

/// A ServiceAccount, whether or not it is in the input.
#[derive(Clone, Copy, Debug)]
pub struct Account<'g> {
    from: Resource<'g>,
    /// Its namespace; `None` if unset.
    pub namespace: Option<&'g str>,
    /// Its name.
    pub name: &'g str,
    /// Where a pod names it; `None` if it does not.
    pub named_at: Option<Node<'g>>,
    /// Its object, if it is in the input.
    pub object: Option<Resource<'g>>,
}

impl<'g> Account<'g> {
    /// The account that `pod` uses: `serviceAccountName`, the deprecated `serviceAccount`, `default`.
    pub fn of(pod: PodTemplate<'g>) -> Self {
        let named_at = pod.service_account();
        let name = named_at.and_then(Node::text).unwrap_or(DEFAULT);
        let resource = pod.resource();
        Self { named_at, ..Self::named(resource, resource.namespace(), name) }
    }

    /// The account of that name, as `from` sees it.
    pub fn named(from: Resource<'g>, namespace: Option<&'g str>, name: &'g str) -> Self {
        let object = from.graph().look_up(from.id(), Kind::ServiceAccount, namespace, name);
        Self { from: object.unwrap_or(from), namespace, name, named_at: None, object }
    }

    /// The account that `object` is, if it is a ServiceAccount with a name.
    pub fn of_object(object: Resource<'g>) -> Option<Self> {
        let name = object.name().filter(|_| object.kind() == Kind::ServiceAccount)?;
        Some(Self { from: object, namespace: object.namespace(), name, named_at: None, object: Some(object) })
    }

    /// The account for whoever asks what is bound to it.
    pub fn identity(self) -> Identity<'g> {
        Identity::Account { namespace: self.namespace, name: self.name }
    }

    /// Whether a binding of the input names it or a group that it belongs to, or may do so once all is applied.
    pub fn is_bound(self) -> bool {
        let graph = self.from.graph();
        let is_any = |subjects: &[BoundSubject]| !subjects.is_empty();
        is_any(&graph.bound_to(self.from.id(), self.identity()).subjects)
            || is_any(&graph.bound_to_groups_of(self.from.id(), self.namespace, 1))
            || self.namespace.is_none() && is_any(&graph.bound_to_some_namespace(self.from.id()).subjects)
    }

    /// All that it may do.
    pub fn permissions(self) -> Permissions<'g> {
        permissions_of(self.from, self.identity())
    }
}

/// Whether a pod gets its account's token.
#[derive(Clone, Copy, Debug)]
pub struct Automount<'g> {
    /// Whether it does; `None` if that is up to an account that is not in the input.
    pub mounted: Option<bool>,
    /// The scalar that decides; `None` if none does.
    pub decided_by: Option<Node<'g>>,
}

/// Whether the token of its account is mounted into `pod`: `automountServiceAccountToken` of the pod, else of the
/// account, else it is (admission plugin ServiceAccount). Projected volumes that somebody writes out do not count.
pub fn automount(pod: PodTemplate<'_>) -> Automount<'_> {
    const FIELD: &str = "automountServiceAccountToken";
    let own = pod.spec().and_then(|spec| spec.get(FIELD));
    let account = Account::of(pod);
    let of_account = account.object.and_then(|object| object.node().get(FIELD));
    match own.filter(|node| !node.is_null()).or(of_account).filter(|node| !node.is_null()) {
        Some(node) => Automount { mounted: node.as_bool(), decided_by: Some(node) },
        None => {
            let known = account.object.is_some() || account.name == DEFAULT;
            Automount { mounted: known.then_some(true), decided_by: None }
        }
    }
}
