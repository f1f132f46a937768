//! What the API server does to an object before it validates it: fields that the schema does not know are dropped, nulls too, and
//! defaults are put in.

use readylint_scalars::near_miss;

use super::instance::{Instance, Member, Value};
use super::schema::{Arena, Field, Kind, Schema, SchemaId};
use crate::minors::Minors;
use crate::violation::{Problem, Violation};

/// The fields that every object has, whatever its schema says.
const META_FIELDS: [&str; 3] = ["apiVersion", "kind", "metadata"];

/// The changes to one object.
pub(super) struct Coercion<'a, 't> {
    arena: &'a Arena,
    unknown: Vec<Violation<'t>>,
    steps: u32,
}

impl<'a, 't> Coercion<'a, 't> {
    /// At most `steps` values are looked at, defaults included.
    pub(super) fn new(arena: &'a Arena, steps: u32) -> Self {
        Self { arena, unknown: Vec::new(), steps }
    }

    /// The fields that were dropped; `None` if the object was too much to look at, and is changed in part only.
    pub(super) fn finish(self) -> Option<Vec<Violation<'t>>> {
        (self.steps > 0).then_some(self.unknown)
    }

    fn charge(&mut self, steps: usize) -> bool {
        self.steps = self.steps.saturating_sub(u32::try_from(steps).unwrap_or(u32::MAX));
        self.steps > 0
    }

    /// Drops what the schema does not know (`pruning.PruneWithOptions`). Below a value of a wrong type nothing is told: that
    /// the type is wrong says it all.
    pub(super) fn prune(&mut self, instance: &mut Instance<'t>, id: SchemaId, is_resource: bool) {
        if !self.charge(1) {
            return;
        }
        let schema = self.arena.get(id);
        let has_meta = is_resource || schema.is_embedded;
        match &mut instance.value {
            Value::Map(members) if matches!(schema.kind, Kind::Object | Kind::Any) => {
                let present: Vec<String> =
                    if members.iter().all(|member| schema.field(&member.key) != Field::Unknown) {
                        Vec::new()
                    } else {
                        members.iter().map(|member| member.key.clone().into_owned()).collect()
                    };
                members.retain_mut(|member| {
                    (has_meta && META_FIELDS.contains(&&*member.key))
                        || self.prune_member(member, schema, &present)
                });
            }
            Value::List(items) if matches!(schema.kind, Kind::Array | Kind::Any) => {
                for item in items {
                    match schema.items {
                        Some(id) => self.prune(item, id, false),
                        None if schema.preserves => {}
                        None => self.prune_unknown(item),
                    }
                }
            }
            _ => {}
        }
    }

    /// Whether the member stays.
    fn prune_member(&mut self, member: &mut Member<'t>, schema: &Schema, present: &[String]) -> bool {
        match schema.field(&member.key) {
            Field::Schema(id) => self.prune(&mut member.value, id, false),
            Field::Anything | Field::Unknown if schema.preserves => {}
            Field::Anything => self.prune_unknown(&mut member.value),
            Field::Unknown => {
                let is_free = |name: &&str| !present.iter().any(|key| key == name);
                let names = schema.properties.iter().map(|property| &*property.name);
                let suggestion = near_miss(&member.key, names).filter(is_free).map(str::to_owned);
                self.report(member, suggestion);
                return false;
            }
        }
        true
    }

    /// As [`Coercion::prune`], where no schema says anything: an `additionalProperties: true` lets scalars and lists of them
    /// pass, but of mappings it keeps no field.
    fn prune_unknown(&mut self, instance: &mut Instance<'t>) {
        if !self.charge(1) {
            return;
        }
        match &mut instance.value {
            Value::Map(members) => {
                for member in std::mem::take(members) {
                    self.report(&member, None);
                }
            }
            Value::List(items) => items.iter_mut().for_each(|item| self.prune_unknown(item)),
            _ => {}
        }
    }

    fn report(&mut self, member: &Member<'t>, suggestion: Option<String>) {
        if let Some(node) = member.node {
            let problem = Problem::UnknownField { suggestion, home: None, known: Minors::NONE };
            self.unknown.push(Violation { problem, node, object: "", minors: Minors::ALL });
        }
    }

    /// Drops nulls, except where null is a value, and puts defaults in (`defaulting.PruneNonNullableNullsWithoutDefaults` and
    /// `defaulting.Default`).
    pub(super) fn default(&mut self, instance: &mut Instance<'t>, id: SchemaId) {
        if !self.charge(1) {
            return;
        }
        let schema = self.arena.get(id);
        match &mut instance.value {
            Value::Map(members) => {
                members.retain(|member| !(member.value.is_null() && self.drops_null(schema, &member.key)));
                self.default_members(members, schema);
            }
            Value::List(items) => {
                let Some(id) = schema.items else {
                    return;
                };
                for item in items {
                    if item.is_null()
                        && !self.arena.get(id).is_nullable
                        && let Some(default) = self.default_of(id)
                    {
                        item.value = default.value;
                    }
                    self.default(item, id);
                }
            }
            _ => {}
        }
    }

    fn default_members(&mut self, members: &mut Vec<Member<'t>>, schema: &Schema) {
        if !self.charge(schema.defaulted.len().saturating_mul(members.len())) {
            return;
        }
        for property in schema.defaulted.iter().filter_map(|&at| schema.properties.get(at as usize)) {
            if !members.iter().any(|member| *member.key == *property.name)
                && let Some(value) = self.default_of(property.schema)
            {
                let key = property.name.clone().into_string().into();
                members.push(Member { key, node: None, value });
            }
        }
        for member in members {
            let Field::Schema(id) = schema.field(&member.key) else {
                continue;
            };
            if member.value.is_null()
                && !self.arena.get(id).is_nullable
                && let Some(default) = self.default_of(id)
            {
                member.value.value = default.value;
            }
            self.default(&mut member.value, id);
        }
    }

    /// Whether a null under `key` is dropped.
    fn drops_null(&self, schema: &Schema, key: &str) -> bool {
        let Field::Schema(id) = schema.field(key) else {
            return false;
        };
        let schema = self.arena.get(id);
        !schema.is_nullable && schema.default.is_none()
    }

    fn default_of(&mut self, id: SchemaId) -> Option<Instance<'t>> {
        let default = self.arena.get(id).default.as_ref()?;
        self.charge(default.count()).then(|| (**default).clone())
    }
}
