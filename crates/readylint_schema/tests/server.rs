//! The API server as the judge of the built-in schemas: what it says of thousands of broken objects
//! (`cargo xtask broken record`), beside what we say of them.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "server/answers.rs"]
mod answers;
#[path = "server/demand.rs"]
mod demand;
#[path = "server/evidence.rs"]
mod evidence;
#[path = "server/judge.rs"]
mod judge;
#[path = "server/page.rs"]
mod page;
#[path = "server/place.rs"]
mod place;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use judge::JUDGEMENT;

/// What a schema could express, and ours does not: the object's file and the demand, how often, and why.
const REMAINING: [(&str, usize, &str); 8] = [
    (
        "apiextensions-v1-customresourcedefinition.yaml: Edit",
        4,
        "a schema or a boolean (JSONSchemaPropsOrBool) is described as anything",
    ),
    (
        "apiextensions-v1-customresourcedefinition-values.yaml: Field(\"items\")",
        1,
        "a schema or a list of schemas (JSONSchemaPropsOrArray) is described as anything",
    ),
    (
        "apps-v1-daemonset-ondelete.yaml: In(\"spec.template.spec.containers[1].ports\")",
        1,
        "ports of containers are equal by name, and by host port with protocol and address, over all containers",
    ),
    (
        "apps-v1-daemonset-ondelete.yaml: In(\"spec.template.spec.containers[0].ports\")",
        1,
        "ports of containers are equal by name, and by host port with protocol and address, over all containers",
    ),
    (
        "core-v1-service-nodeport.yaml: In(\"spec.ports\")",
        1,
        "one port names the protocol that is the other's default",
    ),
    (
        "discovery-v1-endpointslice-dropped.yaml: In(\"ports\")",
        1,
        "without a name both are named by the empty text",
    ),
    (
        "discovery-v1-endpointslice-empty.yaml: In(\"ports\")",
        1,
        "without a name both are named by the empty text",
    ),
    (
        "storage-v1-storageclass.yaml: In(\"allowedTopologies\")",
        5,
        "terms are equal as wholes, whatever their order",
    ),
];

#[test]
fn what_the_server_accepts_is_no_violation() {
    assert!(JUDGEMENT.false_alarms.is_empty(), "{}", JUDGEMENT.false_alarms.join("\n"));
}

#[test]
fn what_a_schema_can_express_is_reported_at_the_same_field() {
    let mut missed: BTreeMap<&str, usize> = BTreeMap::new();
    for (demand, _) in &JUDGEMENT.missed {
        *missed.entry(demand).or_default() += 1;
    }
    let remaining = REMAINING.iter().map(|(demand, count, _)| (*demand, *count));
    assert_eq!(missed, remaining.collect(), "{:#?}", JUDGEMENT.missed);
}

#[test]
fn the_documents_are_enough() {
    assert!(JUDGEMENT.refused > 3_000, "{} refusals", JUDGEMENT.refused);
    assert!(JUDGEMENT.demands > 5_000, "{} demands", JUDGEMENT.demands);
}

/// `READYLINT_WRITE=1 cargo test -p readylint_schema --test server` writes the page anew.
#[test]
fn the_page_of_other_refusals_is_current() {
    let page = page::page(&JUDGEMENT);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/server-refusals.md");
    if std::env::var_os("READYLINT_WRITE").is_some() {
        fs::write(&file, &page).unwrap();
    }
    assert_eq!(fs::read_to_string(&file).unwrap_or_default(), page);
}
