//! Secret-like names and values (D8).
//!
//! A name alone is never a secret, a value alone can be: a token of a provider, a private key, a URL with a password. Under
//! a secret-like name a value is one if it looks like chance, and probably if it looks like a word.

mod name;
mod placeholder;
mod plain;
mod shape;
mod tokens;
mod urls;

use std::ops::Range;

use super::Strength;
pub use name::is_secret_name;
pub use placeholder::is_placeholder;

/// What makes a value a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretKind {
    /// It has the form of a token of this provider.
    ProviderToken(&'static str),
    /// A private key in PEM.
    PrivateKey,
    /// The password in a URL or in a connection string.
    UrlPassword,
    /// Letters and digits as if by chance, under a secret-like name.
    HighEntropy,
    /// A plainer value under a secret-like name.
    Plain,
    /// A password that everybody knows, under a secret-like name or in a URL: `changeme`, `admin`, the same as the user.
    WellKnown,
}

/// A secret in a value. It does not hold the value, so that it may be printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretLike {
    /// What makes it one.
    pub kind: SecretKind,
    /// How sure that is: [`Strength::High`] or [`Strength::Medium`].
    pub confidence: Strength,
    /// The bytes of the value that are secret.
    pub range: Range<usize>,
}

/// The first secret in `value`, which stands under `name`, if it has one: the name of a variable, a key. References
/// (`$(VAR)`), placeholders and the well-known examples of documentation are none.
pub fn judge(name: Option<&str>, value: &str) -> Option<SecretLike> {
    let high = |kind, range| Some(SecretLike { kind, confidence: Strength::High, range });
    let has_name = name.is_some_and(is_secret_name);
    if let Some(range) = tokens::private_key(value) {
        return high(SecretKind::PrivateKey, range);
    }
    if let Some((provider, range)) = tokens::provider_token(value) {
        return high(SecretKind::ProviderToken(provider), range);
    }
    if let Some((range, is_weak)) = urls::password(value) {
        if !is_weak {
            return high(SecretKind::UrlPassword, range);
        }
        return Some(SecretLike { kind: SecretKind::WellKnown, confidence: Strength::Medium, range });
    }
    if let Some(range) = tokens::web_token(value) {
        // some are public: licences, keys of anonymous clients
        let confidence = if has_name { Strength::High } else { Strength::Medium };
        return Some(SecretLike { kind: SecretKind::ProviderToken("JSON Web Token"), confidence, range });
    }
    let name = name.filter(|_| has_name)?;
    let range = shape::trimmed(value)?;
    let value = value.get(range.clone())?;
    let (kind, confidence) = plain::judge(name, value)?;
    Some(SecretLike { kind, confidence, range })
}

/// Whether `value` stands for the secret that `name` speaks of. Names that say less (`TOKEN_PROVIDER`) take a value that says
/// more: capitals, or angle brackets.
pub(super) fn is_unfilled(name: &str, value: &str) -> bool {
    let is_plain = !value.contains('<') && value.bytes().any(|byte| byte.is_ascii_lowercase());
    is_placeholder(value) && is_secret_name(name) && (name::ends_in_secret(name) || !is_plain)
}

/// The first private key in `text`, which may be a file of many lines.
pub(super) fn private_key(text: &str) -> Option<SecretLike> {
    let range = tokens::private_key(text)?;
    Some(SecretLike { kind: SecretKind::PrivateKey, confidence: Strength::High, range })
}
