//! The output formats by name.

use std::fmt;

/// An output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Code frames for people, the default.
    Full,
    /// One line per finding.
    Concise,
    /// Our own JSON, a contract with version number.
    Json,
    /// SARIF 2.1.0 (OASIS).
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
    /// Code Quality report of GitLab.
    Gitlab,
    /// JUnit XML.
    Junit,
    /// Checkstyle XML.
    Checkstyle,
}

impl Format {
    /// All formats, in the order help texts list them.
    pub const ALL: [Self; 8] = [
        Self::Full,
        Self::Concise,
        Self::Json,
        Self::Sarif,
        Self::Github,
        Self::Gitlab,
        Self::Junit,
        Self::Checkstyle,
    ];

    /// The word used in flags and configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Concise => "concise",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Junit => "junit",
            Self::Checkstyle => "checkstyle",
        }
    }

    /// The format of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == word)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_back_to_their_formats() {
        for format in Format::ALL {
            assert_eq!(Format::from_word(format.as_str()), Some(format));
        }
        assert_eq!(Format::from_word("xml"), None);
    }
}
