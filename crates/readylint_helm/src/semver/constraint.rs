//! Constraints: `>=1.2 <2 || ~3.1` (`constraints.go`).

use std::sync::LazyLock;

use regex::bytes::{Captures, Regex};

use super::version::compare_prereleases;
use super::{Edition, SemverError, Version};
use crate::{HelmVersion, runes};

/// The longest constraint that edition 3.5 reads.
const MAX_LENGTH: usize = 512;
/// The most OR groups that edition 3.5 reads.
const MAX_GROUPS: usize = 32;

/// Constraints on a version: OR groups of AND groups of comparisons.
#[derive(Clone, Debug)]
pub struct Constraint {
    groups: Vec<Group>,
    edition: Edition,
}

/// Comparisons that must all hold.
#[derive(Clone, Debug)]
struct Group {
    comparisons: Vec<Comparison>,
    /// Whether one of them names a pre-release.
    has_prerelease: bool,
}

#[derive(Clone, Debug)]
struct Comparison {
    operator: Operator,
    /// The version with its missing and `x` parts as zeros.
    version: Version,
    /// The version as written.
    written: String,
    /// What of the version is missing or `x`.
    open: Open,
}

/// The first part of a version that is missing or `x`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    No,
    Patch,
    Minor,
    Major,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Equal,
    NotEqual,
    Greater,
    Less,
    GreaterEqual,
    LessEqual,
    Tilde,
    Caret,
}

impl Operator {
    fn of(text: &str) -> Self {
        match text {
            "!=" => Self::NotEqual,
            ">" => Self::Greater,
            "<" => Self::Less,
            ">=" | "=>" => Self::GreaterEqual,
            "<=" | "=<" => Self::LessEqual,
            "~" | "~>" => Self::Tilde,
            "^" => Self::Caret,
            _ => Self::Equal,
        }
    }
}

/// The patterns of the grammar. Go's `\s` has no vertical tab. A part may be any run of digits, `x`, `*` and `|`: what
/// makes no version is refused later.
struct Patterns {
    /// The whole of an AND group.
    valid: Regex,
    /// One comparison of it: operator, version, its three parts, its pre-release.
    one: Regex,
    /// `1.2 - 3.4`.
    range: Regex,
}

static PATTERNS: LazyLock<Option<Patterns>> = LazyLock::new(|| {
    const S: &str = r"[\t\n\f\r ]";
    const OPERATOR: &str = r"(?:=||!=|>|<|>=|=>|<=|=<|~|~>|\^)";
    const PART: &str = r"[0-9|xX*]+";
    const NAMES: &str = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*";
    let version = format!(r"v?{PART}(?:\.{PART})?(?:\.{PART})?(?:-{NAMES})?(?:\+{NAMES})?");
    let parts = format!(r"v?({PART})(\.{PART})?(\.{PART})?(-{NAMES})?(?:\+{NAMES})?");
    let regex = |pattern: &str| Regex::new(&format!("(?-u){pattern}")).ok();
    Some(Patterns {
        valid: regex(&format!(
            r"^{S}*{OPERATOR}{S}*{version}{S}*(?:(?:{S}+|,{S}*){OPERATOR}{S}*{version}{S}*)*$"
        ))?,
        one: regex(&format!(r"({OPERATOR}){S}*({parts})"))?,
        range: regex(&format!(r"{S}*({version}){S}+-{S}+({version}){S}*"))?,
    })
});

impl Constraint {
    /// Reads a constraint (`NewConstraint`).
    ///
    /// # Errors
    ///
    /// If it is none, in the words of the library that `helm` links.
    pub fn parse(text: impl AsRef<[u8]>, helm: HelmVersion) -> Result<Self, SemverError> {
        let (text, edition) = (text.as_ref(), Edition::of(helm));
        if edition >= Edition::V3_5 && text.len() > MAX_LENGTH {
            return Err(SemverError(format!("constraint string is too long (max {MAX_LENGTH} bytes)")));
        }
        let Some(patterns) = PATTERNS.as_ref() else { return Err(broken(edition)) };
        let text = patterns.range.replace_all(text, |found: &Captures<'_>| {
            let side = |index| found.get(index).map_or(&b""[..], |side| side.as_bytes());
            [b">= ", side(1), b", <= ", side(2), b" "].concat()
        });
        let alternatives = split_alternatives(&text);
        if edition >= Edition::V3_5 && alternatives.len() > MAX_GROUPS {
            return Err(SemverError(format!("too many constraint groups (max {MAX_GROUPS})")));
        }
        let groups = alternatives.into_iter().map(|group| Group::of(group, edition, helm, patterns));
        Ok(Self { groups: groups.collect::<Result<_, _>>()?, edition })
    }

    /// Whether `version` fulfils it (`Check`).
    pub fn check(&self, version: &Version) -> bool {
        self.groups.iter().any(|group| {
            group.comparisons.iter().all(|one| one.check(version, group, self.edition).is_none())
        })
    }

    /// Why `version` does not fulfil it, comparison by comparison (`Validate`); nothing if it does.
    pub fn validate(&self, version: &Version) -> Vec<String> {
        let mut reasons = Vec::new();
        let mut told = false;
        for group in &self.groups {
            let mut holds = true;
            for one in &group.comparisons {
                let reason = if one.hides_prerelease(version, group, self.edition) {
                    let first = !std::mem::replace(&mut told, true);
                    holds = false;
                    first.then(|| Reason::Prerelease.words(version, one, self.edition))
                } else {
                    one.check(version, group, self.edition)
                        .map(|reason| reason.words(version, one, self.edition))
                };
                holds &= reason.is_none();
                reasons.extend(reason);
            }
            if holds {
                return Vec::new();
            }
        }
        reasons
    }
}

fn broken(edition: Edition) -> SemverError {
    let message =
        if edition == Edition::V3_3 { "constraint Parser Error" } else { "constraint parser error" };
    SemverError(message.to_owned())
}

fn split_alternatives(text: &[u8]) -> Vec<&[u8]> {
    let mut groups = Vec::new();
    let mut start = 0;
    for at in memchr::memmem::find_iter(text, b"||") {
        groups.push(text.get(start..at).unwrap_or_default());
        start = at + 2;
    }
    groups.push(text.get(start..).unwrap_or_default());
    groups
}

impl Group {
    fn of(
        text: &[u8],
        edition: Edition,
        helm: HelmVersion,
        patterns: &Patterns,
    ) -> Result<Self, SemverError> {
        if !patterns.valid.is_match(text) {
            let shown = if edition >= Edition::V3_5 {
                runes::quote(text)
            } else {
                String::from_utf8_lossy(text).into_owned()
            };
            return Err(SemverError(format!("improper constraint: {shown}")));
        }
        let comparisons = patterns
            .one
            .captures_iter(text)
            .map(|found| Comparison::of(&found, helm).ok_or_else(|| broken(edition)));
        let comparisons = comparisons.collect::<Result<Vec<_>, _>>()?;
        let has_prerelease = comparisons.iter().any(|one| one.version.is_prerelease());
        Ok(Self { comparisons, has_prerelease })
    }
}

/// Why a version does not fulfil a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reason {
    Prerelease,
    IsEqual,
    IsNotEqual,
    IsLess,
    IsLessOrEqual,
    IsGreater,
    IsGreaterOrEqual,
    OtherMajor,
    OtherMinor,
    OtherMinorTilde,
    OtherMinorOfZero,
    OtherPatchOfZero,
}

impl Reason {
    fn words(self, version: &Version, one: &Comparison, edition: Edition) -> String {
        let (version, written) = (version.to_string(), one.written.as_str());
        let (version, written) = if edition >= Edition::V3_5 {
            (runes::quote(version.as_bytes()), runes::quote(written.as_bytes()))
        } else {
            (version, written.to_owned())
        };
        let (before, after) = match self {
            Self::Prerelease => {
                return format!(
                    "{version} is a prerelease version and the constraint is only looking for release versions"
                );
            }
            Self::IsEqual => ("is equal to", ""),
            Self::IsNotEqual => ("is not equal to", ""),
            Self::IsLess => ("is less than", ""),
            Self::IsLessOrEqual => ("is less than or equal to", ""),
            Self::IsGreater => ("is greater than", ""),
            Self::IsGreaterOrEqual => ("is greater than or equal to", ""),
            Self::OtherMajor => ("does not have same major version as", ""),
            Self::OtherMinor => ("does not have same minor version as", ""),
            Self::OtherMinorTilde => ("does not have same major and minor version as", ""),
            Self::OtherMinorOfZero => (
                "does not have same minor version as",
                ". Expected minor versions to match when constraint major version is 0",
            ),
            Self::OtherPatchOfZero => (
                "does not equal",
                ". Expect version and constraint to equal when major and minor versions are 0",
            ),
        };
        format!("{version} {before} {written}{after}")
    }
}

impl Comparison {
    fn of(found: &Captures<'_>, helm: HelmVersion) -> Option<Self> {
        let group = |index| {
            let bytes = found.get(index).map_or(&b""[..], |group| group.as_bytes());
            std::str::from_utf8(bytes).unwrap_or_default()
        };
        let (written, [major, minor, patch], prerelease) =
            (group(2), [group(3), group(4), group(5)], group(6));
        let (open, text) = if is_open(major) {
            (Open::Major, format!("0.0.0{prerelease}"))
        } else if is_open(minor) {
            (Open::Minor, format!("{major}.0.0{prerelease}"))
        } else if is_open(patch) {
            (Open::Patch, format!("{major}{minor}.0{prerelease}"))
        } else {
            (Open::No, written.to_owned())
        };
        let version = Version::parse(text, helm).ok()?;
        Some(Self { operator: Operator::of(group(1)), version, written: written.to_owned(), open })
    }

    /// Whether `version` is a pre-release that nobody asked for. In edition 3.3 each comparison says so for itself.
    fn hides_prerelease(&self, version: &Version, group: &Group, edition: Edition) -> bool {
        let asked = match edition {
            Edition::V3_3 => self.version.is_prerelease(),
            _ => group.has_prerelease,
        };
        version.is_prerelease() && !asked
    }

    fn check(&self, version: &Version, group: &Group, edition: Edition) -> Option<Reason> {
        let exempt = edition == Edition::V3_3 && self.operator == Operator::NotEqual && self.open == Open::No;
        if !exempt && self.hides_prerelease(version, group, edition) {
            return Some(Reason::Prerelease);
        }
        let (holds, reason) = match self.operator {
            Operator::Equal if self.open != Open::No => return self.tilde(version),
            Operator::Equal => (*version == self.version, Reason::IsNotEqual),
            Operator::NotEqual => (self.is_other(version), Reason::IsEqual),
            Operator::Greater => (self.is_exceeded_by(version), Reason::IsLessOrEqual),
            Operator::Less => (*version < self.version, Reason::IsGreaterOrEqual),
            Operator::GreaterEqual => (*version >= self.version, Reason::IsLess),
            Operator::LessEqual => (self.is_bound_of(version), Reason::IsGreater),
            Operator::Tilde => return self.tilde(version),
            Operator::Caret => return self.caret(version),
        };
        (!holds).then_some(reason)
    }

    fn same_major(&self, version: &Version) -> bool {
        version.major == self.version.major
    }

    fn same_minor(&self, version: &Version) -> bool {
        version.minor == self.version.minor
    }

    /// `!=`
    fn is_other(&self, version: &Version) -> bool {
        match self.open {
            Open::Minor => !self.same_major(version),
            Open::Patch => {
                !self.same_major(version)
                    || !self.same_minor(version)
                    || compare_prereleases(&version.prerelease, &self.version.prerelease).is_ne()
            }
            Open::No | Open::Major => *version != self.version,
        }
    }

    /// `>`: nothing of `11.x` is greater than 11.
    fn is_exceeded_by(&self, version: &Version) -> bool {
        let wins = version.major > self.version.major;
        match self.open {
            Open::Minor => wins,
            Open::Patch => wins || self.same_major(version) && version.minor > self.version.minor,
            Open::No | Open::Major => *version > self.version,
        }
    }

    /// `<=`: all of `11.x` is at most 11.
    fn is_bound_of(&self, version: &Version) -> bool {
        let (major, minor) = (self.version.major, self.version.minor);
        match self.open {
            Open::No => *version <= self.version,
            Open::Minor => version.major <= major,
            Open::Patch | Open::Major => (version.major, version.minor) <= (major, minor),
        }
    }

    /// `~`: no less, and of the same minor version; `~0.0.0` and `*` take anything.
    fn tilde(&self, version: &Version) -> Option<Reason> {
        let numbers = (self.version.major, self.version.minor, self.version.patch);
        if *version < self.version {
            Some(Reason::IsLess)
        } else if numbers == (0, 0, 0) && matches!(self.open, Open::No | Open::Major) {
            None
        } else if !self.same_major(version) {
            Some(Reason::OtherMajor)
        } else if !self.same_minor(version) && self.open != Open::Minor {
            Some(Reason::OtherMinorTilde)
        } else {
            None
        }
    }

    /// `^`: no less, and the first number that is not zero stays.
    fn caret(&self, version: &Version) -> Option<Reason> {
        if *version < self.version {
            Some(Reason::IsLess)
        } else if self.version.major > 0 || self.open == Open::Minor {
            (!self.same_major(version)).then_some(Reason::OtherMajor)
        } else if version.major > 0 {
            Some(Reason::OtherMajor)
        } else if self.version.minor > 0 || self.open == Open::Patch {
            (!self.same_minor(version)).then_some(Reason::OtherMinorOfZero)
        } else if version.minor > 0 {
            Some(Reason::OtherMinor)
        } else {
            (version.patch != self.version.patch).then_some(Reason::OtherPatchOfZero)
        }
    }
}

fn is_open(part: &str) -> bool {
    matches!(part.strip_prefix('.').unwrap_or(part), "" | "x" | "X" | "*")
}
