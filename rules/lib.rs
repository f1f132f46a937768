//! The built-in rules of readylint, and nothing else.
//!
//! One folder a category, two files a rule: `<rule>.rs` holds what a compiler can check, `<rule>.md` is the page that
//! `readylint explain` prints, that the documentation shows and that the tests run. A rule reads the model of
//! `readylint_kube` and reports findings. What two rules have to know belongs there; what they have in common in saying it,
//! wording and fixes, stands here beside them: `dangling` and `selection` for rules of several categories, a module of the
//! category (`wording`, `settings`) for its own.

mod api_versions;
mod availability;
mod configuration;
mod dangling;
mod health;
mod helm;
mod images;
mod ingress;
mod metadata;
mod networking;
mod observability;
mod pod_security;
mod rbac;
mod readylint;
mod references;
mod repository;
mod resources;
mod rollout;
mod scaling;
mod schema;
mod secrets;
mod selection;
mod storage;

use readylint_engine::{Catalogue, RemovedRule, RuleEntry};

/// All categories, by name.
static CATEGORIES: &[&[RuleEntry]] = &[
    api_versions::RULES,
    availability::RULES,
    configuration::RULES,
    health::RULES,
    helm::RULES,
    images::RULES,
    ingress::RULES,
    metadata::RULES,
    networking::RULES,
    observability::RULES,
    pod_security::RULES,
    rbac::RULES,
    readylint::RULES,
    references::RULES,
    repository::RULES,
    resources::RULES,
    rollout::RULES,
    scaling::RULES,
    schema::RULES,
    secrets::RULES,
    storage::RULES,
];

/// Rules that were removed; their ids stay taken.
static REMOVED: &[RemovedRule] = &[];

/// The catalogue of all built-in rules.
pub fn catalogue() -> Catalogue {
    let entries = CATEGORIES.iter().flat_map(|category| category.iter().copied());
    Catalogue::new().with(entries).with_removed(REMOVED.iter().copied())
}
