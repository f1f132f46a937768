//! Values by a verb (`fmt/print.go`, `printArg`, `printValue`).

use super::flags::Flags;
use super::integer::{self, Form};
use super::{duration_text, float_text, quote, rune, time_text};
use crate::provenance::{Piece, Text, TextBuilder};
use crate::value::{Data, Fields, List, ListType, Map, MapType, Object, Value};
use crate::{Exceeded, Meter};

/// A text as `fmt` writes it.
pub(super) struct Printer<'a> {
    out: TextBuilder,
    meter: &'a mut Meter,
    pub(super) flags: Flags,
    /// Inside `%!v(…)`, where values do not show themselves.
    is_erroring: bool,
}

/// How deep lists and maps are followed: one that contains itself ends here. (Go's stack would overflow.)
const MAX_DEPTH: usize = 1_000;

/// Where Go prints an address, which differs from run to run.
const ADDRESS: u64 = 0xc000_0000_0000;

impl<'a> Printer<'a> {
    /// Nothing yet.
    pub(super) fn new(meter: &'a mut Meter) -> Self {
        Self { out: TextBuilder::new(), meter, flags: Flags::default(), is_erroring: false }
    }

    /// The text.
    pub(super) fn finish(self) -> Text {
        self.out.finish()
    }

    /// Adds bytes of no author.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<(), Exceeded> {
        self.push_piece(bytes, Piece::UNKNOWN)
    }

    fn push_piece(&mut self, bytes: &[u8], piece: Piece) -> Result<(), Exceeded> {
        self.meter.bytes(bytes.len() as u64)?;
        self.out.push(bytes, piece);
        Ok(())
    }

    /// Adds a part of a text with its pieces.
    pub(super) fn push_slice(&mut self, text: &Text, range: std::ops::Range<usize>) -> Result<(), Exceeded> {
        self.meter.bytes(range.len() as u64)?;
        self.out.push_slice(text, range);
        Ok(())
    }

    /// An argument by `verb`.
    pub(super) fn print(&mut self, value: &Value, verb: char) -> Result<(), Exceeded> {
        match (&value.data, verb) {
            (Data::Nil, 'T' | 'v') => self.pad(b"<nil>", Piece::UNKNOWN),
            (_, 'T') if !value.is_nil() => self.pad_text(&Text::unknown(value.type_name())),
            (_, 'p') if !value.is_nil() => self.pointer(value, verb),
            (Data::Nil, _) | (Data::List(_) | Data::Map(_) | Data::Object(_), 'w') => {
                self.bad_verb(value, verb)
            }
            _ => self.value(value, verb, 0),
        }
    }

    fn value(&mut self, value: &Value, verb: char, depth: usize) -> Result<(), Exceeded> {
        // a small list that holds itself sixty times over prints to nothing but steps
        self.meter.step(1)?;
        if depth > MAX_DEPTH {
            return Err(Exceeded::Depth);
        }
        let piece = Piece::of(value.origin);
        match &value.data {
            Data::Nil if self.flags.sharp_v => self.push(b"interface {}(nil)"),
            Data::Nil => self.push(b"<nil>"),
            Data::Bool(truth) => match verb {
                't' | 'v' => self.pad(if *truth { b"true" } else { b"false" }, piece),
                _ => self.bad_verb(value, verb),
            },
            Data::Int(number, kind) => self.integer(*number, !kind.is_unsigned(), value, verb),
            Data::Float(number) => self.float(*number, value, verb),
            Data::String(text) => self.string(text, value, verb),
            Data::Bytes(bytes) => self.bytes(bytes, value, verb, depth),
            Data::List(list) => self.list(list, verb, depth),
            Data::Map(map) => self.map(map, verb, depth),
            Data::Object(object) => self.object(object, value, verb, depth),
        }
    }

    /// `%!verb(type=value)`
    pub(super) fn bad_verb(&mut self, value: &Value, verb: char) -> Result<(), Exceeded> {
        self.is_erroring = true;
        self.push(format!("%!{verb}(").as_bytes())?;
        if value.is_nil() {
            self.push(b"<nil>")?;
        } else {
            self.push(value.type_name().as_bytes())?;
            self.push(b"=")?;
            self.value(value, 'v', 0)?;
        }
        self.is_erroring = false;
        self.push(b")")
    }

    /// Adds padding for something of `runes` runes: before it, or after it.
    fn padding(&mut self, runes: usize, before: bool) -> Result<(), Exceeded> {
        if before == self.flags.minus {
            return Ok(());
        }
        let missing = self.flags.wide().saturating_sub(runes);
        if missing == 0 {
            return Ok(());
        }
        let pad = if self.flags.zero && !self.flags.minus { b'0' } else { b' ' };
        self.meter.bytes(missing as u64)?;
        self.out.push(&vec![pad; missing], Piece::UNKNOWN);
        Ok(())
    }

    fn pad(&mut self, bytes: &[u8], piece: Piece) -> Result<(), Exceeded> {
        if self.flags.width.is_none() {
            return self.push_piece(bytes, piece);
        }
        let runes = rune::count(bytes);
        self.padding(runes, true)?;
        self.push_piece(bytes, piece)?;
        self.padding(runes, false)
    }

    /// As [`Printer::pad`], with blanks even where zeros are asked for.
    fn pad_blank(&mut self, bytes: &[u8], piece: Piece) -> Result<(), Exceeded> {
        let zero = std::mem::take(&mut self.flags.zero);
        let result = self.pad(bytes, piece);
        self.flags.zero = zero;
        result
    }

    /// A text, cut to the precision.
    fn pad_text(&mut self, text: &Text) -> Result<(), Exceeded> {
        let end = match self.flags.precision {
            Some(runes) => rune::end_of(text.as_bytes(), runes),
            None => text.len(),
        };
        if self.flags.width.is_none() {
            return self.push_slice(text, 0..end);
        }
        let runes = rune::count(text.as_bytes().get(..end).unwrap_or_default());
        self.padding(runes, true)?;
        self.push_slice(text, 0..end)?;
        self.padding(runes, false)
    }

    fn integer(&mut self, number: i64, signed: bool, value: &Value, verb: char) -> Result<(), Exceeded> {
        let piece = Piece::of(value.origin);
        match verb {
            'c' => {
                let mut buffer = [0; 4];
                let shown = integer::character(number.cast_unsigned()).encode_utf8(&mut buffer);
                self.pad(shown.as_bytes(), piece)
            }
            'q' => {
                let quoted = quote::quoted_rune(integer::character(number.cast_unsigned()), self.flags.plus);
                self.pad(quoted.as_bytes(), piece)
            }
            'U' => {
                let text = integer::unicode_text(number.cast_unsigned(), &self.flags);
                self.pad_blank(text.as_bytes(), piece)
            }
            'v' if self.flags.sharp_v && !signed => self.hexadecimal(number.cast_unsigned(), true),
            _ => {
                let Some(form) = Form::of(verb) else { return self.bad_verb(value, verb) };
                let is_negative = signed && number < 0;
                let size = if is_negative { number.unsigned_abs() } else { number.cast_unsigned() };
                self.digits(size, is_negative, form, piece)
            }
        }
    }

    fn digits(&mut self, size: u64, is_negative: bool, form: Form, piece: Piece) -> Result<(), Exceeded> {
        let wide = self.flags.precision.unwrap_or(0).max(self.flags.wide());
        self.meter.bytes(wide as u64)?;
        let text = integer::integer_text(size, is_negative, form, &self.flags);
        self.pad_blank(text.unwrap_or_default().as_bytes(), piece)
    }

    fn hexadecimal(&mut self, number: u64, sharp: bool) -> Result<(), Exceeded> {
        let before = std::mem::replace(&mut self.flags.sharp, sharp);
        let result = self.digits(number, false, Form::HEX, Piece::UNKNOWN);
        self.flags.sharp = before;
        result
    }

    fn float(&mut self, number: f64, value: &Value, verb: char) -> Result<(), Exceeded> {
        let (form, precision) = match verb {
            'v' => ('g', None),
            'b' | 'g' | 'G' | 'x' | 'X' => (verb, None),
            'f' | 'e' | 'E' => (verb, Some(6)),
            'F' => ('f', Some(6)),
            _ => return self.bad_verb(value, verb),
        };
        let piece = Piece::of(value.origin);
        let precision = self.flags.precision.or(precision);
        self.meter.bytes(precision.unwrap_or(0) as u64)?;
        let mut text = float_text(number, form, precision);
        if !text.starts_with(['+', '-']) {
            text.insert(0, '+');
        }
        if self.flags.space && text.starts_with('+') && !self.flags.plus {
            text.replace_range(0..1, " ");
        }
        if !number.is_finite() {
            let keeps_sign = number.is_infinite() || self.flags.space || self.flags.plus;
            let text = if keeps_sign { text.as_str() } else { "NaN" };
            return self.pad_blank(text.as_bytes(), piece);
        }
        if self.flags.sharp && form != 'b' {
            text = with_point(&text, form, precision);
        }
        let (sign, digits) = text.split_at(1);
        if !self.flags.plus && sign == "+" {
            return self.pad(digits.as_bytes(), piece);
        }
        if self.flags.zero && !self.flags.minus && self.flags.wide() > text.len() {
            self.push_piece(sign.as_bytes(), piece)?;
            self.padding(text.len(), true)?;
            return self.push_piece(digits.as_bytes(), piece);
        }
        self.pad(text.as_bytes(), piece)
    }

    fn string(&mut self, text: &Text, value: &Value, verb: char) -> Result<(), Exceeded> {
        match verb {
            'v' if self.flags.sharp_v => self.quote(text),
            'v' | 's' => self.pad_text(text),
            'x' | 'X' => self.hex_bytes(text, verb == 'X'),
            'q' => self.quote(text),
            _ => self.bad_verb(value, verb),
        }
    }

    fn quote(&mut self, text: &Text) -> Result<(), Exceeded> {
        let text = match self.flags.precision {
            Some(runes) => text.slice(0..rune::end_of(text.as_bytes(), runes)),
            None => text.clone(),
        };
        // an escape has ten bytes at most, for four
        self.meter.bytes(text.len() as u64 * 4)?;
        let mut builder = TextBuilder::new();
        if self.flags.sharp && quote::can_backquote(text.as_bytes()) {
            builder.push(b"`", Piece::UNKNOWN);
            builder.push_text(&text);
            builder.push(b"`", Piece::UNKNOWN);
        } else {
            quote::push_quoted(&mut builder, &text, self.flags.plus);
        }
        let precision = self.flags.precision.take();
        let result = self.pad_text(&builder.finish());
        self.flags.precision = precision;
        result
    }

    /// Bytes as hexadecimal digits.
    fn hex_bytes(&mut self, text: &Text, upper: bool) -> Result<(), Exceeded> {
        let length = text.len().min(self.flags.precision.unwrap_or(usize::MAX));
        self.meter.bytes(length as u64 * 5)?;
        let prefix = if upper { "0X" } else { "0x" };
        let mut out = String::with_capacity(length * 2);
        for (index, byte) in text.as_bytes().iter().take(length).enumerate() {
            if self.flags.space && index > 0 {
                out.push(' ');
            }
            if self.flags.sharp && (self.flags.space || index == 0) {
                out.push_str(prefix);
            }
            for digit in [byte >> 4, byte & 0xf] {
                let digit = char::from_digit(u32::from(digit), 16).unwrap_or('0');
                out.push(if upper { digit.to_ascii_uppercase() } else { digit });
            }
        }
        self.pad(out.as_bytes(), Piece::of(text.first_piece().origin))
    }

    fn bytes(&mut self, bytes: &Text, value: &Value, verb: char, depth: usize) -> Result<(), Exceeded> {
        match verb {
            's' => self.pad_text(bytes),
            'q' => self.quote(bytes),
            'x' | 'X' => self.hex_bytes(bytes, verb == 'X'),
            _ => {
                let is_go = self.flags.sharp_v;
                let (open, close, between): (&[u8], &[u8], &[u8]) = match (is_go, depth) {
                    (true, 0) => (b"[]byte{", b"}", b", "),
                    (true, _) => (b"[]uint8{", b"}", b", "),
                    (false, _) => (b"[", b"]", b" "),
                };
                self.push(open)?;
                for (index, byte) in bytes.as_bytes().iter().enumerate() {
                    if index > 0 {
                        self.push(between)?;
                    }
                    let number =
                        Value::new(Data::Int(i64::from(*byte), crate::value::IntType::Uint8), value.origin);
                    self.value(&number, verb, depth + 1)?;
                }
                self.push(close)
            }
        }
    }

    fn list(&mut self, list: &List, verb: char, depth: usize) -> Result<(), Exceeded> {
        let is_go = self.flags.sharp_v;
        if is_go {
            self.push(list.kind().name().as_bytes())?;
            if list.is_nil() {
                return self.push(b"(nil)");
            }
        }
        self.push(if is_go { b"{" } else { b"[" })?;
        // printing changes nothing, so the items may stay borrowed
        for (index, item) in list.borrow().iter().enumerate() {
            if index > 0 {
                self.push(if is_go { b", " } else { b" " })?;
            }
            if item.is_nil() && list.kind() == ListType::Maps {
                self.value(&Value::map(Map::any()), verb, depth + 1)?;
            } else {
                self.value(item, verb, depth + 1)?;
            }
        }
        self.push(if is_go { b"}" } else { b"]" })
    }

    fn map(&mut self, map: &Map, verb: char, depth: usize) -> Result<(), Exceeded> {
        let is_go = self.flags.sharp_v;
        if is_go {
            self.push(map.kind().name().as_bytes())?;
        }
        self.push(if is_go { b"{" } else { b"map[" })?;
        for (index, (key, item)) in map.borrow().iter().enumerate() {
            if index > 0 {
                self.push(if is_go { b", " } else { b" " })?;
            }
            self.string(key, &Value::string(key.clone()), verb)?;
            self.push(b":")?;
            match (&item.data, map.kind()) {
                (Data::Nil, MapType::Strings) => self.value(&Value::unknown(""), verb, depth + 1)?,
                _ => self.value(item, verb, depth + 1)?,
            }
        }
        self.push(if is_go { b"}" } else { b"]" })
    }

    /// A struct as a value of its own; with `indirect` that behind a pointer.
    pub(super) fn print_object(
        &mut self,
        object: &Object,
        value: &Value,
        verb: char,
        indirect: bool,
    ) -> Result<(), Exceeded> {
        match object {
            Object::Fields(fields) | Object::Capabilities(fields) if indirect => self.fields(fields, verb, 0),
            _ => self.object(object, value, verb, 0),
        }
    }

    fn object(&mut self, object: &Object, value: &Value, verb: char, depth: usize) -> Result<(), Exceeded> {
        let shows_itself = matches!(verb, 'v' | 's' | 'x' | 'X' | 'q') && !self.is_erroring;
        match object {
            Object::Time { seconds, nanos, zone } if shows_itself => {
                let text = Text::of(time_text(*seconds, *nanos, zone), value.origin);
                self.string(&text, value, verb)
            }
            Object::Time { .. } if self.is_erroring => self.push(b"{0 0 <nil>}"),
            Object::Time { .. } => self.bad_verb(value, verb),
            Object::Duration(nanos) if shows_itself && !self.flags.sharp_v => {
                let text = Text::of(duration_text(*nanos), value.origin);
                self.string(&text, value, verb)
            }
            Object::Duration(nanos) => self.integer(*nanos, true, value, verb),
            Object::Semver(fields) if shows_itself && !self.flags.sharp_v => {
                let text = semver_text(fields, value);
                self.string(&text, value, verb)
            }
            Object::KubeVersion { fields, shown, .. }
                if fields.type_name == "common.KubeVersion" && fields.get("normalizedVersion").is_none() =>
            {
                // Helm 4 has a field of its own for what constraints are checked against, which templates cannot read
                let mut all = fields.fields.clone();
                all.insert(1.min(all.len()), ("normalizedVersion", Value::string(shown.clone())));
                self.fields(&Fields { type_name: fields.type_name, fields: all }, verb, depth)
            }
            Object::Fields(fields)
            | Object::Capabilities(fields)
            | Object::Semver(fields)
            | Object::KubeVersion { fields, .. } => {
                let is_pointer = fields.type_name.starts_with('*');
                if is_pointer && depth > 0 {
                    return self.pointer(value, verb);
                }
                if is_pointer {
                    self.push(b"&")?;
                }
                self.fields(fields, verb, depth + usize::from(is_pointer))
            }
        }
    }

    fn fields(&mut self, fields: &Fields, verb: char, depth: usize) -> Result<(), Exceeded> {
        let is_go = self.flags.sharp_v;
        if is_go {
            self.push(fields.type_name.trim_start_matches('*').as_bytes())?;
        }
        self.push(b"{")?;
        for (index, (name, value)) in fields.fields.iter().enumerate() {
            if index > 0 {
                self.push(if is_go { b", " } else { b" " })?;
            }
            if is_go || self.flags.plus_v {
                self.push(name.as_bytes())?;
                self.push(b":")?;
            }
            self.value(value, verb, depth + 1)?;
        }
        self.push(b"}")
    }

    /// An address, which is never the same (`fmtPointer`).
    fn pointer(&mut self, value: &Value, verb: char) -> Result<(), Exceeded> {
        if !matches!(value.kind_name(), "slice" | "map" | "ptr") {
            return self.bad_verb(value, verb);
        }
        match verb {
            'v' if self.flags.sharp_v => {
                self.push(b"(")?;
                self.push(value.type_name().as_bytes())?;
                self.push(b")(")?;
                self.hexadecimal(ADDRESS, true)?;
                self.push(b")")
            }
            'v' | 'p' => self.hexadecimal(ADDRESS, !self.flags.sharp),
            'b' | 'o' | 'd' | 'x' | 'X' => {
                let form = Form::of(verb).unwrap_or(Form::DECIMAL);
                self.digits(ADDRESS, false, form, Piece::UNKNOWN)
            }
            _ => self.bad_verb(value, verb),
        }
    }
}

/// How a semantic version shows itself (Masterminds/semver, `Version.String`).
pub(crate) fn semver_text(fields: &Fields, value: &Value) -> Text {
    let number = |name: &str| match fields.get(name).map(|field| &field.data) {
        Some(Data::Int(number, _)) => number.to_string(),
        _ => String::new(),
    };
    let word = |name: &str, before: char| match fields.get(name).and_then(Value::as_text) {
        Some(text) if !text.is_empty() => format!("{before}{}", text.to_str()),
        _ => String::new(),
    };
    let numbers = format!("{}.{}.{}", number("Major"), number("Minor"), number("Patch"));
    let tail = word("Prerelease", '-') + &word("Metadata", '+');
    Text::of(numbers + &tail, value.origin)
}

/// `#` asks for a point always, and for zeros up to the precision.
fn with_point(text: &str, form: char, precision: Option<usize>) -> String {
    let mut missing = match form {
        'g' | 'G' | 'x' => i64::try_from(precision.unwrap_or(6)).unwrap_or(i64::MAX),
        _ => 0,
    };
    let is_hexadecimal = matches!(form, 'x' | 'X');
    let split = text
        .find(|symbol| matches!(symbol, 'p' | 'P') || (matches!(symbol, 'e' | 'E') && !is_hexadecimal))
        .unwrap_or(text.len());
    let (number, tail) = text.split_at(split);
    let mut is_leading = true;
    for symbol in number.chars().skip(1).filter(|symbol| *symbol != '.') {
        is_leading &= symbol == '0';
        if !is_leading {
            missing -= 1;
        }
    }
    let mut out = number.to_owned();
    if !number.contains('.') {
        if number.len() == 2 && number.ends_with('0') {
            missing -= 1;
        }
        out.push('.');
    }
    out.extend(std::iter::repeat_n('0', usize::try_from(missing).unwrap_or(0)));
    out.push_str(tail);
    out
}
