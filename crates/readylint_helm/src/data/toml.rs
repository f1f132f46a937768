//! Values become TOML: `toToml`. (`BurntSushi/toml`, `encode.go`)
//!
//! Keys are sorted by bytes, those that hold no tables first; tables within tables are indented. Nil is left out of maps
//! and refused in lists.

use super::marshal::{self, Names, Shape};
use super::{EmitError, MAX_DEPTH, number};
use crate::Meter;
use crate::provenance::{OriginId, Piece, Text, TextBuilder};
use crate::value::{Data, IntType, Object, Value};

/// `value` as TOML.
///
/// # Errors
///
/// If TOML cannot say it, in the words of the library, or a limit is passed.
pub fn to_toml(value: &Value, meter: &mut Meter) -> Result<Text, EmitError> {
    let mut writer = Writer { out: TextBuilder::new(), meter, origin: OriginId::NONE };
    writer.encode(&mut Vec::new(), value)?;
    Ok(writer.out.finish())
}

/// What the library thinks of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Nil,
    Scalar,
    Table,
    Tables,
}

/// A map or a struct: what it holds, without its order.
type Fields = Vec<(Text, Value)>;

struct Writer<'m> {
    out: TextBuilder,
    meter: &'m mut Meter,
    /// The table or list that is being written: the origin of punctuation.
    origin: OriginId,
}

impl Writer<'_> {
    fn encode(&mut self, key: &mut Vec<Text>, value: &Value) -> Result<(), EmitError> {
        self.meter.step(1)?;
        match self.kind(value, key.len())? {
            Kind::Nil => Ok(()),
            Kind::Scalar => self.key_value(key, value, false),
            Kind::Tables => {
                if key.is_empty() {
                    let words = "toml: top-level values must be Go maps or structs";
                    return Err(EmitError::Refused(words.to_owned()));
                }
                for item in value.as_list().map(crate::value::List::to_vec).unwrap_or_default() {
                    self.line();
                    self.header(key, "[[", "]]", item.origin)?;
                    self.fields(key, &item)?;
                }
                Ok(())
            }
            Kind::Table => {
                if key.len() == 1 {
                    self.line();
                }
                if !key.is_empty() {
                    self.header(key, "[", "]", value.origin)?;
                }
                self.fields(key, value)
            }
        }
    }

    fn header(&mut self, key: &[Text], open: &str, close: &str, origin: OriginId) -> Result<(), EmitError> {
        let outer = std::mem::replace(&mut self.origin, origin);
        self.indent(key)?;
        self.put(open);
        for (index, part) in key.iter().enumerate() {
            if index > 0 {
                self.put(".");
            }
            self.key(part)?;
        }
        self.put(close);
        self.put("\n");
        self.origin = outer;
        Ok(())
    }

    /// What a table holds, in lines of its own: first what is no table.
    fn fields(&mut self, key: &mut Vec<Text>, value: &Value) -> Result<(), EmitError> {
        if key.len() > MAX_DEPTH {
            return Err(marshal::cycle(value));
        }
        let outer = std::mem::replace(&mut self.origin, value.origin);
        for (name, value) in self.ordered(value, key.len())? {
            key.push(name);
            let result = self.encode(key, &value);
            key.pop();
            result?;
        }
        self.origin = outer;
        Ok(())
    }

    fn key_value(&mut self, key: &[Text], value: &Value, inline: bool) -> Result<(), EmitError> {
        let Some(last) = key.last() else {
            return self.element(value, 0);
        };
        self.indent(key)?;
        self.key(last)?;
        self.put(" = ");
        self.element(value, key.len())?;
        if !inline {
            self.put("\n");
        }
        Ok(())
    }

    /// A value inside a line.
    fn element(&mut self, value: &Value, depth: usize) -> Result<(), EmitError> {
        if depth > MAX_DEPTH {
            return Err(marshal::cycle(value));
        }
        self.meter.step(1)?;
        let word = match &value.data {
            Data::Nil => return Ok(()),
            Data::Bool(value) => value.to_string(),
            Data::Int(number, IntType::Uint64) => number.cast_unsigned().to_string(),
            Data::Int(number, _) => number.to_string(),
            Data::Float(number) => float(*number),
            Data::String(text) => return self.quoted(text),
            Data::Bytes(text) => {
                let bytes: Vec<String> = text.as_bytes().iter().map(u8::to_string).collect();
                format!("[{}]", bytes.join(", "))
            }
            Data::List(list) => {
                let outer = std::mem::replace(&mut self.origin, value.origin);
                self.put("[");
                for (index, item) in list.borrow().iter().enumerate() {
                    if index > 0 {
                        self.put(", ");
                    }
                    self.element(item, depth + 1)?;
                }
                self.put("]");
                self.origin = outer;
                return Ok(());
            }
            Data::Map(_) => return self.inline_table(value, depth),
            Data::Object(object) => match marshal::shape(object, value.origin, Names::Go)? {
                Shape::Text(text) if matches!(object, Object::Time { .. }) => text.to_str().into_owned(),
                Shape::Text(text) => return self.quoted(&text),
                Shape::Number(nanos) => {
                    return self.quoted(&Text::of(marshal::duration(nanos), value.origin));
                }
                Shape::Fields(_) => return self.inline_table(value, depth),
            },
        };
        self.meter.bytes(word.len() as u64)?;
        self.out.push(word.as_bytes(), Piece::of(value.origin));
        Ok(())
    }

    fn inline_table(&mut self, value: &Value, depth: usize) -> Result<(), EmitError> {
        let outer = std::mem::replace(&mut self.origin, value.origin);
        self.put("{");
        let fields = self.ordered(value, depth)?;
        let last = fields.len().saturating_sub(1);
        for (index, (name, item)) in fields.iter().enumerate() {
            if item.is_nil() {
                continue;
            }
            self.key(name)?;
            self.put(" = ");
            self.element(item, depth + 1)?;
            if index != last {
                self.put(", ");
            }
        }
        self.put("}");
        self.origin = outer;
        Ok(())
    }

    fn line(&mut self) {
        if !self.out.is_empty() {
            self.put("\n");
        }
    }

    fn indent(&mut self, key: &[Text]) -> Result<(), EmitError> {
        self.meter.bytes(2 * key.len() as u64 + 4)?;
        for _ in 1..key.len() {
            self.put("  ");
        }
        Ok(())
    }

    fn put(&mut self, text: &str) {
        self.out.push(text.as_bytes(), Piece::of(self.origin));
    }

    fn key(&mut self, key: &Text) -> Result<(), EmitError> {
        let is_bare = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        if key.is_empty() || !key.as_bytes().iter().all(is_bare) {
            return self.quoted(key);
        }
        self.meter.bytes(key.len() as u64)?;
        self.out.push_text(key);
        Ok(())
    }

    fn quoted(&mut self, text: &Text) -> Result<(), EmitError> {
        self.meter.bytes(text.len() as u64 + 2)?;
        self.put("\"");
        let mut done = 0;
        for (at, &byte) in text.as_bytes().iter().enumerate() {
            let escape = match byte {
                b'"' => "\\\"".to_owned(),
                b'\\' => "\\\\".to_owned(),
                b'\x08' => "\\b".to_owned(),
                b'\t' => "\\t".to_owned(),
                b'\n' => "\\n".to_owned(),
                b'\x0c' => "\\f".to_owned(),
                b'\r' => "\\r".to_owned(),
                ..b' ' | 0x7f => format!("\\u{byte:04x}"),
                _ => continue,
            };
            self.out.push_slice(text, done..at);
            self.meter.bytes(escape.len() as u64)?;
            self.out.push(escape.as_bytes(), text.piece_at(at));
            done = at + 1;
        }
        self.out.push_slice(text, done..text.len());
        self.put("\"");
        Ok(())
    }

    /// What a table holds, in the order in which it is written.
    fn ordered(&mut self, value: &Value, depth: usize) -> Result<Fields, EmitError> {
        let fields: Fields = match &value.data {
            Data::Map(map) => map.to_entries().into_iter().collect(),
            Data::Object(object) => match marshal::shape(object, value.origin, Names::Go)? {
                Shape::Fields(fields) => fields,
                Shape::Text(_) | Shape::Number(_) => Vec::new(),
            },
            _ => Vec::new(),
        };
        let (mut direct, mut tables) = (Vec::new(), Vec::new());
        for (name, value) in fields {
            match self.kind(&value, depth + 1)? {
                Kind::Table | Kind::Tables => tables.push((name, value)),
                Kind::Nil | Kind::Scalar => direct.push((name, value)),
            }
        }
        direct.append(&mut tables);
        Ok(direct)
    }

    /// (`encode.go`, `tomlTypeOfGo`)
    fn kind(&mut self, value: &Value, depth: usize) -> Result<Kind, EmitError> {
        if depth > 2 * MAX_DEPTH {
            return Err(marshal::cycle(value));
        }
        self.meter.step(1)?;
        Ok(match &value.data {
            Data::Nil => Kind::Nil,
            Data::List(list) if list.is_nil() => Kind::Nil,
            Data::Map(_) => Kind::Table,
            Data::List(list) => {
                let items = list.borrow();
                let mut all = !items.is_empty();
                for item in items.iter() {
                    match self.kind(item, depth + 1)? {
                        Kind::Nil => {
                            let words = "toml: cannot encode array with nil element";
                            return Err(EmitError::Refused(words.to_owned()));
                        }
                        Kind::Table => {}
                        Kind::Scalar | Kind::Tables => all = false,
                    }
                }
                if all { Kind::Tables } else { Kind::Scalar }
            }
            Data::Object(Object::Fields(_) | Object::Capabilities(_) | Object::KubeVersion { .. }) => {
                Kind::Table
            }
            _ => Kind::Scalar,
        })
    }
}

/// A float always has a point or an exponent.
fn float(number: f64) -> String {
    if number.is_nan() {
        return "nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let text = number::general(number);
    if text.contains(['e', '.']) { text } else { text + ".0" }
}
