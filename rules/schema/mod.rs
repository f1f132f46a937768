//! Schema: whether the API server would take the document at all.

mod division;
mod duplicate_yaml_key;
mod malformed_yaml;
mod missing_type_meta;
mod schema_violation;
mod unknown_field;

readylint_engine::rules!("schema": duplicate_yaml_key, malformed_yaml, missing_type_meta, schema_violation, unknown_field);
