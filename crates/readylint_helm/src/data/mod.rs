//! YAML, JSON and TOML become values, and values become text again.
