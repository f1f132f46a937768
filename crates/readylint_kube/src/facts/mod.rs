//! What follows from the graph: the shared definitions of the rule catalogue (D1 to D17), one module each.
//!
//! Rules stay thin because these are here; a rule never derives such a fact itself.

mod content;
mod disruption;
mod environment;
mod evidence;
mod files;
mod replicas;
mod resources;
mod secret_like;
mod secrets;
mod security;
mod selection;

pub use content::same_content;
pub use disruption::{BudgetField, Disruption, disruption};
pub use environment::{Content, Environment, OPAQUE, Piece, PieceKind, Text, Variable, VariableSource};
pub use evidence::{Candidate, Evidence, Strength, missing_pods, missing_reference};
pub use files::{FileAt, Mount, MountedFile, MountedFiles, VolumeKind};
pub use replicas::{ReplicaSource, Replicas, replicas};
pub use resources::{LimitSource, effective_limit};
pub use secret_like::{SecretKind, SecretLike, is_secret_name, judge};
pub use secrets::secret_spans;
pub use security::{Setting, run_as_non_root, run_as_user};
pub use selection::is_cut_short;
