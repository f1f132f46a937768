//! The API server as the judge of the built-in schemas: what it says of thousands of broken objects
//! (`cargo xtask broken record`), beside what we say of them.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests that read recordings and write a page when they are told to"
)]

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

use judge::{JUDGEMENT, judge};
use readylint_scalars::KubernetesVersion;
use readylint_schema::Lifetime;

/// What a schema could express, and ours does not: the object's file and the demand, how often, and why.
const REMAINING: [(&str, usize, &str); 9] = [
    (
        "apiextensions-v1-customresourcedefinition-cluster.yaml: In(\"spec.versions[0].selectableFields\")",
        1,
        "1.30 drops the field before it is looked at, and a list is unique in all minors or none",
    ),
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

#[test]
fn valid_objects_on_an_old_and_a_new_server() {
    for minor in [30, 36] {
        let judgement = judge(&format!("objects-1.{minor}"), minor);
        assert!(judgement.false_alarms.is_empty(), "1.{minor}: {}", judgement.false_alarms.join("\n"));
        assert!(judgement.missed.is_empty(), "1.{minor}: {:#?}", judgement.missed);
        assert_eq!(judgement.documents, answers::objects().len());
    }
}

#[test]
fn servers_serve_what_lives() {
    for minor in [30, 36] {
        let version = KubernetesVersion::new(minor);
        let file = answers::folder("server").join(format!("served-1.{minor}.txt"));
        let text = fs::read_to_string(file).unwrap();
        let mut served = 0;
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let columns: Vec<&str> = line.split('\t').collect();
            let (api_version, kind) = (columns[0], columns[1]);
            let lifetime = Lifetime::of(api_version, kind).unwrap();
            let lives = lifetime.introduced().is_none_or(|introduced| introduced <= version)
                && lifetime.removed().is_none_or(|removed| version < removed);
            // alpha versions, and beta versions since 1.24, are served where a cluster is told to
            let is_optional = api_version.contains("alpha") || api_version.contains("beta");
            let is_served = columns[2] != "404";
            served += usize::from(is_served);
            let is_right =
                if lives { is_served || is_optional || NO_RESOURCES.contains(&kind) } else { !is_served };
            assert!(is_right, "1.{minor}: {line}");
        }
        assert!(served > 50, "1.{minor}: {served} kinds");
    }
}

/// Kinds that are no resources: parts of requests, files of programs, lists.
const NO_RESOURCES: [&str; 20] = [
    "AdmissionReview",
    "APIGroupDiscovery",
    "ConversionReview",
    "Event",
    "Eviction",
    "TokenRequest",
    "KubeSchedulerConfiguration",
    "List",
    "NodeProxyOptions",
    "PodAttachOptions",
    "PodExecOptions",
    "PodLogOptions",
    "PodPortForwardOptions",
    "PodProxyOptions",
    "PodStatusResult",
    "Policy",
    "RangeAllocation",
    "Scale",
    "SerializedReference",
    "ServiceProxyOptions",
];

/// `READYLINT_WRITE=1 cargo test -p readylint_schema --test server` writes the page anew.
#[test]
fn the_page_of_other_refusals_is_current() {
    let page = page::page(&JUDGEMENT);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/server-refusals.md");
    if std::env::var_os("READYLINT_WRITE").is_some() {
        fs::write(&file, &page).unwrap();
    }
    assert!(fs::read_to_string(&file).unwrap_or_default() == page, "docs/server-refusals.md is stale");
}
