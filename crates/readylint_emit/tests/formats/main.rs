//! The formats from outside, on small reports made by hand.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod frames;
mod json;
mod machines;
mod properties;
mod rendered;
mod sarif;
mod support;
mod xml;
