//! The traffic report: who may talk to whom. As a table it has the formats of all tables; its JSON is a contract of its
//! own (`"version": 1`, `docs/graph-json.md`).

use std::cell::RefCell;
use std::fmt;
use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::{Cell, RangeRow, Table, TableFormat, emit_table};

/// Raised when a key is removed or changes its meaning; a new key does not raise it.
const VERSION: u32 = 1;

/// More flows than this in a table or in Markdown nobody reads.
const MOST_READ: usize = 20_000;

/// More flows than this are not written at all: all pairs of some thousand workloads are many.
const MOST: usize = 10_000_000;

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
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

/// Writes `flows` to `out` as `format`, in their order; returns how many were written if there are more.
///
/// Flows are written as they come, but for `table` and `markdown`, which are laid out as a whole and end after 20,000; the
/// others end after ten million.
///
/// # Errors
///
/// Only those of `out`.
pub fn emit_traffic(
    format: TableFormat,
    flows: &mut dyn Iterator<Item = FlowRow>,
    out: &mut dyn Write,
) -> io::Result<Option<usize>> {
    let most = if matches!(format, TableFormat::Csv | TableFormat::Json) { MOST } else { MOST_READ };
    let mut flows = Limited { flows, left: most, is_cut: false };
    match format {
        TableFormat::Json => {
            let mut out = io::BufWriter::with_capacity(1 << 16, out);
            serde_json::to_writer_pretty(&mut out, &DocumentJson(RefCell::new(&mut flows)))?;
            writeln!(out)?;
            out.flush()?;
        }
        TableFormat::Csv => {
            let mut out = io::BufWriter::with_capacity(1 << 16, out);
            let mut rows = (&mut flows).map(|flow| row(&flow));
            crate::table::write_csv_rows(&COLUMNS.map(str::to_owned), &mut rows, &mut out)?;
            out.flush()?;
        }
        TableFormat::Table | TableFormat::Markdown => {
            let rows = (&mut flows).map(|flow| row(&flow)).collect();
            let mut table = Table {
                report: "traffic".to_owned(),
                title: "Traffic".to_owned(),
                columns: COLUMNS.map(str::to_owned).to_vec(),
                rows,
                notes: Vec::new(),
            };
            if flows.is_cut {
                table.notes.push(format!("There are more: only the first {most} flows are shown."));
            }
            emit_table(format, &table, out)?;
        }
    }
    Ok(flows.is_cut.then_some(most))
}

/// The heads of the columns.
const COLUMNS: [&str; 5] = ["From", "To", "Port", "Verdict", "Policies"];

fn row(flow: &FlowRow) -> Vec<Cell> {
    let port = flow.port.map_or_else(|| "?".to_owned(), |port| port.to_string());
    let policies: Vec<String> = flow.policies.iter().map(PolicyRow::to_string).collect();
    vec![
        Cell::Text(flow.from.to_string()),
        Cell::Text(flow.to.to_string()),
        Cell::Text(format!("{port}/{}", flow.protocol)),
        Cell::from(flow.verdict.as_str()),
        if policies.is_empty() { Cell::Null } else { Cell::Text(policies.join(", ")) },
    ]
}

/// The first of some flows.
struct Limited<'a> {
    flows: &'a mut dyn Iterator<Item = FlowRow>,
    left: usize,
    /// Whether there are more.
    is_cut: bool,
}

impl Iterator for Limited<'_> {
    type Item = FlowRow;

    fn next(&mut self) -> Option<FlowRow> {
        let flow = self.flows.next()?;
        if self.left == 0 {
            self.is_cut = true;
            return None;
        }
        self.left -= 1;
        Some(flow)
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

/// The document, whose flows are written as they come.
struct DocumentJson<'a, 'f>(RefCell<&'a mut Limited<'f>>);

impl Serialize for DocumentJson<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("version", &VERSION)?;
        map.serialize_entry("flows", &FlowsJson(&self.0))?;
        if self.0.borrow().is_cut {
            map.serialize_entry("truncated", &true)?;
        }
        map.end()
    }
}

struct FlowsJson<'a, 'b, 'f>(&'a RefCell<&'b mut Limited<'f>>);

impl Serialize for FlowsJson<'_, '_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(None)?;
        while let Some(flow) = self.next() {
            seq.serialize_element(&flow_json(&flow))?;
        }
        seq.end()
    }
}

impl FlowsJson<'_, '_, '_> {
    fn next(&self) -> Option<FlowRow> {
        self.0.borrow_mut().next()
    }
}

#[derive(serde::Serialize)]
struct FlowJson<'a> {
    from: PartyJson<'a>,
    to: PartyJson<'a>,
    port: Option<u16>,
    protocol: &'a str,
    verdict: Verdict,
    policies: &'a [PolicyRow],
}

#[derive(serde::Serialize)]
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
