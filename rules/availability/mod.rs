//! Availability: what survives a drain, a node, a zone.

mod pdb_blocks_eviction;

readylint_engine::rules!("availability": pdb_blocks_eviction);
