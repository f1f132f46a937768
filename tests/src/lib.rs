//! Tests that cross crates. The library is empty: `architecture.rs` looks at the workspace as a whole; the tests of the
//! command stand in `cli/` and belong to `readylint_cli`, because only there does Cargo tell where the binary is.
