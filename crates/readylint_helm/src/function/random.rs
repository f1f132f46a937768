//! Random text and numbers: stand-ins that are the same in every run, but differ from call to call (helm-rendering.md §3).

use sha2::{Digest, Sha256};

use super::encoding::encode_base64;
use super::given::{integer, text};
use super::{Call, Function, FunctionError, Parameter, State, plain};
use crate::provenance::Text;
use crate::runes::runes;
use crate::value::Value;

/// The functions of this family.
pub(super) const TABLE: &[Function] = &[
    plain("randAlpha", &[Parameter::Int], rand_alpha),
    plain("randAlphaNum", &[Parameter::Int], rand_alpha_num),
    plain("randAscii", &[Parameter::Int], rand_ascii),
    plain("randBytes", &[Parameter::Int], rand_bytes),
    plain("randInt", &[Parameter::Int, Parameter::Int], rand_int),
    plain("randNumeric", &[Parameter::Int], rand_numeric),
    plain("shuffle", &[Parameter::String], shuffle),
    plain("uuidv4", &[], uuidv4),
];

type Outcome = Result<Value, FunctionError>;

const DIGITS: &[u8] = b"0123456789";
const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// Bytes that look random: the hashes of the number of the call and of a counter.
pub(super) struct Stream {
    call: u64,
    block: u64,
    bytes: std::vec::IntoIter<u8>,
}

impl Stream {
    /// The stream of the next call.
    pub(super) fn next_of(state: &mut State) -> Self {
        state.randoms += 1;
        Self { call: state.randoms, block: 0, bytes: Vec::new().into_iter() }
    }

    fn byte(&mut self) -> u8 {
        loop {
            if let Some(byte) = self.bytes.next() {
                return byte;
            }
            let seed = [self.call.to_be_bytes(), self.block.to_be_bytes()].concat();
            self.bytes = Sha256::digest(seed).to_vec().into_iter();
            self.block += 1;
        }
    }

    /// So many bytes.
    pub(super) fn take(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.byte()).collect()
    }

    /// A number below `bound`, which is not zero.
    fn below(&mut self, bound: u64) -> u64 {
        let number = (0..8).fold(0, |number, _| number << 8 | u64::from(self.byte()));
        number.checked_rem(bound).unwrap_or_default()
    }

    /// One of the symbols.
    pub(super) fn one_of(&mut self, alphabet: &[u8]) -> u8 {
        let at = self.below(alphabet.len() as u64);
        alphabet.get(usize::try_from(at).unwrap_or_default()).copied().unwrap_or_default()
    }
}

/// So many symbols of an alphabet; none if the count is negative, as goutils' error is dropped.
fn symbols(call: &mut Call<'_>, name: &'static str, arguments: &[Value], alphabet: &[u8]) -> Outcome {
    let count = u64::try_from(integer(arguments, 0)).unwrap_or_default();
    call.meter.bytes(count)?;
    call.meter.step(count)?;
    let mut stream = Stream::next_of(call.state);
    let out: Vec<u8> = (0..count).map(|_| stream.one_of(alphabet)).collect();
    Ok(made(call, name, out))
}

/// A stand-in.
fn made(call: &mut Call<'_>, name: &'static str, bytes: impl AsRef<[u8]>) -> Value {
    let origin = call.random(name);
    Value::string(Text::of(bytes, origin))
}

fn rand_alpha(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    symbols(call, "randAlpha", arguments, LETTERS)
}

fn rand_numeric(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    symbols(call, "randNumeric", arguments, DIGITS)
}

fn rand_alpha_num(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    symbols(call, "randAlphaNum", arguments, &[LETTERS, DIGITS].concat())
}

fn rand_ascii(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let printable: Vec<u8> = (b' '..=b'~').collect();
    symbols(call, "randAscii", arguments, &printable)
}

/// So many bytes in base64.
fn rand_bytes(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let count = u64::try_from(integer(arguments, 0))
        .map_err(|_| FunctionError::new("runtime error: makeslice: len out of range"))?;
    call.meter.bytes(count.saturating_mul(2))?;
    call.meter.step(count)?;
    let bytes = Stream::next_of(call.state).take(usize::try_from(count).unwrap_or_default());
    Ok(made(call, "randBytes", encode_base64(&bytes)))
}

/// A number from one to before another.
fn rand_int(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let (least, end) = (integer(arguments, 0), integer(arguments, 1));
    // both computed as Go does, which wraps around
    let bound = u64::try_from(end.wrapping_sub(least)).unwrap_or_default();
    if bound == 0 {
        return Err(FunctionError::new("invalid argument to Intn"));
    }
    let number = least.wrapping_add_unsigned(Stream::next_of(call.state).below(bound));
    let origin = call.random("randInt");
    Ok(Value::int(number).with_origin(origin))
}

/// The characters in another order (xstrings, `Shuffle`).
fn shuffle(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let text = text(arguments, 0);
    call.meter.bytes(3 * text.len() as u64)?;
    let mut characters: Vec<char> =
        runes(text.as_bytes()).map(|(_, _, rune)| rune.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    let mut stream = Stream::next_of(call.state);
    for last in (1..characters.len()).rev() {
        let other = usize::try_from(stream.below(last as u64 + 1)).unwrap_or_default();
        characters.swap(last, other);
    }
    Ok(made(call, "shuffle", characters.into_iter().collect::<String>()))
}

/// Version 4, variant 1.
#[allow(clippy::unnecessary_wraps)] // the table wants one signature
fn uuidv4(call: &mut Call<'_>, _: &[Value]) -> Outcome {
    let mut stream = Stream::next_of(call.state);
    let mut out = String::with_capacity(36);
    for place in 0..36 {
        out.push(match place {
            8 | 13 | 18 | 23 => '-',
            14 => '4',
            19 => char::from(stream.one_of(b"89ab")),
            _ => char::from(stream.one_of(b"0123456789abcdef")),
        });
    }
    Ok(made(call, "uuidv4", out))
}
