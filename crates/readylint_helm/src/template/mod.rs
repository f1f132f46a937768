//! Go's `text/template` as a tree with spans.

pub mod ast;
