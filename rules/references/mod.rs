//! References: names that must lead somewhere.

mod dangling_configmap_reference;
mod duplicate_resource;

readylint_engine::rules!("references": dangling_configmap_reference, duplicate_resource);
