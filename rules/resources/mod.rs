//! Resources: requests and limits.

mod missing_memory_limit;

readylint_engine::rules!("resources": missing_memory_limit);
