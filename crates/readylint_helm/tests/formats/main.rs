//! What texts and values become of one another, compared with the answers of the Go libraries that Helm uses
//! (`crates/xtask/go/helm-data`).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod functions;
mod keeping;
mod reading;
mod rows;
mod writing;
