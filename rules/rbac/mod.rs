//! RBAC: roles, bindings, service accounts, cloud identities.

mod cluster_admin_binding;
mod dangling_role_reference;
mod full_wildcard_role;
mod service_account_token_mounted;

readylint_engine::rules!("rbac": cluster_admin_binding, dangling_role_reference, full_wildcard_role, service_account_token_mounted);
