//! What follows from the graph: the shared definitions of the rule catalogue (D1 to D17), one module each.
//!
//! Rules stay thin because these are here; a rule never derives such a fact itself.

mod content;
mod datastores;
mod disruption;
mod endpoints;
mod environment;
mod evidence;
mod files;
mod instances;
pub mod permissions;
pub mod reachability;
mod replicas;
mod resources;
mod rolling_update;
mod scheduling;
mod secret_like;
mod secrets;
mod security;
mod selection;
mod sidecars;

pub use content::same_content;
pub use datastores::{
    BackupTool, Datastore, DatastoreResource, DatastoreRole, DatastoreRoles, backup_tools, datastore_of,
    datastore_of_resource, datastore_resource_of_service,
};
pub use disruption::{BudgetField, Disruption, disruption};
pub(crate) use endpoints::FileEndpoints;
pub use endpoints::{ContactedEndpoint, EndpointSource, endpoints_of};
pub use environment::{Content, Environment, OPAQUE, Piece, PieceKind, Text, Variable, VariableSource};
pub use evidence::{Candidate, Evidence, Strength, Wanted, missing_part, missing_pods, missing_reference};
pub use files::{FileAt, Mount, MountedFile, MountedFiles, VolumeKind};
pub use instances::{Instances, instances};
pub use permissions::{
    Account, Answer, Automount, GatheredRule, Grant, Permission, Permissions, Request, RoleContents, Rule,
    Scope, Term, Via, automount, permissions_of, role_contents,
};
pub use reachability::{
    Backend, Deciding, Flow, FlowPort, Isolation, Peer, Reachability, ServiceFlow, Traffic, Verdict,
};
pub use replicas::{ReplicaSource, Replicas, replicas};
pub use resources::{
    Bound, Effective, LimitSource, PodSum, Qos, ResourceSource, ResourceTotal, ResourceTotals, TotalAmounts,
    effective_limit, effective_resource, pod_sum, qos, resource_totals,
};
pub use rolling_update::{Portion, RollingUpdate, Step, rolling_update};
pub use scheduling::{
    AffinityTerm, Enforcement, NodeDemands, NodeOperator, NodeRequirement, NodeTerm, Pin, PinKind,
    SpreadConstraint, Spreading, Spreads, TaintsPolicy, Toleration, affinity_terms, allowed_values,
    node_demands, pins, spread_constraints, spreads, tolerations,
};
pub use secret_like::{SecretKind, SecretLike, is_secret_name, judge};
pub use secrets::secret_spans;
pub use security::{
    Capabilities, Capability, PodSecurity, Profile, ProfileKind, Setting, SettingLevel, Sysctl,
    allow_privilege_escalation, app_armor_profile, capabilities, host_process, linux_rules_apply,
    pod_security, privileged, proc_mount, read_only_root_filesystem, run_as_group, run_as_non_root,
    run_as_user, run_as_user_name, se_linux_options, seccomp_profile, user_namespace_relaxes,
};
pub use selection::is_cut_short;
pub use sidecars::{SidecarImage, SidecarPurpose, sidecar_image};
