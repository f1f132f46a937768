//! A compiled `openAPIV3Schema`: an arena that refers to no text.

use std::sync::Arc;

use super::format::Format;
use super::instance::Instance;
use super::pattern::Pattern;

/// All schemas of one version of a definition. The first is that of the object itself.
#[derive(Debug, Default)]
pub(super) struct Arena {
    pub(super) schemas: Vec<Schema>,
}

/// The place of a schema in its arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SchemaId(pub(super) u32);

impl Arena {
    pub(super) const ROOT: SchemaId = SchemaId(0);

    /// The schema `id`; that anything goes if there is none, which no reader makes.
    pub(super) fn get(&self, id: SchemaId) -> &Schema {
        static ANYTHING: Schema = Schema::ANYTHING;
        self.schemas.get(id.0 as usize).unwrap_or(&ANYTHING)
    }
}

/// One schema.
#[derive(Debug)]
pub(super) struct Schema {
    pub(super) kind: Kind,
    pub(super) format: Option<Format>,
    /// `nullable`.
    pub(super) is_nullable: bool,
    /// `x-kubernetes-preserve-unknown-fields`.
    pub(super) preserves: bool,
    /// `x-kubernetes-embedded-resource`.
    pub(super) is_embedded: bool,
    /// Sorted by name.
    pub(super) properties: Vec<Property>,
    /// Those of the properties that have a default, by their place.
    pub(super) defaulted: Vec<u32>,
    pub(super) additional: Additional,
    pub(super) items: Option<SchemaId>,
    pub(super) list: ListType,
    pub(super) default: Option<Box<Instance<'static>>>,
    pub(super) rules: Option<Box<Rules>>,
}

impl Schema {
    /// The schema of anything at all.
    pub(super) const ANYTHING: Self = Self {
        kind: Kind::Any,
        format: None,
        is_nullable: true,
        preserves: true,
        is_embedded: false,
        properties: Vec::new(),
        defaulted: Vec::new(),
        additional: Additional::None,
        items: None,
        list: ListType::Atomic,
        default: None,
        rules: None,
    };

    /// The schema of the property `name`.
    pub(super) fn property(&self, name: &str) -> Option<SchemaId> {
        let at = self.properties.binary_search_by(|property| (*property.name).cmp(name)).ok()?;
        self.properties.get(at).map(|property| property.schema)
    }

    /// What the schema says of the field `name`, be it a named one or one of the additional ones.
    pub(super) fn field(&self, name: &str) -> Field {
        match (self.property(name), self.additional) {
            (Some(id), _) | (None, Additional::Schema(id)) => Field::Schema(id),
            (None, Additional::Anything) => Field::Anything,
            (None, Additional::None) => Field::Unknown,
        }
    }
}

/// What a schema says of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// There is none of this name.
    Unknown,
    /// There is, and nothing is said of it.
    Anything,
    Schema(SchemaId),
}

/// A named field.
#[derive(Debug)]
pub(super) struct Property {
    pub(super) name: Box<str>,
    pub(super) schema: SchemaId,
}

/// `type`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// No type is given.
    #[default]
    Any,
    Object,
    Array,
    String,
    Integer,
    Number,
    Boolean,
    /// `x-kubernetes-int-or-string`.
    IntOrString,
}

/// `additionalProperties`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Additional {
    #[default]
    None,
    /// `true`.
    Anything,
    Schema(SchemaId),
}

/// `x-kubernetes-list-type`.
#[derive(Debug, Default)]
pub(super) enum ListType {
    #[default]
    Atomic,
    Set,
    /// With its `x-kubernetes-list-map-keys`.
    Map(Box<[Box<str>]>),
}

/// What a value must fulfil beside its type.
#[derive(Debug, Default)]
pub(super) struct Rules {
    pub(super) required: Box<[Box<str>]>,
    pub(super) enumeration: Box<[Instance<'static>]>,
    pub(super) pattern: Option<Arc<Pattern>>,
    pub(super) lengths: Counts,
    pub(super) items: Counts,
    pub(super) properties: Counts,
    pub(super) minimum: Option<Bound>,
    pub(super) maximum: Option<Bound>,
    pub(super) multiple_of: Option<f64>,
    pub(super) all_of: Box<[SchemaId]>,
    pub(super) any_of: Box<[SchemaId]>,
    pub(super) one_of: Box<[SchemaId]>,
    pub(super) not: Option<SchemaId>,
}

/// How many there must and may be.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub(super) least: Option<u64>,
    pub(super) most: Option<u64>,
}

/// `minimum` or `maximum`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bound {
    pub(super) value: f64,
    /// Whether the bound itself is refused.
    pub(super) is_exclusive: bool,
}
