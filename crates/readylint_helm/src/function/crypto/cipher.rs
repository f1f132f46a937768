//! AES-256 in CBC mode, with a key that is the password itself (Sprig's `encryptAES`, `decryptAES`).

use aes::Aes256;
use aes::cipher::{Array, BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};

use super::{Outcome, stand_in};
use crate::function::encoding::{decode_base64, encode_base64};
use crate::function::given::text;
use crate::function::random::Stream;
use crate::function::{Call, FunctionError};
use crate::value::Value;

/// Bytes of a block.
const BLOCK: usize = 16;

/// The password cut or filled up with zeros to 32 bytes.
fn cipher(password: &[u8]) -> Aes256 {
    let mut key = [0; 32];
    for (place, byte) in key.iter_mut().zip(password) {
        *place = *byte;
    }
    Aes256::new(&Array::from(key))
}

fn block(bytes: &[u8]) -> [u8; BLOCK] {
    bytes.try_into().unwrap_or_default()
}

fn mixed(one: [u8; BLOCK], other: [u8; BLOCK]) -> [u8; BLOCK] {
    std::array::from_fn(|at| one[at] ^ other[at])
}

/// The text encrypted, with an initial block that looks random.
pub(super) fn encrypt(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let (password, plain) = (text(arguments, 0), text(arguments, 1));
    if plain.is_empty() {
        return Ok(call.made("encryptAES", arguments, ""));
    }
    call.meter.bytes(2 * plain.len() as u64 + 64)?;
    let cipher = cipher(password.as_bytes());
    let padding = BLOCK - plain.len() % BLOCK;
    let padded = [plain.as_bytes(), &vec![padding as u8; padding]].concat();
    let mut previous = block(&Stream::next_of(call.state).take(BLOCK));
    let mut out = previous.to_vec();
    for plain in padded.chunks(BLOCK) {
        let mut next = Array::from(mixed(block(plain), previous));
        cipher.encrypt_block(&mut next);
        previous = next.into();
        out.extend(previous);
    }
    Ok(Value::string(stand_in(call, "encryptAES", encode_base64(&out))))
}

/// What was encrypted. Sprig panics where it was not.
pub(super) fn decrypt(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let (password, encrypted) = (text(arguments, 0), text(arguments, 1));
    if encrypted.is_empty() {
        return Ok(call.made("decryptAES", arguments, ""));
    }
    call.meter.bytes(2 * encrypted.len() as u64)?;
    let bytes = decode_base64(encrypted.as_bytes()).map_err(|error| FunctionError::new(error.to_string()))?;
    let Some((first, rest)) = bytes.split_at_checked(BLOCK) else {
        // Go may cut up to the capacity, which is that of the text with its padding
        let capacity = encrypted.len() / 4 * 3;
        let bounds = if capacity < BLOCK {
            format!("[:{BLOCK}] with capacity {capacity}")
        } else {
            format!("[{BLOCK}:{}]", bytes.len())
        };
        return Err(FunctionError::new(format!("runtime error: slice bounds out of range {bounds}")));
    };
    if rest.len() % BLOCK != 0 {
        return Err(FunctionError::new("crypto/cipher: input not full blocks"));
    }
    let cipher = cipher(password.as_bytes());
    let (mut previous, mut out) = (block(first), Vec::with_capacity(rest.len()));
    for encrypted in rest.chunks(BLOCK) {
        let encrypted = block(encrypted);
        let mut next = Array::from(encrypted);
        cipher.decrypt_block(&mut next);
        out.extend(mixed(next.into(), previous));
        previous = encrypted;
    }
    let Some(padding) = out.last().copied() else {
        return Err(FunctionError::new("runtime error: index out of range [-1]"));
    };
    let Some(length) = out.len().checked_sub(usize::from(padding)) else {
        let missing = usize::from(padding) - out.len();
        return Err(FunctionError::new(format!("runtime error: slice bounds out of range [:-{missing}]")));
    };
    out.truncate(length);
    Ok(call.made("decryptAES", arguments, out))
}
