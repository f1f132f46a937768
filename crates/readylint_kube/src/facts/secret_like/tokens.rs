//! Tokens that can be told by their form: provider tokens, private keys, JSON Web Tokens.

use std::ops::Range;

use memchr::memmem;

use super::shape::is_placeholder;
use readylint_yaml::decode_base64;

/// How much of a token's text is read where the form has no end of its own.
const LENGTH: usize = 16 << 10;

/// The length of the shortest token that has a form: most values are shorter.
const SHORTEST: usize = 20;

/// Characters of base64 that a private key has at least; shorter ones are left out in the middle.
const KEY_BODY: usize = 40;

/// The characters of a token behind its prefix.
#[derive(Clone, Copy)]
enum Alphabet {
    /// Letters and digits.
    Base62,
    /// Letters, digits, `-` and `_`.
    Url,
    /// Letters, digits, `-`, `_` and `.`.
    Dotted,
    /// Digits and `a` to `f`.
    Hex,
    /// Capitals and digits as base32 has them.
    Base32,
    /// Capitals and digits.
    Capitals,
    /// Letters, digits, `+`, `/` and `=`.
    Base64,
}

impl Alphabet {
    fn has(self, byte: u8) -> bool {
        match self {
            Self::Base62 => byte.is_ascii_alphanumeric(),
            Self::Url => byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'),
            Self::Dotted => byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'),
            Self::Hex => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
            Self::Base32 => byte.is_ascii_uppercase() || (b'2'..=b'7').contains(&byte),
            Self::Capitals => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
            Self::Base64 => byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='),
        }
    }
}

/// The form of a token.
struct Form {
    provider: &'static str,
    prefix: &'static str,
    alphabet: Alphabet,
    /// How many characters follow the prefix, at least and at most.
    length: (usize, usize),
    /// What else holds for them.
    check: fn(&str) -> bool,
}

const fn form(
    provider: &'static str,
    prefix: &'static str,
    alphabet: Alphabet,
    length: (usize, usize),
    check: fn(&str) -> bool,
) -> Form {
    Form { provider, prefix, alphabet, length, check }
}

/// The forms, as the providers document them for secret scanning.
const FORMS: [Form; 45] = [
    form("GitHub", "ghp_", Alphabet::Base62, (36, 36), has_checksum),
    form("GitHub", "gho_", Alphabet::Base62, (36, 36), has_checksum),
    form("GitHub", "ghu_", Alphabet::Base62, (36, 36), has_checksum),
    form("GitHub", "ghs_", Alphabet::Base62, (36, 36), has_checksum),
    form("GitHub", "ghr_", Alphabet::Base62, (76, 76), has_checksum),
    form("GitHub", "github_pat_", Alphabet::Url, (82, 82), |body| body.as_bytes().get(22) == Some(&b'_')),
    form("npm", "npm_", Alphabet::Base62, (36, 36), has_checksum),
    form("GitLab", "glpat-", Alphabet::Dotted, (20, 310), is_varied),
    form("GitLab", "gldt-", Alphabet::Url, (20, 64), is_varied),
    form("GitLab", "glrt-", Alphabet::Dotted, (20, 310), is_varied),
    form("GitLab", "glptt-", Alphabet::Hex, (40, 40), is_varied),
    form("Slack", "xoxb-", Alphabet::Url, (30, 255), is_varied),
    form("Slack", "xoxa-", Alphabet::Url, (30, 255), is_varied),
    form("Slack", "xoxp-", Alphabet::Url, (30, 255), is_varied),
    form("Slack", "xoxr-", Alphabet::Url, (30, 255), is_varied),
    form("Slack", "xoxs-", Alphabet::Url, (30, 255), is_varied),
    form("Slack", "hooks.slack.com/services/T", Alphabet::Base64, (40, 80), is_varied),
    form("Stripe", "sk_live_", Alphabet::Base62, (24, 247), is_varied),
    form("Stripe", "rk_live_", Alphabet::Base62, (24, 247), is_varied),
    form("AWS", "AKIA", Alphabet::Base32, (16, 16), is_varied),
    form("AWS", "ASIA", Alphabet::Base32, (16, 16), is_varied),
    form("Google", "AIza", Alphabet::Url, (35, 35), is_varied),
    form("SendGrid", "SG.", Alphabet::Dotted, (66, 66), |body| body.as_bytes().get(22) == Some(&b'.')),
    form("Twilio", "SK", Alphabet::Hex, (32, 32), is_varied),
    form("PyPI", "pypi-AgEIcHlwaS5vcmc", Alphabet::Url, (50, 1000), is_varied),
    form("PyPI", "pypi-AgENdGVzdC5weXBpLm9yZw", Alphabet::Url, (50, 1000), is_varied),
    form("Docker", "dckr_pat_", Alphabet::Url, (27, 27), is_varied),
    form("Docker", "dckr_oat_", Alphabet::Url, (32, 32), is_varied),
    form("Anthropic", "sk-ant-", Alphabet::Url, (80, 200), is_varied),
    // the middle is `OpenAI` in base64
    form("OpenAI", "sk-", Alphabet::Url, (48, 255), |body| body.contains("T3BlbkFJ")),
    form("Azure", "AccountKey=", Alphabet::Base64, (88, 88), |body| body.ends_with("==")),
    form("Azure", "SharedAccessKey=", Alphabet::Base64, (44, 44), |body| body.ends_with('=')),
    form("Vault", "hvs.", Alphabet::Url, (24, 255), is_varied),
    form("Vault", "hvb.", Alphabet::Url, (24, 1000), is_varied),
    form("Vault", "hvr.", Alphabet::Url, (24, 1000), is_varied),
    form("age", "AGE-SECRET-KEY-1", Alphabet::Capitals, (58, 58), is_varied),
    form("DigitalOcean", "dop_v1_", Alphabet::Hex, (64, 64), is_varied),
    form("Shopify", "shpat_", Alphabet::Hex, (32, 32), is_varied),
    form("RubyGems", "rubygems_", Alphabet::Hex, (48, 48), is_varied),
    form("Grafana", "glsa_", Alphabet::Url, (41, 41), |body| body.as_bytes().get(32) == Some(&b'_')),
    form("Hugging Face", "hf_", Alphabet::Base62, (34, 34), is_varied),
    form("Databricks", "dapi", Alphabet::Hex, (32, 32), is_varied),
    form("New Relic", "NRAK-", Alphabet::Capitals, (27, 27), is_varied),
    form("Doppler", "dp.pt.", Alphabet::Base62, (40, 44), is_varied),
    form("Linear", "lin_api_", Alphabet::Base62, (40, 40), is_varied),
];

/// The first token of a provider, and whose it is.
pub(super) fn provider_token(value: &str) -> Option<(&'static str, Range<usize>)> {
    if value.len() < SHORTEST {
        return None;
    }
    let found = FORMS.iter().filter_map(|form| Some((form.provider, token(value, form)?)));
    found.min_by_key(|(_, range)| range.start)
}

fn token(value: &str, form: &Form) -> Option<Range<usize>> {
    let bytes = value.as_bytes();
    memmem::find_iter(bytes, form.prefix).find_map(|start| {
        let is_inside =
            start.checked_sub(1).is_some_and(|at| bytes[at].is_ascii_alphanumeric() || bytes[at] == b'_');
        let from = start + form.prefix.len();
        let rest = &bytes[from..];
        let length = rest.iter().take(form.length.1 + 1).take_while(|&&byte| form.alphabet.has(byte)).count();
        // a full stop behind a token ends the sentence
        let length = if length > 0 && rest[length - 1] == b'.' { length - 1 } else { length };
        let range = start..from + length;
        let body = value.get(from..range.end)?;
        let fits = !is_inside && (form.length.0..=form.length.1).contains(&length) && (form.check)(body);
        (fits && !is_placeholder(value.get(range.clone())?)).then_some(range)
    })
}

/// Whether a token looks as if made by chance, not by holding down a key.
fn is_varied(body: &str) -> bool {
    let mut seen = [false; 256];
    body.bytes().for_each(|byte| seen[usize::from(byte)] = true);
    seen.into_iter().filter(|&seen| seen).count() >= 8.min(body.len())
}

/// Whether the last six characters are the CRC-32 of those before them in base 62, as GitHub and npm append it.
fn has_checksum(body: &str) -> bool {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let Some((random, checksum)) = body.split_at_checked(body.len().saturating_sub(6)) else { return false };
    let mut rest = crc32(random.as_bytes()) as usize;
    let mut expected = [0; 6];
    for digit in expected.iter_mut().rev() {
        *digit = DIGITS[rest % 62];
        rest /= 62;
    }
    checksum.as_bytes() == expected
}

/// The CRC-32 of IEEE 802.3.
fn crc32(bytes: &[u8]) -> u32 {
    let crc = bytes.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(
            crc ^ u32::from(byte),
            |crc, _| if crc & 1 == 0 { crc >> 1 } else { crc >> 1 ^ 0xEDB8_8320 },
        )
    });
    !crc
}

/// The first private key in PEM, from its first dash to the last; newlines may be written as `\n`.
pub(super) fn private_key(value: &str) -> Option<Range<usize>> {
    memmem::find_iter(value.as_bytes(), b"-----BEGIN ").find_map(|start| {
        let label = value.get(start + 11..)?;
        let label = &label[..label.find("-----").filter(|&end| end < 40)?];
        if !label.ends_with("PRIVATE KEY") && label != "PGP PRIVATE KEY BLOCK" {
            return None;
        }
        let from = start + 11 + label.len() + 5;
        let rest = value.as_bytes().get(from..)?;
        let body = memmem::find(rest, b"-----").unwrap_or(rest.len());
        // the end is what follows, not what another key has
        let end = rest[body..].starts_with(b"-----END ").then_some(body + 9);
        let end = end.and_then(|end| {
            Some(end + memmem::find(rest.get(end..)?.get(..40).or_else(|| rest.get(end..))?, b"-----")? + 5)
        });
        let is_long = rest[..body].iter().filter(|&&byte| Alphabet::Base64.has(byte)).nth(KEY_BODY).is_some();
        let is_written = is_long && !is_placeholder(value.get(from..from + body)?);
        is_written.then(|| start..from + end.unwrap_or(body))
    })
}

/// The first JSON Web Token (RFC 7519): three parts in base64, of which the first is a header with `alg`.
pub(super) fn web_token(value: &str) -> Option<Range<usize>> {
    let bytes = value.as_bytes();
    let mut end = 0;
    memmem::find_iter(bytes, b"eyJ").find_map(|start| {
        let is_inside = start.checked_sub(1).is_some_and(|at| Alphabet::Dotted.has(bytes[at]));
        if start < end || is_inside {
            return None;
        }
        let length =
            bytes[start..].iter().take(LENGTH).take_while(|&&byte| Alphabet::Dotted.has(byte)).count();
        end = start + length;
        let token = value.get(start..end)?;
        let mut parts = token.split('.');
        let (header, claims, signature) = (parts.next()?, parts.next()?, parts.next()?);
        let is_token =
            claims.len() >= 4 && signature.len() >= 16 && parts.next().is_none() && is_header(header);
        is_token.then_some(start..end)
    })
}

fn is_header(part: &str) -> bool {
    let mut text: String = part
        .chars()
        .map(|char| {
            if char == '-' {
                '+'
            } else if char == '_' {
                '/'
            } else {
                char
            }
        })
        .collect();
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    let json = decode_base64(&text).and_then(|bytes| String::from_utf8(bytes).ok());
    json.is_some_and(|json| json.starts_with('{') && json.contains("\"alg\""))
}
