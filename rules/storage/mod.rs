//! Storage: claims, and the volumes that pods mount.

mod rwo_volume_shared;
mod undefined_volume_mount;

readylint_engine::rules!("storage": rwo_volume_shared, undefined_volume_mount);
