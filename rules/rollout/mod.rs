//! Rollout: how workloads are replaced, stopped and restarted.

mod bare_pod;
mod pre_stop_exceeds_grace_period;

readylint_engine::rules!("rollout": bare_pod, pre_stop_exceeds_grace_period);
