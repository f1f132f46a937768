//! Requests and limits of all workloads, at the least and at the most replicas (D1, D12).

use std::collections::{BTreeMap, HashMap};

use readylint_emit::{Cell, Table};
use readylint_engine::Input;
use readylint_kube::facts::resources::{ResourceTotals, TotalAmounts, resource_totals};
use readylint_kube::{LifecycleClass, Workload};
use readylint_scalars::Quantity;

use super::{Scope, graphs, place_cells, table};

/// What stands for the limit of pods of which a container has none.
const UNLIMITED: &str = "unlimited";

/// One row for each workload and resource: requests and limits of one pod, and of all at the least and at the most
/// replicas. The last rows sum up what is known, for each folder if some hold the same workloads.
pub fn resources(input: &Input, scope: &Scope) -> Table {
    let mut rows = Vec::new();
    // copies in other folders do not add up (D15), parts of one system do
    let has_copies = has_copies(input, scope);
    let mut sums: BTreeMap<&str, Sums> = BTreeMap::new();
    for resource in graphs(input).flat_map(readylint_kube::ResourceGraph::resources) {
        let Some(workload) = Workload::of(resource).filter(|_| scope.holds(resource)) else {
            continue;
        };
        let folder = if has_copies { resource.graph().group_of(resource.id()) } else { "" };
        let sums = sums.entry(folder).or_default();
        let versions = input.settings.get(resource.node().span().source).kubernetes;
        let totals = resource_totals(workload, versions);
        sums.note(workload, &totals);
        for total in &totals.resources {
            let mut row = place_cells(resource);
            row.extend([count(totals.replicas.map(|it| it.min)), count(totals.replicas.map(|it| it.max))]);
            row.push(total.resource.into());
            for (is_limit, amounts) in [(false, &total.requests), (true, &total.limits)] {
                row.push(of_pod(amounts, is_limit));
                row.extend([amounts.at_min, amounts.at_max].map(|amount| of_all(amounts, amount, is_limit)));
            }
            sums.add(total.resource, [&total.requests, &total.limits]);
            rows.push(row);
        }
    }
    let is_one = sums.len() == 1;
    for (folder, sums) in &sums {
        rows.extend(sums.rows((!is_one).then_some(if folder.is_empty() { "." } else { folder })));
    }
    let columns = [
        "Namespace",
        "Kind",
        "Name",
        "Min replicas",
        "Max replicas",
        "Resource",
        "Pod request",
        "Requests at min",
        "Requests at max",
        "Pod limit",
        "Limits at min",
        "Limits at max",
    ];
    table("resources", "Requests and limits", &columns, rows, notes(&sums))
}

/// Whether two folders hold a workload of the same kind, namespace and name.
fn has_copies(input: &Input, scope: &Scope) -> bool {
    let resources = graphs(input).flat_map(readylint_kube::ResourceGraph::resources);
    let workloads = resources.filter(|resource| Workload::of(*resource).is_some() && scope.holds(*resource));
    let mut folders = HashMap::new();
    workloads.filter(|workload| workload.name().is_some()).any(|workload| {
        let folder = workload.graph().group_of(workload.id());
        let identity = (workload.kind_name(), workload.namespace(), workload.name());
        folder != *folders.entry(identity).or_insert(folder)
    })
}

fn count(number: Option<i64>) -> Cell {
    number.map_or(Cell::Null, Cell::Integer)
}

/// The amount of one pod.
fn of_pod(amounts: &TotalAmounts<'_>, is_limit: bool) -> Cell {
    of_all(amounts, amounts.pod.amount, is_limit)
}

fn of_all(amounts: &TotalAmounts<'_>, amount: Option<Quantity>, is_limit: bool) -> Cell {
    match amount {
        Some(_) if is_limit && is_unlimited(amounts) => UNLIMITED.into(),
        Some(amount) => amount.to_string().into(),
        None => Cell::Null,
    }
}

/// Whether the limit of the pods bounds nothing, because a container has none.
fn is_unlimited(amounts: &TotalAmounts<'_>) -> bool {
    !amounts.pod.without.is_empty() && amounts.pod.pod_level.is_none()
}

/// What all rows come to.
#[derive(Default)]
struct Sums {
    /// For each resource: requests at min and at max, limits at min and at max.
    by_resource: BTreeMap<String, [Option<Quantity>; 4]>,
    /// Whether a limit was left out of the sums.
    unlimited: BTreeMap<String, usize>,
    /// Workloads that run one pod a node.
    per_node: usize,
    /// Workloads that run to completion, or whose number is not known.
    uncounted: usize,
}

impl Sums {
    fn note(&mut self, workload: Workload<'_>, totals: &ResourceTotals<'_>) {
        match totals.replicas {
            Some(_) => {}
            None if workload.class() == LifecycleClass::Service
                && workload.resource().kind() == readylint_kube::Kind::DaemonSet =>
            {
                self.per_node += 1;
            }
            None => self.uncounted += 1,
        }
    }

    fn add(&mut self, resource: &str, [requests, limits]: [&TotalAmounts<'_>; 2]) {
        let is_unlimited = is_unlimited(limits);
        if is_unlimited && limits.at_min.is_some() {
            *self.unlimited.entry(resource.to_owned()).or_default() += 1;
        }
        let limit = |amount: Option<Quantity>| amount.filter(|_| !is_unlimited);
        let amounts = [requests.at_min, requests.at_max, limit(limits.at_min), limit(limits.at_max)];
        if amounts.iter().all(Option::is_none) {
            return;
        }
        let sums = self.by_resource.entry(resource.to_owned()).or_default();
        for (sum, amount) in sums.iter_mut().zip(amounts) {
            *sum = match (*sum, amount) {
                (Some(sum), Some(amount)) => Some(sum.saturating_add(amount)),
                (sum, amount) => sum.or(amount),
            };
        }
    }

    fn rows(&self, folder: Option<&str>) -> impl Iterator<Item = Vec<Cell>> {
        self.by_resource.iter().map(move |(resource, sums)| {
            let [requests_min, requests_max, limits_min, limits_max] =
                sums.map(|sum| sum.map(|sum| sum.to_string()).into());
            let head =
                [Cell::Null, "total".into(), folder.into(), Cell::Null, Cell::Null, resource.clone().into()];
            let sums = [Cell::Null, requests_min, requests_max, Cell::Null, limits_min, limits_max];
            head.into_iter().chain(sums).collect()
        })
    }
}

fn notes(sums: &BTreeMap<&str, Sums>) -> Vec<String> {
    let mut unlimited: BTreeMap<&str, usize> = BTreeMap::new();
    for (resource, count) in sums.values().flat_map(|sums| &sums.unlimited) {
        *unlimited.entry(resource).or_default() += count;
    }
    let mut notes = Vec::new();
    for (resource, count) in unlimited {
        let workloads = if count == 1 { "workload" } else { "workloads" };
        notes.push(format!(
            "The totals of {resource} leave out the limits of {count} {workloads}: some container there has none."
        ));
    }
    if sums.values().any(|sums| sums.per_node > 0) {
        notes.push(
            "DaemonSets run one pod a node: they have no number, and are not in the totals.".to_owned(),
        );
    }
    if sums.values().any(|sums| sums.uncounted > 0) {
        notes.push("What runs to completion has no number, and is not in the totals.".to_owned());
    }
    notes
}
