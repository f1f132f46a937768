//! Edges between objects: manifests in, `from -> to` out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod admission;
mod backups;
mod groups;
mod monitoring;
mod policies;
mod producers;
mod references;
mod scheduling;
mod selectors;
mod soup;
mod structure;
mod support;
mod urls;
