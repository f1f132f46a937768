//! Tests that cross crates; the library itself is empty.
