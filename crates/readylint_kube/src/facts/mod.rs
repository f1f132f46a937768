//! What follows from the graph: the shared definitions of the rule catalogue (D1 to D17), one module each.
//!
//! Rules stay thin because these are here; a rule never derives such a fact itself.

mod content;
mod datastores;
mod disruption;
mod endpoints;
mod environment;
mod evidence;
mod replicas;
mod resources;
mod secrets;
mod security;
mod selection;

pub use content::same_content;
pub use datastores::{
    Datastore, DatastoreResource, datastore_of, datastore_of_resource, datastore_resource_of_service,
};
pub use disruption::{BudgetField, Disruption, disruption};
pub(crate) use endpoints::FileEndpoints;
pub use endpoints::{ContactedEndpoint, EndpointSource, endpoints_of};
pub use environment::{Content, Environment, OPAQUE, Piece, PieceKind, Text, Variable, VariableSource};
pub use evidence::{Candidate, Evidence, Strength, Wanted, missing_part, missing_pods, missing_reference};
pub use replicas::{ReplicaSource, Replicas, replicas};
pub use resources::{LimitSource, effective_limit};
pub use secrets::secret_spans;
pub use security::{Setting, run_as_non_root, run_as_user};
pub use selection::is_cut_short;
