//! What one layer of the configuration says. Every field is optional, every value knows where it was written.

use std::collections::{BTreeMap, BTreeSet};

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{ConfiguredSuppression, Level, ObjectSelector, OptionValue, PathGlobs, Profile};
use readylint_kube::External;
use readylint_scalars::VersionRange;
use readylint_text::Span;

/// Where a value was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Provenance {
    /// Nowhere: it is what readylint comes with.
    #[default]
    BuiltIn,
    /// In a configuration file.
    File(Span),
    /// By a flag, an environment variable or an editor, by its name: `--profile`.
    Flag(String),
}

/// A value and where it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub from: Provenance,
}

impl<T> Sourced<T> {
    /// `value`, written at `span` of a configuration file.
    pub fn file(value: T, span: Span) -> Self {
        Self { value, from: Provenance::File(span) }
    }

    /// `value`, given by `flag` (`--profile`).
    pub fn flag(value: T, flag: &str) -> Self {
        Self { value, from: Provenance::Flag(flag.to_owned()) }
    }
}

/// From which severity on diagnostics fail a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailOn {
    /// This one and all above.
    At(Severity),
    /// None does.
    Never,
}

impl Default for FailOn {
    /// Errors fail, as the flag's help says.
    fn default() -> Self {
        Self::At(Severity::Error)
    }
}

impl FailOn {
    /// All words, in the order of the help text.
    pub const WORDS: [&'static str; 4] = ["error", "warning", "info", "never"];

    /// The word used in configuration and flags.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::At(severity) => severity.as_str(),
            Self::Never => "never",
        }
    }

    /// What that word means.
    pub fn from_word(word: &str) -> Option<Self> {
        if word == "never" { Some(Self::Never) } else { Severity::from_word(word).map(Self::At) }
    }

    /// Whether a diagnostic of `severity` fails the run.
    pub fn is_failed_by(self, severity: Severity) -> bool {
        matches!(self, Self::At(least) if severity >= least)
    }
}

/// What a layer says about one rule.
#[derive(Clone, Debug, Default)]
pub struct RuleOptions {
    /// Off, on, or a severity.
    pub level: Option<Sourced<Level>>,
    /// Options, by key; checked against the rule's own list.
    pub options: BTreeMap<String, Sourced<OptionValue>>,
}

impl RuleOptions {
    /// Takes over what `further` (a layer further in) says.
    pub(crate) fn take(&mut self, further: &Self) {
        if further.level.is_some() {
            self.level.clone_from(&further.level);
        }
        for (key, value) in &further.options {
            self.options.insert(key.clone(), value.clone());
        }
    }
}

/// An entry under `overrides:`.
#[derive(Clone, Debug)]
pub struct Override {
    /// For which files; all, if it names objects only.
    pub files: Option<PathGlobs>,
    /// For which objects of them; all, if there are none.
    pub objects: Vec<ObjectSelector>,
    /// What it says about rules, by id.
    pub rules: BTreeMap<String, RuleOptions>,
}

/// The list under `exclude:` of one file.
#[derive(Clone, Debug)]
pub struct Exclude {
    /// What it matches.
    pub globs: PathGlobs,
    /// The patterns as written.
    pub patterns: Vec<Sourced<String>>,
}

/// What a chart is rendered for; rules may be milder outside production.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// A developer's cluster.
    Dev,
    /// Automatic tests.
    Test,
    /// Installation tests of a chart's own pipeline.
    Ci,
    /// Like production, without its users.
    Staging,
    /// The default.
    #[default]
    Production,
}

impl Stage {
    /// All words.
    pub const WORDS: [&'static str; 5] = ["dev", "test", "ci", "staging", "production"];

    /// What that word means.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "dev" => Self::Dev,
            "test" => Self::Test,
            "ci" => Self::Ci,
            "staging" => Self::Staging,
            "production" => Self::Production,
            _ => return None,
        })
    }
}

/// One way to render a chart, under `charts.<folder>.scenarios`.
#[derive(Clone, Debug, Default)]
pub struct Scenario {
    /// Values files, in order, relative to the chart.
    pub values: Vec<String>,
    /// `set`, `set-string`, `set-json` and `set-file`: which, and `key=value`; in the order of those keys.
    pub sets: Vec<(&'static str, String)>,
    /// Name of the release.
    pub release: Option<String>,
    /// Namespace of the release.
    pub namespace: Option<String>,
    /// Kubernetes versions, if they differ.
    pub kubernetes: Option<VersionRange>,
    /// For `.Capabilities.APIVersions`.
    pub api_versions: Vec<String>,
    /// What it is for.
    pub stage: Stage,
}

/// An entry under `charts:`.
#[derive(Clone, Debug, Default)]
pub struct ChartOptions {
    /// Only the named scenarios, without the defaults and `ci/*-values.yaml`.
    pub only: bool,
    /// By name.
    pub scenarios: BTreeMap<String, Scenario>,
}

/// What one layer says.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `extends:`, as written.
    pub extends: Option<Sourced<String>>,
    /// Which rules run without being named.
    pub profile: Option<Sourced<Profile>>,
    /// The Kubernetes minors the manifests must work on.
    pub kubernetes: Option<Sourced<VersionRange>>,
    /// Which Helm to imitate, such as `4.3`.
    pub helm: Option<Sourced<String>>,
    /// From which severity on diagnostics fail the run.
    pub fail_on: Option<Sourced<FailOn>>,
    /// By rule id.
    pub rules: BTreeMap<String, RuleOptions>,
    /// Later entries win.
    pub overrides: Vec<Override>,
    /// What is left out when folders are walked.
    pub exclude: Vec<Exclude>,
    /// Things made elsewhere.
    pub externals: Vec<Sourced<External>>,
    /// Whether nothing exists but the input and the externals.
    pub closed_world: Option<Sourced<bool>>,
    /// Namespaces that hold nothing but the input.
    pub owned_namespaces: Vec<Sourced<String>>,
    /// Entries under `suppressions:`.
    pub suppressions: Vec<ConfiguredSuppression>,
    /// Folders of `CustomResourceDefinition`s, as patterns.
    pub schemas: Vec<Sourced<String>>,
    /// By the folder of the chart, in readylint's form.
    pub charts: BTreeMap<String, Sourced<ChartOptions>>,
    /// `--select`: only these rule ids.
    pub selected: Option<Sourced<BTreeSet<String>>>,
    /// `--ignore`: not these rule ids.
    pub ignored: Option<Sourced<BTreeSet<String>>>,
    /// `--min-confidence`.
    pub min_confidence: Option<Sourced<Confidence>>,
    /// `--no-suppressions` makes this false.
    pub honour_suppressions: Option<Sourced<bool>>,
}

impl Options {
    /// This layer on top of `base`: single values replace, lists add up after those of `base`, rules merge key by key.
    #[must_use]
    pub fn over(self, base: Self) -> Self {
        let mut rules = base.rules;
        for (id, further) in &self.rules {
            rules.entry(id.clone()).or_default().take(further);
        }
        let mut charts = base.charts;
        charts.extend(self.charts);
        Self {
            extends: self.extends.or(base.extends),
            profile: self.profile.or(base.profile),
            kubernetes: self.kubernetes.or(base.kubernetes),
            helm: self.helm.or(base.helm),
            fail_on: self.fail_on.or(base.fail_on),
            rules,
            overrides: joined(base.overrides, self.overrides),
            exclude: joined(base.exclude, self.exclude),
            externals: joined(base.externals, self.externals),
            closed_world: self.closed_world.or(base.closed_world),
            owned_namespaces: joined(base.owned_namespaces, self.owned_namespaces),
            suppressions: joined(base.suppressions, self.suppressions),
            schemas: joined(base.schemas, self.schemas),
            charts,
            selected: self.selected.or(base.selected),
            ignored: self.ignored.or(base.ignored),
            min_confidence: self.min_confidence.or(base.min_confidence),
            honour_suppressions: self.honour_suppressions.or(base.honour_suppressions),
        }
    }

    /// The numbers of the overrides that hold for `path`.
    pub(crate) fn overrides_of(&self, path: &str) -> Vec<usize> {
        let holds = |entry: &Override| entry.files.as_ref().is_none_or(|files| files.is_match(path));
        (0..self.overrides.len()).filter(|&number| holds(&self.overrides[number])).collect()
    }

    /// What it says about rules with these overrides applied, but for those that name objects.
    pub(crate) fn rules_with(&self, overrides: &[usize]) -> BTreeMap<String, RuleOptions> {
        let mut rules = self.rules.clone();
        let named = overrides.iter().filter_map(|&number| self.overrides.get(number));
        for entry in named.filter(|entry| entry.objects.is_empty()) {
            for (id, further) in &entry.rules {
                rules.entry(id.clone()).or_default().take(further);
            }
        }
        rules
    }

    /// Those of these overrides that name objects.
    pub(crate) fn of_objects(&self, overrides: &[usize]) -> impl Iterator<Item = &Override> {
        let named = overrides.iter().filter_map(|&number| self.overrides.get(number));
        named.filter(|entry| !entry.objects.is_empty())
    }

    /// Whether `exclude:` matches `path`.
    pub fn excludes(&self, path: &str) -> bool {
        self.exclude.iter().any(|exclude| exclude.globs.is_match(path))
    }
}

fn joined<T>(mut first: Vec<T>, second: Vec<T>) -> Vec<T> {
    first.extend(second);
    first
}
