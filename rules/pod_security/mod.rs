//! Pod security: who a container runs as, and what it may do.

mod capabilities_not_dropped;
mod host_network;
mod missing_security_context;
mod node_agents;
mod privilege_escalation;
mod privileged_container;
mod runs_as_root;
mod runtime_socket_mount;
mod settings;
mod writable_root_filesystem;

readylint_engine::rules!("pod-security": capabilities_not_dropped, host_network, missing_security_context, privilege_escalation, privileged_container, runs_as_root, runtime_socket_mount, writable_root_filesystem);
