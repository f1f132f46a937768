//! Certificates and keys. The ones that Helm would make anew in each run are the same always; arguments are checked as
//! Sprig checks them.

use super::{Outcome, der, pem, stand_in};
use crate::function::encoding::decode_base64;
use crate::function::given::{text, value};
use crate::function::paths::is_address;
use crate::function::{Call, FunctionError};
use crate::provenance::Text;
use crate::value::{Data, List, Object, Value};

/// What Go calls a certificate with its key.
pub(super) const TYPE: &str = "sprig.certificate";

/// A certificate and its key, which Sprig made once.
struct Pair {
    certificate: &'static str,
    key: &'static str,
}

const AUTHORITY: Pair =
    Pair { certificate: include_str!("data/ca.crt.pem"), key: include_str!("data/ca.key.pem") };
const SELF_SIGNED: Pair =
    Pair { certificate: include_str!("data/self.crt.pem"), key: include_str!("data/self.key.pem") };
/// Signed by [`AUTHORITY`].
const SIGNED: Pair =
    Pair { certificate: include_str!("data/signed.crt.pem"), key: include_str!("data/signed.key.pem") };

fn certificate(certificate: Text, key: Text) -> Value {
    let origin = certificate.first_piece().origin;
    let fields = vec![("Cert", Value::string(certificate)), ("Key", Value::string(key))];
    Value::object(Object::fields(TYPE, fields)).with_origin(origin)
}

/// The stand-in, with the key that was given if one was.
#[allow(clippy::unnecessary_wraps)] // it ends functions of the table, which wants one signature
fn made(call: &mut Call<'_>, name: &'static str, pair: &Pair, key: Option<Vec<u8>>) -> Outcome {
    let cert = stand_in(call, name, pair.certificate);
    let key = key.unwrap_or_else(|| pair.key.into());
    let key = stand_in(call, name, key);
    Ok(certificate(cert, key))
}

pub(super) fn authority(call: &mut Call<'_>, _: &[Value]) -> Outcome {
    made(call, "genCA", &AUTHORITY, None)
}

pub(super) fn authority_with_key(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let key = own_key(&text(arguments, 2))?;
    made(call, "genCAWithKey", &AUTHORITY, Some(key))
}

pub(super) fn self_signed(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    check_names(call, arguments)?;
    made(call, "genSelfSignedCert", &SELF_SIGNED, None)
}

pub(super) fn self_signed_with_key(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let key = own_key(&text(arguments, 4))?;
    check_names(call, arguments)?;
    made(call, "genSelfSignedCertWithKey", &SELF_SIGNED, Some(key))
}

pub(super) fn signed(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    check_signer(value(arguments, 4))?;
    check_names(call, arguments)?;
    made(call, "genSignedCert", &SIGNED, None)
}

pub(super) fn signed_with_key(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let key = own_key(&text(arguments, 5))?;
    check_signer(value(arguments, 4))?;
    check_names(call, arguments)?;
    made(call, "genSignedCertWithKey", &SIGNED, Some(key))
}

/// A key of the kind asked for.
#[allow(clippy::unnecessary_wraps)] // the table wants one signature
pub(super) fn private_key(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let kind = text(arguments, 0);
    let key = match kind.as_bytes() {
        b"" | b"rsa" => include_str!("data/rsa.key.pem"),
        b"dsa" => include_str!("data/dsa.key.pem"),
        b"ecdsa" => include_str!("data/ecdsa.key.pem"),
        b"ed25519" => include_str!("data/ed25519.key.pem"),
        // Sprig gives this as the key
        unknown => return Ok(call.made("genPrivateKey", arguments, [b"Unknown type ", unknown].concat())),
    };
    Ok(Value::string(stand_in(call, "genPrivateKey", key)))
}

/// The certificate and the key that the arguments hold in base64, if they are some.
pub(super) fn build_custom(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let (cert, key) = (text(arguments, 0), text(arguments, 1));
    call.meter.bytes((cert.len() + key.len()) as u64)?;
    let decode = |text: &Text, what: &str| {
        decode_base64(text.as_bytes())
            .map_err(|_| FunctionError::new(format!("unable to decode base64 {what}")))
    };
    let (cert, key) = (decode(&cert, "certificate")?, decode(&key, "private key")?);
    check_certificate(&cert)?;
    parse_key(&key).map_err(|error| FunctionError::new(format!("error parsing private key: {error}")))?;
    let origin = call.opaque("buildCustomCert", arguments);
    Ok(certificate(Text::of(cert, origin), Text::of(key, origin)))
}

fn check_certificate(text: &[u8]) -> Result<(), FunctionError> {
    let block = pem::decode(text).ok_or_else(|| FunctionError::new("unable to decode certificate"))?;
    der::check_certificate(&block.bytes)
        .map_err(|error| FunctionError::new(format!("error parsing certificate: decodedCert.Bytes: {error}")))
}

/// The authority that signs.
fn check_signer(authority: &Value) -> Result<(), FunctionError> {
    let part = |name: &str| match &authority.data {
        Data::Object(object) => object.field(name).and_then(|field| field.as_text().cloned()),
        _ => None,
    };
    let part = |name: &str| part(name).unwrap_or_else(|| Text::unknown(""));
    check_certificate(part("Cert").as_bytes()).map_err(|error| {
        FunctionError::new(error.message.replace("decodedCert.Bytes", "decodedSignerCert.Bytes"))
    })?;
    let key = parse_key(part("Key").as_bytes());
    key.map(drop).map_err(|error| FunctionError::new(format!("error parsing private key: {error}")))
}

/// The key that a certificate is to have, in PEM as Sprig writes it.
fn own_key(key: &Text) -> Result<Vec<u8>, FunctionError> {
    let block = parse_key(key.as_bytes())
        .map_err(|error| FunctionError::new(format!("parsing private key: {error}")))?;
    Ok(pem::encode(&block))
}

/// Sprig's `parsePrivateKeyPEM`, as far as the form of the key goes.
fn parse_key(text: &[u8]) -> Result<pem::Block, String> {
    let block = pem::decode(text).ok_or("no PEM data in input")?;
    let (go_type, failure) = match block.kind.as_slice() {
        b"PRIVATE KEY" => ("pkcs8", "decoding PEM as PKCS#8"),
        b"RSA PRIVATE KEY" => ("pkcs1PrivateKey", "parsing RSA private key from PEM"),
        b"EC PRIVATE KEY" => ("ecPrivateKey", "parsing EC private key from PEM"),
        b"DSA PRIVATE KEY" => ("DSAKeyFormat", "parsing DSA private key from PEM"),
        kind => {
            let shown = String::from_utf8_lossy(kind);
            return Err(if kind.ends_with(b" PRIVATE KEY") {
                format!("invalid private key type {shown}")
            } else {
                format!("no private key data in PEM block of type {shown}")
            });
        }
    };
    let prefix = if go_type == "ecPrivateKey" { "failed to parse EC private key: " } else { "" };
    der::check_sequence(&block.bytes, go_type).map_err(|error| format!("{failure}: {prefix}{error}"))?;
    Ok(block)
}

/// The addresses and the names that a certificate is for: the second and the third argument.
fn check_names(call: &mut Call<'_>, arguments: &[Value]) -> Result<(), FunctionError> {
    let items = |index: usize| value(arguments, index).as_list().map(List::to_vec).unwrap_or_default();
    for address in items(1) {
        call.meter.step(1)?;
        let message = match &address.data {
            Data::String(text) if is_address(text.as_bytes()) => continue,
            Data::String(text) => format!("error parsing ip: {}", text.to_str()),
            _ => format!("error parsing ip: {} is not a string", shown(call, &address)?),
        };
        return Err(FunctionError::new(message));
    }
    let names = items(2);
    call.meter.step(names.len() as u64)?;
    if let Some(name) = names.iter().find(|name| name.as_text().is_none()) {
        let shown = shown(call, name)?;
        let message = format!("error processing alternate dns name: {shown} is not a string");
        return Err(FunctionError::new(message));
    }
    Ok(())
}

/// As `%v` shows it.
fn shown(call: &mut Call<'_>, value: &Value) -> Result<String, FunctionError> {
    Ok(crate::format::show(call.meter, value)?.to_str().into_owned())
}
