//! Custom resources against the answers of the real API server (`tests/custom/answers.jsonl`, recorded from 1.36.3).
//!
//! What it accepts must give no violation; what it refuses must be reported where it says, and nothing else of the object; what
//! we cannot say stands on a list with its reason, and an entry that is no longer needed has to leave it.
//!
//! The definitions of real operators come from their Go modules: with the feature `operators`, `READYLINT_CRDS` names a folder that
//! holds them as a Go module cache does (`$GOMODCACHE` itself, after `go mod download` of the modules of `sources.txt`).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use readylint_schema::{Definitions, Problem, Violation};
use readylint_text::SourceId;
use readylint_yaml::{Node, parse};
use serde_json::Value as Json;

const CEL: &str = "a rule in CEL";
const NAME: &str = "names are the business of rules of their own";
const LABELS: &str = "labels and annotations of metadata are the business of rules of their own";

/// Refused objects of which we say not all, and why.
const GAPS: &[(&str, &str)] = &[
    ("cnpg-cluster-catalog-kind", CEL),
    ("cnpg-cluster-icu-rule", CEL),
    ("cnpg-cluster-image-and-catalog", CEL),
    ("cnpg-cluster-synchronous-rule", CEL),
    ("cnpg-database-icu-rule", CEL),
    ("cnpg-database-locale-provider-missing", CEL),
    ("cnpg-database-name-reserved", CEL),
    ("gateway-backendtlspolicy-no-certificates", CEL),
    ("gateway-backendtlspolicy-target-repeated", CEL),
    ("gateway-backendtlspolicy-uri-missing", CEL),
    ("gateway-gateway-address-hostname-rule", CEL),
    ("gateway-gateway-addresses-repeated", CEL),
    ("gateway-gateway-annotation-key-rule", CEL),
    ("gateway-gateway-duplicate-key", "duplicate-yaml-key tells it"),
    ("gateway-gateway-label-metadata-value", LABELS),
    ("gateway-gateway-listener-port-repeated", CEL),
    ("gateway-gateway-name-missing", NAME),
    ("gateway-gateway-name-upper-case", NAME),
    ("gateway-gateway-tls-on-tcp", CEL),
    ("gateway-httproute-backend-without-port", CEL),
    ("gateway-httproute-filter-without-body", CEL),
    ("gateway-httproute-label-key", LABELS),
    ("gateway-httproute-path-rule", CEL),
    ("gateway-httproute-redirect-with-backend", CEL),
    ("gateway-httproute-timeout-pattern", CEL),
    ("gateway-httproute-timeout-rule", CEL),
    ("own-everything-annotation-key", LABELS),
    ("own-everything-finalizer", LABELS),
    ("own-everything-map-null-key", "a key that is null stops the decoder, whatever the schema"),
    ("own-everything-metadata-missing", NAME),
    ("own-everything-rule-message-expression", CEL),
    ("own-everything-rule-on-object", CEL),
    ("own-everything-rule-on-scalar", CEL),
    ("own-everything-rule-with-reason", CEL),
    ("own-everything-rule-without-message", CEL),
    ("own-everything-rules-two", CEL),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/custom")
}

fn add(definitions: &mut Definitions, file: &Path) {
    let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let parse = parse(SourceId::new(0), text.into());
    let added = parse.tree.roots().filter(|root| definitions.add(*root)).count();
    assert!(added > 0, "{}: no definition", file.display());
}

/// Our own definitions.
fn own() -> Definitions {
    let mut definitions = Definitions::default();
    for name in ["everything.yaml", "fleet.yaml"] {
        add(&mut definitions, &folder().join("definitions").join(name));
    }
    definitions
}

/// What the server said of one file.
struct Answer {
    file: String,
    code: u64,
    message: String,
    causes: Vec<(String, String)>,
}

fn answers(is_wanted: impl Fn(&str) -> bool) -> Vec<Answer> {
    let text = std::fs::read_to_string(folder().join("answers.jsonl")).unwrap();
    let text_of = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let answers = text.lines().map(|line| {
        let json: Json = serde_json::from_str(line).unwrap();
        let causes = json["causes"].as_array().unwrap();
        Answer {
            file: text_of(&json["file"]),
            code: json["code"].as_u64().unwrap(),
            message: text_of(&json["message"]),
            causes: causes
                .iter()
                .map(|cause| (text_of(&cause["field"]), text_of(&cause["message"])))
                .collect(),
        }
    });
    answers.filter(|answer| is_wanted(answer.file.trim_start_matches("broken/"))).collect()
}

impl Answer {
    /// Where the server finds fault.
    fn places(&self) -> BTreeSet<String> {
        if self.causes.is_empty() {
            return self.message_places();
        }
        let mut places = BTreeSet::new();
        for (field, message) in &self.causes {
            // the places of the scale subresource begin with a dot: it reads what validation judges too
            if field != "<nil>" && !field.is_empty() && !field.starts_with('.') {
                places.insert(field.clone());
            } else if let Some((_, path)) = message.split_once("Checked value must be of type ") {
                places.insert(path.rsplit(' ').next().unwrap().to_owned());
            } else if message.contains("\" must ") && !message.contains("(allOf)") {
                // of `allOf` each part that fails is told for itself
                places.insert(message.split('"').nth(3).unwrap().to_owned());
            }
        }
        places
    }

    /// The places that a message without causes names.
    fn message_places(&self) -> BTreeSet<String> {
        let mut places: BTreeSet<String> = self
            .message
            .split("unknown field \"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap().to_owned())
            .collect();
        if let Some((_, rest)) = self.message.split_once("cannot be handled as a ")
            && let Some((_, rest)) = rest.split_once(": ")
            && let Some((place, _)) = rest.split_once(": Invalid value")
        {
            places.insert(place.to_owned());
        }
        if places.is_empty() && self.message.contains("ObjectMeta") || self.message.contains("parsing time") {
            places.insert("metadata".to_owned());
        }
        places
    }
}

/// The way to `node` as the server writes it: `spec.listeners[0].port`.
fn place(node: Node<'_>) -> String {
    let mut steps = Vec::new();
    let mut current = node;
    while let Some(parent) = current.parent() {
        let key = if current.is_key() { Some(current) } else { current.path_key() };
        steps.push(match key {
            Some(key) => format!(".{}", key.text().unwrap()),
            None => format!("[{}]", parent.items().position(|item| item.id() == current.id()).unwrap()),
        });
        current = parent;
    }
    steps.iter().rev().map(String::as_str).collect::<String>().trim_start_matches('.').to_owned()
}

fn place_of(violation: &Violation<'_>) -> String {
    match &violation.problem {
        Problem::MissingField(field) => {
            format!("{}.{field}", place(violation.node)).trim_start_matches('.').to_owned()
        }
        _ => place(violation.node),
    }
}

/// Whether `inner` is at or below `outer`.
fn is_within(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// Whether a violation tells what the server finds wrong at `place`: it is there, or it is of the whole value around it.
fn tells(violation: &Violation<'_>, place: &str) -> bool {
    let own = place_of(violation);
    let is_whole = matches!(violation.problem, Problem::WrongType(_) | Problem::Constraint(_));
    // of the metadata the server leaves the numbers of items out
    let unnumbered: String = own.split(['[', ']']).step_by(2).collect();
    own == place
        || unnumbered == place
        || ([".metadata.labels", ".metadata.annotations"].iter().any(|end| place.ends_with(end))
            && is_within(&own, place))
        || (is_whole && is_within(place, &own))
        || (place.ends_with("metadata") && is_within(&own, place))
}

/// How the files fared.
#[derive(Debug, Default)]
struct Outcome {
    accepted: usize,
    reported: usize,
    not_served: usize,
    gaps: BTreeMap<String, Vec<String>>,
    mistakes: Vec<String>,
}

fn judge(definitions: &Definitions, answers: &[Answer]) -> Outcome {
    let mut outcome = Outcome::default();
    for answer in answers {
        let text = std::fs::read_to_string(folder().join(&answer.file)).unwrap();
        let parse = parse(SourceId::new(0), text.into());
        let root = parse.tree.roots().next().unwrap();
        let api_version = root.get("apiVersion").and_then(Node::text).unwrap();
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        let kind = root.get("kind").and_then(Node::text).unwrap();
        let definition = definitions.get(group, kind);
        let version = definition.and_then(|definition| definition.version(version));
        let served = version.filter(|version| version.is_served());
        let violations = served.map(|version| version.validate(root)).unwrap_or_default();
        match answer.code {
            201 => {
                outcome.accepted += 1;
                if served.is_none() {
                    outcome.mistakes.push(format!("{}: not served", answer.file));
                }
                for violation in &violations {
                    outcome.mistakes.push(format!(
                        "{}: accepted, but {}: {:?}",
                        answer.file,
                        place_of(violation),
                        violation.problem
                    ));
                }
            }
            404 => {
                outcome.not_served += 1;
                if served.is_some() {
                    outcome.mistakes.push(format!("{}: served", answer.file));
                }
            }
            _ => refused(answer, &violations, &mut outcome),
        }
    }
    outcome
}

fn refused(answer: &Answer, violations: &[Violation<'_>], outcome: &mut Outcome) {
    let places = answer.places();
    let untold: Vec<String> = places
        .iter()
        .filter(|place| !violations.iter().any(|violation| tells(violation, place)))
        .cloned()
        .collect();
    if untold.is_empty() && !violations.is_empty() {
        outcome.reported += 1;
    } else {
        outcome
            .gaps
            .insert(answer.file.trim_start_matches("broken/").trim_end_matches(".yaml").to_owned(), untold);
    }
    // a decoding error hides what validation would have found
    if answer.code == 400 {
        return;
    }
    for violation in violations {
        let own = place_of(violation);
        if !places.iter().any(|place| tells(violation, place) || is_within(place, &own)) {
            outcome.mistakes.push(format!("{}: invented {own}: {:?}", answer.file, violation.problem));
        }
    }
}

/// Checks the outcome against the list of gaps, of the files that `is_wanted`.
#[track_caller]
fn check(outcome: &Outcome, is_wanted: impl Fn(&str) -> bool) {
    assert!(outcome.mistakes.is_empty(), "{}", outcome.mistakes.join("\n"));
    let gaps = GAPS.iter().filter(|(file, _)| is_wanted(file)).map(|(file, _)| (*file).to_owned());
    let listed: BTreeSet<String> = gaps.collect();
    let found: BTreeSet<String> = outcome.gaps.keys().cloned().collect();
    let missing: Vec<_> = outcome.gaps.iter().filter(|(file, _)| !listed.contains(*file)).collect();
    assert!(missing.is_empty(), "not told: {missing:#?}");
    let fixed: Vec<_> = listed.difference(&found).collect();
    assert!(fixed.is_empty(), "told by now, take them off the list: {fixed:?}");
}

fn is_own(file: &str) -> bool {
    file.starts_with("own-")
}

#[test]
fn own_definitions() {
    let outcome = judge(&own(), &answers(is_own));
    check(&outcome, is_own);
    assert!(outcome.accepted >= 63 && outcome.reported >= 207 && outcome.not_served >= 2, "{outcome:?}");
}

/// The definitions of real operators, from the modules of `sources.txt`.
#[cfg(feature = "operators")]
#[test]
fn operators() {
    let modules =
        std::env::var_os("READYLINT_CRDS").expect("READYLINT_CRDS names the folder of the Go modules");
    let mut definitions = Definitions::default();
    for line in std::fs::read_to_string(folder().join("sources.txt")).unwrap().lines() {
        let (module, path) = line.split_once('\t').unwrap();
        add(&mut definitions, &Path::new(&modules).join(module).join(path));
    }
    let is_theirs = |file: &str| !is_own(file);
    let outcome = judge(&definitions, &answers(is_theirs));
    check(&outcome, is_theirs);
    assert!(outcome.accepted >= 38 && outcome.reported >= 267 && outcome.not_served >= 8, "{outcome:?}");
}

/// The violations of the last document of `text` by the definition before it, as their places.
fn judged(text: &str) -> Vec<String> {
    let parse = parse(SourceId::new(0), text.into());
    assert!(parse.errors.is_empty(), "{:?}", parse.errors);
    let mut definitions = Definitions::default();
    let mut roots = parse.tree.roots();
    let root = roots.next_back().unwrap();
    assert!(roots.all(|root| definitions.add(root)));
    let definition = definitions.get("example.com", "Agent").unwrap();
    definition.version("v1").unwrap().validate(root).iter().map(place_of).collect()
}

#[test]
fn definitions_of_v1beta1_keep_unknown_fields_unless_told_otherwise() {
    let text = |prunes: &str| {
        format!(
            "apiVersion: apiextensions.k8s.io/v1beta1\nkind: CustomResourceDefinition\nspec:\n  group: example.com\n  version: v1\n  \
             names: {{kind: Agent}}\n{prunes}  validation: {{openAPIV3Schema: {{properties: {{spec: {{required: [a], properties: {{a: {{type: \
             string}}}}}}}}}}}}\n---\napiVersion: example.com/v1\nkind: Agent\nspec: {{b: 1}}\n"
        )
    };
    assert_eq!(judged(&text("")), ["spec.a"]);
    assert_eq!(judged(&text("  preserveUnknownFields: false\n")), ["spec.a", "spec.b"]);
}

const HEAD: &str = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec:\n  group: example.com\n  names: {kind: Agent}\n  versions:\n  - name: v1\n    served: true\n    schema:\n      openAPIV3Schema:\n";

#[test]
fn objects_that_take_too_long_are_given_up() {
    // every item gets a default of two thousand values
    let default: Vec<String> = (0..2_000).map(|number| format!("k{number}: 1")).collect();
    let default = default.join(", ");
    let item = format!(
        "{{type: object, properties: {{big: {{type: object, additionalProperties: {{type: integer}}, default: {{{default}}}}}}}}}"
    );
    let schema = format!(
        "        type: object\n        properties:\n          list: {{type: array, items: {item}}}\n          most: {{type: integer}}\n"
    );
    let object = |items: usize| {
        let list = "{}, ".repeat(items);
        format!("---\napiVersion: example.com/v1\nkind: Agent\nmost: x\nlist: [{list}]\n")
    };
    assert_eq!(judged(&format!("{HEAD}{schema}{}", object(2))), ["most"]);
    assert_eq!(judged(&format!("{HEAD}{schema}{}", object(10_000))), [""; 0]);
    // alternatives in alternatives: each of them fails
    let mut alternatives = "{anyOf: [{minLength: 9}, {minLength: 9}]}".to_owned();
    for _ in 0..8 {
        alternatives = format!("{{anyOf: [{alternatives}, {alternatives}]}}");
    }
    let schema = format!(
        "        type: object\n        properties: {{spec: {{type: string, allOf: [{alternatives}]}}}}\n"
    );
    let object = "---\napiVersion: example.com/v1\nkind: Agent\nspec: x\n";
    assert_eq!(judged(&format!("{HEAD}{schema}{object}")), ["spec"]);
}
