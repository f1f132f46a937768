//! Versions of Kubernetes, as far as rules tell them apart: major and minor.

use std::fmt;

use super::quoted::Quoted;

/// A minor version of Kubernetes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KubernetesVersion {
    /// Always 1 so far.
    pub major: u16,
    /// The minor, such as 35.
    pub minor: u16,
}

/// No version that is read has a higher minor; a range can therefore be walked.
const HIGHEST_MINOR: u16 = 999;

impl KubernetesVersion {
    /// Version 1.`minor`.
    pub const fn new(minor: u16) -> Self {
        Self { major: 1, minor }
    }

    /// Reads `1.31`, `v1.31.4`, `1.31+` or `v1.31.4-gke.100`; only major and minor are kept. The text
    /// counts: `1.30` is not 1.3, so a YAML number must not come here by way of a float.
    ///
    /// # Errors
    ///
    /// When `text` is no version of Kubernetes.
    pub fn parse(text: &str) -> Result<Self, VersionError> {
        let text = text.trim();
        let malformed = || VersionError::Malformed(text.to_owned());
        let bare = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let (major, rest) = bare.split_once('.').ok_or_else(malformed)?;
        let (minor, rest) = split_number(rest);
        let major = number(major).ok_or_else(malformed)?;
        let minor = number(minor).ok_or_else(malformed)?;
        if !is_patch_and_build(rest) {
            return Err(malformed());
        }
        if major != 1 || minor > HIGHEST_MINOR {
            return Err(VersionError::Unknown(text.to_owned()));
        }
        Ok(Self { major, minor })
    }
}

impl fmt::Display for KubernetesVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

fn split_number(text: &str) -> (&str, &str) {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    text.split_at(end)
}

fn number(digits: &str) -> Option<u16> {
    if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse().ok() } else { None }
}

/// Whether `rest` is what may follow the minor: nothing, a patch number, a build of a distribution.
fn is_patch_and_build(rest: &str) -> bool {
    let build = match rest.strip_prefix('.') {
        Some(patch) => {
            let (digits, build) = split_number(patch);
            if digits.is_empty() {
                return false;
            }
            build
        }
        None => rest,
    };
    let mut characters = build.chars();
    match characters.next() {
        None => true,
        Some('-' | '+') => characters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+')),
        Some(_) => false,
    }
}

/// The oldest version that can be asked for: all minors of one digit ended before 2019.
const OLDEST_TARGET: KubernetesVersion = KubernetesVersion::new(10);

/// The versions a run is judged for: from one minor to another, both inside. Never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct VersionRange {
    oldest: KubernetesVersion,
    newest: KubernetesVersion,
}

impl VersionRange {
    /// What is judged when nothing is configured: the three minors that upstream supports.
    pub const DEFAULT: Self = Self { oldest: KubernetesVersion::new(35), newest: KubernetesVersion::new(37) };

    /// The range of one version.
    pub const fn single(version: KubernetesVersion) -> Self {
        Self { oldest: version, newest: version }
    }

    /// From `oldest` to `newest`, both inside.
    ///
    /// # Errors
    ///
    /// When they are the wrong way round.
    pub fn new(oldest: KubernetesVersion, newest: KubernetesVersion) -> Result<Self, VersionError> {
        if oldest > newest {
            return Err(VersionError::Backwards(oldest, newest));
        }
        Ok(Self { oldest, newest })
    }

    /// Reads one version or two with a hyphen: `1.31`, `v1.31.4`, `1.30-1.34`.
    ///
    /// # Errors
    ///
    /// When `text` is neither, the range runs backwards, or it begins with a version nobody runs any more: `1.3` is
    /// what is left of `1.30` where a program took it for a number.
    pub fn parse(text: &str) -> Result<Self, VersionError> {
        // a hyphen may also begin the build of a single version: v1.31.4-gke.100
        let range =
            match text.split_once('-').map(|(oldest, newest)| (oldest, KubernetesVersion::parse(newest))) {
                Some((oldest, Ok(newest))) => Self::new(KubernetesVersion::parse(oldest)?, newest)?,
                _ => KubernetesVersion::parse(text).map(Self::single)?,
            };
        if range.oldest < OLDEST_TARGET {
            return Err(VersionError::Ancient(range.oldest));
        }
        Ok(range)
    }

    /// The oldest version inside.
    pub fn oldest(self) -> KubernetesVersion {
        self.oldest
    }

    /// The newest version inside.
    pub fn newest(self) -> KubernetesVersion {
        self.newest
    }

    /// Whether `version` is inside.
    pub fn contains(self, version: KubernetesVersion) -> bool {
        self.oldest <= version && version <= self.newest
    }

    /// Every version inside, the oldest first.
    pub fn versions(self) -> impl DoubleEndedIterator<Item = KubernetesVersion> {
        (self.oldest.minor..=self.newest.minor).map(KubernetesVersion::new)
    }
}

impl Default for VersionRange {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl fmt::Display for VersionRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.oldest == self.newest {
            self.oldest.fmt(f)
        } else {
            write!(f, "{}-{}", self.oldest, self.newest)
        }
    }
}

/// Why a text is no version or range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VersionError {
    /// Not of the form of a version.
    Malformed(String),
    /// Of the form, but no version of Kubernetes.
    Unknown(String),
    /// A version that nobody runs any more.
    Ancient(KubernetesVersion),
    /// A range whose first version is the newer one.
    Backwards(KubernetesVersion, KubernetesVersion),
}

impl fmt::Display for VersionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(text) => write!(
                f,
                "{} is no version of Kubernetes; write a minor such as `1.36` or a range such as `1.35-1.37`",
                Quoted(text)
            ),
            Self::Unknown(text) => write!(f, "there is no Kubernetes {}", Quoted(text)),
            Self::Ancient(version) => {
                write!(
                    f,
                    "Kubernetes {version} ended long ago; did you mean `{version}0`? In YAML, write it in quotes"
                )
            }
            Self::Backwards(oldest, newest) => {
                write!(f, "the range `{oldest}-{newest}` runs backwards; write `{newest}-{oldest}`")
            }
        }
    }
}

impl std::error::Error for VersionError {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn one_version_in_many_spellings() {
        for text in
            ["1.31", "v1.31", "1.31.4", "v1.31.4", "1.31+", "v1.31.4-gke.100", "1.31.4+k3s1", " 1.31 "]
        {
            assert_eq!(KubernetesVersion::parse(text), Ok(KubernetesVersion::new(31)), "{text}");
            assert_eq!(VersionRange::parse(text).unwrap().to_string(), "1.31", "{text}");
        }
        assert_eq!(KubernetesVersion::parse("1.30").unwrap().minor, 30);
        assert_eq!(KubernetesVersion::parse("1.3").unwrap().minor, 3);
    }

    #[test]
    fn what_is_no_version() {
        for text in
            ["", "1", "v", "1.", ".31", "1.x", "1.31.", "1.31.x", "1.31 4", "+1.31", "1.+31", "latest"]
        {
            assert!(matches!(VersionRange::parse(text), Err(VersionError::Malformed(_))), "{text}");
        }
        assert!(matches!(VersionRange::parse("2.0"), Err(VersionError::Unknown(_))));
        assert!(VersionRange::parse("1.99999").is_err());
        for text in ["1.3", "v1.9.4", "1.3-1.34"] {
            assert!(matches!(VersionRange::parse(text), Err(VersionError::Ancient(_))), "{text}");
        }
    }

    #[test]
    fn ranges() {
        let range = VersionRange::parse("1.30-1.34").unwrap();
        assert!(range.contains(KubernetesVersion::new(34)) && !range.contains(KubernetesVersion::new(35)));
        assert_eq!(range.versions().count(), 5);
        assert_eq!(VersionRange::parse("v1.30.2 - v1.34").unwrap(), range);
        assert_eq!(
            VersionRange::parse("1.34-1.30").unwrap_err().to_string(),
            "the range `1.34-1.30` runs backwards; write `1.30-1.34`"
        );
        assert_eq!(VersionRange::default().to_string(), "1.35-1.37");
    }
}
