//! The syntaxes of names: label keys and values, DNS labels, names of ports and variables, keys of data.
//!
//! Each check takes a text and returns what is wrong with it first, with the bytes to underline. Accepted is
//! exactly what `k8s.io/apimachinery/pkg/util/validation` accepts.

use std::fmt;

use readylint_text::TextRange;

/// Longest DNS label (RFC 1123 §2.1), label value, and name part of a label key.
const LABEL_LIMIT: usize = 63;
/// Longest DNS name as Kubernetes counts it (RFC 1123, `DNS1123SubdomainMaxLength`).
const SUBDOMAIN_LIMIT: usize = 253;
/// Longest service name (RFC 6335 §5.1).
const PORT_NAME_LIMIT: usize = 15;

/// What is wrong with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameProblem {
    /// It, or the part of it in question, is empty.
    Empty,
    /// It is longer than this many bytes.
    TooLong(usize),
    /// This character may not stand in it.
    Character(char),
    /// This character may stand in it, but not first.
    First(char),
    /// This character may stand in it, but not last.
    Last(char),
    /// A label was asked for, and this is a subdomain.
    Dot,
    /// A dot at an end of it or beside another dot.
    EmptyLabel,
    /// More than one `/`.
    SecondSlash,
    /// Two hyphens in a row.
    DoubleHyphen,
    /// No letter in it.
    NoLetter,
    /// It is, or begins with, `.` or `..` in a way that a path would misread.
    DotPath,
}

/// A text that is not the name it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameError {
    /// What is wrong.
    pub problem: NameProblem,
    /// Where, in bytes of the text; empty only if the text is.
    pub range: TextRange,
    /// What kind of name was asked for, for messages.
    what: &'static str,
    /// What it may be made of, for messages.
    alphabet: &'static str,
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = self.what;
        match self.problem {
            NameProblem::Empty => write!(f, "{what} cannot be empty"),
            NameProblem::TooLong(limit) => write!(f, "{what} has at most {limit} characters"),
            NameProblem::Character(character) => {
                write!(
                    f,
                    "{what} cannot hold `{}`; it is made of {}",
                    character.escape_debug(),
                    self.alphabet
                )
            }
            NameProblem::First(character) => {
                write!(f, "{what} cannot begin with `{}`", character.escape_debug())
            }
            NameProblem::Last(character) => {
                write!(f, "{what} cannot end with `{}`", character.escape_debug())
            }
            NameProblem::Dot => write!(f, "{what} cannot hold dots"),
            NameProblem::EmptyLabel => write!(f, "{what} cannot hold a dot without a label on both sides"),
            NameProblem::SecondSlash => write!(f, "{what} has at most one `/`, between prefix and name"),
            NameProblem::DoubleHyphen => write!(f, "{what} cannot hold two hyphens in a row"),
            NameProblem::NoLetter => write!(f, "{what} needs a letter"),
            NameProblem::DotPath => write!(f, "{what} cannot be `.` or begin with `..`"),
        }
    }
}

impl std::error::Error for NameError {}

/// One syntax: what a character must be first, inside and last.
#[derive(Clone, Copy)]
struct Syntax {
    what: &'static str,
    alphabet: &'static str,
    limit: usize,
    first: fn(char) -> bool,
    inside: fn(char) -> bool,
    last: fn(char) -> bool,
}

fn is_lower_alphanumeric(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit()
}

fn is_alphanumeric(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

/// Annotation keys are put into lower case before they are checked; the Kelvin sign and the dotted capital I
/// then become ASCII, the only two characters that do.
fn is_alphanumeric_once_lowered(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '\u{212a}' | '\u{130}')
}

const NAME_PART: Syntax = Syntax {
    what: "the name part of the key",
    alphabet: "letters, digits, `-`, `_` and `.`",
    limit: LABEL_LIMIT,
    first: is_alphanumeric,
    inside: |c| is_alphanumeric(c) || matches!(c, '-' | '_' | '.'),
    last: is_alphanumeric,
};

const LABEL_VALUE: Syntax = Syntax { what: "a label value", ..NAME_PART };

const DNS1123_LABEL: Syntax = Syntax {
    what: "a DNS label",
    alphabet: "lower-case letters, digits and `-`",
    limit: LABEL_LIMIT,
    first: is_lower_alphanumeric,
    inside: |c| is_lower_alphanumeric(c) || c == '-',
    last: is_lower_alphanumeric,
};

const DNS1035_LABEL: Syntax =
    Syntax { what: "a DNS-1035 label", first: |c| c.is_ascii_lowercase(), ..DNS1123_LABEL };

const SUBDOMAIN: Syntax = Syntax {
    what: "a DNS subdomain",
    alphabet: "lower-case letters, digits, `-` and `.`",
    limit: SUBDOMAIN_LIMIT,
    ..DNS1123_LABEL
};

const KEY_PREFIX: Syntax = Syntax { what: "the prefix of the key", ..SUBDOMAIN };

const ANNOTATION_NAME: Syntax = Syntax {
    first: is_alphanumeric_once_lowered,
    inside: |c| is_alphanumeric_once_lowered(c) || matches!(c, '-' | '_' | '.'),
    last: is_alphanumeric_once_lowered,
    ..NAME_PART
};

const ANNOTATION_PREFIX: Syntax = Syntax {
    alphabet: "letters, digits, `-` and `.`",
    first: is_alphanumeric_once_lowered,
    inside: |c| is_alphanumeric_once_lowered(c) || c == '-',
    last: is_alphanumeric_once_lowered,
    ..KEY_PREFIX
};

const PORT_NAME: Syntax = Syntax { what: "a port name", limit: PORT_NAME_LIMIT, ..DNS1123_LABEL };

const ENV_NAME: Syntax = Syntax {
    what: "the name of a variable",
    alphabet: "letters, digits, `-`, `_` and `.`",
    limit: usize::MAX,
    first: |c| c.is_ascii_alphabetic() || matches!(c, '-' | '_' | '.'),
    inside: |c| is_alphanumeric(c) || matches!(c, '-' | '_' | '.'),
    last: |_| true,
};

const RELAXED_ENV_NAME: Syntax = Syntax {
    what: "the name of a variable",
    alphabet: "printable ASCII characters other than `=`",
    limit: usize::MAX,
    first: |_| true,
    inside: |c| (c.is_ascii_graphic() || c == ' ') && c != '=',
    last: |_| true,
};

const CONFIG_KEY: Syntax = Syntax {
    what: "a key",
    alphabet: "letters, digits, `-`, `_` and `.`",
    limit: SUBDOMAIN_LIMIT,
    first: |_| true,
    inside: |c| is_alphanumeric(c) || matches!(c, '-' | '_' | '.'),
    last: |_| true,
};

const PATH_SEGMENT: Syntax = Syntax {
    what: "the name",
    alphabet: "anything but `/` and `%`",
    limit: usize::MAX,
    first: |_| true,
    inside: |c| !matches!(c, '/' | '%'),
    last: |_| true,
};

impl Syntax {
    fn error(&self, problem: NameProblem, start: usize, end: usize) -> NameError {
        NameError { problem, range: TextRange::at(start, end), what: self.what, alphabet: self.alphabet }
    }

    /// Checks `part`, which begins at byte `offset` of the text.
    fn check(&self, part: &str, offset: usize) -> Result<(), NameError> {
        let (Some(first), Some(last)) = (part.chars().next(), part.chars().next_back()) else {
            return Err(self.error(NameProblem::Empty, offset, offset));
        };
        if let Some((at, character)) = part.char_indices().find(|(_, c)| !(self.inside)(*c)) {
            let at = offset + at;
            return Err(self.error(NameProblem::Character(character), at, at + character.len_utf8()));
        }
        let end = offset + part.len();
        if !(self.first)(first) {
            return Err(self.error(NameProblem::First(first), offset, offset + first.len_utf8()));
        }
        if !(self.last)(last) {
            return Err(self.error(NameProblem::Last(last), end - last.len_utf8(), end));
        }
        if part.len() > self.limit {
            return Err(self.error(NameProblem::TooLong(self.limit), offset, end));
        }
        Ok(())
    }

    /// Checks `text` as labels with dots between them. Kubernetes limits the whole, not the single label.
    fn check_dotted(&self, text: &str) -> Result<(), NameError> {
        if text.is_empty() {
            return Err(self.error(NameProblem::Empty, 0, 0));
        }
        let mut offset = 0_usize;
        for label in text.split('.') {
            if label.is_empty() {
                // the dot that makes the label empty: the one before it, or at the start the one after it
                let dot = offset.saturating_sub(1);
                return Err(self.error(NameProblem::EmptyLabel, dot, dot + 1));
            }
            self.check(label, offset)?;
            offset += label.len() + 1;
        }
        if text.len() > self.limit {
            return Err(self.error(NameProblem::TooLong(self.limit), 0, text.len()));
        }
        Ok(())
    }
}

/// The key of a label, or any other qualified name: `[prefix/]name`.
///
/// # Errors
///
/// What is wrong first.
pub fn check_label_key(text: &str) -> Result<(), NameError> {
    check_key(text, KEY_PREFIX, NAME_PART)
}

/// The key of an annotation: as a label key, but the case does not matter, in the prefix either.
///
/// # Errors
///
/// What is wrong first.
pub fn check_annotation_key(text: &str) -> Result<(), NameError> {
    check_key(text, ANNOTATION_PREFIX, ANNOTATION_NAME)
}

fn check_key(text: &str, prefix_syntax: Syntax, name_syntax: Syntax) -> Result<(), NameError> {
    let Some((prefix, name)) = text.split_once('/') else {
        return name_syntax.check(text, 0);
    };
    let name_start = prefix.len() + 1;
    if let Some(slash) = name.find('/') {
        let key = Syntax { what: "a key", ..name_syntax };
        return Err(key.error(NameProblem::SecondSlash, name_start + slash, name_start + slash + 1));
    }
    let result = prefix_syntax.check_dotted(prefix).and_then(|()| name_syntax.check(name, name_start));
    // an empty part has nothing to underline but the slash beside it
    result.map_err(|error| match error.problem {
        NameProblem::Empty => NameError { range: TextRange::at(prefix.len(), name_start), ..error },
        _ => error,
    })
}

/// The value of a label; it may be empty.
///
/// # Errors
///
/// What is wrong first.
pub fn check_label_value(text: &str) -> Result<(), NameError> {
    if text.is_empty() { Ok(()) } else { LABEL_VALUE.check(text, 0) }
}

/// A DNS label by RFC 1123: names of namespaces, Services from 1.36, Service ports.
///
/// # Errors
///
/// What is wrong first.
pub fn check_dns1123_label(text: &str) -> Result<(), NameError> {
    DNS1123_LABEL.check(text, 0).map_err(|error| match error.problem {
        NameProblem::Character('.') => NameError { problem: NameProblem::Dot, ..error },
        _ => error,
    })
}

/// A DNS subdomain by RFC 1123: what most objects may be called.
///
/// # Errors
///
/// What is wrong first.
pub fn check_dns1123_subdomain(text: &str) -> Result<(), NameError> {
    SUBDOMAIN.check_dotted(text)
}

/// A DNS label by RFC 1035, which begins with a letter: names of Services before 1.36.
///
/// # Errors
///
/// What is wrong first.
pub fn check_dns1035_label(text: &str) -> Result<(), NameError> {
    DNS1035_LABEL.check(text, 0).map_err(|error| match error.problem {
        NameProblem::Character('.') => NameError { problem: NameProblem::Dot, ..error },
        _ => error,
    })
}

/// An IANA service name (RFC 6335 §5.1) in lower case: names of container ports.
///
/// # Errors
///
/// What is wrong first.
pub fn check_port_name(text: &str) -> Result<(), NameError> {
    PORT_NAME.check(text, 0)?;
    if let Some(at) = text.find("--") {
        return Err(PORT_NAME.error(NameProblem::DoubleHyphen, at, at + 2));
    }
    if !text.bytes().any(|byte| byte.is_ascii_lowercase()) {
        return Err(PORT_NAME.error(NameProblem::NoLetter, 0, text.len()));
    }
    Ok(())
}

/// The name of an environment variable by the strict rule, in force before 1.34.
///
/// # Errors
///
/// What is wrong first.
pub fn check_env_name(text: &str) -> Result<(), NameError> {
    ENV_NAME.check(text, 0)?;
    check_dot_path(ENV_NAME, text)
}

/// The name of an environment variable by the relaxed rule (KEP-4369, on by default from 1.32, GA in 1.34).
///
/// # Errors
///
/// What is wrong first.
pub fn check_relaxed_env_name(text: &str) -> Result<(), NameError> {
    RELAXED_ENV_NAME.check(text, 0)
}

/// A key of a ConfigMap's or Secret's data.
///
/// # Errors
///
/// What is wrong first.
pub fn check_config_key(text: &str) -> Result<(), NameError> {
    CONFIG_KEY.check(text, 0)?;
    check_dot_path(CONFIG_KEY, text)
}

/// A name that is one segment of a path and nothing more is asked: Roles and their bindings.
///
/// # Errors
///
/// What is wrong first.
pub fn check_path_segment(text: &str) -> Result<(), NameError> {
    if matches!(text, "." | "..") {
        return Err(PATH_SEGMENT.error(NameProblem::DotPath, 0, text.len()));
    }
    if text.is_empty() { Ok(()) } else { PATH_SEGMENT.check(text, 0) }
}

fn check_dot_path(syntax: Syntax, text: &str) -> Result<(), NameError> {
    if text == "." || text.starts_with("..") {
        return Err(syntax.error(NameProblem::DotPath, 0, text.len().min(2)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn refusal(result: Result<(), NameError>) -> (String, std::ops::Range<usize>) {
        let error = result.unwrap_err();
        (error.to_string(), error.range.to_usize())
    }

    #[test]
    fn refusals_point_at_the_character() {
        assert_eq!(
            refusal(check_label_value("my value")),
            (
                "a label value cannot hold ` `; it is made of letters, digits, `-`, `_` and `.`".to_owned(),
                2..3
            )
        );
        assert_eq!(
            refusal(check_label_key("Example.com/app")),
            (
                "the prefix of the key cannot hold `E`; it is made of lower-case letters, digits, `-` and `.`"
                    .to_owned(),
                0..1
            )
        );
        assert_eq!(
            refusal(check_label_key("a/b/c")),
            ("a key has at most one `/`, between prefix and name".to_owned(), 3..4)
        );
        assert_eq!(refusal(check_dns1123_label("a.b")), ("a DNS label cannot hold dots".to_owned(), 1..2));
        assert_eq!(
            refusal(check_port_name("health-check-port")),
            ("a port name has at most 15 characters".to_owned(), 0..17)
        );
        assert_eq!(
            refusal(check_dns1035_label("1st")),
            ("a DNS-1035 label cannot begin with `1`".to_owned(), 0..1)
        );
        assert_eq!(
            refusal(check_dns1123_subdomain("a..b")),
            ("a DNS subdomain cannot hold a dot without a label on both sides".to_owned(), 1..2)
        );
    }

    #[test]
    fn case_does_not_matter_in_annotation_keys() {
        assert_eq!(check_annotation_key("Example.com/App"), Ok(()));
    }
}
