//! The traffic report: who may talk to whom. As a table it has the formats of all tables; its JSON is a contract of its
//! own (`"version": 1`, `docs/graph-json.md`).

use std::fmt;
use std::io::{self, Write};

use serde::Serialize;

use crate::{Cell, RangeRow, Table, TableFormat, emit_table};

/// Raised when a key is removed or changes its meaning; a new key does not raise it.
const VERSION: u32 = 1;

/// The traffic report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrafficRows {
    /// Every flow, in the order to print them.
    pub flows: Vec<FlowRow>,
    /// What to know of it, in a sentence each; only people read it.
    pub notes: Vec<String>,
}

/// Traffic from one party to a port of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowRow {
    /// Who connects.
    pub from: PartyRow,
    /// To whom.
    pub to: PartyRow,
    /// To which port; `None` if that is not known.
    pub port: Option<u16>,
    /// `TCP`, `UDP` or `SCTP`.
    pub protocol: String,
    /// Whether it is let through.
    pub verdict: Verdict,
    /// The policies that allow it; of a denied flow those that isolate the refusing side.
    pub policies: Vec<PolicyRow>,
}

/// An end of a flow.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartyRow {
    /// A workload.
    Object {
        /// As written.
        kind: String,
        /// As written; `None` if not set.
        namespace: Option<String>,
        /// As written.
        name: String,
    },
    /// Something outside of the cluster.
    Outside {
        /// Its addresses in CIDR notation; `0.0.0.0/0` if any.
        cidr: String,
        /// Its name in DNS, where it was asked for by name.
        host: Option<String>,
    },
}

/// Whether policies let a flow through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// They do.
    Allowed,
    /// They do not.
    Denied,
    /// It cannot be told.
    Unknown,
}

impl Verdict {
    /// The word used in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Denied => "denied",
            Self::Unknown => "unknown",
        }
    }
}

/// A policy that decides a flow.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct PolicyRow {
    /// As written; `None` if not set.
    pub namespace: Option<String>,
    /// As written.
    pub name: String,
    /// Which of its lists of rules decides.
    pub direction: Direction,
    /// The name of the file it is in.
    pub file: String,
    /// Where in the file.
    pub range: RangeRow,
}

/// A direction of traffic, seen from the pods that a policy selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// To them.
    Ingress,
    /// From them.
    Egress,
}

impl Direction {
    /// The word used in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ingress => "ingress",
            Self::Egress => "egress",
        }
    }
}

/// Writes `traffic` to `out` as `format`.
///
/// # Errors
///
/// Only those of `out`.
pub fn emit_traffic(format: TableFormat, traffic: &TrafficRows, out: &mut dyn Write) -> io::Result<()> {
    if format != TableFormat::Json {
        return emit_table(format, &table(traffic), out);
    }
    let mut out = io::BufWriter::with_capacity(1 << 16, out);
    let document = DocumentJson { version: VERSION, flows: traffic.flows.iter().map(flow_json).collect() };
    serde_json::to_writer_pretty(&mut out, &document)?;
    writeln!(out)?;
    out.flush()
}

fn table(traffic: &TrafficRows) -> Table {
    let row = |flow: &FlowRow| {
        let port = flow.port.map_or_else(|| "?".to_owned(), |port| port.to_string());
        let policies: Vec<String> = flow.policies.iter().map(PolicyRow::to_string).collect();
        vec![
            Cell::Text(flow.from.to_string()),
            Cell::Text(flow.to.to_string()),
            Cell::Text(format!("{port}/{}", flow.protocol)),
            Cell::from(flow.verdict.as_str()),
            if policies.is_empty() { Cell::Null } else { Cell::Text(policies.join(", ")) },
        ]
    };
    Table {
        report: "traffic".to_owned(),
        title: String::new(),
        columns: ["from", "to", "port", "verdict", "policies"].map(str::to_owned).to_vec(),
        rows: traffic.flows.iter().map(row).collect(),
        notes: traffic.notes.clone(),
    }
}

impl fmt::Display for PartyRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Object { kind, namespace: Some(namespace), name } => write!(f, "{kind} {namespace}/{name}"),
            Self::Object { kind, namespace: None, name } => write!(f, "{kind} {name}"),
            Self::Outside { host: Some(host), .. } => f.write_str(host),
            Self::Outside { cidr, host: None } => f.write_str(cidr),
        }
    }
}

impl fmt::Display for PolicyRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(namespace) = &self.namespace {
            write!(f, "{namespace}/")?;
        }
        write!(f, "{} ({})", self.name, self.direction.as_str())
    }
}

#[derive(Serialize)]
struct DocumentJson<'a> {
    version: u32,
    flows: Vec<FlowJson<'a>>,
}

#[derive(Serialize)]
struct FlowJson<'a> {
    from: PartyJson<'a>,
    to: PartyJson<'a>,
    port: Option<u16>,
    protocol: &'a str,
    verdict: Verdict,
    policies: &'a [PolicyRow],
}

#[derive(Serialize)]
#[serde(untagged)]
enum PartyJson<'a> {
    Object {
        kind: &'a str,
        namespace: Option<&'a str>,
        name: &'a str,
    },
    Outside {
        cidr: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        host: Option<&'a str>,
    },
}

fn flow_json(flow: &FlowRow) -> FlowJson<'_> {
    FlowJson {
        from: party_json(&flow.from),
        to: party_json(&flow.to),
        port: flow.port,
        protocol: &flow.protocol,
        verdict: flow.verdict,
        policies: &flow.policies,
    }
}

fn party_json(party: &PartyRow) -> PartyJson<'_> {
    match party {
        PartyRow::Object { kind, namespace, name } => {
            PartyJson::Object { kind, namespace: namespace.as_deref(), name }
        }
        PartyRow::Outside { cidr, host } => PartyJson::Outside { cidr, host: host.as_deref() },
    }
}
