//! A version: reading, comparing, printing (`version.go`).

use std::cmp::Ordering;
use std::fmt;

use super::{Edition, SemverError};
use crate::HelmVersion;

/// The longest version that edition 3.5 reads.
const MAX_LENGTH: usize = 256;

/// A semantic version. Its order is that of precedence: build metadata does not count (`Compare`).
#[derive(Clone, Debug)]
pub struct Version {
    /// The first number.
    pub major: u64,
    /// The second number.
    pub minor: u64,
    /// The third number.
    pub patch: u64,
    /// What follows `-`, without it; empty for a release.
    pub prerelease: String,
    /// What follows `+`, without it.
    pub metadata: String,
    /// The text as given.
    pub original: String,
}

impl Version {
    /// Reads a version leniently: `v` in front, missing numbers and leading zeros are fine (`NewVersion`).
    ///
    /// # Errors
    ///
    /// If it is none, in the words of the library that `helm` links.
    pub fn parse(text: impl AsRef<[u8]>, helm: HelmVersion) -> Result<Self, SemverError> {
        let (text, edition) = (text.as_ref(), Edition::of(helm));
        if edition >= Edition::V3_5 && text.len() > MAX_LENGTH {
            return Err(SemverError(format!("version string is too long (max {MAX_LENGTH} bytes)")));
        }
        let invalid = || words(edition, "Invalid Semantic Version");
        // what is no UTF-8 holds no version either: a version is ASCII
        let text = std::str::from_utf8(text).map_err(|_| invalid())?;
        let parts = Parts::of(text).ok_or_else(invalid)?;
        let number = |digits: &str| {
            if digits.is_empty() {
                return Ok(0);
            }
            digits.parse().map_err(|_| {
                let start = words(edition, "Error parsing version segment").0;
                SemverError(format!("{start}: strconv.ParseUint: parsing \"{digits}\": value out of range"))
            })
        };
        let version = Self {
            major: number(parts.numbers[0])?,
            minor: number(parts.numbers[1])?,
            patch: number(parts.numbers[2])?,
            prerelease: parts.prerelease.to_owned(),
            metadata: parts.metadata.to_owned(),
            original: text.to_owned(),
        };
        if version.prerelease.split('.').any(starts_with_zero) {
            return Err(words(edition, "Version segment starts with 0"));
        }
        Ok(version)
    }

    /// Reads a version that keeps to the letter of semver.org (`StrictNewVersion`).
    ///
    /// # Errors
    ///
    /// If it does not, in the words of the library that `helm` links.
    pub fn parse_strictly(text: &str, helm: HelmVersion) -> Result<Self, SemverError> {
        let edition = Edition::of(helm);
        if text.is_empty() {
            return Err(words(edition, "Version string empty"));
        }
        if edition >= Edition::V3_5 && text.len() > MAX_LENGTH {
            return Err(SemverError(format!("version string is too long (max {MAX_LENGTH} bytes)")));
        }
        let mut split = text.splitn(3, '.');
        let (Some(major), Some(minor), Some(rest)) = (split.next(), split.next(), split.next()) else {
            return Err(words(edition, "Invalid Semantic Version"));
        };
        let (rest, metadata) = rest.split_once('+').unwrap_or((rest, ""));
        let has_metadata = text.contains('+') && !metadata.is_empty();
        if (has_metadata || text.ends_with('+')) && !identifiers_are_fine(metadata, edition) {
            return Err(words(edition, "Invalid Metadata string"));
        }
        let (patch, prerelease) = match rest.split_once('-') {
            Some((patch, prerelease)) => {
                check_prerelease(prerelease, edition)?;
                (patch, prerelease)
            }
            None => (rest, ""),
        };
        let numbers = [major, minor, patch];
        for number in numbers {
            if !number.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(words(edition, "Invalid characters in version"));
            }
            if starts_with_zero(number) {
                return Err(words(edition, "Version segment starts with 0"));
            }
        }
        let number = |digits: &str| {
            digits.parse::<u64>().map_err(|_| {
                let why = if digits.is_empty() { "invalid syntax" } else { "value out of range" };
                SemverError(format!("strconv.ParseUint: parsing \"{digits}\": {why}"))
            })
        };
        Ok(Self {
            major: number(major)?,
            minor: number(minor)?,
            patch: number(patch)?,
            prerelease: prerelease.to_owned(),
            metadata: metadata.to_owned(),
            original: text.to_owned(),
        })
    }

    /// Whether it is a pre-release.
    pub fn is_prerelease(&self) -> bool {
        !self.prerelease.is_empty()
    }

    /// The next patch release; of a pre-release, its release (`IncPatch`). `None` past the largest number.
    pub fn next_patch(&self) -> Option<Self> {
        let patch = if self.is_prerelease() { self.patch } else { self.patch.checked_add(1)? };
        Some(self.renumbered(self.major, self.minor, patch))
    }

    /// The next minor release (`IncMinor`). `None` past the largest number.
    pub fn next_minor(&self) -> Option<Self> {
        Some(self.renumbered(self.major, self.minor.checked_add(1)?, 0))
    }

    /// The next major release (`IncMajor`). `None` past the largest number.
    pub fn next_major(&self) -> Option<Self> {
        Some(self.renumbered(self.major.checked_add(1)?, 0, 0))
    }

    /// The same with another pre-release (`SetPrerelease`).
    ///
    /// # Errors
    ///
    /// If `prerelease` is none.
    pub fn with_prerelease(&self, prerelease: &str, helm: HelmVersion) -> Result<Self, SemverError> {
        if !prerelease.is_empty() {
            check_prerelease(prerelease, Edition::of(helm))?;
        }
        Ok(self.renamed(Self { prerelease: prerelease.to_owned(), ..self.clone() }))
    }

    /// The same with other metadata (`SetMetadata`).
    ///
    /// # Errors
    ///
    /// If `metadata` is none.
    pub fn with_metadata(&self, metadata: &str, helm: HelmVersion) -> Result<Self, SemverError> {
        let edition = Edition::of(helm);
        if !metadata.is_empty() && !identifiers_are_fine(metadata, edition) {
            return Err(words(edition, "Invalid Metadata string"));
        }
        Ok(self.renamed(Self { metadata: metadata.to_owned(), ..self.clone() }))
    }

    fn renumbered(&self, major: u64, minor: u64, patch: u64) -> Self {
        let (prerelease, metadata, original) = (String::new(), String::new(), String::new());
        self.renamed(Self { major, minor, patch, prerelease, metadata, original })
    }

    /// `next` with the text that it has from now on: a `v` in front stays.
    fn renamed(&self, next: Self) -> Self {
        let v = if self.original.starts_with('v') { "v" } else { "" };
        Self { original: format!("{v}{next}"), ..next }
    }
}

/// Without `v`, all three numbers (`String`).
impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)?;
        if !self.prerelease.is_empty() {
            write!(f, "-{}", self.prerelease)?;
        }
        if !self.metadata.is_empty() {
            write!(f, "+{}", self.metadata)?;
        }
        Ok(())
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Version {}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        let numbers = |version: &Self| (version.major, version.minor, version.patch);
        numbers(self).cmp(&numbers(other)).then_with(|| {
            match (self.prerelease.is_empty(), other.prerelease.is_empty()) {
                (true, true) => Ordering::Equal,
                (true, false) => Ordering::Greater,
                (false, true) => Ordering::Less,
                (false, false) => compare_prereleases(&self.prerelease, &other.prerelease),
            }
        })
    }
}

/// Identifier by identifier; the one that ends first is the lesser.
pub(super) fn compare_prereleases(one: &str, other: &str) -> Ordering {
    let (mut ones, mut others) = (one.split('.'), other.split('.'));
    loop {
        let (one, other) = (ones.next(), others.next());
        if one.is_none() && other.is_none() {
            return Ordering::Equal;
        }
        let order = compare_identifiers(one.unwrap_or_default(), other.unwrap_or_default());
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// Numbers by value and before words. What is no 64-bit number is a word.
fn compare_identifiers(one: &str, other: &str) -> Ordering {
    if one == other {
        return Ordering::Equal;
    }
    match (one.is_empty(), other.is_empty()) {
        (true, _) => return Ordering::Less,
        (_, true) => return Ordering::Greater,
        _ => {}
    }
    let number =
        |text: &str| text.parse::<u64>().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    match (number(one), number(other)) {
        (None, None) => one.cmp(other),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (Some(one), Some(other)) => one.cmp(&other),
    }
}

/// The parts of a lenient version.
struct Parts<'a> {
    /// Empty where one is missing.
    numbers: [&'a str; 3],
    prerelease: &'a str,
    metadata: &'a str,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let mut rest = text.strip_prefix('v').unwrap_or(text);
        let mut numbers = [""; 3];
        for (index, number) in numbers.iter_mut().enumerate() {
            if index > 0 {
                let Some(after) = rest.strip_prefix('.') else { break };
                rest = after;
            }
            let end = rest.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
            if end == 0 {
                return None;
            }
            (*number, rest) = rest.split_at_checked(end)?;
        }
        let (mut prerelease, mut metadata) = ("", "");
        if let Some(after) = rest.strip_prefix('-') {
            (prerelease, rest) = after.split_at_checked(after.find('+').unwrap_or(after.len()))?;
            are_identifiers(prerelease).then_some(())?;
        }
        if let Some(after) = rest.strip_prefix('+') {
            (metadata, rest) = (after, "");
            are_identifiers(metadata).then_some(())?;
        }
        rest.is_empty().then_some(Self { numbers, prerelease, metadata })
    }
}

/// Letters, digits and `-`, separated by dots, none empty.
fn are_identifiers(text: &str) -> bool {
    text.split('.').all(|part| !part.is_empty() && part.bytes().all(is_identifier))
}

const fn is_identifier(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}

/// Until edition 3.4, empty identifiers passed this check.
fn identifiers_are_fine(text: &str, edition: Edition) -> bool {
    text.split('.')
        .all(|part| part.bytes().all(is_identifier) && (!part.is_empty() || edition == Edition::V3_3))
}

fn check_prerelease(text: &str, edition: Edition) -> Result<(), SemverError> {
    for part in text.split('.') {
        if part.is_empty() && edition > Edition::V3_3 || !part.bytes().all(is_identifier) {
            return Err(words(edition, "Invalid Prerelease string"));
        }
        if starts_with_zero(part) {
            return Err(words(edition, "Version segment starts with 0"));
        }
    }
    Ok(())
}

/// A number with a superfluous zero in front.
fn starts_with_zero(part: &str) -> bool {
    part.len() > 1 && part.starts_with('0') && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// Messages as edition 3.3 spells them; later ones have no capital letters.
fn words(edition: Edition, message: &str) -> SemverError {
    SemverError(if edition == Edition::V3_3 { message.to_owned() } else { message.to_lowercase() })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_next_version_keeps_its_v() {
        let next = |text: &str, next: fn(&Version) -> Option<Version>| {
            let version = Version::parse(text, HelmVersion::V4_3).unwrap();
            next(&version).map(|version| version.original)
        };
        assert_eq!(next("v1.2.3+x", Version::next_patch).as_deref(), Some("v1.2.4"));
        assert_eq!(next("1.2.3-rc.1", Version::next_patch).as_deref(), Some("1.2.3"));
        assert_eq!(next("v1", Version::next_minor).as_deref(), Some("v1.1.0"));
        assert_eq!(next("1.2.3", Version::next_major).as_deref(), Some("2.0.0"));
        assert_eq!(next("18446744073709551615", Version::next_major), None);
    }

    #[test]
    fn strict_versions_have_three_numbers() {
        let refusal = |text| Version::parse_strictly(text, HelmVersion::V4_3).map_err(|error| error.0).err();
        assert_eq!(refusal("1.2.3-a.1+b"), None);
        assert_eq!(refusal("").as_deref(), Some("version string empty"));
        assert_eq!(refusal("1.2").as_deref(), Some("invalid semantic version"));
        assert_eq!(refusal("v1.2.3").as_deref(), Some("invalid characters in version"));
        assert_eq!(refusal("1.02.3").as_deref(), Some("version segment starts with 0"));
        assert_eq!(refusal("1.2.3-").as_deref(), Some("invalid prerelease string"));
        assert_eq!(refusal("1.2.3+").as_deref(), Some("invalid metadata string"));
        assert_eq!(refusal("1..3").as_deref(), Some("strconv.ParseUint: parsing \"\": invalid syntax"));
    }

    #[test]
    fn a_prerelease_can_be_set() {
        let version = Version::parse("v1.2", HelmVersion::V4_3).unwrap();
        let set = version.with_prerelease("rc.1", HelmVersion::V4_3).unwrap();
        assert_eq!((set.original.as_str(), set.to_string().as_str()), ("v1.2.0-rc.1", "1.2.0-rc.1"));
        assert!(version.with_prerelease("rc_1", HelmVersion::V4_3).is_err());
        assert_eq!(version.with_metadata("b", HelmVersion::V4_3).unwrap().to_string(), "1.2.0+b");
    }
}
