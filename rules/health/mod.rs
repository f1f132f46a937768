//! Health: probes and what asks them.

mod missing_liveness_probe;
mod missing_readiness_probe;
mod undeclared_probe_port;

readylint_engine::rules!("health": missing_liveness_probe, missing_readiness_probe, undeclared_probe_port);
