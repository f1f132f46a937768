//! What two judges say of one document, fault by fault.

use std::collections::BTreeMap;
use std::fmt;
use std::mem::{Discriminant, discriminant};

use jsonschema::error::ValidationErrorKind;
use readylint_schema::{KindSchema, Minors, Problem, Violation, validate};
use readylint_yaml::Node;
use serde_json::Value as Json;

use crate::documents::Document;
use crate::json::{self, steps};
use crate::reasons;
use crate::wheel::Wheel;

/// What was judged, and how often each known difference occurred.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) unreadable: usize,
    pub(crate) passed_over: usize,
    accepted: usize,
    refused: usize,
    /// Refused by one judge only.
    disputed: usize,
    reasons: BTreeMap<&'static str, usize>,
}

impl Tally {
    /// Fails if there is little to compare, or a reason that no document needs.
    pub(crate) fn check(&self) {
        assert!(self.accepted > 300 && self.refused > 1_000, "{self}");
        assert!(self.unreadable < 500, "{self}");
        let names =
            reasons::OURS.map(|(name, _)| name).into_iter().chain(reasons::THEIRS.map(|(name, _)| name));
        for name in names.filter(|name| !reasons::is_refinement(name)) {
            assert!(self.reasons.contains_key(name), "no document differs by `{name}` any more");
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { unreadable, passed_over, accepted, refused, disputed, reasons } = self;
        write!(
            f,
            "{accepted} accepted, {refused} refused, {disputed} by one judge only, {unreadable} no YAML, "
        )?;
        write!(f, "{passed_over} of kinds that it has not; differences: {reasons:?}")
    }
}

/// A fault that `jsonschema` found.
pub(crate) struct Fault<'t> {
    pub(crate) what: What,
    /// From the root to the mapping that lacks a field or has one too many, or to the value that is wrong.
    pub(crate) path: Vec<String>,
    /// An unknown key; else the node at the path.
    pub(crate) node: Node<'t>,
    /// Whether the value is null.
    pub(crate) is_null: bool,
    /// The keyword of the schema that refuses it.
    pub(crate) keyword: String,
}

/// What is wrong, as far as the schemas distinguish it.
pub(crate) enum What {
    /// A key that the object does not have.
    Unknown(String),
    /// A field that is not there.
    Missing(String),
    /// A value that is wrong.
    Value,
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(name) => write!(f, "unknown key {name}"),
            Self::Missing(name) => write!(f, "missing field {name}"),
            Self::Value => f.write_str("wrong value"),
        }
    }
}

/// The faults of `root`, which is `json`.
fn faults<'t>(wheel: &Wheel, definition: &str, root: Node<'t>, json: &Json) -> Vec<Fault<'t>> {
    let mut faults = Vec::new();
    for error in wheel.validator(definition).iter_errors(json) {
        let path = steps(error.instance_path().as_str());
        let node = json::at(root, &path);
        let is_null = error.instance().is_null();
        let keyword = error.kind().keyword().to_owned();
        match error.kind() {
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                faults.extend(unexpected.iter().map(|name| Fault {
                    what: What::Unknown(name.clone()),
                    path: path.clone(),
                    node: json::entry(node, name).0,
                    is_null,
                    keyword: keyword.clone(),
                }));
            }
            ValidationErrorKind::Required { property } => {
                let name = property.as_str().unwrap().to_owned();
                faults.push(Fault { what: What::Missing(name), path, node, is_null, keyword });
            }
            ValidationErrorKind::Type { .. }
            | ValidationErrorKind::Enum { .. }
            | ValidationErrorKind::Minimum { .. }
            | ValidationErrorKind::Maximum { .. }
            | ValidationErrorKind::Format { .. }
            | ValidationErrorKind::AnyOf { .. }
            | ValidationErrorKind::OneOfNotValid { .. }
            | ValidationErrorKind::OneOfMultipleValid { .. } => {
                faults.push(Fault { what: What::Value, path, node, is_null, keyword });
            }
            other => panic!("the schemas have no such keyword: {other:?}"),
        }
    }
    faults
}

/// Whether both speak of the same.
fn is_same(violation: &Violation<'_>, fault: &Fault<'_>) -> bool {
    match (&violation.problem, &fault.what) {
        (Problem::UnknownField { .. }, What::Unknown(_)) => violation.node == fault.node,
        (Problem::MissingField(ours), What::Missing(theirs)) => {
            ours == theirs && violation.node == fault.node
        }
        // a field that may not be null is a field that is not there
        (Problem::MissingField(ours), What::Value) => {
            fault.is_null && violation.node.get(ours).is_some_and(|value| value == fault.node)
        }
        (Problem::UnknownField { .. }, _) | (_, What::Unknown(_) | What::Missing(_)) => false,
        _ => violation.node == fault.node,
    }
}

/// Whether we said of the missing field that it is there under a wrong name, which is one fault.
fn is_misspelt(violation: &Violation<'_>, fault: &Fault<'_>) -> bool {
    match (&violation.problem, &fault.what) {
        (Problem::UnknownField { suggestion: Some(name), .. }, What::Missing(missing)) => {
            name == missing && violation.node.parent() == Some(fault.node)
        }
        _ => false,
    }
}

/// What only one of the judges says of the document, known differences left out.
pub(crate) fn compare(
    wheel: &Wheel,
    minor: u16,
    document: &Document,
    root: Node<'_>,
    json: &Json,
    kind: KindSchema,
    tally: &mut Tally,
) -> Vec<String> {
    let definition = wheel.definition_of(&document.api_version, &document.kind).unwrap();
    let violations = validate(root, kind, Minors::of(minor));
    let faults = faults(wheel, definition, root, json);
    match (violations.is_empty(), faults.is_empty()) {
        (true, true) => tally.accepted += 1,
        (false, false) => tally.refused += 1,
        _ => tally.disputed += 1,
    }
    let mut differences = range(root, kind, minor, &violations);
    for violation in &violations {
        if faults.iter().any(|fault| is_same(violation, fault)) {
            continue;
        }
        let place = wheel.place(definition, &steps(&violation.node.pointer()));
        match reasons::OURS.iter().find(|(_, is_reason)| is_reason(violation, &place)) {
            Some((name, _)) => *tally.reasons.entry(name).or_default() += 1,
            None => differences.push(format!("only ours: {}", told(violation))),
        }
    }
    for fault in &faults {
        if violations.iter().any(|violation| is_same(violation, fault) || is_misspelt(violation, fault)) {
            continue;
        }
        let place = wheel.place(definition, &fault.path);
        match reasons::THEIRS.iter().find(|(_, is_reason)| is_reason(fault, &place, wheel)) {
            Some((name, _)) => *tally.reasons.entry(name).or_default() += 1,
            None => differences.push(format!(
                "only theirs: {} at /{}, a field of {}",
                fault.what,
                fault.path.join("/"),
                place.field().0
            )),
        }
    }
    differences
}

fn told(violation: &Violation<'_>) -> String {
    format!("{:?} at {} of {}", violation.problem, violation.node.pointer(), violation.object)
}

/// What is found for one minor must be what is found for it among all.
fn range(root: Node<'_>, kind: KindSchema, minor: u16, alone: &[Violation<'_>]) -> Vec<String> {
    let among = validate(root, kind, Minors::ALL);
    let among = among.iter().filter(|violation| !violation.minors.and(Minors::of(minor)).is_empty());
    let (alone, among): (Vec<_>, Vec<_>) = (alone.iter().map(name).collect(), among.map(name).collect());
    let differs = alone != among;
    differs.then(|| format!("alone {alone:?}, among all minors {among:?}")).into_iter().collect()
}

/// What distinguishes a violation from others at its node.
fn name<'t>(violation: &Violation<'t>) -> (usize, Discriminant<Problem<'t>>, Option<String>) {
    let missing = match &violation.problem {
        Problem::MissingField(name) => Some(name.clone()),
        _ => None,
    };
    (violation.node.id().to_usize(), discriminant(&violation.problem), missing)
}
