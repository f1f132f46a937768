//! From the tree of a `readylint.yaml` to [`Options`]: the top level, and how values of each type are read.

use std::collections::BTreeMap;
use std::sync::Arc;

use readylint_engine::{Catalogue, Level, Named, OptionKind, OptionSpec, OptionValue, PathGlobs, Profile};
use readylint_scalars::VersionRange;
use readylint_text::{SourceId, Span, TextRange};
use readylint_yaml::{Entry, Node};

use super::globs::path_globs;
use super::options::{Exclude, FailOn, Options, RuleOptions, Sourced};
use super::problem::{Problem, either, nearest};

/// All keys of the top level, in the order of the documentation.
pub(crate) const KEYS: [&str; 14] = [
    "extends",
    "profile",
    "kubernetes",
    "helm",
    "fail-on",
    "rules",
    "overrides",
    "exclude",
    "externals",
    "closed-world",
    "owned-namespaces",
    "suppressions",
    "schemas",
    "charts",
];

/// Reads the configuration `text`, which is `source` and stands in `folder`; `cwd` is the working directory. Gives what
/// it says, and what is wrong with it.
pub fn read(
    source: SourceId,
    text: Arc<str>,
    folder: &str,
    cwd: &str,
    catalogue: &Catalogue,
) -> (Options, Vec<Problem>) {
    let parse = readylint_yaml::parse(source, text);
    let mut reader = Reader { catalogue, folder, cwd, problems: Vec::new() };
    for error in &parse.errors {
        let mut problem =
            Problem::at_span(error.span, format!("the configuration does not parse: {}", error.message));
        if let Some((span, message)) = &error.related {
            problem = problem.label(*span, message.clone());
        }
        reader.problems.push(match &error.help {
            Some(help) => problem.help(help.clone()),
            None => problem,
        });
    }
    for duplicate in parse.tree.duplicate_keys() {
        let (first, second) = (parse.tree.node(duplicate.first), parse.tree.node(duplicate.second));
        let key = second.text().unwrap_or_default();
        let problem = Problem::at(second, format!("the key `{key}` stands here twice; the last one counts"));
        reader.problems.push(problem.label(first.span(), "it stands here first"));
    }
    let mut roots = parse.tree.roots().filter(|root| !root.is_null());
    let options = roots.next().map(|root| reader.options(root)).unwrap_or_default();
    if let Some(second) = roots.next() {
        reader.problem(Problem::at(second, "a configuration is one document; what follows is not read"));
    }
    (options, reader.problems)
}

/// A value that stands in a list, with its text.
pub(super) type Item<'t> = (Node<'t>, &'t str);

pub(super) struct Reader<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) folder: &'a str,
    pub(super) cwd: &'a str,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    pub(super) fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// How many serious problems there are so far.
    pub(super) fn count(&self) -> usize {
        self.problems.iter().filter(|problem| !problem.harmless).count()
    }

    fn options(&mut self, root: Node<'_>) -> Options {
        let mut options = Options::default();
        for (key, entry) in self.fields(root, "the configuration", &KEYS) {
            let (value, span) = (entry.value, entry.key.span());
            match key {
                "extends" => {
                    options.extends =
                        self.text(entry).map(|text| Sourced::file(text.to_owned(), value.span()));
                }
                "profile" => {
                    let words = Profile::ALL.map(Profile::as_str);
                    let word = self.word(entry, &words);
                    options.profile =
                        word.and_then(Profile::from_word).map(|profile| Sourced::file(profile, span));
                }
                "kubernetes" => {
                    options.kubernetes = self.versions(entry).map(|range| Sourced::file(range, span));
                }
                "helm" => options.helm = self.helm(entry).map(|version| Sourced::file(version, span)),
                "fail-on" => {
                    let word = self.word(entry, &FailOn::WORDS);
                    options.fail_on =
                        word.and_then(FailOn::from_word).map(|fail_on| Sourced::file(fail_on, span));
                }
                "rules" => options.rules = self.rules(entry),
                "overrides" => options.overrides = self.overrides(entry),
                "exclude" => options.exclude.extend(self.exclude(entry)),
                "externals" => options.externals = self.externals(entry),
                "closed-world" => {
                    options.closed_world = self.bool(entry).map(|truth| Sourced::file(truth, span));
                }
                "owned-namespaces" => options.owned_namespaces = owned(self.strings(entry)),
                "suppressions" => options.suppressions = self.suppressions(entry),
                "schemas" => {
                    let items = self.strings(entry);
                    self.globs(&items);
                    options.schemas = owned(items);
                }
                "charts" => options.charts = self.charts(entry),
                _ => {}
            }
        }
        options
    }

    /// The entries of the mapping `node` whose key is one of `keys`; the others are reported. A null is no mapping and
    /// has none, because all that stood under a key may be commented out.
    pub(super) fn fields<'t>(
        &mut self,
        node: Node<'t>,
        what: &str,
        keys: &[&'static str],
    ) -> Vec<(&'static str, Entry<'t>)> {
        let mut known = Vec::new();
        for entry in self.entries(node, what) {
            let word = entry.key.text().unwrap_or_default();
            if let Some(key) = keys.iter().find(|&&key| key == word) {
                known.push((*key, entry));
                continue;
            }
            let problem = Problem::at(entry.key, format!("{what} has no key `{}`", brief(word)));
            let near = nearest(word, keys.iter().copied());
            self.problem(match near {
                Some(_) => problem.did_you_mean(near),
                None => problem.help(format!("write {}", either(keys))),
            });
        }
        known
    }

    /// The entries of the mapping `node` with text as key.
    pub(super) fn entries<'t>(&mut self, node: Node<'t>, what: &str) -> Vec<Entry<'t>> {
        if node.is_null() {
            return Vec::new();
        }
        if !node.is_mapping() {
            self.problem(Problem::at(node, format!("{what} must be a mapping (`key: value`)")));
            return Vec::new();
        }
        let (good, bad): (Vec<_>, Vec<_>) = node.entries().partition(|entry| entry.key.text().is_some());
        for entry in bad {
            self.problem(Problem::at(entry.key, format!("a key of {what} must be text")));
        }
        good
    }

    /// The items of the list that is the value of `entry`.
    pub(super) fn items<'t>(&mut self, entry: Entry<'t>) -> Vec<Node<'t>> {
        if entry.value.is_null() {
            return Vec::new();
        }
        if !entry.value.is_sequence() {
            let problem = Problem::at(entry.value, format!("`{}` must be a list", key_of(entry)));
            self.problem(problem.help("write `[…]`, or each item on a line of its own behind `- `"));
        }
        entry.value.items().collect()
    }

    /// The texts of the list that is the value of `entry`.
    pub(super) fn strings<'t>(&mut self, entry: Entry<'t>) -> Vec<Item<'t>> {
        let mut strings = Vec::new();
        for item in self.items(entry) {
            match item.text() {
                Some(text) if !item.is_null() => strings.push((item, text)),
                _ => self.problem(Problem::at(item, format!("an item of `{}` must be text", key_of(entry)))),
            }
        }
        strings
    }

    /// The text of the value of `entry`, as written: `1.30` stays `1.30`.
    pub(super) fn text<'t>(&mut self, entry: Entry<'t>) -> Option<&'t str> {
        match entry.value.text() {
            Some(text) if !entry.value.is_null() => Some(text),
            _ => {
                self.problem(Problem::at(entry.value, format!("`{}` must be text", key_of(entry))));
                None
            }
        }
    }

    pub(super) fn bool(&mut self, entry: Entry<'_>) -> Option<bool> {
        let truth = entry.value.as_bool();
        if truth.is_none() {
            self.problem(Problem::at(entry.value, format!("`{}` must be `true` or `false`", key_of(entry))));
        }
        truth
    }

    /// The value of `entry` if it is one of `words`.
    pub(super) fn word<'t>(&mut self, entry: Entry<'t>, words: &[&str]) -> Option<&'t str> {
        let text = self.text(entry)?;
        if words.contains(&text) {
            return Some(text);
        }
        let problem = Problem::at(entry.value, format!("`{}` must be {}", key_of(entry), either(words)));
        self.problem(problem.did_you_mean(nearest(text, words.iter().copied())));
        None
    }

    pub(super) fn versions(&mut self, entry: Entry<'_>) -> Option<VersionRange> {
        let text = self.text(entry)?;
        match VersionRange::parse(text) {
            Ok(range) => Some(range),
            Err(error) => {
                self.problem(Problem::at(entry.value, format!("`{}`: {error}", key_of(entry))));
                None
            }
        }
    }

    /// `3.19`, `4` or `4.3.1`: the majors whose templates are known.
    fn helm(&mut self, entry: Entry<'_>) -> Option<String> {
        let text = self.text(entry)?;
        let bare = text.strip_prefix('v').unwrap_or(text);
        let parts: Vec<&str> = bare.split('.').collect();
        let numbers = parts
            .iter()
            .all(|part| !part.is_empty() && part.len() < 5 && part.bytes().all(|b| b.is_ascii_digit()));
        if numbers && parts.len() <= 3 && matches!(parts.first(), Some(&("3" | "4"))) {
            return Some(bare.to_owned());
        }
        let problem = Problem::at(entry.value, "`helm` must be a version of Helm 3 or 4");
        self.problem(problem.help("write a version such as `4.3`"));
        None
    }

    /// Path patterns; each that does not parse is reported and left out. `None` if none is left.
    pub(super) fn globs(&mut self, items: &[Item<'_>]) -> Option<PathGlobs> {
        let mut items = items.to_vec();
        while !items.is_empty() {
            let patterns: Vec<&str> = items.iter().map(|(_, text)| *text).collect();
            match path_globs(self.cwd, self.folder, &patterns) {
                Ok(globs) => return Some(globs),
                Err((number, error)) => {
                    let (node, text) = items.remove(number.min(items.len() - 1));
                    let message = format!("the pattern `{}` does not parse: {error}", brief(text));
                    self.problem(Problem::at(node, message));
                }
            }
        }
        None
    }

    fn exclude(&mut self, entry: Entry<'_>) -> Option<Exclude> {
        let items = self.strings(entry);
        let globs = self.globs(&items)?;
        Some(Exclude { globs, patterns: owned(items) })
    }

    /// The ids of the rules that the text of `node` names; what names none is reported.
    pub(super) fn rule_ids(&mut self, node: Node<'_>) -> Vec<&'static str> {
        let word = node.text().unwrap_or_default();
        match self.catalogue.resolve(word) {
            Named::Rules(numbers) => {
                let entries = self.catalogue.entries();
                numbers.into_iter().filter_map(|number| Some(entries.get(number)?.id)).collect()
            }
            Named::Removed(reason) => {
                let message = format!("the rule `{word}` was removed: {reason}");
                self.problem(Problem::at(node, message).unknown_rule().harmless());
                Vec::new()
            }
            Named::Unknown(near) => {
                let message = format!("there is no rule `{}`", brief(word));
                let problem = Problem::at(node, message).unknown_rule().did_you_mean(near);
                let problem = match near {
                    Some(_) => problem,
                    None => problem.help("`readylint rules` lists all rules"),
                };
                self.problem(problem);
                Vec::new()
            }
        }
    }

    /// A mapping from rule ids to levels or options.
    pub(super) fn rules(&mut self, entry: Entry<'_>) -> BTreeMap<String, RuleOptions> {
        let mut rules: BTreeMap<String, RuleOptions> = BTreeMap::new();
        for entry in self.entries(entry.value, "`rules`") {
            let ids = self.rule_ids(entry.key);
            let specs: Vec<&'static [OptionSpec]> = ids
                .iter()
                .map(|id| self.catalogue.get(id).map_or(&[][..], |rule| rule.rule.options))
                .collect();
            let said = self.rule(entry, &specs, ids.is_empty());
            for (id, specs) in ids.iter().zip(specs) {
                let mut said = said.clone();
                said.options.retain(|key, _| specs.iter().any(|spec| spec.key == key));
                rules.entry((*id).to_owned()).or_default().take(&said);
            }
        }
        rules
    }

    /// What stands behind a rule's id; `specs` are the options of the rules it names. If the id is `unknown`, so are its
    /// options.
    fn rule(&mut self, entry: Entry<'_>, specs: &[&'static [OptionSpec]], unknown: bool) -> RuleOptions {
        let id = key_of(entry);
        if entry.value.is_scalar() {
            let level = self.level(entry).map(|level| Sourced::file(level, entry.key.span()));
            return RuleOptions { level, options: BTreeMap::new() };
        }
        let mut said = RuleOptions::default();
        for entry in self.entries(entry.value, &format!("`{id}`")) {
            let key = key_of(entry);
            if key == "level" {
                said.level = self.level(entry).map(|level| Sourced::file(level, entry.key.span()));
                continue;
            }
            if unknown {
                continue;
            }
            let spec = specs.iter().copied().flatten().find(|spec| spec.key == key);
            match spec {
                Some(spec) => {
                    if let Some(value) = self.option(entry, spec) {
                        said.options.insert(key.to_owned(), Sourced::file(value, entry.key.span()));
                    }
                }
                None => self.unknown_option(entry, id, specs),
            }
        }
        said
    }

    fn unknown_option(&mut self, entry: Entry<'_>, id: &str, specs: &[&'static [OptionSpec]]) {
        let mut keys: Vec<&str> = vec!["level"];
        keys.extend(specs.iter().copied().flatten().map(|spec| spec.key));
        keys.dedup();
        let problem =
            Problem::at(entry.key, format!("the rule `{id}` has no option `{}`", brief(key_of(entry))));
        let near = nearest(key_of(entry), keys.iter().copied());
        self.problem(match near {
            Some(_) => problem.did_you_mean(near),
            None => problem.help(format!("write {}", either(&keys))),
        });
    }

    /// A level by its text: `off`, `on`, `no` and `yes` are truth values to YAML 1.1.
    fn level(&mut self, entry: Entry<'_>) -> Option<Level> {
        const WORDS: [&str; 5] = ["off", "on", "info", "warning", "error"];
        let text = entry.value.text().unwrap_or_default();
        let level = match entry.value.as_bool() {
            Some(false) => Some(Level::Off),
            Some(true) => Some(Level::On),
            None => Level::from_word(text),
        };
        if level.is_none() {
            let message = format!("the level of a rule must be {}", either(&WORDS));
            let problem = Problem::at(entry.value, message);
            self.problem(problem.did_you_mean(nearest(text, WORDS)));
        }
        level
    }

    /// A whole number from `min` to `max`.
    pub(super) fn integer(&mut self, entry: Entry<'_>, key: &str, min: i64, max: i64) -> Option<i64> {
        let number = entry.value.as_i64().filter(|number| (min..=max).contains(number));
        if number.is_none() {
            let message = format!("`{key}` must be a whole number from {min} to {max}");
            self.problem(Problem::at(entry.value, message));
        }
        number
    }

    fn option(&mut self, entry: Entry<'_>, spec: &OptionSpec) -> Option<OptionValue> {
        match spec.kind {
            OptionKind::Bool(_) => self.bool(entry).map(OptionValue::Bool),
            OptionKind::Integer { min, max, .. } => {
                self.integer(entry, spec.key, min, max).map(OptionValue::Integer)
            }
            OptionKind::Strings(_) => {
                let strings = self.strings(entry);
                Some(OptionValue::Strings(strings.into_iter().map(|(_, text)| text.to_owned()).collect()))
            }
            OptionKind::Records(fields) => Some(OptionValue::Records(self.records(entry, fields))),
            OptionKind::Choice(words) => {
                self.word(entry, words).map(|word| OptionValue::Choice(word.to_owned()))
            }
        }
    }
}

/// Whether a path leads out of the folder that it starts from: only ever by `..`, or because it starts elsewhere.
pub(super) fn leads_out(path: &str) -> bool {
    path.starts_with(['/', '\\']) || path.split(['/', '\\']).any(|part| part == "..") || path.contains(':')
}

/// The key of `entry`, which is text.
pub(super) fn key_of(entry: Entry<'_>) -> &str {
    entry.key.text().unwrap_or_default()
}

/// `items` with where they stand.
fn owned(items: Vec<Item<'_>>) -> Vec<Sourced<String>> {
    items.into_iter().map(|(node, text)| Sourced::file(text.to_owned(), node.span())).collect()
}

/// `text` short enough for a message.
pub(super) fn brief(text: &str) -> String {
    const MOST: usize = 60;
    let line: String = text.chars().take(MOST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(MOST).is_some() { format!("{line}…") } else { line }
}

/// The start of `source`, for what is about a file as a whole.
pub(super) fn start_of(source: SourceId) -> Span {
    Span::new(source, TextRange::at(0, 0))
}
