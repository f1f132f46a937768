//! The table of allowed edges between the crates.
