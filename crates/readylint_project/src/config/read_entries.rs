//! The entries of the lists and mappings of a `readylint.yaml`: overrides, externals, suppressions, charts.

use std::collections::BTreeMap;

use globset::GlobMatcher;
use readylint_engine::{
    Check, ConfiguredSuppression, Date, FieldKind, FieldSpec, FieldValue, ObjectSelector, Record,
};
use readylint_kube::External;
use readylint_scalars::near_miss;
use readylint_schema::KindSchema;
use readylint_yaml::{Entry, Node};

use super::options::{ChartOptions, Override, Scenario, Sourced, Stage};
use super::problem::Problem;
use super::read::{Reader, brief, key_of, leads_out};
use crate::discover::is_pattern;
use crate::path;

/// Keys of an entry under `overrides:`.
pub(crate) const OVERRIDE_KEYS: [&str; 3] = ["files", "objects", "rules"];
/// Keys of an entry under `overrides[].objects:`.
pub(crate) const OBJECT_KEYS: [&str; 4] = ["kind", "namespace", "name", "labels"];
/// Keys of an entry under `externals:`.
pub(crate) const EXTERNAL_KEYS: [&str; 3] = ["kind", "namespace", "name"];
/// Keys of an entry under `suppressions:`.
pub(crate) const SUPPRESSION_KEYS: [&str; 8] =
    ["rule", "files", "kind", "namespace", "name", "container", "reason", "until"];
/// Keys of an entry under `charts:`.
pub(crate) const CHART_KEYS: [&str; 2] = ["scenarios", "only"];
/// Keys of a scenario.
pub(crate) const SCENARIO_KEYS: [&str; 10] = [
    "values",
    "set",
    "set-string",
    "set-json",
    "set-file",
    "release",
    "namespace",
    "kubernetes",
    "api-versions",
    "stage",
];

/// What an entry of `objects` may say.
const OBJECT_HELP: &str =
    "write at least one of `kind`, `namespace`, `name` (patterns) and `labels` (patterns by key)";

impl Reader<'_> {
    pub(super) fn overrides(&mut self, entry: Entry<'_>) -> Vec<Override> {
        let mut overrides = Vec::new();
        for item in self.items(entry) {
            let (mut files, mut objects, mut rules) = (None, None, BTreeMap::new());
            for (key, entry) in self.fields(item, "an entry of `overrides`", &OVERRIDE_KEYS) {
                match key {
                    "files" => {
                        let items = self.strings(entry);
                        files = Some(self.globs(&items));
                    }
                    "objects" => objects = Some(self.objects(entry)),
                    _ => {
                        rules = self.rules(entry);
                        self.refuse_repository_rules(entry);
                    }
                }
            }
            // what was named and is wrong would otherwise hold for more than was meant
            match (files, objects) {
                (None, None) if item.is_mapping() => self.problem(Problem::at(
                    item,
                    "an entry of `overrides` must say for which `files` or `objects` it holds",
                )),
                (None, None) | (Some(None), _) | (_, Some(None)) => {}
                (files, objects) => overrides.push(Override {
                    files: files.flatten(),
                    objects: objects.flatten().unwrap_or_default(),
                    rules,
                }),
            }
        }
        overrides
    }

    /// The items of an option that is a list of mappings with these fields; what is wrong is reported and left out.
    pub(super) fn records(&mut self, entry: Entry<'_>, fields: &'static [FieldSpec]) -> Vec<Record> {
        let keys: Vec<&'static str> = fields.iter().map(|field| field.key).collect();
        let what = format!("an item of `{}`", key_of(entry));
        let mut records = Vec::new();
        for item in self.items(entry) {
            let (before, mut values) = (self.count(), BTreeMap::new());
            if let (Some(first), Some(text)) = (fields.first(), item.text().filter(|_| !item.is_null())) {
                values.extend(self.path_field(item, text).map(|value| (first.key.to_owned(), value)));
            } else {
                for (key, entry) in self.fields(item, &what, &keys) {
                    let spec = fields.iter().find(|field| field.key == key);
                    values.extend(
                        spec.and_then(|spec| self.field(entry, spec)).map(|value| (key.to_owned(), value)),
                    );
                }
            }
            if self.count() != before {
                continue;
            }
            match fields.first().filter(|first| !values.contains_key(first.key)) {
                Some(first) => self.problem(Problem::at(item, format!("{what} must name a `{}`", first.key))),
                None => {
                    let named = fields.first().and_then(|first| item.get(first.key)).unwrap_or(item);
                    records.push(Record { span: named.grip(), fields: values });
                }
            }
        }
        records
    }

    fn field(&mut self, entry: Entry<'_>, spec: &FieldSpec) -> Option<FieldValue> {
        match spec.kind {
            FieldKind::Path => {
                let text = self.text(entry)?;
                self.path_field(entry.value, text)
            }
            FieldKind::Integer { min, max } => {
                self.integer(entry, spec.key, min, max).map(FieldValue::Integer)
            }
            FieldKind::Bool => self.bool(entry).map(FieldValue::Bool),
        }
    }

    /// A path or glob below the folder of the configuration.
    fn path_field(&mut self, node: Node<'_>, text: &str) -> Option<FieldValue> {
        let glob = globset::GlobBuilder::new(text).literal_separator(true).build();
        let why = match glob {
            _ if text.is_empty() => "is empty".to_owned(),
            _ if leads_out(text) => "leads out of the folder of the configuration".to_owned(),
            Err(error) => format!("does not parse: {}", error.kind()),
            Ok(_) => return Some(FieldValue::Text(text.to_owned())),
        };
        self.problem(Problem::at(node, format!("the pattern `{}` {why}", brief(text))));
        None
    }

    /// Reports rules about the repository under an override: they look at no file and no object of the run.
    fn refuse_repository_rules(&mut self, rules: Entry<'_>) {
        for entry in rules.value.entries() {
            let rule = entry.key.text().and_then(|id| self.catalogue.get(id));
            if rule.is_some_and(|rule| matches!(rule.rule.check, Check::Repository(_))) {
                let message = format!("`{}` is about the repository as a whole", key_of(entry));
                self.problem(
                    Problem::at(entry.key, message).help("set it under `rules`, outside of `overrides`"),
                );
            }
        }
    }

    /// The list under `objects`; `None` if it is empty or anything in it is wrong.
    fn objects(&mut self, entry: Entry<'_>) -> Option<Vec<ObjectSelector>> {
        let before = self.count();
        let mut objects = Vec::new();
        let items = self.items(entry);
        if items.is_empty() {
            self.problem(Problem::at(entry.key, "`objects` names none").help(OBJECT_HELP));
        }
        for item in items {
            let mut object = ObjectSelector::default();
            if item.is_mapping() && item.is_empty() || item.is_null() {
                let problem = Problem::at(item, "an entry of `objects` must name some");
                self.problem(problem.help(OBJECT_HELP));
            }
            for (key, entry) in self.fields(item, "an entry of `objects`", &OBJECT_KEYS) {
                match key {
                    "kind" => object.kind = self.kind(entry),
                    "namespace" => object.namespace = self.glob(entry),
                    "name" => object.name = self.glob(entry),
                    _ => object.labels = self.labels(entry),
                }
            }
            objects.push(object);
        }
        (self.count() == before && !objects.is_empty()).then_some(objects)
    }

    /// A pattern over kinds; a word that misspells a kind of Kubernetes is reported.
    fn kind(&mut self, entry: Entry<'_>) -> Option<GlobMatcher> {
        let word = self.text(entry)?;
        let kinds = || KindSchema::all().map(KindSchema::kind);
        if !is_pattern(word) && kinds().all(|kind| kind != word) {
            let near = near_miss(word, kinds()).filter(|near| near.len().abs_diff(word.len()) <= 2);
            if near.is_some() {
                let message = format!("Kubernetes has no kind `{}`", brief(word));
                self.problem(Problem::at(entry.value, message).did_you_mean(near));
                return None;
            }
        }
        self.glob(entry)
    }

    /// A mapping of label keys to patterns over their values.
    fn labels(&mut self, entry: Entry<'_>) -> Vec<(String, GlobMatcher)> {
        let mut labels = Vec::new();
        for label in self.entries(entry.value, "`labels`") {
            labels.extend(self.glob(label).map(|glob| (key_of(label).to_owned(), glob)));
        }
        labels
    }

    pub(super) fn externals(&mut self, entry: Entry<'_>) -> Vec<Sourced<External>> {
        let mut externals = Vec::new();
        for item in self.items(entry) {
            let mut external = External { kind: None, namespace: None, name: None };
            let before = self.count();
            for (key, entry) in self.fields(item, "an entry of `externals`", &EXTERNAL_KEYS) {
                let glob = self.glob(entry);
                match key {
                    "kind" => external.kind = glob,
                    "namespace" => external.namespace = glob,
                    _ => external.name = glob,
                }
            }
            if item.is_mapping() && item.is_empty() || item.is_null() {
                self.problem(Problem::at(
                    item,
                    "an empty entry of `externals` would declare that everything exists",
                ));
            }
            // an entry without the field that was wrong would declare more than was meant
            if self.count() == before {
                externals.push(Sourced::file(external, item.grip()));
            }
        }
        externals
    }

    /// A pattern over a kind, a name or a namespace.
    fn glob(&mut self, entry: Entry<'_>) -> Option<GlobMatcher> {
        let text = self.text(entry)?;
        match globset::Glob::new(text) {
            Ok(glob) => Some(glob.compile_matcher()),
            Err(error) => {
                let message = format!("the pattern `{}` does not parse: {}", brief(text), error.kind());
                self.problem(Problem::at(entry.value, message));
                None
            }
        }
    }

    pub(super) fn suppressions(&mut self, entry: Entry<'_>) -> Vec<ConfiguredSuppression> {
        let items = self.items(entry);
        items.into_iter().filter_map(|item| self.suppression(item)).collect()
    }

    /// One entry. A malformed one never silences anything (SUP-5): if anything in it is wrong, it does not hold.
    fn suppression(&mut self, item: Node<'_>) -> Option<ConfiguredSuppression> {
        let before = self.count();
        let mut suppression = ConfiguredSuppression {
            rules: Vec::new(),
            files: None,
            kind: None,
            name: None,
            namespace: None,
            container: None,
            reason: String::new(),
            until: None,
            span: item.grip(),
        };
        let mut has_rule = false;
        for (key, entry) in self.fields(item, "an entry of `suppressions`", &SUPPRESSION_KEYS) {
            match key {
                "rule" => {
                    has_rule = true;
                    suppression.span = entry.value.grip();
                    suppression.rules = self.suppressed_rules(entry);
                }
                "files" => {
                    let items = self.strings(entry);
                    suppression.files = self.globs(&items);
                }
                "kind" => suppression.kind = self.glob(entry),
                "namespace" => suppression.namespace = self.glob(entry),
                "name" => suppression.name = self.glob(entry),
                "container" => suppression.container = self.glob(entry),
                "reason" => {
                    let reason = self.text(entry).unwrap_or_default();
                    reason.trim().clone_into(&mut suppression.reason);
                }
                _ => suppression.until = self.date(entry),
            }
        }
        if item.is_mapping() && self.count() == before {
            if !has_rule {
                self.problem(Problem::at(item, "an entry of `suppressions` must name a `rule`"));
            } else if suppression.reason.is_empty() {
                let problem = Problem::at(item, "an entry of `suppressions` must give a `reason`");
                self.problem(
                    problem.help("add `reason:` and say in a few words why the finding is accepted"),
                );
            }
        }
        (self.count() == before && has_rule && !suppression.rules.is_empty()).then_some(suppression)
    }

    /// The ids under `rule:`, one or a list, as written.
    fn suppressed_rules(&mut self, entry: Entry<'_>) -> Vec<String> {
        let nodes = if entry.value.is_sequence() {
            self.strings(entry)
        } else {
            self.text(entry).map(|text| (entry.value, text)).into_iter().collect()
        };
        if nodes.is_empty() && entry.value.is_sequence() && entry.value.is_empty() {
            self.problem(Problem::at(entry.key, "`rule` must name at least one rule"));
        }
        let mut rules = Vec::new();
        for (node, text) in nodes {
            if !self.rule_ids(node).is_empty() {
                rules.push(text.to_owned());
            }
        }
        rules
    }

    fn date(&mut self, entry: Entry<'_>) -> Option<Date> {
        let text = self.text(entry)?;
        let date = Date::parse(text);
        if date.is_none() {
            let message = format!("`{}` must be a day that exists, as `2027-03-01`", key_of(entry));
            self.problem(Problem::at(entry.value, message));
        }
        date
    }

    pub(super) fn charts(&mut self, entry: Entry<'_>) -> BTreeMap<String, Sourced<ChartOptions>> {
        let mut charts = BTreeMap::new();
        for entry in self.entries(entry.value, "`charts`") {
            let folder = path::resolve(self.cwd, self.folder, key_of(entry));
            let mut chart = ChartOptions::default();
            for (key, entry) in self.fields(entry.value, "a chart", &CHART_KEYS) {
                if key == "only" {
                    chart.only = self.bool(entry).unwrap_or_default();
                    continue;
                }
                for entry in self.entries(entry.value, "`scenarios`") {
                    let scenario = self.scenario(entry);
                    chart.scenarios.insert(key_of(entry).to_owned(), scenario);
                }
            }
            charts.insert(folder, Sourced::file(chart, entry.key.span()));
        }
        charts
    }

    fn scenario(&mut self, entry: Entry<'_>) -> Scenario {
        let mut scenario = Scenario::default();
        for (key, entry) in self.fields(entry.value, "a scenario", &SCENARIO_KEYS) {
            match key {
                "values" => scenario.values = self.owned_strings(entry),
                "release" => scenario.release = self.text(entry).map(str::to_owned),
                "namespace" => scenario.namespace = self.text(entry).map(str::to_owned),
                "kubernetes" => scenario.kubernetes = self.versions(entry),
                "api-versions" => scenario.api_versions = self.owned_strings(entry),
                "stage" => {
                    scenario.stage =
                        self.word(entry, &Stage::WORDS).and_then(Stage::from_word).unwrap_or_default();
                }
                _ => {
                    for (node, text) in self.strings(entry) {
                        if text.contains('=') || key == "set-json" {
                            scenario.sets.push((key, text.to_owned()));
                        } else {
                            self.problem(Problem::at(
                                node,
                                format!("an item of `{key}` must be `key=value`"),
                            ));
                        }
                    }
                }
            }
        }
        scenario
    }

    fn owned_strings(&mut self, entry: Entry<'_>) -> Vec<String> {
        self.strings(entry).into_iter().map(|(_, text)| text.to_owned()).collect()
    }
}
