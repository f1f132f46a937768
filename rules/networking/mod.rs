//! Networking: Services, policies, ports.

mod invalid_port_name;
mod service_selects_nothing;
mod unresolved_target_port;

readylint_engine::rules!("networking": invalid_port_name, service_selects_nothing, unresolved_target_port);
