//! Which refusals a schema can express, and where it must report them.

use readylint_schema::{Minors, ObjectSchema, Type};
use readylint_yaml::Node;

use crate::answers::{Answer, Cause};
use crate::evidence::{Evidence, is_empty};
use crate::place::{Place, find};

/// Where a violation must be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Demand {
    /// At this path.
    At(String),
    /// At an item of this list.
    In(String),
    /// At a field of this name, or at its items or values.
    Field(String),
    /// Where the object was broken.
    Edit,
    /// A key that stands twice, the second time in this line.
    Line(usize),
}

/// What a refusal asks of a schema; what it asks of nobody but the server is left out.
pub(crate) struct Demands {
    pub(crate) demands: Vec<Demand>,
    /// Field and message of what a schema cannot express.
    pub(crate) rest: Vec<(String, String)>,
}

/// Refusals with status 400 that are none of decoding.
const REQUESTS: [&str; 3] = [
    "token is required for TokenReview",
    "no namespace on request",
    "the namespace of the provided object does not match",
];

/// Sorts what the server said of a document.
pub(crate) fn demands(
    answer: &Answer,
    root: Node<'_>,
    object: ObjectSchema,
    minors: Minors,
    evidence: &Evidence,
) -> Demands {
    let mut sorted = Demands { demands: Vec::new(), rest: Vec::new() };
    if answer.causes.is_empty() {
        if answer.code == 400 && !REQUESTS.iter().any(|start| answer.message.starts_with(start)) {
            sorted.demands = decoding(&answer.message);
        } else {
            sorted.rest.push((String::new(), answer.message.clone()));
        }
    }
    for cause in &answer.causes {
        let place = find(root, object, minors, &cause.field, answer.place);
        let place = match place {
            Some(place) if cause.r#type == "NotSupported" => place.broken(answer.place, minors),
            place => place,
        };
        match place.and_then(|place| validation(cause, &place, evidence)) {
            Some(demand) if !sorted.demands.contains(&demand) => sorted.demands.push(demand),
            Some(_) => {}
            None => sorted.rest.push((cause.field.clone(), cause.message.clone())),
        }
    }
    sorted
}

/// Errors of the decoder.
fn decoding(message: &str) -> Vec<Demand> {
    if let Some(errors) = message.strip_prefix("strict decoding error: ") {
        // the middle of a long message is not recorded
        return errors.split(", ").filter(|error| !error.contains('…')).flat_map(strict).collect();
    }
    let field =
        message.split_once("into Go struct field ").and_then(|(_, rest)| rest.split_once(" of type "));
    let field = field.and_then(|(path, _)| path.rsplit('.').next());
    vec![field.map_or(Demand::Edit, |field| Demand::Field(field.to_owned()))]
}

/// One error of strict decoding, or several of the YAML reader.
fn strict(error: &str) -> Vec<Demand> {
    let quoted = |start: &str| error.strip_prefix(start)?.strip_suffix('"');
    if let Some(path) = quoted("unknown field \"") {
        return vec![Demand::At(path.to_owned())];
    }
    let lines = error.lines().filter_map(|line| {
        let (number, rest) = line.trim().strip_prefix("line ")?.split_once(": ")?;
        rest.ends_with("already set in map").then_some(Demand::Line(number.parse().ok()?))
    });
    let lines: Vec<Demand> = lines.collect();
    if lines.is_empty() { vec![Demand::Edit] } else { lines }
}

/// A cause of a refusal by validation, if the field alone decides it: no accepted object speaks against that.
fn validation(cause: &Cause, place: &Place<'_>, evidence: &Evidence) -> Option<Demand> {
    let field = (place.object, place.field);
    let is_decided = match (cause.r#type.as_str(), place.value) {
        // what an object is named is no matter of its schema
        ("Required", None) if cause.field == "metadata.name" => false,
        ("Required", None) => match &place.missing {
            Some((object, field)) => {
                !evidence.absent.contains(&(*object, field)) && !is_conditional(*object, field)
            }
            None => false,
        },
        // an empty mapping of fixed fields lacks one of them
        ("Required", Some(value)) => {
            !place.is_element
                && !matches!(place.r#type, Type::Object(_))
                && is_empty(value)
                && !evidence.absent.contains(&field)
                && !evidence.empty.contains(&field)
                && !is_conditional(field.0, field.1)
        }
        // the empty text mostly stands for none
        ("NotSupported", Some(value)) if matches!(place.r#type, Type::String | Type::Enum(_)) => {
            value.text().is_some_and(|word| {
                let word = (place.object, place.field, word.to_owned());
                !word.2.is_empty() && !evidence.words.contains(&word) && !is_conditional(field.0, field.1)
            })
        }
        // a port that the default of another field gave does not stand there
        ("Invalid", Some(value)) => {
            cause.message.contains(PORT_RANGE) && !place.is_element && !is_defaulted_port(place, value)
        }
        ("Duplicate", _) => !evidence.repeated.contains(&field) && !is_conditional(field.0, field.1),
        _ => false,
    };
    is_decided.then(|| match cause.r#type.as_str() {
        "Duplicate" => Demand::In(list(&place.path)),
        _ => Demand::At(place.path.clone()),
    })
}

/// What the server says of numbers that are no ports.
const PORT_RANGE: &str = "must be between 1 and 65535";

/// Whether the server took the port of a Service for its absent target port.
fn is_defaulted_port(place: &Place<'_>, value: Node<'_>) -> bool {
    place.field == "targetPort" && value.as_i64() == Some(0)
}

/// Fields that are refused for the sake of another one, which no accepted object of ours shows, with what decides.
const CONDITIONAL: [(&str, &str, &str); 8] = [
    ("ISCSIVolumeSource", "secretRef", "chapAuthDiscovery or chapAuthSession"),
    ("ISCSIPersistentVolumeSource", "secretRef", "chapAuthDiscovery or chapAuthSession"),
    ("PodDNSConfig", "nameservers", "dnsPolicy None"),
    ("PriorityLevelConfigurationSpec", "limited", "type Limited"),
    ("AzureDiskVolumeSource", "diskURI", "kind Managed"),
    ("ResourceFieldSelector", "resource", "names that start as those of huge pages"),
    ("APIServiceSpec", "group", "any version but v1"),
    ("FieldSelectorRequirement", "values", "operator In or NotIn"),
];

fn is_conditional(object: ObjectSchema, field: &str) -> bool {
    CONDITIONAL.iter().any(|(name, conditional, _)| *name == object.name() && *conditional == field)
}

/// The path up to its last number.
fn list(path: &str) -> String {
    path.rsplit_once('[').map_or(path, |(list, _)| list).to_owned()
}
