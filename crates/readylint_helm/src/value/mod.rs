//! What templates compute with: Go's values.
//!
//! A [`Value`] is what an `interface{}` holds in Go: a scalar, a list or a map with its Go type, or one of the few structs
//! that Helm and Sprig hand out. Lists and maps are shared and mutable, as in Go (`set` changes the map for everyone who
//! holds it). Every value knows its origin; a string knows it for each byte.

mod collection;
mod object;
mod scalar;

pub use collection::{Entries, List, ListType, Map, MapType};
pub use object::{Fields, Method, Object, Zone};
pub use scalar::IntType;

use crate::provenance::{OriginId, Text};

/// A Go value and where it came from.
#[derive(Clone, Debug, Default)]
pub struct Value {
    /// The value.
    pub data: Data,
    /// Where the value as a whole came from. The bytes of a string have their own origins, which count.
    pub origin: OriginId,
}

/// A Go value.
#[derive(Clone, Debug, Default)]
pub enum Data {
    /// `nil`.
    #[default]
    Nil,
    /// `bool`.
    Bool(bool),
    /// An integer. `uint64` values over `i64::MAX` do not occur in templates that Helm renders; they wrap.
    Int(i64, IntType),
    /// `float64`.
    Float(f64),
    /// `string`.
    String(Text),
    /// `[]byte`.
    Bytes(Text),
    /// A slice.
    List(List),
    /// A map.
    Map(Map),
    /// A struct, or a pointer to one.
    Object(Object),
}

impl Value {
    /// `data` that came from `origin`.
    pub const fn new(data: Data, origin: OriginId) -> Self {
        Self { data, origin }
    }

    /// `nil`.
    pub const NIL: Self = Self::new(Data::Nil, OriginId::NONE);

    /// A bool of unknown origin.
    pub const fn bool(value: bool) -> Self {
        Self::new(Data::Bool(value), OriginId::NONE)
    }

    /// An `int` of unknown origin.
    pub const fn int(value: i64) -> Self {
        Self::new(Data::Int(value, IntType::Int), OriginId::NONE)
    }

    /// An `int64` of unknown origin.
    pub const fn int64(value: i64) -> Self {
        Self::new(Data::Int(value, IntType::Int64), OriginId::NONE)
    }

    /// A `float64` of unknown origin.
    pub const fn float(value: f64) -> Self {
        Self::new(Data::Float(value), OriginId::NONE)
    }

    /// A string; its first byte's origin is that of the value.
    pub fn string(text: Text) -> Self {
        let origin = text.first_piece().origin;
        Self::new(Data::String(text), origin)
    }

    /// A string of which nothing is known.
    pub fn unknown(bytes: impl AsRef<[u8]>) -> Self {
        Self::string(Text::unknown(bytes))
    }

    /// A list, of unknown origin as a whole.
    pub fn list(list: List) -> Self {
        Self::new(Data::List(list), OriginId::NONE)
    }

    /// A map, of unknown origin as a whole.
    pub fn map(map: Map) -> Self {
        Self::new(Data::Map(map), OriginId::NONE)
    }

    /// A struct, of unknown origin.
    pub fn object(object: Object) -> Self {
        Self::new(Data::Object(object), OriginId::NONE)
    }

    /// The same value from elsewhere. A string's bytes keep their own origins.
    #[must_use]
    pub fn with_origin(mut self, origin: OriginId) -> Self {
        self.origin = origin;
        self
    }

    /// Whether it is `nil`.
    pub fn is_nil(&self) -> bool {
        matches!(self.data, Data::Nil)
    }

    /// The string, if it is one.
    pub fn as_text(&self) -> Option<&Text> {
        match &self.data {
            Data::String(text) => Some(text),
            _ => None,
        }
    }

    /// The map, if it is one.
    pub fn as_map(&self) -> Option<&Map> {
        match &self.data {
            Data::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The list, if it is one.
    pub fn as_list(&self) -> Option<&List> {
        match &self.data {
            Data::List(list) => Some(list),
            _ => None,
        }
    }

    /// Go's truth of templates: not zero, not empty, not nil; a struct is true.
    /// (`text/template`, `IsTrue`)
    pub fn is_true(&self) -> bool {
        match &self.data {
            Data::Nil => false,
            Data::Bool(value) => *value,
            Data::Int(value, _) => *value != 0,
            Data::Float(value) => *value != 0.0,
            Data::String(text) | Data::Bytes(text) => !text.is_empty(),
            Data::List(list) => !list.is_empty(),
            Data::Map(map) => !map.is_empty(),
            Data::Object(object) => object.is_true(),
        }
    }

    /// Every known origin in it, through lists and maps, in order: the inputs of a function that keeps no bytes. Bounded.
    pub fn origins(&self) -> Vec<OriginId> {
        let mut found = Vec::new();
        self.collect_origins(&mut found, 0);
        found
    }

    fn collect_origins(&self, found: &mut Vec<OriginId>, depth: usize) {
        if depth > MAX_ORIGIN_DEPTH || found.len() > MAX_ORIGINS {
            return;
        }
        match &self.data {
            Data::String(text) | Data::Bytes(text) => found.extend(text.origins()),
            Data::List(list) => list.borrow().iter().for_each(|item| item.collect_origins(found, depth + 1)),
            Data::Map(map) => {
                for (key, value) in map.borrow().iter() {
                    found.extend(key.origins());
                    value.collect_origins(found, depth + 1);
                }
            }
            _ => found.push(self.origin),
        }
    }

    /// The name of its Go type, as `printf "%T"` and `typeOf` say it; `<nil>` for nil.
    pub fn type_name(&self) -> &'static str {
        match &self.data {
            Data::Nil => "<nil>",
            Data::Bool(_) => "bool",
            Data::Int(_, kind) => kind.name(),
            Data::Float(_) => "float64",
            Data::String(_) => "string",
            Data::Bytes(_) => "[]uint8",
            Data::List(list) => list.kind().name(),
            Data::Map(map) => map.kind().name(),
            Data::Object(object) => object.type_name(),
        }
    }

    /// The name of its Go kind, as `kindOf` says it; `invalid` for nil.
    pub fn kind_name(&self) -> &'static str {
        match &self.data {
            Data::Nil => "invalid",
            Data::Bool(_) => "bool",
            Data::Int(_, kind) => kind.name(),
            Data::Float(_) => "float64",
            Data::String(_) => "string",
            Data::Bytes(_) | Data::List(_) => "slice",
            Data::Map(_) => "map",
            Data::Object(object) => object.kind_name(),
        }
    }
}

/// How deep [`Value::origins`] looks.
const MAX_ORIGIN_DEPTH: usize = 64;
/// How many origins [`Value::origins`] gathers before it stops.
const MAX_ORIGINS: usize = 1 << 18;
