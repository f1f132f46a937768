//! Secrets: credentials in the wrong place, of the wrong form, or from the wrong producer.

mod placeholder_secret_value;
mod plaintext_secret_in_env;
mod secret_in_configmap;
mod wording;

readylint_engine::rules!("secrets": placeholder_secret_value, plaintext_secret_in_env, secret_in_configmap);
