//! The files around the manifests.

mod missing_required_file;

readylint_engine::rules!("repository": missing_required_file);
