//! Schema: documents that can be read at all.

mod duplicate_yaml_key;
mod malformed_yaml;
mod missing_type_meta;

readylint_engine::rules!("schema": duplicate_yaml_key, malformed_yaml, missing_type_meta);
