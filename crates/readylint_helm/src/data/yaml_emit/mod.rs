//! Values become YAML: `toYaml` (`sigs.k8s.io/yaml`: JSON, then go-yaml v2) and `toYamlPretty` (go-yaml v3).
//!
//! The emitter keeps the state that go-yaml's has (column, whether only indentation stands before it, whether a blank does),
//! since its line breaks follow from it, but walks the value instead of events. Every byte of a string keeps its origin,
//! what stands between gets the origin of the map or list.

mod clean;
mod keys;
mod scalar;
mod style;

use super::marshal::{self, Names, Shape};
use super::{EmitError, MAX_DEPTH, number};
use crate::Meter;
use crate::provenance::{OriginId, Piece, Text, TextBuilder};
use crate::value::{Data, IntType, Value};

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// `toYaml`.
    Json,
    /// `toYamlPretty`.
    Pretty,
}

/// `value` as `toYaml` writes it, without the last line end.
///
/// # Errors
///
/// If Helm's library refuses it, or a limit is passed.
pub fn to_yaml(value: &Value, meter: &mut Meter) -> Result<Text, EmitError> {
    emit(value, Dialect::Json, meter).map_err(|error| match error {
        EmitError::Refused(words) if words.starts_with("json: ") => {
            EmitError::Refused(format!("error marshaling into JSON: {words}"))
        }
        error => error,
    })
}

/// `value` as `toYamlPretty` writes it, without the last line end.
///
/// # Errors
///
/// If Helm's library refuses it, or a limit is passed.
pub fn to_yaml_pretty(value: &Value, meter: &mut Meter) -> Result<Text, EmitError> {
    emit(value, Dialect::Pretty, meter)
}

fn emit(value: &Value, dialect: Dialect, meter: &mut Meter) -> Result<Text, EmitError> {
    let mut emitter = Emitter {
        out: TextBuilder::new(),
        meter,
        dialect,
        width: if dialect == Dialect::Json { 80 } else { usize::MAX },
        column: 0,
        after_blank: true,
        indention: true,
        origin: OriginId::NONE,
        run: (usize::MAX, Piece::UNKNOWN),
    };
    emitter.node(value, Place { indent: None, in_map: false, depth: 0 })?;
    // The document ends with a line end, which Helm takes off; a literal block has brought its own.
    let text = emitter.out.finish();
    Ok(if text.as_bytes().ends_with(b"\n") { text.slice(0..text.len() - 1) } else { text })
}

/// Where a node stands.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// The indentation of the collection around it; `None` for the root.
    indent: Option<usize>,
    /// Whether that is a map.
    in_map: bool,
    /// How many collections are around it.
    depth: usize,
}

impl Place {
    /// The indentation of what belongs to the node: continued lines, entries of a map.
    fn deeper(self) -> usize {
        self.indent.map_or(0, |indent| indent + 2)
    }
}

struct Emitter<'m> {
    out: TextBuilder,
    meter: &'m mut Meter,
    dialect: Dialect,
    /// Lines are broken at a blank behind this column.
    width: usize,
    /// In characters.
    column: usize,
    /// Whether a blank, or a line start, stands before.
    after_blank: bool,
    /// Whether only indentation and indicators of block collections stand before in this line.
    indention: bool,
    /// The collection that is being written: the origin of punctuation.
    origin: OriginId,
    /// The last stretch of punctuation: where it ends, and what its next byte is.
    run: (usize, Piece),
}

impl Emitter<'_> {
    fn node(&mut self, value: &Value, place: Place) -> Result<(), EmitError> {
        if place.depth > MAX_DEPTH {
            return Err(marshal::cycle(value));
        }
        self.meter.step(1)?;
        match &value.data {
            Data::Nil => self.plain_word("null", value.origin),
            Data::Bool(true) => self.plain_word("true", value.origin),
            Data::Bool(false) => self.plain_word("false", value.origin),
            Data::Int(number, IntType::Uint64) => {
                self.plain_word(&number.cast_unsigned().to_string(), value.origin)
            }
            Data::Int(number, _) => self.plain_word(&number.to_string(), value.origin),
            Data::Float(number) => self.float(*number, value.origin),
            Data::String(text) => self.string(text, place, false),
            Data::Bytes(text) if self.dialect == Dialect::Pretty => {
                let bytes: Vec<Value> = text
                    .as_bytes()
                    .iter()
                    .map(|&byte| Value::int(i64::from(byte)).with_origin(value.origin))
                    .collect();
                self.sequence(&bytes, value.origin, place)
            }
            Data::Bytes(text) => {
                let encoded = marshal::base64(text.as_bytes());
                self.string(&Text::of(encoded, text.first_piece().origin), place, false)
            }
            Data::List(list) if list.is_nil() && self.dialect == Dialect::Json => {
                self.plain_word("null", value.origin)
            }
            Data::List(list) => self.sequence(&list.borrow(), value.origin, place),
            Data::Map(map) => {
                let entries = map.borrow();
                self.mapping(entries.iter().collect(), value.origin, place)
            }
            Data::Object(object) => self.object(object, value, place),
        }
    }

    fn object(
        &mut self,
        object: &crate::value::Object,
        value: &Value,
        place: Place,
    ) -> Result<(), EmitError> {
        let names = if self.dialect == Dialect::Json { Names::Json } else { Names::Yaml };
        match marshal::shape(object, value.origin, names)? {
            Shape::Number(number) => self.plain_word(&number.to_string(), value.origin),
            Shape::Text(text)
                if self.dialect == Dialect::Pretty && matches!(object, crate::value::Object::Time { .. }) =>
            {
                self.plain_word(&text.to_str(), value.origin)
            }
            Shape::Text(text) => self.string(&text, place, false),
            Shape::Fields(fields) => {
                let entries: Vec<(&Text, &Value)> =
                    fields.iter().map(|(name, value)| (name, value)).collect();
                self.mapping_in_order(entries, value.origin, place, self.dialect == Dialect::Json)
            }
        }
    }

    fn float(&mut self, value: f64, origin: OriginId) -> Result<(), EmitError> {
        let text = match self.dialect {
            Dialect::Pretty => number::general(value),
            Dialect::Json => number::through_json(value).ok_or_else(|| super::json::unsupported(value))?,
        };
        self.plain_word(&text, origin)
    }

    fn mapping(
        &mut self,
        entries: Vec<(&Text, &Value)>,
        origin: OriginId,
        place: Place,
    ) -> Result<(), EmitError> {
        self.mapping_in_order(entries, origin, place, true)
    }

    fn mapping_in_order(
        &mut self,
        mut entries: Vec<(&Text, &Value)>,
        origin: OriginId,
        place: Place,
        sorted: bool,
    ) -> Result<(), EmitError> {
        let outer = std::mem::replace(&mut self.origin, origin);
        if entries.is_empty() {
            self.empty("{}");
        } else {
            if sorted {
                keys::sort(&mut entries, |(key, _)| key.as_bytes(), self.dialect);
            }
            let indent = place.deeper();
            let inner = Place { indent: Some(indent), in_map: true, depth: place.depth + 1 };
            for (key, value) in entries {
                self.line(indent);
                self.key(key, inner)?;
                self.node(value, inner)?;
                self.origin = origin;
            }
        }
        self.origin = outer;
        Ok(())
    }

    fn sequence(&mut self, items: &[Value], origin: OriginId, place: Place) -> Result<(), EmitError> {
        let outer = std::mem::replace(&mut self.origin, origin);
        if items.is_empty() {
            self.empty("[]");
        } else {
            let beside_key = self.dialect == Dialect::Json && place.in_map && !self.indention;
            let indent = if beside_key { place.indent.unwrap_or(0) } else { place.deeper() };
            let inner = Place { indent: Some(indent), in_map: false, depth: place.depth + 1 };
            for item in items {
                self.line(indent);
                self.indicator("-", true);
                self.node(item, inner)?;
                self.origin = origin;
            }
        }
        self.origin = outer;
        Ok(())
    }

    /// `{}` or `[]`.
    fn empty(&mut self, brackets: &str) {
        self.blank();
        self.punctuation(brackets.as_bytes());
        self.after_blank = false;
        self.indention = false;
    }

    // --- punctuation ---------------------------------------------------------------------------------------------------

    /// Bytes that the emitter adds by itself, which stand in one line.
    fn punctuation(&mut self, bytes: &[u8]) {
        let (end, next) = self.run;
        let goes_on = end == self.out.len() && next.origin == self.origin;
        let piece = if goes_on { next } else { Piece::of(self.origin) };
        self.out.push(bytes, piece);
        let next = Piece { offset: piece.offset.saturating_add(bytes.len() as u32), ..piece };
        self.run = (self.out.len(), next);
        self.column += bytes.len();
    }

    fn blank(&mut self) {
        if !self.after_blank {
            self.punctuation(b" ");
        }
    }

    /// An indicator of a block collection: `-`, `?` or the `:` after a `?`.
    fn indicator(&mut self, text: &str, block: bool) {
        self.blank();
        self.punctuation(text.as_bytes());
        self.after_blank = false;
        self.indention = self.indention && block;
    }

    fn line_end(&mut self) {
        self.punctuation(b"\n");
        self.column = 0;
        self.indention |= self.dialect == Dialect::Pretty;
    }

    /// Goes to column `indent`, on a new line unless this one holds nothing but indentation up to there. (go-yaml,
    /// `yaml_emitter_write_indent`)
    fn line(&mut self, indent: usize) {
        const BLANKS: &[u8; 64] = &[b' '; 64];
        if !self.indention || self.column > indent || (self.column == indent && !self.after_blank) {
            self.line_end();
        }
        while self.column < indent {
            let count = (indent - self.column).min(BLANKS.len());
            self.punctuation(&BLANKS[..count]);
        }
        self.after_blank = true;
        self.indention = true;
    }
}
