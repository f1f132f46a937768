//! Which namespaces a `namespaceSelector` or a list of names means.
//!
//! The input may use a namespace without holding its Namespace object. Of such a namespace only the label is known that
//! the API server sets itself; a selector that asks for another one gets "cannot tell".

use readylint_yaml::Node;
use rustc_hash::FxHashSet;

use super::select::SCAN_BUDGET;
use super::{ResourceGraph, ResourceId, TypeCode};
use crate::views::{LabelSelector, LabelSource, Labels, Match, SelectorScope};
use crate::{Kind, Resource, Symbol};

/// The label that every namespace carries (KEP-2161).
pub(crate) const NAME_LABEL: &str = "kubernetes.io/metadata.name";

/// Namespaces that something looks into.
#[derive(Clone, Debug)]
pub(crate) enum Namespaces {
    /// One; `None` is the unset namespace.
    Own(Option<Symbol>),
    /// Every namespace.
    All,
    /// Some.
    These(These),
}

/// Some namespaces.
#[derive(Clone, Debug, Default)]
pub(crate) struct These {
    /// Those that occur in the input, each once, sorted.
    pub(crate) names: Vec<Symbol>,
    /// Whether one of them is in every cluster and in the input only by its name, or not at all.
    pub(crate) built_in: bool,
    /// Whether one of them is among the known ones of others (D3), and not in the input.
    pub(crate) external: bool,
    /// Whether a namespace may belong to them whose labels are unknown.
    pub(crate) cannot_tell: bool,
}

impl These {
    /// These and `others`.
    pub(crate) fn joined(mut self, others: Self) -> Self {
        self.names.extend(others.names);
        self.names.sort_unstable();
        self.names.dedup();
        self.built_in |= others.built_in;
        self.external |= others.external;
        self.cannot_tell |= others.cannot_tell;
        self
    }
}

impl Namespaces {
    /// Whether an object of `namespace` is in one of them.
    pub(crate) fn contains(&self, namespace: Option<Symbol>) -> bool {
        match self {
            Self::Own(own) => namespace == *own,
            Self::All => true,
            Self::These(these) => {
                namespace.is_some_and(|namespace| these.names.binary_search(&namespace).is_ok())
            }
        }
    }

    /// Whether there may be more of them.
    pub(crate) fn cannot_tell(&self) -> bool {
        matches!(self, Self::These(These { cannot_tell: true, .. }))
    }
}

/// The labels of a namespace; those written are unknown if its object is not in the input.
struct NamespaceLabels<'g> {
    name: &'g str,
    written: Option<Labels<'g>>,
}

impl LabelSource for NamespaceLabels<'_> {
    fn label(&self, key: &str) -> Option<&str> {
        if key == NAME_LABEL {
            return Some(self.name);
        }
        self.written.and_then(|labels| labels.get(key))
    }

    fn unwritten(&self, _key: &str, _wanted: Option<&str>) -> Match {
        if self.written.is_some() { Match::No } else { Match::CannotTell }
    }
}

impl ResourceGraph {
    /// The namespaces of these names.
    pub(crate) fn namespaces_of<'n>(&self, from: ResourceId, names: impl Iterator<Item = &'n str>) -> These {
        let mut these = These::default();
        for name in names.take(SCAN_BUDGET) {
            let is_described = || self.look_up(from, Kind::Namespace, None, name).is_some();
            let has_pods = || self.symbol(name).is_some_and(|name| self.index.has_pods(Some(name)));
            these.built_in |= is_built_in(name) && !is_described();
            these.external |= is_known(name) && !is_described() && !has_pods();
            these.names.extend(self.symbol(name));
        }
        these.names.sort_unstable();
        these.names.dedup();
        these
    }

    /// The namespaces that `selector` selects, as seen by `from`: its group's Namespace objects count first.
    pub(crate) fn namespaces_by(&self, from: ResourceId, selector: LabelSelector<'_>) -> Namespaces {
        match selector.scope() {
            Some(SelectorScope::Everything) => return Namespaces::All,
            Some(SelectorScope::Nothing) => return Namespaces::These(These::default()),
            None => {}
        }
        let mut these = These::default();
        if let Some(names) = pinned_names(selector) {
            let all = self.namespaces_of(from, names.into_iter());
            for name in all.names {
                self.test_namespace(&mut these, from, selector, name);
            }
            // of those, only the name is known
            let is_enough = needs_only_the_name(selector);
            these.built_in = all.built_in && is_enough;
            these.external = all.external && is_enough;
            return Namespaces::These(these);
        }
        let wanted = selector.match_labels();
        let objects = self.labelled_candidates(Kind::Namespace, wanted);
        let mut seen = FxHashSet::default();
        for name in objects.iter().take(SCAN_BUDGET).filter_map(|&id| self.data(id).name) {
            if seen.insert(name) {
                self.test_namespace(&mut these, from, selector, name);
            }
        }
        if wanted.is_empty() {
            for name in self.index.namespaces_of_pods().iter().take(SCAN_BUDGET).flatten() {
                if seen.insert(*name) {
                    self.test_namespace(&mut these, from, selector, *name);
                }
            }
        } else {
            these.cannot_tell = self.index.has_undescribed_namespace();
        }
        these.cannot_tell |= self.index.has_pods(None);
        these.names.sort_unstable();
        Namespaces::These(these)
    }

    fn test_namespace(&self, these: &mut These, from: ResourceId, selector: LabelSelector<'_>, name: Symbol) {
        let object = self.find(from, TypeCode::known(Kind::Namespace), None, name);
        let written = object.map(|object| object.metadata().labels());
        match selector.matches_source(&NamespaceLabels { name: self.text(name), written }) {
            Match::Yes => these.names.push(name),
            Match::CannotTell => these.cannot_tell = true,
            Match::No => {}
        }
    }

    /// The Namespace objects of `namespaces`, as `from` sees them.
    pub(crate) fn namespace_objects(&self, from: ResourceId, namespaces: &Namespaces) -> Vec<Resource<'_>> {
        let find = |name| self.find(from, TypeCode::known(Kind::Namespace), None, name);
        match namespaces {
            Namespaces::Own(name) => name.and_then(find).into_iter().collect(),
            Namespaces::These(these) => these.names.iter().filter_map(|&name| find(name)).collect(),
            Namespaces::All => {
                let objects = self.index.of_kind(Kind::Namespace).iter().map(|&id| Resource::new(self, id));
                let is_seen = |object: &Resource<'_>| {
                    object.data().name.and_then(find).is_some_and(|seen| seen.id() == object.id())
                };
                objects.filter(is_seen).take(SCAN_BUDGET).collect()
            }
        }
    }

    /// Whether the input uses one of `namespaces` without holding its Namespace object.
    pub(crate) fn uses_undescribed(&self, from: ResourceId, namespaces: &Namespaces) -> bool {
        let is_undescribed = |name: &Symbol| {
            self.index.has_pods(Some(*name))
                && self.find(from, TypeCode::known(Kind::Namespace), None, *name).is_none()
        };
        match namespaces {
            Namespaces::Own(name) => name.as_ref().is_none_or(is_undescribed),
            Namespaces::All => true,
            Namespaces::These(these) => these.names.iter().any(is_undescribed),
        }
    }
}

/// The names that `selector` lets through by the label that is the name; `None` if it does not ask for it.
fn pinned_names<'g>(selector: LabelSelector<'g>) -> Option<Vec<&'g str>> {
    if let Some(name) = selector.match_labels().get(NAME_LABEL) {
        return Some(vec![name]);
    }
    let text = |expression: &Node<'g>, key| expression.get(key).and_then(Node::text);
    let by_name = |expression: &Node<'g>| {
        text(expression, "key") == Some(NAME_LABEL) && text(expression, "operator") == Some("In")
    };
    let expression = selector.match_expressions().find(by_name)?;
    Some(expression.get("values").into_iter().flat_map(Node::items).filter_map(Node::text).collect())
}

fn needs_only_the_name(selector: LabelSelector<'_>) -> bool {
    selector.match_labels().iter().all(|(key, ..)| key == NAME_LABEL)
        && selector.match_expressions().all(|it| it.get("key").and_then(Node::text) == Some(NAME_LABEL))
}

/// Namespaces in which clusters run what is not part of an application: its metrics, its ingress controller (D3).
fn is_known(name: &str) -> bool {
    matches!(name, "monitoring" | "ingress-nginx")
}

/// Namespaces that every cluster has.
pub(super) fn is_built_in(name: &str) -> bool {
    matches!(name, "default" | "kube-system" | "kube-public" | "kube-node-lease")
}
