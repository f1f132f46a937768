//! Passwords: hashes of them, which are stand-ins, and `derivePassword`, which is the same in every run of Helm.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::{Outcome, stand_in};
use crate::function::given::{integer, text};
use crate::function::random::Stream;
use crate::function::{Call, FunctionError};
use crate::provenance::{Text, TextBuilder};
use crate::value::Value;

/// The longest password that bcrypt takes.
const MAX_BCRYPT: usize = 72;

/// A text in the form of a bcrypt hash; what is wrong, as the result, if the password is too long.
fn hashed(call: &mut Call<'_>, name: &'static str, arguments: &[Value], password: &Text) -> Text {
    const SYMBOLS: &[u8] = b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    if password.len() > MAX_BCRYPT {
        let message = format!(
            "failed to encrypt string with bcrypt: bcrypt: password length exceeds {MAX_BCRYPT} bytes"
        );
        let origin = call.opaque(name, arguments);
        return Text::of(message, origin);
    }
    let mut stream = Stream::next_of(call.state);
    let hash: Vec<u8> = (0..53).map(|_| stream.one_of(SYMBOLS)).collect();
    stand_in(call, name, [&b"$2a$10$"[..], &hash].concat())
}

#[allow(clippy::unnecessary_wraps)] // the table wants one signature
pub(super) fn bcrypt(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let password = text(arguments, 0);
    Ok(Value::string(hashed(call, "bcrypt", arguments, &password)))
}

/// A name and a hash, as in a `.htpasswd` file.
#[allow(clippy::unnecessary_wraps)] // the table wants one signature
pub(super) fn htpasswd(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let (name, password) = (text(arguments, 0), text(arguments, 1));
    let mut builder = TextBuilder::new();
    if name.as_bytes().contains(&b':') {
        builder.push_unknown("invalid username: ");
        builder.push_text(&name);
        return Ok(Value::string(builder.finish()));
    }
    builder.push_text(&name);
    builder.push_unknown(":");
    builder.push_text(&hashed(call, "htpasswd", arguments, &password));
    Ok(Value::string(builder.finish()))
}

/// The forms of the passwords of each kind: a letter stands for a class of signs.
fn forms(kind: &[u8]) -> Option<&'static [&'static str]> {
    Some(match kind {
        b"maximum" => &["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
        b"long" => &[
            "CvcvnoCvcvCvcv",
            "CvcvCvcvnoCvcv",
            "CvcvCvcvCvcvno",
            "CvccnoCvcvCvcv",
            "CvccCvcvnoCvcv",
            "CvccCvcvCvcvno",
            "CvcvnoCvccCvcv",
            "CvcvCvccnoCvcv",
            "CvcvCvccCvcvno",
            "CvcvnoCvcvCvcc",
            "CvcvCvcvnoCvcc",
            "CvcvCvcvCvccno",
            "CvccnoCvccCvcv",
            "CvccCvccnoCvcv",
            "CvccCvccCvcvno",
            "CvcvnoCvccCvcc",
            "CvcvCvccnoCvcc",
            "CvcvCvccCvccno",
            "CvccnoCvcvCvcc",
            "CvccCvcvnoCvcc",
            "CvccCvcvCvccno",
        ],
        b"medium" => &["CvcnoCvc", "CvcCvcno"],
        b"short" => &["Cvcn"],
        b"basic" => &["aaanaaan", "aannaaan", "aaannaaa"],
        b"pin" => &["nnnn"],
        _ => return None,
    })
}

/// The signs of a class.
fn signs(class: u8) -> &'static [u8] {
    match class {
        b'C' => b"BCDFGHJKLMNPQRSTVWXYZ",
        b'v' => b"aeiou",
        b'c' => b"bcdfghjklmnpqrstvwxyz",
        b'a' => b"AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz",
        b'o' => b"@&%?,=[]_:-+*$#!'^~;()/.",
        b'x' => b"AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()",
        _ => b"0123456789",
    }
}

/// The Master Password algorithm (version 0): counter, kind, password, user, site.
pub(super) fn derive(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    /// What one derivation costs: a tenth of a second, 32 MiB for that time.
    const STEPS: u64 = 1_000_000;
    const SEED: &[u8] = b"com.lyndir.masterpassword";
    let (kind, password) = (text(arguments, 1), text(arguments, 2));
    let (user, site) = (text(arguments, 3), text(arguments, 4));
    let Some(forms) = forms(kind.as_bytes()) else {
        let message = [b"cannot find password template ", kind.as_bytes()].concat();
        return Ok(call.made("derivePassword", arguments, message));
    };
    call.meter.step(STEPS)?;
    let counter = u32::try_from(integer(arguments, 0)).unwrap_or_default();
    let length = |text: &Text| (text.len() as u32).to_be_bytes();
    let salt = [SEED, &length(&user), user.as_bytes()].concat();
    let mut key = [0; 64];
    let failed = |_| FunctionError::new("failed to derive password");
    let cost = scrypt::Params::new(15, 8, 2).map_err(|_| FunctionError::new("failed to derive password"))?;
    scrypt::scrypt(password.as_bytes(), &salt, &cost, &mut key).map_err(failed)?;
    let mut mac =
        Hmac::<Sha256>::new_from_slice(&key).map_err(|_| FunctionError::new("failed to derive password"))?;
    mac.update(&[SEED, &length(&site), site.as_bytes(), &counter.to_be_bytes()].concat());
    let seed = mac.finalize().into_bytes();
    let pick = |index: usize, of: usize| seed.get(index).map_or(0, |byte| usize::from(*byte) % of.max(1));
    let form = forms.get(pick(0, forms.len())).copied().unwrap_or_default();
    let derived: Vec<u8> = form
        .bytes()
        .enumerate()
        .filter_map(|(index, class)| {
            let signs = signs(class);
            signs.get(pick(index + 1, signs.len())).copied()
        })
        .collect();
    Ok(call.made("derivePassword", arguments, derived))
}
