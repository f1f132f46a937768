//! How many pods a rolling update takes away and adds at a time (D2).

use readylint_yaml::Node;

use super::disruption::int_or_string;
use super::replicas::{replicas, runner};
use crate::{Kind, Workload};
use readylint_scalars::{IntOrString, KubernetesVersion, Rounding, VersionRange};

/// The first minor in which a StatefulSet heeds `maxUnavailable`: the gate `MaxUnavailableStatefulSet` is off through 1.36
/// (KEP-961).
const STATEFUL_MAX_UNAVAILABLE: KubernetesVersion = KubernetesVersion::new(37);

/// A number of pods or a percentage of them.
#[derive(Clone, Debug)]
pub struct Portion<'g> {
    /// The value.
    pub value: IntOrString,
    /// The scalar; `None` if it is the API's default.
    pub node: Option<Node<'g>>,
}

/// How the pods of a workload are replaced.
#[derive(Clone, Debug)]
pub struct RollingUpdate<'g> {
    /// How many may be missing.
    pub max_unavailable: Portion<'g>,
    /// How many may run besides; 0 for a StatefulSet.
    pub max_surge: Portion<'g>,
    /// `partition` of a StatefulSet: pods with a lower ordinal keep the old version.
    pub partition: Option<Node<'g>>,
    /// What that means for the least number of pods (D1); `None` if it cannot be told.
    pub at_min: Option<Step>,
    /// What it means for the greatest number.
    pub at_max: Option<Step>,
    controller: Controller,
}

/// One step of a rolling update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// How many pods may be missing.
    pub unavailable: i64,
    /// How many may run besides.
    pub surge: i64,
    /// Whether both are 0 as written, for which the controller takes one pod away.
    pub is_forced: bool,
}

/// Who replaces the pods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Controller {
    /// That of Deployments, or Argo's of Rollouts.
    Deployment,
    /// Whether it heeds `maxUnavailable` on every version; `None` if on some only.
    StatefulSet {
        heeds: Option<bool>,
    },
    DaemonSet,
}

impl RollingUpdate<'_> {
    /// What the update means for `pods` pods; for a DaemonSet, that many nodes. `None` if a field is neither a number nor
    /// a percentage, or the versions differ.
    pub fn at(&self, pods: i64) -> Option<Step> {
        let unavailable =
            |rounding| self.max_unavailable.value.resolve(pods, rounding).filter(|&count| count >= 0);
        let surge = self.max_surge.value.resolve(pods, Rounding::Up).filter(|&count| count >= 0)?;
        let (unavailable, surge) = match self.controller {
            Controller::Deployment => (unavailable(Rounding::Down)?, surge),
            Controller::DaemonSet => (unavailable(Rounding::Up)?, surge),
            Controller::StatefulSet { heeds } => {
                let heeded = || Some(unavailable(Rounding::Down)?.max(1));
                let count = match heeds {
                    Some(true) => heeded()?,
                    Some(false) => 1,
                    None => heeded().filter(|&count| count == 1)?,
                };
                (count, 0)
            }
        };
        let is_forced = unavailable == 0 && surge == 0 && pods > 0;
        let unavailable = if is_forced { 1 } else { unavailable };
        Some(Step { unavailable: unavailable.min(pods.max(0)), surge, is_forced })
    }
}

/// How the pods of `workload` are replaced when its template changes: Deployment, Argo Rollout with a canary (also one that
/// refers to the workload), StatefulSet and DaemonSet. `None` for other kinds and for other strategies (`Recreate`, `OnDelete`, blue and green).
///
/// A Deployment's percentages round down for `maxUnavailable` and up for `maxSurge`, both 25 % by default
/// (`ResolveFenceposts` of `pkg/controller/deployment/util`); Rollouts imitate it. A StatefulSet takes one at a time, or
/// the rounded-down `maxUnavailable` where that counts. A DaemonSet rounds both up; they are 1 and 0 by default.
pub fn rolling_update(workload: Workload<'_>, versions: VersionRange) -> Option<RollingUpdate<'_>> {
    let runner = runner(workload.resource());
    let (kind, spec) = (runner.kind(), runner.spec());
    let (strategy, controller, defaults) = match kind {
        Kind::Deployment | Kind::Rollout => ("strategy", Controller::Deployment, QUARTER),
        Kind::StatefulSet => ("updateStrategy", Controller::StatefulSet { heeds: heeds(versions) }, ONE),
        Kind::DaemonSet => ("updateStrategy", Controller::DaemonSet, ONE),
        _ => return None,
    };
    let strategy = spec.and_then(|spec| spec.get(strategy));
    let fields = if kind == Kind::Rollout {
        Some(strategy?.get("canary").filter(|_| strategy.is_some_and(|it| it.get("blueGreen").is_none()))?)
    } else {
        let name = strategy.and_then(|strategy| strategy.get("type")).filter(|name| !name.is_null());
        if name.is_some_and(|name| name.text() != Some("RollingUpdate")) {
            return None;
        }
        strategy.and_then(|strategy| strategy.get("rollingUpdate"))
    };
    let written = |key| fields.and_then(|fields| fields.get(key)).filter(|node| !node.is_null());
    let portion = |key, default: &IntOrString| {
        let node = written(key);
        Portion { value: node.map_or_else(|| default.clone(), int_or_string), node }
    };
    let max_surge = match kind {
        Kind::StatefulSet => Portion { value: IntOrString::Int(0), node: None },
        _ => portion("maxSurge", &defaults.1),
    };
    let mut update = RollingUpdate {
        max_unavailable: portion("maxUnavailable", &defaults.0),
        max_surge,
        partition: written("partition").filter(|_| kind == Kind::StatefulSet),
        at_min: None,
        at_max: None,
        controller,
    };
    resolve(&mut update, workload);
    Some(update)
}

/// The defaults of Deployments: `maxUnavailable` and `maxSurge`.
const QUARTER: (IntOrString, IntOrString) = (IntOrString::Percent(25), IntOrString::Percent(25));

/// The defaults of a StatefulSet or DaemonSet.
const ONE: (IntOrString, IntOrString) = (IntOrString::Int(1), IntOrString::Int(0));

fn resolve(update: &mut RollingUpdate<'_>, workload: Workload<'_>) {
    if update.controller == Controller::DaemonSet {
        // how many nodes there are is unknown, but numbers do not depend on it
        let is_number = |portion: &Portion<'_>| matches!(portion.value, IntOrString::Int(_));
        if is_number(&update.max_unavailable) && is_number(&update.max_surge) {
            update.at_min = update.at(i64::MAX);
            update.at_max = update.at_min;
        }
    } else if let Some(replicas) = replicas(workload) {
        update.at_min = update.at(replicas.min);
        update.at_max = update.at(replicas.max);
    }
}

fn heeds(versions: VersionRange) -> Option<bool> {
    if versions.oldest() >= STATEFUL_MAX_UNAVAILABLE {
        Some(true)
    } else if versions.newest() < STATEFUL_MAX_UNAVAILABLE {
        Some(false)
    } else {
        None
    }
}
