//! `format`: those that the API server checks, the way it does (`apiextensions-apiserver/pkg/apiserver/validation/formats.go`,
//! `kube-openapi/pkg/validation/strfmt`). All others say nothing.

use super::address;
use super::pattern::Pattern;
use super::schema::Kind;
use crate::minors::{FIRST_MINOR, MINOR_COUNT, Minors};
use crate::time;
use crate::violation::{self, Problem};

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// Of whole numbers.
    Int32,
    Int64,
    /// Of numbers.
    Float,
    Double,
    Text(TextFormat),
}

/// A format of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextFormat {
    BsonObjectId,
    Byte,
    Cidr,
    CreditCard,
    Date,
    DateTime,
    Duration,
    Email,
    HexColor,
    Hostname,
    Ipv4,
    Ipv6,
    Isbn,
    Isbn10,
    Isbn13,
    LongName,
    Mac,
    Password,
    RgbColor,
    ShortName,
    Ssn,
    Uri,
    /// With the version that is demanded.
    Uuid(Option<u8>),
}

/// The first minor that checks names (`supportedVersionedFormats`).
const NAMES_SINCE: u16 = 34;

impl Format {
    /// The format `name` of a value of `kind`; `None` if the API server does not check it. Dashes in a name do not matter to it.
    pub(super) fn of(kind: Kind, name: &str) -> Option<Self> {
        match (kind, name) {
            (Kind::Integer, "int32") => Some(Self::Int32),
            (Kind::Integer, "int64") => Some(Self::Int64),
            (Kind::Number, "float") => Some(Self::Float),
            (Kind::Number, "double") => Some(Self::Double),
            (Kind::String | Kind::Any | Kind::IntOrString, _) => TextFormat::of(name).map(Self::Text),
            _ => None,
        }
    }

    pub(super) fn of_text(self) -> Option<TextFormat> {
        match self {
            Self::Text(format) => Some(format),
            _ => None,
        }
    }
}

impl TextFormat {
    fn of(name: &str) -> Option<Self> {
        Some(match name.replace('-', "").as_str() {
            "bsonobjectid" => Self::BsonObjectId,
            "byte" => Self::Byte,
            "cidr" => Self::Cidr,
            "creditcard" => Self::CreditCard,
            "date" => Self::Date,
            "datetime" => Self::DateTime,
            "duration" => Self::Duration,
            "email" => Self::Email,
            "hexcolor" => Self::HexColor,
            "hostname" => Self::Hostname,
            "ipv4" => Self::Ipv4,
            "ipv6" => Self::Ipv6,
            "isbn" => Self::Isbn,
            "isbn10" => Self::Isbn10,
            "isbn13" => Self::Isbn13,
            "k8slongname" => Self::LongName,
            "k8sshortname" => Self::ShortName,
            "mac" => Self::Mac,
            "password" => Self::Password,
            "rgbcolor" => Self::RgbColor,
            "ssn" => Self::Ssn,
            "uri" => Self::Uri,
            "uuid" => Self::Uuid(None),
            "uuid3" => Self::Uuid(Some(3)),
            "uuid4" => Self::Uuid(Some(4)),
            "uuid5" => Self::Uuid(Some(5)),
            _ => return None,
        })
    }

    /// Whether the API server accepts `text`.
    pub(super) fn accepts(self, text: &str) -> bool {
        match self {
            Self::BsonObjectId => text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_hexdigit()),
            Self::Byte => is_base64(text),
            Self::Cidr => address::is_cidr(text),
            Self::CreditCard => is_credit_card(text),
            Self::Date => time::is_date(text),
            Self::DateTime => is_date_time(text),
            Self::Duration => is_duration(text),
            Self::Email => address::is_email(text),
            Self::HexColor => is_hex_color(text),
            Self::Hostname => address::is_hostname(text),
            Self::Ipv4 => address::is_ipv4(text),
            Self::Ipv6 => address::is_ipv6(text),
            Self::Isbn => is_isbn10(text) || is_isbn13(text),
            Self::Isbn10 => is_isbn10(text),
            Self::Isbn13 => is_isbn13(text),
            Self::LongName => text.len() <= 253 && text.split('.').all(is_name),
            Self::Mac => address::is_mac(text),
            Self::Password => true,
            Self::RgbColor => is_rgb_color(text),
            Self::ShortName => text.len() <= 63 && is_name(text),
            Self::Ssn => is_social_security_number(text),
            Self::Uri => address::is_request_uri(text),
            Self::Uuid(version) => is_uuid(text, version),
        }
    }

    /// The minors that check it.
    pub(super) fn minors(self) -> Minors {
        match self {
            Self::LongName | Self::ShortName => {
                (NAMES_SINCE..FIRST_MINOR + MINOR_COUNT).fold(Minors::NONE, Minors::with)
            }
            _ => Minors::ALL,
        }
    }

    /// That a text is not of it.
    pub(super) fn problem<'t>(self) -> Problem<'t> {
        let words = match self {
            Self::Byte => return Problem::Malformed(violation::Format::Base64),
            Self::DateTime => return Problem::Malformed(violation::Format::Time),
            Self::Duration => return Problem::Malformed(violation::Format::Duration),
            Self::BsonObjectId => "must be an object id of 24 hexadecimal digits",
            Self::Cidr => "must be a block of addresses, such as `10.0.0.0/8`",
            Self::CreditCard => "must be the number of a credit card",
            Self::Date => "must be a date, such as `2026-11-21`",
            Self::Email => "must be an e-mail address",
            Self::HexColor => "must be a colour, such as `#a0b1c2`",
            Self::Hostname => "must be the name of a host",
            Self::Ipv4 => "must be an IPv4 address",
            Self::Ipv6 => "must be an IPv6 address",
            Self::Isbn => "must be an ISBN",
            Self::Isbn10 => "must be an ISBN of 10 digits",
            Self::Isbn13 => "must be an ISBN of 13 digits",
            Self::LongName => "must be a name of lowercase letters, digits, dashes and dots",
            Self::Mac => "must be a MAC address",
            Self::Password => "must be a password",
            Self::RgbColor => "must be a colour, such as `rgb(160,177,194)`",
            Self::ShortName => "must be a name of at most 63 lowercase letters, digits and dashes",
            Self::Ssn => "must be a social security number, such as `123-45-6789`",
            Self::Uri => "must be an absolute URI or an absolute path",
            Self::Uuid(None) => "must be a UUID",
            Self::Uuid(Some(version)) => {
                return Problem::Constraint(format!("must be a UUID of version {version}"));
            }
        };
        Problem::Constraint(words.to_owned())
    }
}

/// Base64 of at least one byte, padded, without line breaks.
fn is_base64(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    let padding = text.len() - digits.len();
    !digits.is_empty()
        && text.len().is_multiple_of(4)
        && padding < 3
        && digits.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/')
}

/// A DNS-1123 label without its limit of length.
fn is_name(text: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty() && text.bytes().all(is_inner) && !text.starts_with('-') && !text.ends_with('-')
}

/// `IsDateTime`: a date, `T`, a time with any fraction, and a zone; in either case.
fn is_date_time(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut parts = lower.split('t');
    let (Some(date), Some(time)) = (parts.next(), parts.next()) else {
        return false;
    };
    let bytes = time.as_bytes();
    let two = |at: usize, most: &[u8]| {
        bytes.get(at..at + 2).is_some_and(|digits| digits.iter().all(u8::is_ascii_digit) && digits <= most)
    };
    let is_clock = two(0, b"23")
        && bytes.get(2) == Some(&b':')
        && two(3, b"59")
        && bytes.get(5) == Some(&b':')
        && two(6, b"59");
    time::is_date(date) && is_clock && time.get(8..).is_some_and(is_fraction_and_zone)
}

fn is_fraction_and_zone(rest: &str) -> bool {
    let is_zone = |zone: &str| {
        zone == "z"
            || matches!(zone.as_bytes(), [b'+' | b'-', a, b, b':', c, d]
                if [a, b, c, d].into_iter().all(u8::is_ascii_digit))
    };
    if is_zone(rest) {
        return true;
    }
    // any character may stand before the fraction
    let mut characters = rest.chars();
    characters.next();
    let fraction = characters.as_str();
    let zone = fraction.trim_start_matches(|character: char| character.is_ascii_digit());
    zone.len() < fraction.len() && is_zone(zone)
}

/// A duration of Go, or any text with a number and a unit in it (`strfmt.ParseDuration`).
fn is_duration(text: &str) -> bool {
    const EXACT: [&str; 14] =
        ["ns", "us", "µs", "ms", "s", "m", "h", "hr", "d", "w", "wk", "μs", "sec", "min"];
    const PREFIXES: [&str; 8] = ["nano", "micro", "milli", "sec", "min", "hour", "day", "week"];
    if readylint_scalars::parse_go_duration(text).is_ok() {
        return true;
    }
    let mut rest = text;
    let mut is_found = false;
    while let Some(at) = rest.find(|character: char| character.is_ascii_digit()) {
        let digits_end =
            |text: &str| text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
        let from = &rest[at..];
        let end = digits_end(from);
        let after = from[end..].trim_start_matches(|character: char| character.is_ascii_whitespace());
        let unit_end = after
            .find(|character: char| !character.is_ascii_alphabetic() && character != 'µ')
            .unwrap_or(after.len());
        let unit = after[..unit_end].to_lowercase();
        if !unit.is_empty() {
            if from[..end].parse::<i64>().is_err() {
                return false;
            }
            is_found |=
                EXACT.contains(&unit.as_str()) || PREFIXES.iter().any(|prefix| unit.starts_with(prefix));
        }
        rest = &after[unit_end..];
    }
    is_found
}

fn is_uuid(text: &str, version: Option<u8>) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut digits = Vec::with_capacity(32);
    // a dash may stand between the groups
    for (number, length) in [8, 4, 4, 4, 12].into_iter().enumerate() {
        if number > 0 && bytes.get(at) == Some(&b'-') {
            at += 1;
        }
        let Some(group) = bytes.get(at..at + length) else {
            return false;
        };
        digits.extend_from_slice(group);
        at += length;
    }
    let is_variant = |digit: Option<&u8>| digit.is_some_and(|digit| b"89abAB".contains(digit));
    at == bytes.len()
        && digits.iter().all(u8::is_ascii_hexdigit)
        && version.is_none_or(|version| {
            digits.get(12) == Some(&(b'0' + version)) && (version == 3 || is_variant(digits.get(16)))
        })
}

/// The digits of an ISBN, blanks and dashes left out.
fn isbn_characters(text: &str) -> Vec<u8> {
    text.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'-').collect()
}

fn is_isbn10(text: &str) -> bool {
    let characters = isbn_characters(text);
    if characters.len() != 10 {
        return false;
    }
    let values = characters.iter().zip(1_u32..).map(|(character, place)| match character {
        b'0'..=b'9' => Some(place * u32::from(character - b'0')),
        b'X' if place == 10 => Some(100),
        _ => None,
    });
    values.sum::<Option<u32>>().is_some_and(|sum| sum.is_multiple_of(11))
}

fn is_isbn13(text: &str) -> bool {
    let characters = isbn_characters(text);
    let is_digits = characters.len() == 13 && characters.iter().all(u8::is_ascii_digit);
    let values = characters.iter().zip([1, 3].into_iter().cycle());
    is_digits
        && values.map(|(digit, factor)| factor * u32::from(digit - b'0')).sum::<u32>().is_multiple_of(10)
}

fn is_credit_card(text: &str) -> bool {
    static CARD: std::sync::LazyLock<Pattern> = std::sync::LazyLock::new(|| {
        Pattern::new(
            r"^(?:4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|6(?:011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35[0-9]{3})[0-9]{11})$",
        )
    });
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    // the formula of Luhn
    let values = digits.bytes().rev().enumerate().map(|(place, digit)| {
        let value = u32::from(digit - b'0') * if place % 2 == 1 { 2 } else { 1 };
        value / 10 + value % 10
    });
    CARD.accepts(&digits) && values.sum::<u32>().is_multiple_of(10)
}

/// Three, two and four digits with a dash or a blank between them.
fn is_social_security_number(text: &str) -> bool {
    let is_right = |(place, byte): (usize, u8)| match place {
        3 | 6 => byte == b'-' || byte == b' ',
        _ => byte.is_ascii_digit(),
    };
    text.len() == 11 && text.bytes().enumerate().all(is_right)
}

fn is_hex_color(text: &str) -> bool {
    let digits = text.strip_prefix('#').unwrap_or(text);
    matches!(digits.len(), 3 | 6) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_rgb_color(text: &str) -> bool {
    let inner = text.strip_prefix("rgb(").and_then(|rest| rest.strip_suffix(')'));
    let is_part = |part: &str| {
        let part = part.trim_matches([' ', '\t', '\n', '\r', '\x0c']);
        let is_plain = part.len() == 1 || !part.starts_with('0');
        is_plain && part.bytes().all(|byte| byte.is_ascii_digit()) && part.parse::<u8>().is_ok()
    };
    inner.is_some_and(|inner| inner.split(',').count() == 3 && inner.split(',').all(is_part))
}
