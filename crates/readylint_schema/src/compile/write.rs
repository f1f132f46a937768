//! From the model to bytes; [`crate::table`] describes the layout.

use std::collections::{BTreeMap, HashMap};

use super::describe::{Description, Field};
use super::lifetimes::Lifetime;
use super::{CompileError, Model};
use crate::minors::{FIRST_MINOR, MINOR_COUNT, Minors};
use crate::schema::{FILLED, UNIQUE};
use crate::table::{HEADER, LAYOUT, MAGIC, NONE, Section, tag};

pub(super) fn write(model: &Model, lifetimes: &[Lifetime<'_>]) -> Result<Vec<u8>, CompileError> {
    let mut writer = Writer::default();
    let objects: BTreeMap<&str, u16> = model.objects.keys().map(String::as_str).zip(0..).collect();
    if objects.len() != model.objects.len() {
        return Err(CompileError::new("too many objects for 16 bits"));
    }
    for (name, fields) in &model.objects {
        let short = name.rsplit('.').next().unwrap_or(name);
        let first = number(writer.count(Section::Fields))?;
        for (field, variants) in fields {
            for variant in variants {
                writer.field(field, variant, &objects)?;
            }
        }
        let count = number(writer.count(Section::Fields))? - first;
        let short = writer.string(short)?;
        writer.push(Section::Objects, &[short, first, count]);
    }
    for ((api_version, kind), (object, minors)) in &model.kinds {
        let record =
            [writer.string(api_version)?, writer.string(kind)?, objects[object.as_str()], minors.bits()];
        writer.push(Section::Kinds, &record);
    }
    for lifetime in lifetimes {
        writer.lifetime(lifetime)?;
    }
    Ok(writer.finish())
}

fn number(count: usize) -> Result<u16, CompileError> {
    u16::try_from(count)
        .ok()
        .filter(|&number| number != NONE)
        .ok_or_else(|| CompileError::new("a table outgrew 16 bits"))
}

#[derive(Default)]
struct Writer {
    sections: [Vec<u8>; Section::COUNT],
    strings: HashMap<String, u16>,
    types: HashMap<Description, u16>,
    values: HashMap<Vec<(String, Minors)>, u16>,
    keys: HashMap<Vec<String>, u16>,
}

impl Writer {
    fn count(&self, section: Section) -> usize {
        self.sections[section as usize].len() / section.size()
    }

    fn push(&mut self, section: Section, words: &[u16]) {
        for word in words {
            self.sections[section as usize].extend(word.to_le_bytes());
        }
    }

    fn string(&mut self, text: &str) -> Result<u16, CompileError> {
        if let Some(&string) = self.strings.get(text) {
            return Ok(string);
        }
        let string = number(self.strings.len())?;
        let offset = u32::try_from(self.sections[Section::Text as usize].len())
            .map_err(|_| CompileError::new("the text outgrew 32 bits"))?;
        self.sections[Section::Strings as usize].extend(offset.to_le_bytes());
        self.sections[Section::Text as usize].extend(text.as_bytes());
        self.strings.insert(text.to_owned(), string);
        Ok(string)
    }

    /// As [`Writer::string`]; nothing for an empty text.
    fn optional(&mut self, text: &str) -> Result<u16, CompileError> {
        if text.is_empty() { Ok(NONE) } else { self.string(text) }
    }

    fn field(
        &mut self,
        name: &str,
        field: &Field,
        objects: &BTreeMap<&str, u16>,
    ) -> Result<(), CompileError> {
        let record = [
            self.string(name)?,
            self.description(&field.description, objects)?,
            field.minors.bits(),
            field.required.bits() | if field.is_filled { FILLED } else { 0 },
        ];
        self.push(Section::Fields, &record);
        Ok(())
    }

    fn description(
        &mut self,
        description: &Description,
        objects: &BTreeMap<&str, u16>,
    ) -> Result<u16, CompileError> {
        if let Some(&known) = self.types.get(description) {
            return Ok(known);
        }
        let (tag, flags, operands) = match description {
            Description::Any => (tag::ANY, 0, [0; 3]),
            Description::Open => (tag::OPEN, 0, [0; 3]),
            Description::String => (tag::STRING, 0, [0; 3]),
            Description::Boolean => (tag::BOOLEAN, 0, [0; 3]),
            Description::Int32 => (tag::INT32, 0, [0; 3]),
            Description::Int64 => (tag::INT64, 0, [0; 3]),
            Description::Double => (tag::DOUBLE, 0, [0; 3]),
            Description::Bytes => (tag::BYTES, 0, [0; 3]),
            Description::Time => (tag::TIME, 0, [0; 3]),
            Description::MicroTime => (tag::MICRO_TIME, 0, [0; 3]),
            Description::Duration => (tag::DURATION, 0, [0; 3]),
            Description::Quantity => (tag::QUANTITY, 0, [0; 3]),
            Description::IntOrString => (tag::INT_OR_STRING, 0, [0; 3]),
            Description::Port(minimum) => (tag::PORT, 0, [*minimum, 0, 0]),
            Description::PortOrName(minimum) => (tag::PORT_OR_NAME, 0, [*minimum, 0, 0]),
            Description::Object(name) => (tag::OBJECT, 0, [objects[name.as_str()], 0, 0]),
            Description::Array { items, keys, is_unique } => {
                let flags = if *is_unique { UNIQUE } else { 0 };
                (tag::ARRAY, flags, [self.description(items, objects)?, self.key_list(keys)?, 0])
            }
            Description::Map(values) => (tag::MAP, 0, [self.description(values, objects)?, 0, 0]),
            Description::Enum(values, known) => {
                let first = self.value_list(values)?;
                (tag::ENUM, 0, [first, number(values.len())?, known.bits()])
            }
        };
        let new = number(self.count(Section::Types))?;
        self.sections[Section::Types as usize].extend([tag, flags]);
        self.push(Section::Types, &operands);
        self.types.insert(description.clone(), new);
        Ok(new)
    }

    fn value_list(&mut self, values: &[(String, Minors)]) -> Result<u16, CompileError> {
        let mut values = values.to_vec();
        values.sort_by(|a, b| a.0.cmp(&b.0));
        if let Some(&known) = self.values.get(&values) {
            return Ok(known);
        }
        let first = number(self.count(Section::Values))?;
        for (value, minors) in &values {
            let record = [self.string(value)?, minors.bits()];
            self.push(Section::Values, &record);
        }
        self.values.insert(values, first);
        Ok(first)
    }

    /// A list of keys: their number, then their names.
    fn key_list(&mut self, keys: &[String]) -> Result<u16, CompileError> {
        if keys.is_empty() {
            return Ok(NONE);
        }
        if let Some(&known) = self.keys.get(keys) {
            return Ok(known);
        }
        let first = number(self.count(Section::Keys))?;
        let mut record = vec![number(keys.len())?];
        for key in keys {
            record.push(self.string(key)?);
        }
        self.push(Section::Keys, &record);
        self.keys.insert(keys.to_vec(), first);
        Ok(first)
    }

    fn lifetime(&mut self, lifetime: &Lifetime<'_>) -> Result<(), CompileError> {
        let [introduced, deprecated, removed] = lifetime.versions;
        let texts = [
            introduced,
            deprecated,
            removed,
            lifetime.replacement,
            lifetime.replacement_kind,
            lifetime.product,
        ];
        let mut record = vec![self.string(lifetime.api_version)?, self.string(lifetime.kind)?];
        for text in texts {
            record.push(self.optional(text)?);
        }
        self.push(Section::Lifetimes, &record);
        Ok(())
    }

    fn finish(mut self) -> Vec<u8> {
        // the end of the last string
        let end = self.sections[Section::Text as usize].len() as u32;
        self.sections[Section::Strings as usize].extend(end.to_le_bytes());
        let mut bytes = MAGIC.to_vec();
        for word in [LAYOUT, FIRST_MINOR, MINOR_COUNT, 0] {
            bytes.extend(word.to_le_bytes());
        }
        let mut offset = HEADER + Section::COUNT * 8;
        for (section, content) in SECTIONS.into_iter().zip(&self.sections) {
            bytes.extend((offset as u32).to_le_bytes());
            bytes.extend(((content.len() / section.size()) as u32).to_le_bytes());
            offset += content.len();
        }
        for content in self.sections {
            bytes.extend(content);
        }
        bytes
    }
}

const SECTIONS: [Section; Section::COUNT] = [
    Section::Strings,
    Section::Text,
    Section::Kinds,
    Section::Objects,
    Section::Fields,
    Section::Types,
    Section::Values,
    Section::Keys,
    Section::Lifetimes,
];
