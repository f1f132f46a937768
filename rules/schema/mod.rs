//! Schema: whether the API server would take the document at all.

mod custom_resource_schema_violation;
mod division;
mod duplicate_container_name;
mod duplicate_yaml_key;
mod invalid_quantity;
mod malformed_yaml;
mod misplaced_field;
mod missing_type_meta;
mod missing_workload_selector;
mod misspelled_kind;
mod non_string_value;
mod relocation;
mod schema_violation;
mod unknown_field;
mod wording;

readylint_engine::rules!("schema": custom_resource_schema_violation, duplicate_container_name, duplicate_yaml_key, invalid_quantity, malformed_yaml, misplaced_field, missing_type_meta, missing_workload_selector, misspelled_kind, non_string_value, schema_violation, unknown_field);
