//! The command on real files: what it prints, where, and with which exit code.
//!
//! Every test runs the binary. Tests about one finding write a small manifest of their own; tests about whole systems
//! run on `fixtures/` and `tests/damaged/`, whose pages hold tables of what is to be found.

#![allow(clippy::disallowed_methods, clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod harness;

mod charts;
mod commands;
mod configuration;
mod damaged;
mod deprecations;
mod exit_codes;
mod formats;
mod graph;
mod input;
mod masks;
mod report;
mod shapes;
mod shop;
mod suppressions;
mod terminal;
mod usage;
