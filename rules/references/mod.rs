//! References: names that must lead somewhere.

mod dangling_configmap_reference;
mod dangling_secret_reference;
mod dangling_service_account_reference;
mod dangling_volume_claim_reference;
mod duplicate_resource;
mod selector_template_mismatch;
mod unknown_config_key;
mod unresolved_service_url;

readylint_engine::rules!("references": dangling_configmap_reference, dangling_secret_reference, dangling_service_account_reference, dangling_volume_claim_reference, duplicate_resource, selector_template_mismatch, unknown_config_key, unresolved_service_url);
