//! Charts: their files, their values, their templates, what they render to.

mod chart_dependency_drift;
mod comments;
mod files;
mod incomplete_chart_metadata;
mod invalid_chart_version;
mod invalid_chart_yaml;
mod invalid_rendered_yaml;
mod known;
mod list_item_resource_policy;
mod metadata;
mod misplaced_chart_file;
mod missing_chart_dependency;
mod missing_chart_icon;
mod missing_standard_chart_file;
mod reads;
mod undefined_value_reference;
mod unknown_override_key;
mod unrenderable_chart;
mod values_schema_violation;

readylint_engine::rules!("helm": chart_dependency_drift, incomplete_chart_metadata, invalid_chart_version, invalid_chart_yaml, invalid_rendered_yaml, list_item_resource_policy, misplaced_chart_file, missing_chart_dependency, missing_chart_icon, missing_standard_chart_file, undefined_value_reference, unknown_override_key, unrenderable_chart, values_schema_violation);
