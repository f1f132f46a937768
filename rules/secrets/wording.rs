//! How the rules of this category speak of secrets: never with the value.

use readylint_kube::facts::SecretKind;

/// What was found, with an article.
pub(super) fn described(kind: SecretKind) -> String {
    match kind {
        SecretKind::ProviderToken("JSON Web Token") => "a JSON Web Token".to_owned(),
        SecretKind::ProviderToken(provider) => format!("a token of {provider}"),
        SecretKind::PrivateKey => "a private key".to_owned(),
        SecretKind::UrlPassword => "a connection string with a password".to_owned(),
        SecretKind::HighEntropy => "a credential".to_owned(),
        SecretKind::Plain | SecretKind::WellKnown => "what looks like a credential".to_owned(),
    }
}
