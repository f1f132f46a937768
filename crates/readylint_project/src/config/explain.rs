//! The effective configuration of one file, each value with where it was written (CFG-4).

use std::fmt;

use globset::GlobMatcher;
use readylint_engine::{ConfiguredSuppression, FieldValue, ObjectSelector, OptionValue, Record};
use readylint_kube::External;
use readylint_scalars::VersionRange;
use readylint_text::{PositionEncoding, Sources, Span};

use super::options::{FailOn, Options, Provenance, Sourced};

/// One line of the effective configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The key, with dots: `rules.too-few-replicas.min`.
    pub key: String,
    /// The value, as it would be written.
    pub value: String,
    /// Where it was written: `readylint.yaml:12`, `--profile`, `default`.
    pub source: String,
}

/// What holds for a file: its configuration with the numbers of the overrides that match it, and the layer of the
/// command line. `sources` holds the texts of the configurations.
pub fn rows(config: &Options, overrides: &[usize], cli: &Options, sources: &Sources) -> Vec<Row> {
    let mut rows = Rows { sources, list: Vec::new() };
    rows.single("profile", cli.profile.as_ref().or(config.profile.as_ref()), &|profile| {
        profile.as_str().to_owned()
    });
    rows.single(
        "kubernetes",
        cli.kubernetes.as_ref().or(config.kubernetes.as_ref()),
        &VersionRange::to_string,
    );
    if let Some(helm) = cli.helm.as_ref().or(config.helm.as_ref()) {
        rows.push("helm", helm.value.clone(), &helm.from);
    }
    rows.single("fail-on", cli.fail_on.as_ref().or(config.fail_on.as_ref()), &|fail_on: &FailOn| {
        fail_on.as_str().to_owned()
    });
    rows.single("closed-world", cli.closed_world.as_ref().or(config.closed_world.as_ref()), &bool::to_string);
    if let Some(confidence) = &cli.min_confidence {
        rows.push("min-confidence", confidence.value.to_string(), &confidence.from);
    }
    if let Some(honour) = &cli.honour_suppressions {
        rows.push("suppressions are honoured", honour.value.to_string(), &honour.from);
    }
    for (key, ids) in [("select", &cli.selected), ("ignore", &cli.ignored)] {
        if let Some(ids) = ids {
            rows.push(key, ids.value.iter().map(String::as_str).collect::<Vec<_>>().join(", "), &ids.from);
        }
    }
    rows.rules(config, overrides, cli);
    rows.of_objects(config, overrides);
    for pattern in config.exclude.iter().chain(&cli.exclude).flat_map(|exclude| &exclude.patterns) {
        rows.push("exclude", pattern.value.clone(), &pattern.from);
    }
    for external in config.externals.iter().chain(&cli.externals) {
        rows.push("externals", shown_external(&external.value), &external.from);
    }
    for namespace in config.owned_namespaces.iter().chain(&cli.owned_namespaces) {
        rows.push("owned-namespaces", namespace.value.clone(), &namespace.from);
    }
    for suppression in &config.suppressions {
        rows.push("suppressions", shown_suppression(suppression), &Provenance::File(suppression.span));
    }
    for schema in config.schemas.iter().chain(&cli.schemas) {
        rows.push("schemas", schema.value.clone(), &schema.from);
    }
    for (folder, chart) in &config.charts {
        let names: Vec<&str> = chart.value.scenarios.keys().map(String::as_str).collect();
        rows.push(&format!("charts.{folder}"), format!("scenarios: {}", names.join(", ")), &chart.from);
    }
    rows.list
}

struct Rows<'a> {
    sources: &'a Sources,
    list: Vec<Row>,
}

impl Rows<'_> {
    fn push(&mut self, key: &str, value: String, from: &Provenance) {
        let source = match from {
            Provenance::BuiltIn => "default".to_owned(),
            Provenance::Flag(flag) => flag.clone(),
            Provenance::File(span) => self.place(*span),
        };
        self.list.push(Row { key: key.to_owned(), value, source });
    }

    fn place(&self, span: Span) -> String {
        let Some(source) = self.sources.get(span.source) else {
            return "a configuration file".to_owned();
        };
        let line = source.position(span.range.start(), PositionEncoding::Utf32).line + 1;
        format!("{}:{line}", source.name())
    }

    /// A value that always has one.
    fn single<T: Default>(&mut self, key: &str, value: Option<&Sourced<T>>, shown: &dyn Fn(&T) -> String) {
        match value {
            Some(value) => self.push(key, shown(&value.value), &value.from),
            None => self.push(key, shown(&T::default()), &Provenance::BuiltIn),
        }
    }

    /// What overrides say of some objects only.
    fn of_objects(&mut self, config: &Options, overrides: &[usize]) {
        for entry in config.of_objects(overrides) {
            let names: Vec<String> = entry.objects.iter().map(shown_object).collect();
            let objects = names.join(" or ");
            for (id, rule) in &entry.rules {
                if let Some(level) = &rule.level {
                    self.push(
                        &format!("rules.{id} ({objects})"),
                        level.value.as_str().to_owned(),
                        &level.from,
                    );
                }
                for (key, value) in &rule.options {
                    self.push(
                        &format!("rules.{id}.{key} ({objects})"),
                        shown_option(&value.value),
                        &value.from,
                    );
                }
            }
        }
    }

    fn rules(&mut self, config: &Options, overrides: &[usize], cli: &Options) {
        let mut rules = config.rules_with(overrides);
        for (id, further) in &cli.rules {
            rules.entry(id.clone()).or_default().take(further);
        }
        for (id, rule) in rules {
            if let Some(level) = rule.level {
                self.push(&format!("rules.{id}"), level.value.as_str().to_owned(), &level.from);
            }
            for (key, value) in rule.options {
                self.push(&format!("rules.{id}.{key}"), shown_option(&value.value), &value.from);
            }
        }
    }
}

fn shown_option(value: &OptionValue) -> String {
    match value {
        OptionValue::Bool(truth) => truth.to_string(),
        OptionValue::Integer(number) => number.to_string(),
        OptionValue::Strings(words) => format!("[{}]", words.join(", ")),
        OptionValue::Choice(word) => word.clone(),
        OptionValue::Records(records) => {
            let records: Vec<String> = records.iter().map(shown_record).collect();
            format!("[{}]", records.join(", "))
        }
    }
}

fn shown_record(record: &Record) -> String {
    let fields = record.fields.iter().map(|(key, value)| match value {
        FieldValue::Text(text) => field(key, text),
        FieldValue::Integer(number) => field(key, number),
        FieldValue::Bool(truth) => field(key, truth),
    });
    format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
}

fn shown_object(object: &ObjectSelector) -> String {
    let set = shown_globs([("kind", &object.kind), ("namespace", &object.namespace), ("name", &object.name)]);
    let labels = object.labels.iter().map(|(key, glob)| field(key, glob.glob()));
    set.chain(labels).collect::<Vec<_>>().join(", ")
}

fn shown_external(external: &External) -> String {
    let set = [("kind", &external.kind), ("namespace", &external.namespace), ("name", &external.name)];
    shown_globs(set).collect::<Vec<_>>().join(", ")
}

/// Those of the patterns that are set, each behind its key.
fn shown_globs<'a, const N: usize>(
    fields: [(&'a str, &'a Option<GlobMatcher>); N],
) -> impl Iterator<Item = String> + use<'a, N> {
    fields.into_iter().filter_map(|(key, glob)| Some(field(key, glob.as_ref()?.glob())))
}

fn shown_suppression(suppression: &ConfiguredSuppression) -> String {
    let mut text = suppression.rules.join(", ");
    let fields = [
        ("kind", &suppression.kind),
        ("namespace", &suppression.namespace),
        ("name", &suppression.name),
        ("container", &suppression.container),
    ];
    for field in shown_globs(fields) {
        text = format!("{text}, {field}");
    }
    if let Some(until) = suppression.until {
        text = format!("{text}, {}", field("until", until));
    }
    format!("{text} ({})", suppression.reason)
}

fn field(key: &str, value: impl fmt::Display) -> String {
    format!("{key}: {value}")
}
