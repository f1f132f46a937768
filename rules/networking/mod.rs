//! Networking: Services, policies, ports.

mod service_selects_nothing;
mod unresolved_target_port;

readylint_engine::rules!("networking": service_selects_nothing, unresolved_target_port);
