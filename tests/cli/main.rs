//! The command on real files.
