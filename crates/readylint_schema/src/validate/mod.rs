//! One walk over a document, beside its schema.

mod home;
mod items;
mod scalar;

use readylint_scalars::near_miss;
use readylint_yaml::Node;

use crate::minors::Minors;
use crate::schema::{FieldSchema, KindSchema, ObjectSchema, Type};
use crate::violation::{Expected, Problem, Violation};

/// How many values one document may have, aliases expanded. The parser refuses documents far below it; past it the rest of the
/// document counts as valid.
const STEPS: u32 = 4_000_000;

/// A mapping with more keys is made by a program.
const WRITTEN_BY_HAND: usize = 200;

/// What is wrong with the document `root`, an object of `kind`, in any of `minors`; in the order of the text.
///
/// Null counts as absent, as it does for the API server. Values are read as it reads them: `"5"` is no number, `1e3` is one.
pub fn validate<'t>(root: Node<'t>, kind: KindSchema, minors: Minors) -> Vec<Violation<'t>> {
    validate_object(root, kind.object(), minors.and(kind.minors()))
}

/// As [`validate`], for a part of a document that is an `object`, such as the metadata of a custom resource.
pub fn validate_object<'t>(root: Node<'t>, object: ObjectSchema, minors: Minors) -> Vec<Violation<'t>> {
    if minors.is_empty() {
        return Vec::new();
    }
    let mut walk = Walk {
        violations: Vec::new(),
        holders: Vec::new(),
        object: "",
        in_status: false,
        steps: STEPS,
        homes: home::SEARCHES,
    };
    walk.value(root, Type::Object(object), minors);
    walk.finish()
}

/// The state of a walk.
struct Walk<'t> {
    violations: Vec<Violation<'t>>,
    /// The mappings around the current value, outermost first.
    holders: Vec<(Node<'t>, ObjectSchema)>,
    /// The type that the current value is a field of.
    object: &'static str,
    /// Whether the current value is (in) the status, which API servers reset: it need only be readable.
    in_status: bool,
    steps: u32,
    /// How many homes of misplaced fields may still be looked for.
    homes: u32,
}

impl<'t> Walk<'t> {
    fn report(&mut self, node: Node<'t>, problem: Problem<'t>, minors: Minors) {
        let is_demand = matches!(
            problem,
            Problem::MissingField(_) | Problem::NotAllowed { .. } | Problem::DuplicateItem { .. }
        );
        if self.in_status && is_demand {
            return;
        }
        self.violations.push(Violation { problem, node, object: self.object, minors });
    }

    /// The violations in the order of the text. What an alias repeats is told once.
    fn finish(mut self) -> Vec<Violation<'t>> {
        let place = |violation: &Violation<'_>| violation.node.id().to_usize();
        self.violations.sort_by_key(place);
        self.violations.dedup_by(|later, earlier| {
            let is_same = place(later) == place(earlier)
                && later.object == earlier.object
                && match (&later.problem, &earlier.problem) {
                    (Problem::MissingField(one), Problem::MissingField(other)) => one == other,
                    (one, other) => std::mem::discriminant(one) == std::mem::discriminant(other),
                };
            if is_same {
                earlier.minors = earlier.minors.or(later.minors);
            }
            is_same
        });
        self.violations
    }

    fn value(&mut self, node: Node<'t>, r#type: Type, minors: Minors) {
        let Some(steps) = self.steps.checked_sub(1) else {
            return;
        };
        self.steps = steps;
        if node.is_null() {
            return;
        }
        let expected = match r#type {
            Type::Any => return,
            Type::Object(object) if node.is_mapping() => return self.object(node, object, minors),
            Type::Array(array) if node.is_sequence() => return self.items(node, array, minors),
            Type::Map(map) if node.is_mapping() => {
                for entry in node.entries() {
                    self.element(entry.value, map.values(), minors);
                }
                return;
            }
            Type::Open if node.is_mapping() => return,
            Type::Object(_) | Type::Map(_) | Type::Open => Expected::Mapping,
            Type::Array(_) => Expected::List,
            _ => return self.scalar(node, r#type, minors),
        };
        self.report(node, Problem::WrongType(expected), minors);
    }

    /// A value of a list or of a free mapping: null becomes the empty text, or an object without any field.
    fn element(&mut self, node: Node<'t>, r#type: Type, minors: Minors) {
        match r#type {
            Type::String | Type::Enum(_) if node.is_null() => self.report(node, Problem::NullText, minors),
            Type::Object(object) if node.is_null() => {
                let outer = std::mem::replace(&mut self.object, object.name());
                self.missing_fields(node, object, minors);
                self.object = outer;
            }
            _ => self.value(node, r#type, minors),
        }
    }

    fn object(&mut self, node: Node<'t>, object: ObjectSchema, minors: Minors) {
        let outer = std::mem::replace(&mut self.object, object.name());
        self.holders.push((node, object));
        for entry in node.entries() {
            let Some(key) = entry.key.text() else {
                continue;
            };
            if self.holders.len() == 1 {
                self.in_status = key == "status";
            }
            let mut known = Minors::NONE;
            for field in object.field(key) {
                let common = field.minors().and(minors);
                known = known.or(common);
                if !common.is_empty() {
                    self.value(entry.value, field.r#type(), common);
                }
            }
            let unknown = minors.without(known);
            if !unknown.is_empty() {
                self.unknown_field(entry.key, key, object, unknown);
            }
        }
        if self.holders.len() == 1 {
            self.in_status = false;
        }
        self.missing_fields(node, object, minors);
        self.holders.pop();
        self.object = outer;
    }

    /// Required fields that the object lacks.
    fn missing_fields(&mut self, node: Node<'t>, object: ObjectSchema, minors: Minors) {
        for field in object.fields() {
            let required = field.required().and(minors);
            let is_missing = |value: Node<'_>| value.is_null() || field.is_filled() && is_hollow(value);
            if required.is_empty() || !node.get(field.name()).is_none_or(is_missing) {
                continue;
            }
            // one cause, one violation: the field is there by a wrong name
            let is_misspelt = self.violations.iter().rev().take_while(|found| found.node.id() > node.id()).any(|found| {
                let suggested = matches!(&found.problem, Problem::UnknownField { suggestion: Some(name), .. } if name == field.name());
                suggested && found.node.parent() == Some(node)
            });
            if !is_misspelt {
                self.report(node, Problem::MissingField(field.name().to_owned()), required);
            }
        }
    }

    /// The field of the object that `key` nearly is, unless it is there too. Mappings that nobody wrote by hand get none: each of their
    /// keys would be looked up among all others.
    fn suggestion(&self, key: &str, object: ObjectSchema, minors: Minors) -> Option<String> {
        let (holder, _) = self.holders.last().filter(|(holder, _)| holder.len() <= WRITTEN_BY_HAND)?;
        let fields = object.fields().filter(|field| !field.minors().and(minors).is_empty());
        let nearest = near_miss(key, fields.map(FieldSchema::name))?;
        holder.get(nearest).is_none().then(|| nearest.to_owned())
    }

    fn unknown_field(&mut self, node: Node<'t>, key: &str, object: ObjectSchema, unknown: Minors) {
        let known = object.field(key).fold(Minors::NONE, |known, field| known.or(field.minors()));
        // a field of other versions is where it belongs
        let suggestion = if known.is_empty() { self.suggestion(key, object, unknown) } else { None };
        let home = if suggestion.is_none() && known.is_empty() && self.homes > 0 {
            self.homes -= 1;
            home::home(key, &self.holders, unknown)
        } else {
            None
        };
        self.report(node, Problem::UnknownField { suggestion, home, known }, unknown);
    }
}

/// Whether a value holds nothing: no letter, no item, no entry.
fn is_hollow(value: Node<'_>) -> bool {
    if value.is_scalar() { value.as_str() == Some("") } else { value.is_empty() }
}
