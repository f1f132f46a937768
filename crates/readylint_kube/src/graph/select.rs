//! Which pods a selector selects, and which it nearly does.

use readylint_yaml::Node;
use rustc_hash::{FxHashMap, FxHashSet};

use super::namespaces::Namespaces;
use super::{ResourceGraph, ResourceId, SELECTION_BUDGET, TypeCode};
use crate::views::{
    LabelSelector, Labels, Match, PlainLabels, PodLabels, PodTemplate, SelectorScope, is_set_at_run_time,
    matches_labels,
};
use crate::{Kind, Symbol};
use readylint_scalars::near_miss;

/// How many objects one selector is held against before the rest is left out. Real namespaces hold far fewer, and
/// a selector with a plain label only meets the objects that carry it.
pub(super) const SCAN_BUDGET: usize = 4 * SELECTION_BUDGET;

/// What all selectors of one kind together may select among objects that are few for each, but may be many for one
/// (the monitors of a Prometheus): each gets its share, at least [`SELECTION_BUDGET`].
const SHARED_BUDGET: usize = 1 << 20;

/// The pods that a selector selects.
#[derive(Clone, Debug)]
pub struct Selection {
    pods: Vec<u32>,
    /// Those that may be selected once an operator has set a label.
    doubtful: Vec<u32>,
    /// Whether some pod may be selected once an operator has set a label.
    pub cannot_tell: bool,
    /// Whether pods were left out, because more than [`SELECTION_BUDGET`] match or too many had to be looked at.
    pub truncated: bool,
    scanned: usize,
    /// How many pods it may hold.
    limit: usize,
}

impl Default for Selection {
    fn default() -> Self {
        let (pods, doubtful) = (Vec::new(), Vec::new());
        Self { pods, doubtful, cannot_tell: false, truncated: false, scanned: 0, limit: SELECTION_BUDGET }
    }
}

impl Selection {
    /// The pod templates.
    pub fn pods<'g>(&self, graph: &'g ResourceGraph) -> impl Iterator<Item = PodTemplate<'g>> {
        self.pods.iter().map(|&pod| graph.pod(pod))
    }

    /// The pod templates that may be selected once an operator has set a label.
    pub fn doubtful_pods<'g>(&self, graph: &'g ResourceGraph) -> impl Iterator<Item = PodTemplate<'g>> {
        self.doubtful.iter().map(|&pod| graph.pod(pod))
    }

    /// Whether no pod is selected for certain.
    pub fn is_empty(&self) -> bool {
        self.pods.is_empty()
    }

    /// That of a selector that was not looked at.
    pub(crate) fn unknown() -> Self {
        Self { truncated: true, ..Self::default() }
    }

    /// How many pods were looked at.
    pub(crate) fn scanned(&self) -> usize {
        self.scanned
    }

    /// Leaves out all but the first `limit` pods.
    pub(crate) fn shorten(&mut self, limit: usize) {
        self.truncated |= self.pods.len() > limit;
        self.pods.truncate(limit);
    }

    /// Adds `pod`, which is selected, if it was left out.
    pub(crate) fn complete_with(&mut self, pod: PodTemplate<'_>) {
        let number = pod.resource().data().pod.filter(|number| self.truncated && !self.pods.contains(number));
        self.pods.extend(number);
    }

    /// Keeps the pods that `keep` wants.
    pub(crate) fn retain<'g>(&mut self, graph: &'g ResourceGraph, keep: impl Fn(PodTemplate<'g>) -> bool) {
        self.pods.retain(|&pod| keep(graph.pod(pod)));
    }

    /// Whether certainly nothing in the input is selected.
    pub fn is_vain(&self) -> bool {
        self.pods.is_empty() && !self.cannot_tell && !self.truncated
    }
}

/// A pod template whose labels differ from a selector in exactly one label.
#[derive(Clone, Copy, Debug)]
pub struct NearLabels<'g> {
    /// The template.
    pub pod: PodTemplate<'g>,
    /// The value in the selector that does not fit.
    pub wanted: Node<'g>,
    /// The key that it stands under.
    pub key: &'g str,
    /// The template's value of that key, if it has the key.
    pub found: Option<Node<'g>>,
    /// The template's key that was probably meant, if it has not the key, but the value under a similar one.
    pub similar_key: Option<Node<'g>>,
}

/// A Service's selector, or a `LabelSelector`.
#[derive(Clone, Copy)]
pub(crate) enum Query<'g> {
    Labels(Labels<'g>),
    Selector(LabelSelector<'g>),
}

impl<'g> Query<'g> {
    pub(crate) fn matches(self, pod: PodTemplate<'_>) -> Match {
        let labels = PodLabels::of(pod);
        match self {
            Self::Labels(wanted) if wanted.is_empty() => Match::No,
            Self::Labels(wanted) => matches_labels(wanted, &labels),
            Self::Selector(selector) => selector.matches_source(&labels),
        }
    }

    fn is_nothing(self) -> bool {
        match self {
            Self::Labels(wanted) => wanted.is_empty(),
            Self::Selector(selector) => selector.scope() == Some(SelectorScope::Nothing),
        }
    }

    fn labels(self) -> Labels<'g> {
        match self {
            Self::Labels(wanted) => wanted,
            Self::Selector(selector) => selector.match_labels(),
        }
    }
}

impl ResourceGraph {
    /// The pods of `from`'s namespace that `labels` selects, as a Service's selector does.
    pub fn select_labels(&self, from: ResourceId, labels: Labels<'_>) -> Selection {
        self.select(from, self.data(from).namespace, Query::Labels(labels))
    }

    /// The first `limit` pods that a Service's selector selects.
    pub(crate) fn select_first(&self, service: ResourceId, labels: Labels<'_>, limit: usize) -> Selection {
        let mut selection = Selection { limit, ..Selection::default() };
        self.select_into(&mut selection, service, self.data(service).namespace, Query::Labels(labels));
        selection
    }

    /// The pods of `from`'s namespace that `selector` selects.
    pub fn select_pods(&self, from: ResourceId, selector: LabelSelector<'_>) -> Selection {
        self.select(from, self.data(from).namespace, Query::Selector(selector))
    }

    /// The pods of `namespace` that `query` selects: those of `from`'s group, else those of all groups.
    pub(crate) fn select(&self, from: ResourceId, namespace: Option<Symbol>, query: Query<'_>) -> Selection {
        let mut selection = Selection::default();
        self.select_into(&mut selection, from, namespace, query);
        selection
    }

    /// The first `limit` pods of `namespaces` that `query` selects, in each as [`ResourceGraph::select`] has it.
    pub(crate) fn select_across(
        &self,
        from: ResourceId,
        namespaces: &Namespaces,
        query: Query<'_>,
        limit: usize,
    ) -> Selection {
        let cannot_tell = namespaces.cannot_tell();
        let mut selection = Selection { cannot_tell, limit, ..Selection::default() };
        match namespaces {
            Namespaces::Own(namespace) => self.select_into(&mut selection, from, *namespace, query),
            Namespaces::All => {
                for &namespace in self.index.namespaces_of_pods() {
                    self.select_into(&mut selection, from, namespace, query);
                }
            }
            Namespaces::These(these) => {
                for &namespace in &these.names {
                    self.select_into(&mut selection, from, Some(namespace), query);
                }
            }
        }
        selection
    }

    fn select_into(
        &self,
        all: &mut Selection,
        from: ResourceId,
        namespace: Option<Symbol>,
        query: Query<'_>,
    ) {
        if query.is_nothing() {
            return;
        }
        let before = (all.pods.len(), all.cannot_tell);
        self.select_in(all, Some(self.group(from)), namespace, query);
        if (all.pods.len(), all.cannot_tell) == before {
            self.select_in(all, None, namespace, query);
        }
    }

    fn select_in(
        &self,
        selection: &mut Selection,
        group: Option<u32>,
        namespace: Option<Symbol>,
        query: Query<'_>,
    ) {
        for &pod in self.candidates(group, namespace, query.labels()) {
            let is_scanned = selection.scanned == SCAN_BUDGET;
            if selection.pods.len() == selection.limit || is_scanned {
                selection.truncated = true;
                selection.cannot_tell |= is_scanned;
                return;
            }
            selection.scanned += 1;
            match query.matches(self.pod(pod)) {
                Match::Yes => selection.pods.push(pod),
                Match::CannotTell => {
                    selection.cannot_tell = true;
                    selection.doubtful.push(pod);
                }
                Match::No => {}
            }
        }
    }

    /// Whether there are pods of `group` in `namespace`.
    pub(crate) fn has_pods_in(&self, group: u32, namespace: Option<Symbol>) -> bool {
        !self.index.pods(Some(group), namespace).is_empty()
    }

    /// The pods of `from`'s namespace: those of its group, else those of all groups.
    pub(crate) fn pods_in_scope(&self, from: ResourceId) -> impl Iterator<Item = PodTemplate<'_>> {
        let namespace = self.data(from).namespace;
        let own = self.index.pods(Some(self.group(from)), namespace);
        let pods = if own.is_empty() { self.index.pods(None, namespace) } else { own };
        pods.iter().map(|&pod| self.pod(pod))
    }

    /// The pods that carry the rarest label of `wanted`; all of the namespace if it names none that templates carry.
    fn candidates(&self, group: Option<u32>, namespace: Option<Symbol>, wanted: Labels<'_>) -> &[u32] {
        let mut best: Option<&[u32]> = None;
        for (key, value, _) in wanted.iter() {
            if is_set_at_run_time(key) {
                continue; // templates do not carry it
            }
            let label = self.symbol(key).zip(self.symbol(value));
            let pods = label.map_or(&[][..], |label| self.index.labelled(group, namespace, label));
            if best.is_none_or(|best| pods.len() < best.len()) {
                best = Some(pods);
            }
        }
        best.unwrap_or_else(|| self.index.pods(group, namespace))
    }

    /// The template in `from`'s namespace that differs from `wanted` in exactly one label, if there is just one such
    /// difference to suggest (D6, D17). With a single label, its value or key must be nearly
    /// right.
    pub fn nearest_labels<'g>(&'g self, from: ResourceId, wanted: Labels<'g>) -> Option<NearLabels<'g>> {
        let namespace = self.data(from).namespace;
        // what is set at run time is no mistake of the template's
        let count = wanted.iter().filter(|(key, ..)| !is_set_at_run_time(key)).count();
        if count == 1 {
            return self.nearest_label(from, wanted);
        }
        let mut hits: FxHashMap<u32, usize> = FxHashMap::default();
        for (key, value, _) in wanted.iter() {
            let Some(label) = self.symbol(key).zip(self.symbol(value)) else {
                continue;
            };
            let own = self.index.labelled(Some(self.group(from)), namespace, label);
            let pods = if own.is_empty() { self.index.labelled(None, namespace, label) } else { own };
            for &pod in pods.iter().take(SELECTION_BUDGET) {
                *hits.entry(pod).or_default() += 1;
            }
        }
        let mut near: Vec<u32> =
            hits.into_iter().filter(|&(_, hit)| hit + 1 == count).map(|(pod, _)| pod).collect();
        near.sort_unstable();
        let mut suggestions = near.into_iter().filter_map(|pod| self.difference(pod, wanted));
        let first = suggestions.next()?;
        let same = |other: NearLabels<'_>| {
            other.key == first.key && other.found.and_then(Node::text) == first.found.and_then(Node::text)
        };
        suggestions.all(same).then_some(first)
    }

    fn difference<'g>(&'g self, pod: u32, wanted: Labels<'g>) -> Option<NearLabels<'g>> {
        let pod = self.pod(pod);
        let labels = pod.metadata().labels();
        let differs = |key: &str, value| labels.get(key) != Some(value) && !is_set_at_run_time(key);
        let (key, _, value) = wanted.iter().find(|&(key, value, _)| differs(key, value))?;
        Some(NearLabels { pod, wanted: value, key, found: labels.value(key), similar_key: None })
    }

    /// [`ResourceGraph::nearest_labels`] of a single label.
    fn nearest_label<'g>(&'g self, from: ResourceId, wanted: Labels<'g>) -> Option<NearLabels<'g>> {
        let (key, value, node) = wanted.iter().find(|(key, ..)| !is_set_at_run_time(key))?;
        let pods = || self.pods_in_scope(from).take(SELECTION_BUDGET);
        let near = |pod, found, similar_key| NearLabels { pod, wanted: node, key, found, similar_key };
        let labelled: Vec<(&str, Node<'_>, PodTemplate<'_>)> = pods()
            .filter_map(|pod| {
                let found = pod.metadata().labels().value(key)?;
                Some((found.text()?, found, pod))
            })
            .collect();
        if let Some(nearest) = near_miss(value, labelled.iter().map(|&(text, ..)| text)) {
            let &(_, found, pod) = labelled.iter().find(|&&(text, ..)| text == nearest)?;
            return Some(near(pod, Some(found), None));
        }
        // Keys are often too short to be compared alone (`ap`), but the value, which is the same, speaks for them.
        let of_value: Vec<(String, Node<'_>, PodTemplate<'_>)> = pods()
            .filter(|pod| pod.metadata().labels().value(key).is_none())
            .flat_map(|pod| {
                let labels = pod.metadata().labels().node();
                labels.into_iter().flat_map(Node::entries).map(move |entry| (entry, pod))
            })
            .filter(|(entry, _)| entry.value.text() == Some(value))
            .filter_map(|(entry, pod)| Some((format!("{}={value}", entry.key.text()?), entry.key, pod)))
            .take(SELECTION_BUDGET)
            .collect();
        let nearest = near_miss(&format!("{key}={value}"), of_value.iter().map(|(text, ..)| text.as_str()))?;
        let &(_, similar, pod) = of_value.iter().find(|(text, ..)| text == nearest)?;
        Some(near(pod, None, Some(similar)))
    }

    /// A template of another namespace that `wanted` would select: the first, if any. Says whether the namespace is
    /// only unset on one of the two sides, so that they may meet once applied.
    pub fn selected_elsewhere<'g>(
        &'g self,
        from: ResourceId,
        wanted: Labels<'g>,
    ) -> Option<(PodTemplate<'g>, bool)> {
        let (key, value, _) = wanted.iter().find(|(key, ..)| !is_set_at_run_time(key))?;
        let label = self.symbol(key).zip(self.symbol(value))?;
        let namespace = self.data(from).namespace;
        let pods =
            self.index.labelled_anywhere(label).iter().take(SELECTION_BUDGET).map(|&pod| self.pod(pod));
        let mut fits = pods
            .filter(|pod| pod.resource().namespace_symbol() != namespace)
            .filter(|&pod| matches_labels(wanted, &PodLabels::of(pod)) == Match::Yes);
        let may_meet =
            |pod: &PodTemplate<'_>| namespace.is_none() || pod.resource().namespace_symbol().is_none();
        let first = fits.next()?;
        if may_meet(&first) {
            return Some((first, true));
        }
        Some(fits.find(may_meet).map_or((first, false), |pod| (pod, true)))
    }

    // --- other objects than pods --------------------------------------------------------------------------------

    /// The objects of `kind` in `namespaces` whose own labels `selector` selects: in each namespace those of `from`'s
    /// group, if it has any, else those of all groups.
    pub(crate) fn select_objects(
        &self,
        from: ResourceId,
        kind: Kind,
        namespaces: &Namespaces,
        selector: LabelSelector<'_>,
    ) -> ObjectSelection {
        let mut found =
            ObjectSelection { cannot_tell: namespaces.cannot_tell(), ..ObjectSelection::default() };
        if selector.scope() == Some(SelectorScope::Nothing) {
            return found;
        }
        let askers = self.index.of_kind(self.data(from).kind).len().max(1);
        let budget = (SHARED_BUDGET / askers).max(SELECTION_BUDGET);
        let mut candidates = self.labelled_candidates(kind, selector.match_labels());
        if let Namespaces::Own(namespace) = namespaces {
            let in_scope = self.index.in_scope(TypeCode::known(kind), *namespace);
            candidates = if in_scope.len() < candidates.len() { in_scope } else { candidates };
        }
        found.truncated = candidates.len() > budget;
        let group = self.group(from);
        // namespaces in which the own group has what the selector selects
        let mut own = FxHashSet::default();
        for &id in candidates.iter().take(budget) {
            let data = self.data(id);
            if !namespaces.contains(data.namespace) {
                continue;
            }
            let labels = crate::Resource::new(self, id).metadata().labels();
            if selector.matches_source(&PlainLabels(labels)) == Match::Yes {
                found.ids.push(id);
                if self.group(id) == group {
                    own.insert(data.namespace);
                }
            }
        }
        found.ids.retain(|&id| self.group(id) == group || !own.contains(&self.data(id).namespace));
        found
    }

    /// The objects of `kind` that carry the rarest label of `wanted`, in any namespace; all if they are not indexed.
    pub(super) fn labelled_candidates(&self, kind: Kind, wanted: Labels<'_>) -> &[ResourceId] {
        let all = self.index.of_kind(kind);
        if !self.index.has_labels_of(kind) {
            return all;
        }
        let lists = wanted.iter().map(|(key, value, _)| {
            let label = self.symbol(key).zip(self.symbol(value));
            label.map_or(&[][..], |label| self.index.labelled_objects(kind, label))
        });
        lists.min_by_key(|list| list.len()).unwrap_or(all)
    }
}

/// The objects that a selector selects.
#[derive(Clone, Debug, Default)]
pub(crate) struct ObjectSelection {
    /// They.
    pub(crate) ids: Vec<ResourceId>,
    /// Whether more may be selected, in namespaces that the input does not describe.
    pub(crate) cannot_tell: bool,
    /// Whether some were left out.
    pub(crate) truncated: bool,
}

impl ObjectSelection {
    /// Whether certainly nothing in the input is selected.
    pub(crate) fn is_vain(&self) -> bool {
        self.ids.is_empty() && !self.cannot_tell && !self.truncated
    }
}
