//! Typed views of Kubernetes objects, and the graph between them.
//!
//! ```text
//! documents ── ResourceGraph::build ──► resources ── edges ──► derived facts (replicas, budgets, effective settings)
//! ```
//!
//! A view ([`Resource`], [`PodTemplate`], [`Container`], [`Service`]…) is a reference into the YAML tree with the
//! object it belongs to: no serde model, no second copy, no lost spans. Unknown kinds cost nothing and are never an
//! error. Shared knowledge of rules (definitions D1 to D17 of the rule catalogue) lives in [`facts`].
//!
//! This crate must never know a rule, a severity, a file system or how the text was made.

pub mod facts;
mod graph;
mod intern;
mod kind;
mod views;
mod world;

pub use graph::{
    Document, Edge, End, ManifestFile, NearLabels, Produced, ProducedKeys, Relation, ResourceGraph,
    ResourceId, RoleSource, SELECTION_BUDGET, Selection, Target,
};
pub use intern::Symbol;
pub use kind::{GroupVersion, Kind};
pub use views::{
    Binding, Container, ContainerPort, ContainerRole, Direction, EnvVar, Handler, HorizontalPodAutoscaler,
    Identity, Ingress, LabelSelector, Labels, LifecycleClass, Match, NetworkPolicy, ObjectMeta,
    PodDisruptionBudget, PodTemplate, PolicyRule, Probe, Requirement, Resource, RoleRules, SelectorScope,
    Service, ServicePort, Subject, TargetPort, Volume, Workload, hook_class,
};
pub use world::{External, World};
