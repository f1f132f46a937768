//! Charts: their files, their values, their templates, what they render to.

mod invalid_rendered_yaml;
mod missing_chart_dependency;
mod unrenderable_chart;
mod values_schema_violation;

readylint_engine::rules!("helm":
    invalid_rendered_yaml,
    missing_chart_dependency,
    unrenderable_chart,
    values_schema_violation,
);
