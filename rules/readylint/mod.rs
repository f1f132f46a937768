//! readylint's own inputs: configuration and suppressions. Reported by the configuration loader and by `finish`.

mod expired_suppression;
mod invalid_configuration;
mod malformed_suppression;
mod unknown_rule;
mod unused_suppression;

readylint_engine::rules!("readylint": expired_suppression, invalid_configuration, malformed_suppression, unknown_rule, unused_suppression);
