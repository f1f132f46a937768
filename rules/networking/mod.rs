//! Networking: Services, policies, ports.

mod invalid_port_name;
mod network_policy_selects_nothing;
mod pod_without_network_policy;
mod service_selects_nothing;
mod unresolved_target_port;

readylint_engine::rules!("networking": invalid_port_name, network_policy_selects_nothing, pod_without_network_policy, service_selects_nothing, unresolved_target_port);
