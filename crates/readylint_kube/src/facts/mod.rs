//! What follows from the graph: the shared definitions of the rule catalogue (D1 to D17), one module each.
//!
//! Rules stay thin because these are here; a rule never derives such a fact itself.

mod content;
pub mod datastores;
mod disruption;
pub mod endpoints;
pub mod environment;
mod evidence;
pub mod files;
mod gitops;
pub mod host_paths;
mod instances;
mod leader_election;
pub mod metrics;
mod monitored;
mod names;
mod near_match;
pub mod node_agents;
mod operated;
pub mod permissions;
pub(crate) mod plain_values;
mod pre_stop;
pub mod reachability;
mod replicas;
pub mod resources;
mod rolling_update;
pub mod scheduling;
mod secret_like;
mod secrets;
pub mod security;
mod selection;
mod sidecars;
mod utilization;

pub use content::same_content;
pub use disruption::{BudgetField, Disruption, disruption, is_budgeted};
pub use evidence::{Candidate, Evidence, Strength, Wanted, missing_part, missing_pods, missing_reference};
pub use gitops::ignores_replicas;
pub use instances::{Instances, instances};
pub use leader_election::leader_election;
pub use monitored::missing_monitored;
pub use names::{NameFault, NameProblem, NameSyntax, STATEFUL_SET_LIMIT, name_fault, prefix_fault};
pub use near_match::{NearMatch, missing_selected_pods};
pub use operated::{operator_of_label, operator_of_pods};
pub use plain_values::{PlainKind, PlainValue, plain_values, plain_variable};
pub use pre_stop::{PreStop, pre_stop};
pub use replicas::{ReplicaSource, Replicas, autoscalers_of, replicas, runner};
pub use rolling_update::{Portion, RollingUpdate, Step, rolling_update};
pub use secret_like::{SecretKind, SecretLike, is_placeholder, is_secret_name, judge};
pub use secrets::secret_spans;
pub use selection::is_cut_short;
pub use sidecars::{SidecarImage, SidecarPurpose, sidecar_image};
pub(crate) use utilization::is_share;
pub use utilization::{Utilization, scaled_pods, utilizations};
