//! Health: probes and what asks them.

mod missing_readiness_probe;

readylint_engine::rules!("health": missing_readiness_probe);
