//! What a run was told: levels, options, the world around the input, suppressions.
//!
//! [`Settings`] are complete: the configuration loader (`readylint_project`) has merged all layers. Every linted source
//! has its settings, because the nearest `readylint.yaml` and its path overrides decide; see [`SettingsMap`].

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use readylint_diagnostics::{Confidence, Severity};
use readylint_kube::World;
use readylint_scalars::{VersionRange, parse_date};
use readylint_text::{SourceId, Span};

use crate::paths::PathGlobs;
use crate::{ObjectOverride, OptionValues, Profile};

/// The level a user gives to a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Never reports.
    Off,
    /// Reports with its own severities, whatever the profile.
    On,
    /// Reports with this severity, whatever the profile and the tier of the finding.
    At(Severity),
}

impl Level {
    /// The word used in configuration and output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::On => "on",
            Self::At(severity) => severity.as_str(),
        }
    }

    /// The level of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "off" => Some(Self::Off),
            "on" => Some(Self::On),
            _ => Severity::from_word(word).map(Self::At),
        }
    }
}

/// What was set for one rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleSettings {
    /// `None`: the profile decides.
    pub level: Option<Level>,
    /// Options that were set.
    pub options: OptionValues,
}

/// A day of the proleptic Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Year, 0 to 9999.
    pub year: u16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day, 1 to 31.
    pub day: u8,
}

impl Date {
    /// Reads `YYYY-MM-DD` (RFC 3339 full-date); `None` if it is not a day that exists.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month, day) = parse_date(text)?;
        Some(Self { year, month, day })
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// An entry under `suppressions:` of the configuration (SUP-2). All fields that are set must match.
#[derive(Clone, Debug)]
pub struct ConfiguredSuppression {
    /// Ids as written: rules, or ids of the same check in other tools.
    pub rules: Vec<String>,
    /// Paths, by the rules of `.gitignore`, relative to the folder of the file that declares them.
    pub files: Option<PathGlobs>,
    /// Glob over the kind.
    pub kind: Option<globset::GlobMatcher>,
    /// Glob over the name.
    pub name: Option<globset::GlobMatcher>,
    /// Glob over the namespace.
    pub namespace: Option<globset::GlobMatcher>,
    /// Glob over the name of the container.
    pub container: Option<globset::GlobMatcher>,
    /// Why.
    pub reason: String,
    /// The last day on which it holds.
    pub until: Option<Date>,
    /// The entry in `readylint.yaml`.
    pub span: Span,
}

/// Complete settings of one or more sources.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Which rules run without being named.
    pub profile: Profile,
    /// The Kubernetes minors the manifests must work on (D16).
    pub kubernetes: VersionRange,
    /// Levels and options by rule id.
    pub rules: BTreeMap<String, RuleSettings>,
    /// Levels and options for some objects, which win over `rules`; later ones win over earlier ones.
    pub overrides: Vec<ObjectOverride>,
    /// `--select`: only these rules run, whatever the profile and the levels (`off` included).
    pub selected: Option<BTreeSet<String>>,
    /// `--ignore`: these rules do not run.
    pub ignored: BTreeSet<String>,
    /// What exists outside the input (D6).
    pub world: World,
    /// Entries of the configuration; shared by all settings that come from one file.
    pub suppressions: Arc<[ConfiguredSuppression]>,
    /// The folder of the configuration file, named as the groups of the graph are; empty for the working directory.
    pub folder: String,
    /// The date that `until` is compared with.
    pub today: Date,
    /// Findings below are hidden and never fail a run.
    pub min_confidence: Confidence,
    /// `false` under `--no-suppressions`.
    pub honour_suppressions: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            profile: Profile::default(),
            kubernetes: VersionRange::DEFAULT,
            rules: BTreeMap::new(),
            overrides: Vec::new(),
            selected: None,
            ignored: BTreeSet::new(),
            world: World::default(),
            suppressions: Arc::new([]),
            folder: String::new(),
            today: Date { year: 1970, month: 1, day: 1 },
            min_confidence: Confidence::Medium,
            honour_suppressions: true,
        }
    }
}

impl Settings {
    /// What of the folder `path` stands below that of the configuration, else below the working directory; `None` if it stands
    /// elsewhere.
    pub(crate) fn below_folder<'p>(&self, path: &'p str) -> Option<&'p str> {
        let base = self.folder.as_str();
        let rest = path.strip_prefix(base).filter(|_| !base.is_empty());
        let below = rest.filter(|rest| rest.is_empty() || base.ends_with('/') || rest.starts_with('/'));
        // drives of Windows have a colon
        let is_elsewhere =
            path == ".." || path.starts_with("../") || path.starts_with('/') || path.contains(':');
        below.or_else(|| Some(path).filter(|_| !is_elsewhere))
    }
}

/// Which settings hold for which source.
#[derive(Clone, Debug, Default)]
pub struct SettingsMap {
    list: Vec<Settings>,
    of_source: Vec<u32>,
    fallback: Settings,
}

impl SettingsMap {
    /// The same settings for every source.
    pub fn uniform(settings: Settings) -> Self {
        Self { list: Vec::new(), of_source: Vec::new(), fallback: settings }
    }

    /// Takes `settings` in; the number is for [`assign`](Self::assign).
    pub fn insert(&mut self, settings: Settings) -> u32 {
        self.list.push(settings);
        (self.list.len() - 1) as u32
    }

    /// Says that the settings of that number hold for `source`.
    pub fn assign(&mut self, source: SourceId, number: u32) {
        if self.of_source.len() <= source.to_usize() {
            self.of_source.resize(source.to_usize() + 1, u32::MAX);
        }
        self.of_source[source.to_usize()] = number;
    }

    /// The number of the settings of `source`: `0` is the fallback.
    pub(crate) fn number(&self, source: SourceId) -> usize {
        let number = self.of_source.get(source.to_usize()).copied().unwrap_or(u32::MAX);
        if (number as usize) < self.list.len() { number as usize + 1 } else { 0 }
    }

    /// The settings of `source`; those of the command line if nobody assigned any.
    pub fn get(&self, source: SourceId) -> &Settings {
        match self.number(source) {
            0 => &self.fallback,
            number => &self.list[number - 1],
        }
    }

    /// All settings, the fallback first, in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &Settings> {
        std::iter::once(&self.fallback).chain(&self.list)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_that_exist() {
        assert!(Date::parse("2028-02-29").is_some());
        for wrong in [
            "2027-02-29",
            "2027-13-01",
            "2027-1-01",
            "27-01-01",
            "2027-01-00",
            "2027-04-31",
            "soon",
            "２027-01-1",
        ] {
            assert_eq!(Date::parse(wrong), None, "{wrong}");
        }
        assert!(Date::parse("2027-01-31") < Date::parse("2027-02-01"));
        assert_eq!(Date::parse("2027-03-01").map(|date| date.to_string()).as_deref(), Some("2027-03-01"));
    }

    #[test]
    fn folders_below_the_configuration() {
        for (folder, path, expected) in [
            ("", "test/web", Some("test/web")),
            ("", "", Some("")),
            ("", "-", Some("-")),
            ("", "/home/test/web", None),
            ("", "../test", None),
            ("", "..", None),
            ("", "C:/test", None),
            ("test", "test/web", Some("/web")),
            ("test", "test", Some("")),
            ("test", "tests/web", Some("tests/web")),
            ("/test/shop", "/test/shop/web", Some("/web")),
            ("/test/shop", "/test/other", None),
            ("../test", "../test/web", Some("/web")),
            ("/", "/web", Some("web")),
        ] {
            let settings = Settings { folder: folder.to_owned(), ..Settings::default() };
            assert_eq!(settings.below_folder(path), expected, "{folder} {path}");
        }
    }
}
