//! The fields of an object beside its schema.

use readylint::schema::{ObjectSchema, Type};
use readylint::yaml::{Entry, Node};

/// A value that a schema speaks of.
pub(super) struct Position<'t> {
    /// The mapping around it.
    pub(super) holder: Node<'t>,
    /// What that mapping is.
    pub(super) object: ObjectSchema,
    /// The field, or the field whose items or values it is one of.
    pub(super) field: &'static str,
    /// The entry of a field; none for items of lists and values of free mappings.
    pub(super) entry: Option<Entry<'t>>,
    /// The value.
    pub(super) value: Node<'t>,
    /// What it should be.
    pub(super) r#type: Type,
    /// Whether its entry is the first of its mapping.
    pub(super) is_first: bool,
}

impl Position<'_> {
    /// The field with its type, as `PodSpec.containers`; items and values are told apart from the field.
    pub(super) fn name(&self) -> String {
        let element = if self.entry.is_some() { "" } else { "[]" };
        // of equal names in several packages each has its own fields
        let kin = self.object.fields().count();
        format!("{}/{kin}.{}{element}", self.object.name(), self.field)
    }

    /// A number below `count` that differs from field to field, but not from run to run.
    pub(super) fn turn(&self, count: usize) -> usize {
        let mut sum = 0_usize;
        for byte in self.object.name().bytes().chain(self.field.bytes()) {
            sum = (sum * 31 + usize::from(byte)) % 1_000_003;
        }
        sum % count.max(1)
    }
}

/// All positions at and below `root`. The root's own `apiVersion` and `kind` are none: they choose the schema.
pub(super) fn of(root: Node<'_>, object: ObjectSchema) -> Vec<Position<'_>> {
    let mut positions = Vec::new();
    mapping(root, object, &mut positions);
    positions.retain(|position| position.holder != root || !["apiVersion", "kind"].contains(&position.field));
    positions
}

fn mapping<'t>(holder: Node<'t>, object: ObjectSchema, positions: &mut Vec<Position<'t>>) {
    for (number, entry) in holder.own_entries().enumerate() {
        let Some(field) = entry.key.text().and_then(|key| object.field(key).last()) else {
            continue;
        };
        let is_first = number == 0;
        let (name, r#type) = (field.name(), field.r#type());
        let value = entry.value;
        positions.push(Position { holder, object, field: name, entry: Some(entry), value, r#type, is_first });
        below(holder, object, name, value, r#type, positions);
    }
}

fn below<'t>(
    holder: Node<'t>,
    object: ObjectSchema,
    field: &'static str,
    value: Node<'t>,
    r#type: Type,
    positions: &mut Vec<Position<'t>>,
) {
    let (elements, r#type): (Vec<Node<'t>>, Type) = match r#type {
        Type::Object(inner) => return mapping(value, inner, positions),
        Type::Array(array) => (value.items().collect(), array.items()),
        Type::Map(map) => (value.own_entries().map(|entry| entry.value).collect(), map.values()),
        _ => return,
    };
    for element in elements {
        positions.push(Position {
            holder,
            object,
            field,
            entry: None,
            value: element,
            r#type,
            is_first: false,
        });
        below(holder, object, field, element, r#type, positions);
    }
}
