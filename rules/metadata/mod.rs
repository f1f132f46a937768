//! Metadata: names, labels, annotations, namespaces, kinds.

mod invalid_label;
mod invalid_resource_name;
mod label_places;

readylint_engine::rules!("metadata": invalid_label, invalid_resource_name);
