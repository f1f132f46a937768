//! Derived facts (D1, D2, D4, D6, D10, D12, D13) and secret spans, through the public API.
//! Derived facts (D1, D2, D3, D6, D12, D13) and secret spans, through the public API.
//! Derived facts (D1, D2, D4, D6, D8, D12, D13) and secret spans, through the public API.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod datastores;
mod disruption;
mod endpoints;
mod environment;
mod evidence;
mod files;
mod host_paths;
mod instances;
mod names;
mod node_agents;
mod permissions;
mod permissions_oracle;
mod plain_values;
mod reachability;
mod reachability_unknown;
mod replicas;
mod resources;
mod rolling_update;
mod scaling;
mod scheduling;
mod secret_like;
mod secrets;
mod security;
mod settings;
mod sidecars;
mod soup;
#[path = "../graph/support.rs"]
#[allow(dead_code)] // shared with the tests of the graph, which use all of it
mod support;
mod workloads;
