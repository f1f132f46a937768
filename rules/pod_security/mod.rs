//! Pod security: who a container runs as, and what it may do.

mod runs_as_root;

readylint_engine::rules!("pod-security": runs_as_root);
