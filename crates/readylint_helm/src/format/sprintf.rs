//! `fmt.Sprintf` (`fmt/print.go`, `doPrintf`).

use super::printer::Printer;
use super::rune;
use crate::provenance::Text;
use crate::value::{Data, Object, Value};
use crate::{Exceeded, Meter};

/// Go refuses wider and more precise.
const MAX_NUMBER: i64 = 1_000_000;

/// What Go's `fmt.Sprintf` gives. The format's own bytes keep their pieces as the arguments' do.
///
/// # Errors
///
/// If it would be too long, or a map or list that contains itself is printed.
pub fn sprintf(meter: &mut Meter, format: &Text, arguments: &[Value]) -> Result<Text, Exceeded> {
    let mut run =
        Run { printer: Printer::new(meter), format, arguments, at: 0, next: 0, reordered: false, good: true };
    run.all()?;
    Ok(run.printer.finish())
}

struct Run<'a> {
    printer: Printer<'a>,
    format: &'a Text,
    arguments: &'a [Value],
    /// The byte of the format.
    at: usize,
    /// The number of the next argument.
    next: usize,
    /// Whether an argument was asked for by its number.
    reordered: bool,
    /// Whether the last such number was right.
    good: bool,
}

impl Run<'_> {
    fn byte(&self) -> Option<u8> {
        self.format.as_bytes().get(self.at).copied()
    }

    fn all(&mut self) -> Result<(), Exceeded> {
        let end = self.format.len();
        while self.at < end {
            let rest = self.format.as_bytes().get(self.at..).unwrap_or_default();
            let verbatim = memchr::memchr(b'%', rest).unwrap_or(rest.len());
            self.printer.push_slice(self.format, self.at..self.at + verbatim)?;
            self.at += verbatim + 1;
            if self.at > end {
                break;
            }
            self.good = true;
            self.verb()?;
        }
        self.extra()
    }

    /// From after the `%`.
    fn verb(&mut self) -> Result<(), Exceeded> {
        self.printer.flags = super::flags::Flags::default();
        while self.byte().is_some_and(|byte| self.printer.flags.take(byte)) {
            self.at += 1;
        }
        if let Some(verb @ b'a'..=b'z') = self.byte()
            && let Some(argument) = self.arguments.get(self.next)
        {
            self.at += 1;
            self.next += 1;
            return self.print(argument, verb as char);
        }
        let mut after_index = self.argument_number();
        self.width(&mut after_index)?;
        self.precision(&mut after_index)?;
        if !after_index {
            self.argument_number();
        }
        let (verb, length) = rune::decode(self.format.as_bytes().get(self.at..).unwrap_or_default());
        if length == 0 {
            return self.printer.push(b"%!(NOVERB)");
        }
        self.at += length;
        let verb = verb.unwrap_or(char::REPLACEMENT_CHARACTER);
        if verb == '%' {
            return self.printer.push(b"%");
        }
        if !self.good {
            return self.printer.push(format!("%!{verb}(BADINDEX)").as_bytes());
        }
        let Some(argument) = self.arguments.get(self.next) else {
            return self.printer.push(format!("%!{verb}(MISSING)").as_bytes());
        };
        self.next += 1;
        self.print(argument, verb)
    }

    fn print(&mut self, argument: &Value, verb: char) -> Result<(), Exceeded> {
        if matches!(verb, 'v' | 'w') {
            self.printer.flags.turn_to_v();
        }
        self.printer.print(argument, verb)
    }

    fn width(&mut self, after_index: &mut bool) -> Result<(), Exceeded> {
        if self.byte() == Some(b'*') {
            self.at += 1;
            *after_index = false;
            let width = self.number_argument();
            self.printer.flags.width = width.map(|width| width.unsigned_abs() as usize);
            match width {
                None => self.printer.push(b"%!(BADWIDTH)")?,
                Some(width) if width < 0 => {
                    self.printer.flags.minus = true;
                    self.printer.flags.zero = false;
                }
                Some(_) => {}
            }
            return Ok(());
        }
        self.printer.flags.width = self.number();
        if *after_index && self.printer.flags.width.is_some() {
            self.good = false;
        }
        Ok(())
    }

    fn precision(&mut self, after_index: &mut bool) -> Result<(), Exceeded> {
        if self.byte() != Some(b'.') || self.at + 1 >= self.format.len() {
            return Ok(());
        }
        self.at += 1;
        if *after_index {
            self.good = false;
        }
        *after_index = self.argument_number();
        if self.byte() == Some(b'*') {
            self.at += 1;
            *after_index = false;
            let precision = self.number_argument().and_then(|precision| usize::try_from(precision).ok());
            self.printer.flags.precision = precision;
            if precision.is_none() {
                self.printer.push(b"%!(BADPREC)")?;
            }
        } else {
            self.printer.flags.precision = Some(self.number().unwrap_or(0));
        }
        Ok(())
    }

    /// Digits of the format. Too many are no number, and nothing of the format is left after them.
    fn number(&mut self) -> Option<usize> {
        let (number, at) = parse_number(self.format.as_bytes(), self.at, self.format.len());
        self.at = at;
        number.and_then(|number| usize::try_from(number).ok())
    }

    /// The value of a `*`; `None` if it is no number or too large.
    fn number_argument(&mut self) -> Option<i64> {
        let argument = self.arguments.get(self.next)?;
        self.next += 1;
        let number = match &argument.data {
            Data::Int(number, kind) if !kind.is_unsigned() || *number >= 0 => *number,
            Data::Object(Object::Duration(nanos)) => *nanos,
            _ => return None,
        };
        (-MAX_NUMBER..=MAX_NUMBER).contains(&number).then_some(number)
    }

    /// `[3]`: which argument is next; whether there was one that parses.
    fn argument_number(&mut self) -> bool {
        if self.byte() != Some(b'[') {
            return false;
        }
        self.reordered = true;
        let rest = self.format.as_bytes().get(self.at..).unwrap_or_default();
        let close = if rest.len() < 3 { None } else { memchr::memchr(b']', rest) };
        let Some(close) = close else {
            self.at += 1;
            self.good = false;
            return false;
        };
        let (number, end) = parse_number(rest, 1, close);
        self.at += close + 1;
        let number = number.filter(|_| end == close);
        let index = number.and_then(|number| usize::try_from(number - 1).ok());
        match index.filter(|index| *index < self.arguments.len()) {
            Some(index) => self.next = index,
            None => self.good = false,
        }
        number.is_some()
    }

    /// `%!(EXTRA …)`: what no verb asked for.
    fn extra(&mut self) -> Result<(), Exceeded> {
        let Some(left @ [_, ..]) = self.arguments.get(self.next..).filter(|_| !self.reordered) else {
            return Ok(());
        };
        self.printer.flags = super::flags::Flags::default();
        self.printer.push(b"%!(EXTRA ")?;
        for (index, argument) in left.iter().enumerate() {
            if index > 0 {
                self.printer.push(b", ")?;
            }
            if !argument.is_nil() {
                self.printer.push(argument.type_name().as_bytes())?;
                self.printer.push(b"=")?;
            }
            self.printer.print(argument, 'v')?;
        }
        self.printer.push(b")")
    }
}

/// The number in `bytes[start..end]` and the byte after it. One that is too large is none and takes all.
fn parse_number(bytes: &[u8], start: usize, end: usize) -> (Option<i64>, usize) {
    let mut number = None;
    let mut at = start;
    while at < end
        && let Some(digit @ b'0'..=b'9') = bytes.get(at)
    {
        let before = number.unwrap_or(0);
        if before > MAX_NUMBER {
            return (None, end);
        }
        number = Some(before * 10 + i64::from(digit - b'0'));
        at += 1;
    }
    (number, at)
}
