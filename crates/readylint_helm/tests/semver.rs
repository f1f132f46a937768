//! Versions and constraints against what the Go library makes of them (`crates/xtask/go/helm-semver` recorded it).

#![allow(clippy::unwrap_used, clippy::panic)]

use std::cmp::Ordering;

use readylint_helm::HelmVersion;
use readylint_helm::semver::{Constraint, Version};
use serde_json::Value;

const RECORDED: [(HelmVersion, &str); 4] = [
    (HelmVersion::V3_17, include_str!("data/semver-3.3.jsonl")),
    (HelmVersion::V4_1, include_str!("data/semver-3.4.jsonl")),
    (HelmVersion::V3_22, include_str!("data/semver-3.5.jsonl")),
    (HelmVersion::V4_3, include_str!("data/semver-3.5.jsonl")),
];

/// What the library that one Helm links says.
struct Recorded {
    helm: HelmVersion,
    rows: Vec<Value>,
    /// The versions that it reads, in order.
    versions: Vec<Version>,
}

fn recorded() -> impl Iterator<Item = Recorded> {
    RECORDED.into_iter().map(|(helm, text)| {
        let rows: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let good = rows.iter().filter(|row| !row["order"].is_null());
        let versions = good.map(|row| Version::parse(text_of(row, "version"), helm).unwrap()).collect();
        Recorded { helm, rows, versions }
    })
}

fn text_of<'a>(row: &'a Value, key: &str) -> &'a str {
    row[key].as_str().unwrap_or_default()
}

/// Collects differences, so that a failure shows all of them.
#[derive(Default)]
struct Differences {
    compared: usize,
    found: Vec<String>,
}

impl Differences {
    fn same<T: PartialEq + std::fmt::Debug>(&mut self, helm: HelmVersion, row: &Value, ours: &T, theirs: &T) {
        self.compared += 1;
        if ours != theirs {
            self.found.push(format!(
                "{}: {:.120}\n  {ours:?}\n  instead of\n  {theirs:?}",
                helm.name(),
                row.to_string()
            ));
        }
    }

    fn end(self, least: usize) {
        assert!(self.compared >= least, "only {} compared", self.compared);
        assert!(self.found.is_empty(), "{} differ:\n{}", self.found.len(), self.found.join("\n"));
    }
}

#[test]
fn versions_read_as_in_go() {
    let mut differences = Differences::default();
    for Recorded { helm, rows, .. } in recorded() {
        for row in rows.iter().filter(|row| !row["version"].is_null() && row["order"].is_null()) {
            let ours = match Version::parse(text_of(row, "version"), helm) {
                Err(error) => vec![error.to_string()],
                Ok(version) => {
                    let numbers = format!("{} {} {}", version.major, version.minor, version.patch);
                    let shown = version.to_string();
                    vec![numbers, version.prerelease, version.metadata, version.original, shown]
                }
            };
            let theirs = match row["fields"].as_array() {
                None => vec![text_of(row, "error").to_owned()],
                Some(fields) => fields.iter().map(|field| field.as_str().unwrap().to_owned()).collect(),
            };
            differences.same(helm, row, &ours, &theirs);
            let strict = Version::parse_strictly(text_of(row, "version"), helm);
            let strict = strict.map_or_else(|error| error.to_string(), |_| String::new());
            differences.same(helm, row, &strict.as_str(), &text_of(row, "strict"));
        }
    }
    differences.end(800);
}

#[test]
fn versions_have_the_order_of_go() {
    let mut differences = Differences::default();
    for Recorded { helm, rows, versions } in recorded() {
        let orders = rows.iter().filter(|row| !row["order"].is_null());
        for (row, version) in orders.zip(&versions) {
            let signs = versions.iter().map(|other| match version.cmp(other) {
                Ordering::Less => '<',
                Ordering::Equal => '=',
                Ordering::Greater => '>',
            });
            differences.same(helm, row, &signs.collect::<String>().as_str(), &text_of(row, "order"));
        }
    }
    differences.end(300);
}

#[test]
fn constraints_hold_as_in_go() {
    let mut differences = Differences::default();
    for Recorded { helm, rows, versions } in recorded() {
        for row in rows.iter().filter(|row| !row["constraint"].is_null()) {
            let constraint = match Constraint::parse(text_of(row, "constraint"), helm) {
                Err(error) => {
                    differences.same(helm, row, &error.to_string().as_str(), &text_of(row, "error"));
                    continue;
                }
                Ok(constraint) => constraint,
            };
            let holds = versions.iter().map(|version| if constraint.check(version) { '+' } else { '-' });
            differences.same(helm, row, &holds.collect::<String>().as_str(), &text_of(row, "holds"));
            let reasons = versions.iter().step_by(11).map(|version| {
                let reasons = constraint.validate(version);
                Value::String([vec![reasons.is_empty().to_string()], reasons].concat().join("\n"))
            });
            differences.same(helm, row, &reasons.collect(), &row["reasons"]);
        }
    }
    differences.end(1_500);
}
