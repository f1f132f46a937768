//! Schema: whether the API server would take the document at all.

mod division;
mod duplicate_container_name;
mod duplicate_yaml_key;
mod malformed_yaml;
mod missing_type_meta;
mod missing_workload_selector;
mod schema_violation;
mod unknown_field;

readylint_engine::rules!("schema": duplicate_container_name, duplicate_yaml_key, malformed_yaml, missing_type_meta, missing_workload_selector, schema_violation, unknown_field);
