//! API versions: what the target versions serve, deprecate and remove.

mod deprecated_api_version;
mod deprecated_field;
mod deprecated_node_label;
mod deprecated_service_account_field;
mod deprecated_volume_plugin;
mod nonfunctional_annotation;
mod removed_api_version;
mod subject;
mod unavailable_api_version;

readylint_engine::rules!("api-versions": deprecated_api_version, deprecated_field, deprecated_node_label, deprecated_service_account_field, deprecated_volume_plugin, nonfunctional_annotation, removed_api_version, unavailable_api_version);
