//! Configuration: what containers are told through their environment.

mod duplicate_env_var;

readylint_engine::rules!("configuration": duplicate_env_var);
