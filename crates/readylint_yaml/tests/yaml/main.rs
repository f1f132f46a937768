//! Tests through the public API.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod errors;
mod json;
mod limits;
mod merges;
mod oracle;
mod places;
mod soup;
mod streams;

use readylint_text::SourceId;
use readylint_yaml::{Parse, Tree, parse};

/// Parses; errors are the test's business.
fn read(text: &str) -> Parse {
    parse(SourceId::new(0), text.into())
}

/// Parses what must be fine.
fn tree(text: &str) -> Tree {
    let parse = read(text);
    assert_eq!(parse.errors, [], "{text}");
    parse.tree
}
