//! Origins through reading and writing.
