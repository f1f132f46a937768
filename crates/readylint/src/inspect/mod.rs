//! What people look at besides findings: the graph, and the tables that they otherwise assemble by hand.
//!
//! Everything here reads a loaded [`Input`] and fills rows of `readylint_emit`; nothing is judged.

mod graph;
mod scope;

pub use graph::{Focus, GraphQuery, NoSuchObject, graph};
pub use scope::Scope;

use readylint_engine::Input;
use readylint_kube::ResourceGraph;

/// The graphs of `input`, one for each bundle.
fn graphs(input: &Input) -> impl Iterator<Item = &ResourceGraph> {
    input.bundles.iter().map(|bundle| &bundle.graph)
}
