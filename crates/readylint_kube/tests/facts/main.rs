//! Derived facts (D1, D2, D4, D6, D12, D13) and secret spans, through the public API.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod disruption;
mod environment;
mod evidence;
mod files;
mod permissions;
mod permissions_oracle;
mod replicas;
mod resources;
mod scheduling;
mod secrets;
mod security;
mod settings;
#[path = "../graph/support.rs"]
#[allow(dead_code)] // shared with the tests of the graph, which use all of it
mod support;
