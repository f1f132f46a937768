//! The graph and the tables from outside, on rows made by hand.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod graph;
mod page;
mod sketch;
mod table;
mod voting;
