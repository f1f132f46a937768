//! Values against their schemas, as `kube-openapi/pkg/validation/validate` compares them.

use readylint_scalars::near_miss;
use readylint_yaml::Node;

use super::instance::{Instance, Value};
use super::number;
use super::schema::{Arena, Counts, Field, Kind, Rules, Schema, SchemaId};
use super::{embedded, lists};
use crate::minors::Minors;
use crate::violation::{Expected, Problem, Violation};

/// The pattern that the generator of definitions gives to every `resource.Quantity` (apimachinery, `resource.Quantity`,
/// `OpenAPIV3OneOfTypes`).
const QUANTITY: &str = r"^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$";
/// More alternatives tell nobody anything.
const SHOWN_ALTERNATIVES: usize = 16;
/// More words of an enumeration tell nobody anything.
const SHOWN_WORDS: usize = 64;
/// A longer pattern tells nobody anything.
const SHOWN_PATTERN: usize = 160;

/// What is wrong with `instance`, an object of the arena's kind, after its coercion. Nothing if that would take more than
/// `steps` comparisons to find out; alternatives multiply them.
pub(super) fn check<'t>(arena: &Arena, instance: &Instance<'t>, steps: u32) -> Vec<Violation<'t>> {
    let mut checker = Checker { arena, steps };
    let mut findings = Findings::default();
    checker.value(instance, Arena::ROOT, &mut findings);
    if checker.steps == 0 { Vec::new() } else { findings.violations }
}

/// What was found in a value.
#[derive(Default)]
pub(super) struct Findings<'t> {
    violations: Vec<Violation<'t>>,
    /// With those that stand nowhere, being in a default.
    count: usize,
}

impl<'t> Findings<'t> {
    pub(super) fn report(&mut self, node: Option<Node<'t>>, problem: Problem<'t>) {
        self.report_in(node, problem, Minors::ALL);
    }

    pub(super) fn report_in(&mut self, node: Option<Node<'t>>, problem: Problem<'t>, minors: Minors) {
        self.count += 1;
        if let Some(node) = node {
            self.violations.push(Violation { problem, node, object: "", minors });
        }
    }

    pub(super) fn constraint(&mut self, node: Option<Node<'t>>, words: impl Into<String>) {
        self.report(node, Problem::Constraint(words.into()));
    }
}

pub(super) struct Checker<'a> {
    arena: &'a Arena,
    steps: u32,
}

impl<'a> Checker<'a> {
    /// Whether there is still budget for so many steps.
    pub(super) fn charge(&mut self, steps: usize) -> bool {
        self.steps = self.steps.saturating_sub(u32::try_from(steps).unwrap_or(u32::MAX));
        self.steps > 0
    }

    fn value<'t>(&mut self, instance: &Instance<'t>, id: SchemaId, findings: &mut Findings<'t>) {
        if !self.charge(1) {
            return;
        }
        let schema = self.arena.get(id);
        if let Some(problem) = mistyped(instance, schema) {
            return findings.report(instance.node, problem);
        }
        if let Some(rules) = &schema.rules {
            self.rules(instance, schema, rules, findings);
        }
        match &instance.value {
            Value::Map(members) => {
                for member in members {
                    if let Field::Schema(id) = schema.field(&member.key) {
                        self.value(&member.value, id, findings);
                    }
                }
                if schema.is_embedded {
                    embedded::check(instance, findings);
                }
            }
            Value::List(items) => {
                if let Some(id) = schema.items {
                    for item in items {
                        self.value(item, id, findings);
                    }
                }
                lists::duplicates(self, items, &schema.list, findings);
            }
            Value::Text(text) => {
                if let Some(format) = schema.format.and_then(super::format::Format::of_text)
                    && !format.accepts(text)
                {
                    findings.report_in(instance.node, format.problem(), format.minors());
                }
            }
            Value::Int(_) | Value::Float(_) => number::check(instance, schema, findings),
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn rules<'t>(
        &mut self,
        instance: &Instance<'t>,
        schema: &Schema,
        rules: &'a Rules,
        findings: &mut Findings<'t>,
    ) {
        if !self.charge(rules.enumeration.len()) {
            return;
        }
        if !rules.enumeration.is_empty() && !rules.enumeration.iter().any(|value| value.equals(instance)) {
            findings.report(instance.node, not_allowed(instance, rules));
        }
        match &instance.value {
            // a null that is allowed must be among the values, and nothing else is asked of it
            Value::Null => return,
            Value::Map(members) => {
                self.required(instance, rules, findings);
                counts(instance.node, members.len(), rules.properties, ["field", "fields"], findings);
            }
            Value::List(items) => {
                counts(instance.node, items.len(), rules.items, ["item", "items"], findings);
            }
            Value::Text(text) => {
                let length = text.chars().count();
                counts(instance.node, length, rules.lengths, ["character", "characters"], findings);
                if self.charge(text.len() / 16)
                    && let Some(pattern) = rules.pattern.as_ref().filter(|pattern| !pattern.accepts(text))
                {
                    findings.constraint(instance.node, pattern_words(pattern.source()));
                }
            }
            Value::Int(_) | Value::Float(_) => number::bounds(instance, schema.kind, rules, findings),
            Value::Bool(_) => {}
        }
        self.junctors(instance, rules, findings);
    }

    fn required<'t>(&mut self, instance: &Instance<'t>, rules: &Rules, findings: &mut Findings<'t>) {
        let members = instance.members();
        if !self.charge(rules.required.len().saturating_mul(members.len())) {
            return;
        }
        for name in &rules.required {
            if !members.iter().any(|member| *member.key == **name) {
                findings.report(instance.node, Problem::MissingField(name.clone().into_string()));
            }
        }
    }

    fn junctors<'t>(&mut self, instance: &Instance<'t>, rules: &'a Rules, findings: &mut Findings<'t>) {
        for &id in &rules.all_of {
            self.value(instance, id, findings);
        }
        if !rules.any_of.is_empty() && !rules.any_of.iter().any(|&id| self.is_valid(instance, id)) {
            findings.constraint(instance.node, self.alternatives(&rules.any_of, "at least one"));
        }
        if !rules.one_of.is_empty() {
            let valid = rules.one_of.iter().filter(|&&id| self.is_valid(instance, id)).count();
            if valid != 1 {
                findings.constraint(instance.node, self.alternatives(&rules.one_of, "exactly one"));
            }
        }
        if let Some(id) = rules.not
            && self.is_valid(instance, id)
        {
            findings.constraint(instance.node, self.negation(id));
        }
    }

    fn is_valid(&mut self, instance: &Instance<'_>, id: SchemaId) -> bool {
        let mut findings = Findings::default();
        self.value(instance, id, &mut findings);
        findings.count == 0
    }

    /// `must have exactly one of a and b`, if that is what the alternatives demand.
    fn alternatives(&self, ids: &[SchemaId], how_many: &str) -> String {
        let few = ids.get(..ids.len().min(SHOWN_ALTERNATIVES)).filter(|few| few.len() == ids.len());
        match few.unwrap_or_default().iter().map(|&id| self.demanded(id)).collect::<Option<Vec<String>>>() {
            Some(fields) if !fields.is_empty() => format!("must have {how_many} of {}", fields.join(", ")),
            _ => format!("must fit {how_many} of the {} alternatives of its schema", ids.len()),
        }
    }

    fn negation(&self, id: SchemaId) -> String {
        match self.demanded(id) {
            Some(fields) => format!("must not have {fields}"),
            None => "has a value that its schema rules out (`not`)".to_owned(),
        }
    }

    /// The fields that a schema demands, if it demands nothing else.
    fn demanded(&self, id: SchemaId) -> Option<String> {
        let schema = self.arena.get(id);
        let rules = schema.rules.as_ref()?;
        let is_bare = schema.properties.is_empty()
            && rules.enumeration.is_empty()
            && rules.all_of.is_empty()
            && rules.any_of.is_empty()
            && rules.one_of.is_empty()
            && rules.not.is_none();
        let names: Vec<String> = rules.required.iter().map(|name| format!("`{name}`")).collect();
        (is_bare && !names.is_empty()).then(|| names.join(" with "))
    }
}

/// The problem with the type of a value (`typeValidator`).
fn mistyped<'t>(instance: &Instance<'_>, schema: &Schema) -> Option<Problem<'t>> {
    let expected = match schema.kind {
        Kind::Any => return None,
        Kind::Object => Expected::Mapping,
        Kind::Array => Expected::List,
        Kind::String => Expected::String,
        Kind::Integer => Expected::Integer,
        Kind::Number => Expected::Number,
        Kind::Boolean => Expected::Boolean,
        Kind::IntOrString => Expected::IntOrString,
    };
    let is_right = match &instance.value {
        Value::Null => schema.is_nullable,
        Value::Bool(_) => schema.kind == Kind::Boolean,
        Value::Int(_) => matches!(schema.kind, Kind::Integer | Kind::Number | Kind::IntOrString),
        Value::Float(float) => match schema.kind {
            Kind::Number => float.is_finite(),
            Kind::Integer if float.is_finite() && float.fract() == 0.0 => {
                return Some(number::out_of_range(schema));
            }
            _ => false,
        },
        Value::Text(_) => matches!(schema.kind, Kind::String | Kind::IntOrString),
        // the API server takes a list for a text of some format
        Value::List(_) => {
            schema.kind == Kind::Array || (schema.kind == Kind::String && schema.format.is_some())
        }
        Value::Map(_) => schema.kind == Kind::Object,
    };
    (!is_right).then_some(Problem::WrongType(expected))
}

fn not_allowed<'t>(instance: &Instance<'_>, rules: &Rules) -> Problem<'t> {
    let allowed: Vec<String> = rules.enumeration.iter().take(SHOWN_WORDS).map(Instance::shown).collect();
    let suggestion = match &instance.value {
        Value::Text(text) => near_miss(text, allowed.iter().map(String::as_str)).map(str::to_owned),
        _ => None,
    };
    Problem::NotAllowed { allowed, suggestion }
}

fn counts<'t>(
    node: Option<Node<'t>>,
    count: usize,
    counts: Counts,
    [one, many]: [&str; 2],
    findings: &mut Findings<'t>,
) {
    let count = count as u64;
    let noun = |number: u64| if number == 1 { one } else { many };
    if let Some(least) = counts.least.filter(|least| count < *least) {
        findings.constraint(node, format!("must have at least {least} {}, and has {count}", noun(least)));
    }
    if let Some(most) = counts.most.filter(|most| count > *most) {
        findings.constraint(node, format!("must have at most {most} {}, and has {count}", noun(most)));
    }
}

fn pattern_words(source: &str) -> String {
    if source == QUANTITY {
        "must be a quantity, such as `500m` or `1Gi`".to_owned()
    } else if source.len() <= SHOWN_PATTERN && !source.contains('`') {
        format!("must match `{source}`")
    } else {
        "must match the pattern of its schema".to_owned()
    }
}
