//! Views of the bundled table: kinds, objects, fields, types.

use std::ops::Range;

use crate::minors::Minors;
use crate::table::{BUNDLED, NONE, Section, Table, tag};

/// The schema of a built-in kind in one API version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KindSchema(usize);

impl KindSchema {
    /// The schema of `kind` in `api_version` (`apps/v1`); `None` if no minor of the table serves or served it.
    pub fn of(api_version: &str, kind: &str) -> Option<Self> {
        let order = |at: usize| {
            let found = Self(at);
            found.api_version().cmp(api_version).then_with(|| found.kind().cmp(kind))
        };
        Table::search(0..BUNDLED.count(Section::Kinds), order).map(Self)
    }

    /// All kinds of all API versions, sorted by both.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> {
        (0..BUNDLED.count(Section::Kinds)).map(Self)
    }

    /// The API version, as `apps/v1`.
    pub fn api_version(self) -> &'static str {
        BUNDLED.string(BUNDLED.word(Section::Kinds, self.0, 0))
    }

    /// The name of the kind.
    pub fn kind(self) -> &'static str {
        BUNDLED.string(BUNDLED.word(Section::Kinds, self.0, 1))
    }

    /// The object that a document of the kind is.
    pub fn object(self) -> ObjectSchema {
        ObjectSchema(BUNDLED.word(Section::Kinds, self.0, 2))
    }

    /// The minors whose API description has it; alpha versions count although clusters do not serve them by default.
    pub fn minors(self) -> Minors {
        BUNDLED.minors(Section::Kinds, self.0, 3)
    }
}

/// The schema of a mapping with fixed fields, such as `PodSpec`. Of equal names in several packages each has its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ObjectSchema(u16);

impl ObjectSchema {
    /// The metadata of every object.
    pub fn object_meta() -> Option<Self> {
        Self::of_field("ConfigMap", "metadata")
    }

    /// What pods are made from, in the object of a custom resource as well.
    pub fn pod_template() -> Option<Self> {
        Self::of_field("PodTemplate", "template")
    }

    /// The type of a field of a kind of the core group.
    fn of_field(kind: &str, field: &str) -> Option<Self> {
        match KindSchema::of("v1", kind)?.object().field(field).next()?.r#type() {
            Type::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The name of the type in the API reference, as `PodSpec`.
    pub fn name(self) -> &'static str {
        BUNDLED.string(BUNDLED.word(Section::Objects, self.0.into(), 0))
    }

    fn range(self) -> Range<usize> {
        let first = usize::from(BUNDLED.word(Section::Objects, self.0.into(), 1));
        first..first + usize::from(BUNDLED.word(Section::Objects, self.0.into(), 2))
    }

    /// All fields of all minors, sorted by name. One whose type changed stands several times.
    pub fn fields(self) -> impl DoubleEndedIterator<Item = FieldSchema> {
        self.range().map(FieldSchema)
    }

    /// The field `name`: none, one, or several for different minors.
    pub fn field(self, name: &str) -> impl Iterator<Item = FieldSchema> {
        let range = self.range();
        let first = Table::search(range.clone(), |at| FieldSchema(at).name().cmp(name)).unwrap_or(range.end);
        (first..range.end).map(FieldSchema).take_while(move |field| field.name() == name)
    }
}

/// A field of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldSchema(usize);

impl FieldSchema {
    /// Its key.
    pub fn name(self) -> &'static str {
        BUNDLED.string(BUNDLED.word(Section::Fields, self.0, 0))
    }

    /// What it holds.
    pub fn r#type(self) -> Type {
        Type::at(BUNDLED.word(Section::Fields, self.0, 1))
    }

    /// The minors that have it, with this type.
    pub fn minors(self) -> Minors {
        BUNDLED.minors(Section::Fields, self.0, 2)
    }

    /// The minors in which the API server refuses an object without it.
    pub fn required(self) -> Minors {
        BUNDLED.minors(Section::Fields, self.0, 3)
    }

    /// Whether the API server takes an empty text, list or mapping for a missing field, where it is required.
    pub fn is_filled(self) -> bool {
        BUNDLED.word(Section::Fields, self.0, 3) & FILLED != 0
    }
}

/// Flag beside the minors in which a field is required: [`FieldSchema::is_filled`].
pub(crate) const FILLED: u16 = 1 << 15;

/// What a value may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// Anything.
    Any,
    /// A mapping of anything (`RawExtension`, `FieldsV1`).
    Open,
    /// Text.
    String,
    /// `true` or `false`.
    Boolean,
    /// A whole number of 32 bits.
    Int32,
    /// A whole number of 64 bits.
    Int64,
    /// A number.
    Double,
    /// Text in base64.
    Bytes,
    /// A point in time by RFC 3339 (`metav1.Time`).
    Time,
    /// A point in time by RFC 3339 with six digits of a second's fraction (`metav1.MicroTime`).
    MicroTime,
    /// A duration as Go writes it (`metav1.Duration`).
    Duration,
    /// `500m`, `1Gi`, or a number (`resource.Quantity`).
    Quantity,
    /// A whole number of 32 bits, or text (`intstr.IntOrString`).
    IntOrString,
    /// A port number, from the given one (0 or 1) to 65535.
    Port(u16),
    /// A port number, from the given one (0 or 1) to 65535, or the name of a port.
    PortOrName(u16),
    /// A mapping with fixed fields.
    Object(ObjectSchema),
    /// A list.
    Array(ArraySchema),
    /// A mapping of free keys.
    Map(MapSchema),
    /// Text out of a list.
    Enum(EnumSchema),
}

impl Type {
    pub(crate) fn at(number: u16) -> Self {
        let number = usize::from(number);
        let [tag, flags] = BUNDLED.word(Section::Types, number, 0).to_le_bytes();
        let operand = |word: usize| BUNDLED.word(Section::Types, number, word);
        match tag {
            tag::OPEN => Self::Open,
            tag::STRING => Self::String,
            tag::BOOLEAN => Self::Boolean,
            tag::INT32 => Self::Int32,
            tag::INT64 => Self::Int64,
            tag::DOUBLE => Self::Double,
            tag::BYTES => Self::Bytes,
            tag::TIME => Self::Time,
            tag::MICRO_TIME => Self::MicroTime,
            tag::DURATION => Self::Duration,
            tag::QUANTITY => Self::Quantity,
            tag::INT_OR_STRING => Self::IntOrString,
            tag::PORT => Self::Port(operand(1)),
            tag::PORT_OR_NAME => Self::PortOrName(operand(1)),
            tag::OBJECT => Self::Object(ObjectSchema(operand(1))),
            tag::ARRAY => Self::Array(ArraySchema { items: operand(1), keys: operand(2), flags }),
            tag::MAP => Self::Map(MapSchema { values: operand(1) }),
            tag::ENUM => Self::Enum(EnumSchema {
                first: operand(1),
                count: operand(2),
                known: Minors::from_bits(operand(3)),
            }),
            _ => Self::Any,
        }
    }
}

/// A list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArraySchema {
    items: u16,
    keys: u16,
    flags: u8,
}

/// Flag of a list: the API server refuses equal items.
pub(crate) const UNIQUE: u8 = 1;

impl ArraySchema {
    /// What its items are.
    pub fn items(self) -> Type {
        Type::at(self.items)
    }

    /// Whether the API server refuses two items that are equal (in all of [`ArraySchema::keys`], if it has any).
    pub fn is_unique(self) -> bool {
        self.flags & UNIQUE != 0
    }

    /// The fields that together name an item (`x-kubernetes-list-map-keys`, the merge key of a patch); none if the items are
    /// scalars or the list is atomic.
    pub fn keys(self) -> impl Iterator<Item = &'static str> {
        let first = usize::from(self.keys);
        let count = if self.keys == NONE { 0 } else { usize::from(BUNDLED.word(Section::Keys, first, 0)) };
        (first + 1..=first + count)
            .filter(move |_| count > 0)
            .map(|at| BUNDLED.string(BUNDLED.word(Section::Keys, at, 0)))
    }
}

/// A mapping of free keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MapSchema {
    values: u16,
}

impl MapSchema {
    /// What its values are.
    pub fn values(self) -> Type {
        Type::at(self.values)
    }
}

/// The values that a text may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EnumSchema {
    first: u16,
    count: u16,
    known: Minors,
}

impl EnumSchema {
    /// The minors for which the values are known; in others any text will do.
    pub fn known(self) -> Minors {
        self.known
    }

    /// The values, each with the minors that accept it.
    pub fn values(self) -> impl Iterator<Item = (&'static str, Minors)> {
        let first = usize::from(self.first);
        (first..first + usize::from(self.count)).map(|at| {
            (BUNDLED.string(BUNDLED.word(Section::Values, at, 0)), BUNDLED.minors(Section::Values, at, 1))
        })
    }
}
