//! What people look at besides findings: the graph, and the tables that they otherwise assemble by hand.
//!
//! Everything here reads a loaded [`Input`] and fills rows of `readylint_emit`; nothing is judged.
//!
//! ```
//! use readylint::Linter;
//! use readylint::inspect::{Scope, images};
//!
//! let pod = "{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: \"web:1.2\"}]}}";
//! let table = images(&Linter::new().read([("web.yaml", pod)]), &Scope::default());
//! let mut out = Vec::new();
//! readylint::emit_table(readylint::TableFormat::Csv, &table, &mut out)?;
//! assert!(String::from_utf8_lossy(&out).contains("docker.io,library/web,1.2"));
//! # Ok::<(), std::io::Error>(())
//! ```

mod asked;
mod deprecations;
mod externals;
mod flows;
mod graph;
mod images;
mod rbac;
mod resources;
mod scope;
mod secrets;
mod traffic;

pub use deprecations::{Deprecations, deprecations};
pub use graph::{Focus, GraphQuery, NoSuchObject, graph};
pub use images::images;
pub use rbac::rbac;
pub use resources::resources;
pub use scope::Scope;
pub use secrets::secrets;
pub use traffic::traffic;

use readylint_emit::{Cell, Table};
use readylint_engine::Input;
use readylint_kube::{Resource, ResourceGraph};

/// The graphs of `input`, one for each bundle.
fn graphs(input: &Input) -> impl Iterator<Item = &ResourceGraph> {
    input.bundles.iter().map(|bundle| &bundle.graph)
}

/// Namespace, kind and name of an object, with which the rows of most reports start.
fn place_cells(resource: Resource<'_>) -> Vec<Cell> {
    vec![resource.namespace().into(), resource.kind_name().into(), resource.name().into()]
}

/// The table of the report that is called so.
fn table(report: &str, title: &str, columns: &[&str], rows: Vec<Vec<Cell>>, notes: Vec<String>) -> Table {
    let columns = columns.iter().map(|&head| head.to_owned()).collect();
    Table { report: report.to_owned(), title: title.to_owned(), columns, rows, notes }
}
