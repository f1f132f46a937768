//! Datastores (D5): pods and custom resources that keep data, by image and by kind.

mod backups;
mod operators;
mod pods;
mod roles;

pub use backups::{BackupTool, backup_tools};
pub use operators::{DatastoreResource, datastore_of_resource, datastore_resource_of_service};
pub use pods::{Datastore, datastore_of};
pub use roles::{DatastoreRole, DatastoreRoles};
