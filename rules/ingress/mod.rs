//! Ingress: how requests come in from outside, by Ingresses, Gateways and Routes.

mod dangling_ingress_backend;
mod ingress_without_tls;
mod plain_listener;
mod tls_elsewhere;
mod unresolved_ingress_port;

readylint_engine::rules!("ingress": dangling_ingress_backend, ingress_without_tls, unresolved_ingress_port);
