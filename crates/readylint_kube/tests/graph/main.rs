//! Edges between objects: manifests in, `from -> to` out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod admission;
mod backups;
mod gateway;
mod groups;
mod ingress;
mod monitoring;
mod policies;
mod producers;
mod progressive;
mod rbac;
mod references;
mod scaling;
mod scheduling;
mod secret_stores;
mod selectors;
mod soup;
mod structure;
mod support;
mod urls;
