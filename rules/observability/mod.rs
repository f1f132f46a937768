//! Observability: what monitoring sees.

mod service_monitor_selects_nothing;

readylint_engine::rules!("observability": service_monitor_selects_nothing);
