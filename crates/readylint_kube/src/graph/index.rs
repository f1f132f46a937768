//! Look-ups by name, by kind and by label.

use readylint_text::Span;
use readylint_yaml::NodeId;
use rustc_hash::{FxHashMap, FxHashSet};

use super::rbac::SubjectKey;
use super::{File, ResourceId};
use crate::{Kind, Symbol};

/// A type of object as one number: a known [`Kind`], or an unknown pair of group and kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum TypeCode {
    Known(Kind),
    Other(Symbol, Symbol),
}

impl TypeCode {
    pub(crate) fn of(kind: Kind, group: Symbol, kind_name: Symbol) -> Self {
        match kind {
            // several kinds share these, so that their names do not identify an object
            Kind::Other | Kind::ForeignNetworkPolicy => Self::Other(group, kind_name),
            known => Self::Known(known),
        }
    }

    pub(crate) fn known(kind: Kind) -> Self {
        Self::Known(kind)
    }

    /// Whether it is no known kind.
    fn is_custom(self) -> bool {
        matches!(self, Self::Other(..))
    }
}

type Namespace = Option<Symbol>;
type Label = (Symbol, Symbol);

/// Chains of objects of one key, in order: the first and the last of each, and every object's next one.
#[derive(Debug)]
struct Chains<K> {
    ends: FxHashMap<K, (ResourceId, ResourceId)>,
    next: FxHashMap<ResourceId, ResourceId>,
}

impl<K> Default for Chains<K> {
    fn default() -> Self {
        Self { ends: FxHashMap::default(), next: FxHashMap::default() }
    }
}

impl<K: std::hash::Hash + Eq> Chains<K> {
    fn push(&mut self, key: K, id: ResourceId) {
        match self.ends.entry(key) {
            std::collections::hash_map::Entry::Vacant(vacant) => {
                vacant.insert((id, id));
            }
            std::collections::hash_map::Entry::Occupied(mut occupied) => {
                let (_, last) = occupied.get_mut();
                self.next.insert(*last, id);
                *last = id;
            }
        }
    }

    fn first(&self, key: &K) -> Option<ResourceId> {
        self.ends.get(key).map(|&(first, _)| first)
    }

    fn all<'a>(&'a self, key: &K) -> impl Iterator<Item = ResourceId> + use<'a, K> {
        std::iter::successors(self.first(key), |id| self.next.get(id).copied())
    }
}

/// The indices of a graph. All keys are numbers; every look-up is a few hash probes.
#[derive(Debug, Default)]
pub(crate) struct Index {
    by_name: Chains<(TypeCode, u32, Namespace, Symbol)>,
    anywhere: FxHashMap<(TypeCode, Namespace, Symbol), ResourceId>,
    by_kind: FxHashMap<Kind, Vec<ResourceId>>,
    by_scope: FxHashMap<(TypeCode, Namespace), Vec<ResourceId>>,
    by_custom_type: FxHashMap<TypeCode, Vec<ResourceId>>,
    by_type_and_name: Chains<(TypeCode, Symbol)>,
    definitions: FxHashMap<Label, ResourceId>,
    definitions_by_plural: FxHashMap<Label, ResourceId>,
    cluster_wide: FxHashSet<Label>,
    pods: FxHashMap<(u32, Namespace), Vec<u32>>,
    pods_anywhere: FxHashMap<Namespace, Vec<u32>>,
    labels: FxHashMap<(u32, Namespace, Label), Vec<u32>>,
    labels_anywhere: FxHashMap<(Namespace, Label), Vec<u32>>,
    labels_of_any_namespace: FxHashMap<Label, Vec<u32>>,
    namespaces_of_pods: Vec<Namespace>,
    labelled_objects: FxHashMap<(Kind, Label), Vec<ResourceId>>,
    labelled_kinds: FxHashSet<Kind>,
    has_undescribed_namespace: bool,
    /// Subjects of bindings and the bindings, by whom they name.
    bound: FxHashMap<(u32, SubjectKey), Vec<(ResourceId, NodeId)>>,
    bound_anywhere: FxHashMap<SubjectKey, Vec<(ResourceId, NodeId)>>,
    /// How many ClusterRoles gather others.
    aggregated_roles: usize,
    unreadable: FxHashMap<u32, Span>,
}

impl Index {
    pub(super) fn add_object(
        &mut self,
        type_code: TypeCode,
        group: u32,
        namespace: Namespace,
        name: Symbol,
        id: ResourceId,
    ) {
        self.by_name.push((type_code, group, namespace, name), id);
        self.anywhere.entry((type_code, namespace, name)).or_insert(id);
        self.by_scope.entry((type_code, namespace)).or_default().push(id);
        if type_code.is_custom() {
            self.by_custom_type.entry(type_code).or_default().push(id);
        }
        self.by_type_and_name.push((type_code, name), id);
    }

    pub(super) fn add_kind(&mut self, kind: Kind, id: ResourceId) {
        self.by_kind.entry(kind).or_default().push(id);
    }

    pub(super) fn add_definition(&mut self, defined: Label, id: ResourceId) {
        self.definitions.entry(defined).or_insert(id);
    }

    /// `id` defines the resource of that group and plural.
    pub(super) fn add_plural(&mut self, defined: Label, id: ResourceId) {
        self.definitions_by_plural.entry(defined).or_insert(id);
    }

    /// `subject` of the binding `id` names `key`.
    pub(super) fn add_bound(&mut self, group: u32, key: SubjectKey, id: ResourceId, subject: NodeId) {
        self.bound.entry((group, key)).or_default().push((id, subject));
        self.bound_anywhere.entry(key).or_default().push((id, subject));
    }

    /// There is one more ClusterRole that gathers others.
    pub(super) fn count_aggregated_role(&mut self) {
        self.aggregated_roles += 1;
    }

    /// How many ClusterRoles gather others.
    pub(super) fn aggregated_roles(&self) -> usize {
        self.aggregated_roles
    }

    /// From now on objects of that group and kind have no namespace.
    pub(super) fn add_cluster_wide(&mut self, defined: Label) {
        self.cluster_wide.insert(defined);
    }

    /// Whether the input defines the group and kind as one without namespaces.
    pub(super) fn is_cluster_wide(&self, defined: Label) -> bool {
        self.cluster_wide.contains(&defined)
    }

    pub(super) fn add_pod(&mut self, group: u32, namespace: Namespace, pod: u32) {
        self.pods.entry((group, namespace)).or_default().push(pod);
        let anywhere = self.pods_anywhere.entry(namespace).or_default();
        if anywhere.is_empty() {
            self.namespaces_of_pods.push(namespace);
        }
        anywhere.push(pod);
    }

    /// From now on objects of `kind` can be found by their own labels.
    pub(super) fn add_labels_of(
        &mut self,
        kind: Kind,
        labels: impl IntoIterator<Item = (Label, ResourceId)>,
    ) {
        self.labelled_kinds.insert(kind);
        for (label, id) in labels {
            self.labelled_objects.entry((kind, label)).or_default().push(id);
        }
    }

    pub(super) fn add_label(&mut self, group: u32, namespace: Namespace, label: Label, pod: u32) {
        self.labels.entry((group, namespace, label)).or_default().push(pod);
        self.labels_anywhere.entry((namespace, label)).or_default().push(pod);
        self.labels_of_any_namespace.entry(label).or_default().push(pod);
    }

    pub(super) fn note_undescribed_namespaces(&mut self) {
        let namespaces = TypeCode::Known(Kind::Namespace);
        self.has_undescribed_namespace = self.namespaces_of_pods.iter().any(|namespace| {
            namespace.is_none_or(|name| !self.anywhere.contains_key(&(namespaces, None, name)))
        });
    }

    pub(super) fn note_unreadable(&mut self, files: &[File]) {
        for file in files {
            if let Some(error) = file.parse.errors.first() {
                self.unreadable.entry(file.group).or_insert(error.span);
            }
        }
    }

    /// The first object of that identity: in the group, else anywhere.
    pub(super) fn find(
        &self,
        type_code: TypeCode,
        group: u32,
        namespace: Namespace,
        name: Symbol,
    ) -> Option<ResourceId> {
        let own = self.by_name.first(&(type_code, group, namespace, name));
        own.or_else(|| self.anywhere.get(&(type_code, namespace, name)).copied())
    }

    /// All objects of that identity in the group.
    pub(super) fn all(
        &self,
        type_code: TypeCode,
        group: u32,
        namespace: Namespace,
        name: Symbol,
    ) -> impl Iterator<Item = ResourceId> {
        self.by_name.all(&(type_code, group, namespace, name))
    }

    /// All named objects of a type in a namespace.
    pub(crate) fn in_scope(&self, type_code: TypeCode, namespace: Namespace) -> &[ResourceId] {
        self.by_scope.get(&(type_code, namespace)).map_or(&[], Vec::as_slice)
    }

    /// All objects of a type and name, whatever their namespace.
    pub(crate) fn of_name(&self, type_code: TypeCode, name: Symbol) -> impl Iterator<Item = ResourceId> {
        self.by_type_and_name.all(&(type_code, name))
    }

    /// The resources of a type that is no known kind, in all namespaces.
    pub(crate) fn of_custom_type(&self, type_code: TypeCode) -> &[ResourceId] {
        self.by_custom_type.get(&type_code).map_or(&[], Vec::as_slice)
    }

    /// The resources of a kind, in all namespaces.
    pub(crate) fn of_kind(&self, kind: Kind) -> &[ResourceId] {
        self.by_kind.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// The CustomResourceDefinition of a group and kind.
    pub(crate) fn definition(&self, defined: Label) -> Option<ResourceId> {
        self.definitions.get(&defined).copied()
    }

    /// The CustomResourceDefinition of a group and plural.
    pub(crate) fn definition_by_plural(&self, defined: Label) -> Option<ResourceId> {
        self.definitions_by_plural.get(&defined).copied()
    }

    /// The subjects that name `key`, each with its binding: in one group, or in all.
    pub(super) fn bound(&self, group: Option<u32>, key: SubjectKey) -> &[(ResourceId, NodeId)] {
        match group {
            Some(group) => self.bound.get(&(group, key)),
            None => self.bound_anywhere.get(&key),
        }
        .map_or(&[], Vec::as_slice)
    }

    /// The pods of a namespace: in one group, or in all.
    pub(super) fn pods(&self, group: Option<u32>, namespace: Namespace) -> &[u32] {
        match group {
            Some(group) => self.pods.get(&(group, namespace)),
            None => self.pods_anywhere.get(&namespace),
        }
        .map_or(&[], Vec::as_slice)
    }

    /// The pods of a namespace with a label: in one group, or in all.
    pub(super) fn labelled(&self, group: Option<u32>, namespace: Namespace, label: Label) -> &[u32] {
        match group {
            Some(group) => self.labels.get(&(group, namespace, label)),
            None => self.labels_anywhere.get(&(namespace, label)),
        }
        .map_or(&[], Vec::as_slice)
    }

    /// The pods with a label in any namespace.
    pub(super) fn labelled_anywhere(&self, label: Label) -> &[u32] {
        self.labels_of_any_namespace.get(&label).map_or(&[], Vec::as_slice)
    }

    /// The namespaces with pods, in the order in which they come up.
    pub(super) fn namespaces_of_pods(&self) -> &[Namespace] {
        &self.namespaces_of_pods
    }

    /// Whether there are pods in `namespace`.
    pub(super) fn has_pods(&self, namespace: Namespace) -> bool {
        self.pods_anywhere.contains_key(&namespace)
    }

    /// Whether there are pods in a namespace whose Namespace object is not in the input.
    pub(super) fn has_undescribed_namespace(&self) -> bool {
        self.has_undescribed_namespace
    }

    /// Whether objects of `kind` can be found by their labels.
    pub(super) fn has_labels_of(&self, kind: Kind) -> bool {
        self.labelled_kinds.contains(&kind)
    }

    /// The objects of `kind` that carry a label, in order.
    pub(super) fn labelled_objects(&self, kind: Kind, label: Label) -> &[ResourceId] {
        self.labelled_objects.get(&(kind, label)).map_or(&[], Vec::as_slice)
    }

    /// A syntax error in the group.
    pub(super) fn unreadable(&self, group: u32) -> Option<Span> {
        self.unreadable.get(&group).copied()
    }
}
