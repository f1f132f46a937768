//! API versions: what the target versions serve, deprecate and remove.

mod deprecated_api_version;
mod removed_api_version;
mod subject;
mod unavailable_api_version;

readylint_engine::rules!("api-versions": deprecated_api_version, removed_api_version, unavailable_api_version);
