//! What the strings of Kubernetes fields mean: quantities, durations, schedules, image references, names.
//!
//! Every parser here takes text and answers as the API server or the controller that reads the field does;
//! `tests/oracle.rs` holds each of them to answers recorded from the Go modules in question. Ranges
//! are bytes inside the given string, so that a caller can underline the part that is wrong.
//!
//! Nothing here knows of YAML nodes, sources or resources, and nothing here may panic: the strings are
//! untrusted.

mod built_in_roles;
mod cidr;
mod command_line;
mod config_lines;
mod cron;
mod date;
mod duration;
mod endpoint;
mod engine;
mod host_pattern;
mod image;
mod int_or_string;
mod managed;
mod names;
mod near_miss;
mod placeholder;
mod port;
mod quantity;
mod quoted;
mod requirement;
mod resources;
mod service_name;
mod setting_name;
mod sleep;
mod version;

pub use built_in_roles::{BuiltInRole, BuiltInRule};
pub use cidr::{Cidr, CidrError};
pub use command_line::{ClientCall, Word, client_calls, shell_comments};
pub use config_lines::{ConfigLine, config_lines};
pub use cron::{CronError, CronErrorKind, CronField, CronGaps, CronSchedule};
pub use date::parse_date;
pub use duration::{DurationError, parse_go_duration, parse_prometheus_duration};
pub use endpoint::{ENDPOINTS, Endpoint, EndpointForm, SCANNED, default_port, endpoints, shown_address};
pub use engine::Engine;
pub use host_pattern::{host_covers, hosts_intersect};
pub use image::{ImageError, ImageErrorKind, ImageReference};
pub use int_or_string::{IntOrString, Rounding, ScalarKind};
pub use managed::is_managed_datastore;
pub use names::{
    NameError, NameProblem, check_annotation_key, check_config_key, check_dns1035_label, check_dns1123_label,
    check_dns1123_subdomain, check_env_name, check_label_key, check_label_value, check_path_segment,
    check_port_name, check_relaxed_env_name,
};
pub use near_miss::near_miss;
pub use placeholder::placeholder;
pub use port::{PortError, Protocol, UnknownProtocol, port_number};
pub use quantity::{Quantity, QuantityError, QuantityErrorKind, QuantityUnit};
pub use requirement::{Operator, Requirement, matches_all};
pub use resources::{BuiltInResource, has_any_resource};
pub use service_name::{HostName, NameClass, ServiceName};
pub use setting_name::{SettingName, SettingPart, is_not_contacted};
pub use sleep::command_sleep;
pub use version::{KubernetesVersion, VersionError, VersionRange};
