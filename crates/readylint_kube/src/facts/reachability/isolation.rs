//! Which policies isolate which pods.

use std::borrow::Cow;

use rustc_hash::FxHashSet;

use super::policy::{PARTS, Policy};
use super::sides::{Pod, Side};
use super::{Peer, Reachability};
use crate::{Direction, Match, NetworkPolicy, PodTemplate, ResourceGraph};

/// How much of the policies of one pod and direction is asked about a flow, in parts as [`Policy::cost`] counts them. The
/// policies of real pods have less than a hundred; what goes beyond makes the answer uncertain.
const ASKED: usize = 2 * PARTS;

/// The policies that isolate a pod in one direction.
#[derive(Clone, Debug)]
pub struct Isolation<'g> {
    /// The policies that select the pod and have the direction as a type, in order. Those of a pod on its node's network
    /// are listed too, without effect.
    pub policies: Vec<NetworkPolicy<'g>>,
    /// Whether there may be more: policies of other kinds, selectors that ask for labels set at run time. Or fewer: the
    /// pod is on its node's network.
    pub unknown: bool,
}

/// The numbers of the policies that isolate a pod in one direction.
#[derive(Clone, Debug, Default)]
pub(super) struct Isolating {
    pub(super) certain: Vec<u32>,
    /// Those that may.
    pub(super) doubtful: Vec<u32>,
    /// Whether there may be others.
    pub(super) is_cut_short: bool,
    /// What it costs to ask all.
    cost: usize,
}

impl Isolating {
    /// Adds a policy if it isolates `side`, or may.
    fn add<'g>(&mut self, policy: &Policy<'g>, number: u32, side: Side<'_, 'g>, direction: Direction) {
        let isolates = policy.isolates(side, direction);
        if isolates == Match::No {
            return;
        }
        self.cost = self.cost.saturating_add(policy.cost(direction));
        if self.cost > ASKED {
            self.is_cut_short = true;
        } else if isolates == Match::Yes {
            self.certain.push(number);
        } else {
            self.doubtful.push(number);
        }
    }
}

fn slot(direction: Direction) -> usize {
    match direction {
        Direction::Ingress => 0,
        Direction::Egress => 1,
    }
}

/// What isolates each of `pods`, for ingress and for egress: the policies whose `podSelector` selects it, with the
/// preference of the policy's own group that all selectors have.
pub(super) fn of_pods<'g>(
    graph: &'g ResourceGraph,
    policies: &[Policy<'g>],
    pods: &[Pod<'g>],
) -> Vec<[Isolating; 2]> {
    let mut all: Vec<[Isolating; 2]> = vec![<[Isolating; 2]>::default(); pods.len()];
    let mut cut_short = FxHashSet::default();
    for (number, policy) in policies.iter().enumerate() {
        let selection = graph.select_pods(policy.view.id(), policy.view.pod_selector());
        let selected = selection.pods(graph).chain(selection.doubtful_pods(graph));
        for pod in selected.filter_map(|template| template.resource().data().pod) {
            let (Some(side), Some(isolating)) = (pods.get(pod as usize), all.get_mut(pod as usize)) else {
                continue;
            };
            for direction in Direction::ALL {
                isolating[slot(direction)].add(policy, number as u32, Side::Pod(side), direction);
            }
        }
        if selection.truncated {
            cut_short.insert(policy.namespace);
        }
    }
    if !cut_short.is_empty() {
        for (pod, isolating) in pods.iter().zip(&mut all) {
            for isolating in isolating {
                isolating.is_cut_short |= cut_short.contains(&pod.namespace);
            }
        }
    }
    all
}

impl<'g> Reachability<'g> {
    /// The policies that isolate `pod` in `direction`.
    pub fn isolation(&self, pod: PodTemplate<'g>, direction: Direction) -> Isolation<'g> {
        let Some(side) = Side::of(self.graph, &self.pods, Peer::Pod(pod)) else {
            return Isolation { policies: Vec::new(), unknown: true };
        };
        let isolating = self.isolating(side, direction);
        let view = |&number: &u32| self.policies.get(number as usize).map(|policy| policy.view);
        Isolation {
            policies: isolating.certain.iter().filter_map(view).collect(),
            unknown: isolating.is_cut_short
                || !isolating.doubtful.is_empty()
                || side.uses_host_network()
                || self.foreign.concerns(self.graph, side),
        }
    }

    /// What isolates `side` in `direction`. Of pods outside the input that is certain of policies that select all pods.
    pub(super) fn isolating(&self, side: Side<'_, 'g>, direction: Direction) -> Cow<'_, Isolating> {
        match side {
            Side::Pod(pod) => {
                let number = pod.template.resource().data().pod.map_or(usize::MAX, |number| number as usize);
                let isolating = self.isolating.get(number).map(|both| &both[slot(direction)]);
                isolating.map_or_else(Cow::default, Cow::Borrowed)
            }
            Side::Outside(pods) => {
                let policies = pods.namespace.and_then(|namespace| self.policies_of.get(&namespace));
                let mut isolating = Isolating::default();
                for &number in policies.into_iter().flatten() {
                    if let Some(policy) = self.policies.get(number as usize) {
                        isolating.add(policy, number, side, direction);
                    }
                }
                Cow::Owned(isolating)
            }
            Side::Address(_) => Cow::default(),
        }
    }
}
