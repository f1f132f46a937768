//! Values under secret-like names that have no form of their own.

use super::SecretKind;
use super::name::{ends_in_secret, is_password};
use super::shape::{is_harmless, is_placeholder, is_well_known, is_well_known_name};
use crate::facts::Strength;

/// From this length on, letters and digits that look like chance are a secret.
const RANDOM: usize = 12;

/// From this length on, a plainer value may be one.
const PLAIN: usize = 8;

/// People choose passwords that are shorter.
const PASSWORD: usize = 4;

/// Bits of entropy per character from which on a value looks like chance.
const BITS: f64 = 3.0;

/// How many bytes are counted.
const LENGTH: usize = 4096;

/// What kind of secret `value` is, under the secret-like `name`, and how sure that is; `None` if it is none.
pub(super) fn judge(name: &str, value: &str) -> Option<(SecretKind, Strength)> {
    let plain = (SecretKind::Plain, Strength::Medium);
    if value.len() > LENGTH || value.chars().any(char::is_control) {
        return None;
    }
    if is_placeholder(value) {
        return None;
    }
    if is_well_known(value) {
        // `TLS_SECRET=redis` names an object
        let is_meant = ends_in_secret(name) && (is_password(name) || !is_well_known_name(value));
        return is_meant.then_some((SecretKind::WellKnown, Strength::Medium));
    }
    if is_harmless(value) {
        return None;
    }
    if value.contains(' ') {
        // text, unless it is a passphrase
        let is_phrase = is_password(name) && value.split(' ').count() <= 8 && ends_in_secret(name);
        return is_phrase.then_some(plain);
    }
    let has = |test: fn(&u8) -> bool| value.as_bytes().iter().any(test);
    let is_mixed = has(u8::is_ascii_alphabetic) && has(u8::is_ascii_digit);
    if value.len() >= RANDOM && is_mixed && value.is_ascii() && bits_per_byte(value) >= BITS {
        return Some((SecretKind::HighEntropy, Strength::High));
    }
    let least = if is_password(name) { PASSWORD } else { PLAIN };
    (ends_in_secret(name) && value.len() >= least).then_some(plain)
}

/// Shannon's entropy of the bytes of `value`.
fn bits_per_byte(value: &str) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in value.bytes() {
        counts[usize::from(byte)] += 1;
    }
    let total: f64 = counts.iter().map(|&count| f64::from(count)).sum();
    let counts = counts.into_iter().filter(|&count| count > 0).map(f64::from);
    -counts.map(|count| count / total).map(|share| share * share.log2()).sum::<f64>()
}
