//! Base64, base32, hashes (Sprig's `strings.go` and `crypto.go`). No byte keeps its place.

use std::fmt::Write;

use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use super::given::text;
use super::{Call, Function, FunctionError, Parameter, plain};
use crate::value::Value;

const TEXT: &[Parameter] = &[Parameter::String];

/// The functions of this family.
pub(super) const TABLE: &[Function] = &[
    plain("adler32sum", TEXT, adler32sum),
    plain("b32dec", TEXT, b32dec),
    plain("b32enc", TEXT, b32enc),
    plain("b64dec", TEXT, b64dec),
    plain("b64enc", TEXT, b64enc),
    plain("sha1sum", TEXT, sha1sum),
    plain("sha256sum", TEXT, sha256sum),
    plain("sha512sum", TEXT, sha512sum),
];

type Outcome = Result<Value, FunctionError>;

/// Makes an opaque result of the only argument.
fn coded(
    call: &mut Call<'_>,
    name: &'static str,
    arguments: &[Value],
    code: impl FnOnce(&[u8]) -> Vec<u8>,
) -> Outcome {
    let text = text(arguments, 0);
    // hashing a byte costs about as much as a step; the result is no longer than twice the argument, or bounded
    call.meter.step(text.len() as u64 / 16)?;
    call.meter.bytes(2 * text.len() as u64)?;
    let out = code(text.as_bytes());
    Ok(call.made(name, arguments, out))
}

fn hexadecimal(bytes: &[u8]) -> Vec<u8> {
    let mut out = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // writing to a string does not fail
        let _ = write!(out, "{byte:02x}");
    }
    out.into_bytes()
}

fn sha1sum(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    coded(call, "sha1sum", arguments, |bytes| hexadecimal(&Sha1::digest(bytes)))
}

fn sha256sum(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    coded(call, "sha256sum", arguments, |bytes| hexadecimal(&Sha256::digest(bytes)))
}

fn sha512sum(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    coded(call, "sha512sum", arguments, |bytes| hexadecimal(&Sha512::digest(bytes)))
}

fn adler32sum(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    const MODULUS: u32 = 65_521;
    coded(call, "adler32sum", arguments, |bytes| {
        let (mut low, mut high) = (1, 0);
        for byte in bytes {
            low = (low + u32::from(*byte)) % MODULUS;
            high = (high + low) % MODULUS;
        }
        (high << 16 | low).to_string().into_bytes()
    })
}

fn b64enc(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    coded(call, "b64enc", arguments, encode_base64)
}

fn b32enc(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    coded(call, "b32enc", arguments, |bytes| BASE32.encode(bytes))
}

/// What it stands for; what is wrong with it, as the result, if it stands for nothing.
fn b64dec(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    coded(call, "b64dec", arguments, |bytes| decode_base64(bytes).unwrap_or_else(CorruptBase64::into_bytes))
}

/// As `b64dec`.
fn b32dec(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    coded(call, "b32dec", arguments, |bytes| {
        decode_base32(bytes).unwrap_or_else(|at| format!("illegal base32 data at input byte {at}").into())
    })
}

/// A code whose symbols stand for some bits each, in groups that end with whole bytes.
struct Code {
    symbols: &'static [u8],
    /// Bits of a symbol.
    bits: usize,
    /// Bytes of a group.
    bytes: usize,
}

const BASE64: Code =
    Code { symbols: b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", bits: 6, bytes: 3 };
const BASE32: Code = Code { symbols: b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", bits: 5, bytes: 5 };

impl Code {
    /// Symbols of a group.
    const fn width(&self) -> usize {
        self.bytes * 8 / self.bits
    }

    /// The standard form: padded, without line breaks.
    fn encode(&self, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(bytes.len().div_ceil(self.bytes) * self.width());
        for group in bytes.chunks(self.bytes) {
            let mut number = [0; 8];
            for (place, byte) in number.iter_mut().zip(group) {
                *place = *byte;
            }
            let number = u64::from_be_bytes(number);
            let needed = (group.len() * 8).div_ceil(self.bits);
            for index in 0..self.width() {
                let value = number >> (64 - self.bits * (index + 1)) & ((1 << self.bits) - 1);
                let symbol = self.symbols.get(value as usize).copied().unwrap_or(b'=');
                out.push(if index < needed { symbol } else { b'=' });
            }
        }
        out
    }

    fn value(&self, symbol: u8) -> Option<u64> {
        memchr::memchr(symbol, self.symbols).map(|at| at as u64)
    }

    /// Adds the bytes that symbols with these values stand for.
    fn push(&self, out: &mut Vec<u8>, values: &[u64]) {
        let number = values
            .iter()
            .enumerate()
            .fold(0_u64, |number, (index, value)| number | value << (64 - self.bits * (index + 1)));
        out.extend(number.to_be_bytes().iter().take(values.len() * self.bits / 8));
    }
}

/// Go's `base64.StdEncoding.EncodeToString`.
pub(super) fn encode_base64(bytes: &[u8]) -> Vec<u8> {
    BASE64.encode(bytes)
}

/// Where base64 is wrong: Go's `CorruptInputError`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CorruptBase64(usize);

impl std::fmt::Display for CorruptBase64 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "illegal base64 data at input byte {}", self.0)
    }
}

impl CorruptBase64 {
    fn into_bytes(self) -> Vec<u8> {
        self.to_string().into_bytes()
    }
}

/// Go's `base64.StdEncoding.DecodeString`: padding is needed, line breaks may stand anywhere, unused bits may be set.
pub(super) fn decode_base64(text: &[u8]) -> Result<Vec<u8>, CorruptBase64> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let mut values = Vec::with_capacity(4);
    let mut all = text.iter().copied().enumerate().filter(|(_, byte)| !matches!(byte, b'\r' | b'\n'));
    while let Some((at, symbol)) = all.next() {
        if let Some(value) = BASE64.value(symbol) {
            values.push(value);
            if values.len() == 4 {
                BASE64.push(&mut out, &values);
                values.clear();
            }
            continue;
        }
        if symbol != b'=' || values.len() < 2 {
            return Err(CorruptBase64(at));
        }
        if values.len() == 2 {
            match all.next() {
                Some((_, b'=')) => {}
                // Go blames the byte before
                Some((at, _)) => return Err(CorruptBase64(at - 1)),
                None => return Err(CorruptBase64(text.len())),
            }
        }
        if let Some((at, _)) = all.next() {
            return Err(CorruptBase64(at));
        }
        BASE64.push(&mut out, &values);
        return Ok(out);
    }
    if values.is_empty() { Ok(out) } else { Err(CorruptBase64(text.len() - values.len())) }
}

/// Go's `base32.StdEncoding.DecodeString`, which takes line breaks out first, and does not look at what follows complete
/// padding. The error is the place in what is left.
fn decode_base32(text: &[u8]) -> Result<Vec<u8>, usize> {
    let text: Vec<u8> = text.iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    let mut out = Vec::with_capacity(text.len() / 8 * 5);
    let mut values = Vec::with_capacity(8);
    for (at, symbol) in text.iter().copied().enumerate() {
        let (place, behind) = (values.len(), text.get(at + 1..).unwrap_or_default());
        if symbol == b'=' && place >= 2 && behind.len() < 8 {
            let needed = 7 - place;
            if behind.len() < needed {
                return Err(text.len());
            }
            if let Some(wrong) = behind.iter().take(needed).position(|byte| *byte != b'=') {
                return Err(at + wrong);
            }
            // these many symbols do not end with a byte
            if matches!(place, 3 | 6) {
                return Err(at);
            }
            BASE32.push(&mut out, &values);
            return Ok(out);
        }
        values.push(BASE32.value(symbol).ok_or(at)?);
        if values.len() == 8 {
            BASE32.push(&mut out, &values);
            values.clear();
        }
    }
    if values.is_empty() { Ok(out) } else { Err(text.len() - values.len()) }
}
