//! The crate from outside: projects in memory and on disk, and what is loaded of them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod configuration;
mod disk;
mod explaining;
mod loading;
mod mistakes;
mod properties;
mod published_schema;
mod reporting;
mod schemas;
mod support;
