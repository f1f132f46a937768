//! Tables of reports: `table`, `markdown`, `csv` and `json`.
//!
//! `csv` is RFC 4180. A spreadsheet runs a text that starts as a formula does; such a text gets an apostrophe before it,
//! which spreadsheets read as "this is text". No valid name of Kubernetes starts that way, and numbers are not texts, so
//! what is changed is what was made to be run. Read `json` where every byte counts.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, BufWriter, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};
use unicode_width::UnicodeWidthStr;

use crate::{markdown, sanitize};

/// Raised when a key is removed or changes its meaning; a new key does not raise it.
const VERSION: u32 = 1;

/// A report in columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The name of the report, as in the command that makes it.
    pub report: String,
    /// What is in it, in a few words; may be empty. Not in `csv` and `json`.
    pub title: String,
    /// The heads of the columns. In `json` their words in lowerCamelCase are the keys: `CPU requests` is `cpuRequests`.
    pub columns: Vec<String>,
    /// The rows. What a row lacks is null, what it has beyond the columns is not printed.
    pub rows: Vec<Vec<Cell>>,
    /// What to know of it, in a sentence each. Not in `csv` and `json`.
    pub notes: Vec<String>,
}

/// A field of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// A text, perhaps from the input.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Another number; null if it is not finite.
    Decimal(f64),
    /// Nothing.
    Null,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(cell: Option<T>) -> Self {
        cell.map_or(Self::Null, Into::into)
    }
}

/// A format of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TableFormat {
    /// Aligned columns, the default.
    Table,
    /// A table of GitHub's Markdown.
    Markdown,
    /// RFC 4180.
    Csv,
    /// Our own JSON, a contract with version number.
    Json,
}

impl TableFormat {
    /// All formats, in the order help texts list them.
    pub const ALL: [Self; 4] = [Self::Table, Self::Markdown, Self::Csv, Self::Json];

    /// The word used in flags.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Markdown => "markdown",
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }

    /// The format of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == word)
    }
}

impl fmt::Display for TableFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Writes `table` to `out` as `format`.
///
/// # Errors
///
/// Only those of `out`.
pub fn emit_table(format: TableFormat, table: &Table, out: &mut dyn Write) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, out);
    match format {
        TableFormat::Table => write_text(table, &mut out),
        TableFormat::Markdown => write_markdown(table, &mut out),
        TableFormat::Csv => write_csv(table, &mut out),
        TableFormat::Json => write_json(table, &mut out),
    }?;
    out.flush()
}

const NULL: Cell = Cell::Null;

impl Table {
    /// The cells of `row`, one for each column.
    fn cells<'a>(&'a self, row: &'a [Cell]) -> impl Iterator<Item = &'a Cell> {
        (0..self.columns.len()).map(|column| row.get(column).unwrap_or(&NULL))
    }

    /// The key of each column, none twice: the second `name` is `name2`.
    fn keys(&self) -> Vec<String> {
        let mut taken = BTreeSet::new();
        let mut keys = Vec::with_capacity(self.columns.len());
        for column in &self.columns {
            let key = lower_camel_case(column);
            let mut unique = key.clone();
            let mut number = 2_usize;
            while !taken.insert(unique.clone()) {
                unique = format!("{key}{number}");
                number += 1;
            }
            keys.push(unique);
        }
        keys
    }
}

impl Cell {
    /// What people read; a hyphen for nothing.
    fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Integer(number) => Cow::Owned(number.to_string()),
            Self::Decimal(number) if number.is_finite() => Cow::Owned(number.to_string()),
            Self::Decimal(_) | Self::Null => Cow::Borrowed("-"),
        }
    }

    const fn is_number(&self) -> bool {
        matches!(self, Self::Integer(_) | Self::Decimal(_))
    }
}

/// Columns are two spaces apart, those of numbers end together, no line ends with a space.
fn write_text(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    if !table.title.is_empty() {
        writeln!(out, "{}\n", sanitize::line(&table.title))?;
    }
    let heads = table.columns.iter().map(|head| sanitize::line(head).to_uppercase()).collect();
    let rows = table
        .rows
        .iter()
        .map(|row| table.cells(row).map(|cell| sanitize::line(&cell.text()).into_owned()).collect());
    let lines: Vec<Vec<String>> = std::iter::once(heads).chain(rows).collect();
    let columns: Vec<(usize, bool)> = (0..table.columns.len())
        .map(|column| {
            let widths = lines.iter().filter_map(|line| line.get(column)).map(|text| text.width());
            (widths.max().unwrap_or_default(), is_numeric(table, column))
        })
        .collect();
    for line in &lines {
        let mut shown = String::new();
        for (text, (width, is_numeric)) in line.iter().zip(&columns) {
            let padding = " ".repeat(width.saturating_sub(text.width()));
            let (before, after) = if *is_numeric { (padding.as_str(), "") } else { ("", padding.as_str()) };
            shown.extend([before, text, after, "  "]);
        }
        writeln!(out, "{}", shown.trim_end())?;
    }
    if table.rows.is_empty() {
        writeln!(out, "(nothing)")?;
    }
    for (number, note) in table.notes.iter().enumerate() {
        let gap = if number == 0 { "\n" } else { "" };
        writeln!(out, "{gap}{}", sanitize::line(note))?;
    }
    Ok(())
}

fn write_markdown(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    if !table.title.is_empty() {
        writeln!(out, "## {}\n", markdown::message(&table.title))?;
    }
    if !table.columns.is_empty() {
        let heads: Vec<String> = table.columns.iter().map(|head| markdown::datum(head)).collect();
        writeln!(out, "| {} |", heads.join(" | "))?;
        let rules: Vec<&str> = (0..table.columns.len())
            .map(|column| if is_numeric(table, column) { "---:" } else { "---" })
            .collect();
        writeln!(out, "| {} |", rules.join(" | "))?;
    }
    for row in &table.rows {
        let cells: Vec<String> = table.cells(row).map(|cell| markdown::datum(&cell.text())).collect();
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    for note in &table.notes {
        writeln!(out, "\n{}", markdown::message(note))?;
    }
    Ok(())
}

/// Whether there are numbers in that column, and nothing else but gaps.
fn is_numeric(table: &Table, column: usize) -> bool {
    let mut cells =
        table.rows.iter().filter_map(|row| row.get(column)).filter(|cell| **cell != Cell::Null).peekable();
    cells.peek().is_some() && cells.all(Cell::is_number)
}

fn write_csv(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = table.rows.iter().map(|row| table.cells(row).cloned().collect());
    write_csv_rows(&table.columns, &mut rows, out)
}

/// Heads and rows, as they come; each row has as many cells as there are columns.
pub(crate) fn write_csv_rows(
    columns: &[String],
    rows: &mut dyn Iterator<Item = Vec<Cell>>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let heads: Vec<String> = columns.iter().map(|head| csv_text(head)).collect();
    write!(out, "{}\r\n", heads.join(","))?;
    for row in rows {
        let fields: Vec<String> = row.iter().map(csv_field).collect();
        write!(out, "{}\r\n", fields.join(","))?;
    }
    Ok(())
}

fn csv_field(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => csv_text(text),
        Cell::Null => String::new(),
        number => {
            if number.text() == "-" {
                String::new()
            } else {
                number.text().into_owned()
            }
        }
    }
}

/// `text` as a field: no formula, and quoted if need be. An empty text is quoted, so that it differs from nothing.
fn csv_text(text: &str) -> String {
    let text = sanitize::line(text);
    let mark = if is_formula(&text) { "'" } else { "" };
    let quoted = text.is_empty() || text.contains([',', '"']) || text.starts_with(' ') || text.ends_with(' ');
    if quoted { format!("\"{mark}{}\"", text.replace('"', "\"\"")) } else { format!("{mark}{text}") }
}

/// Whether a spreadsheet may run `text`. A sign alone, such as the `-` of standard input, is none. Tabs and line ends,
/// which some skip, are spaces by now.
fn is_formula(text: &str) -> bool {
    let text = text.trim_start_matches([' ', '\u{a0}', '\u{3000}']);
    text.len() > 1 && text.starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
}

fn write_json(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    let keys = table.keys();
    let rows =
        table.rows.iter().map(|row| RowJson { keys: &keys, cells: table.cells(row).collect() }).collect();
    let document = DocumentJson { version: VERSION, report: &table.report, rows };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

#[derive(serde::Serialize)]
struct DocumentJson<'a> {
    version: u32,
    report: &'a str,
    rows: Vec<RowJson<'a>>,
}

/// An object with the columns as keys, in their order.
struct RowJson<'a> {
    keys: &'a [String],
    cells: Vec<&'a Cell>,
}

impl Serialize for RowJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.keys.len()))?;
        for (key, cell) in self.keys.iter().zip(&self.cells) {
            map.serialize_entry(key, cell)?;
        }
        map.end()
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Integer(number) => serializer.serialize_i64(*number),
            // What is not finite is null to serde_json.
            Self::Decimal(number) => serializer.serialize_f64(*number),
            Self::Null => serializer.serialize_none(),
        }
    }
}

/// The words of `head`, joined: `CPU requests (min)` is `cpuRequestsMin`. Words in lowerCamelCase already stay so.
fn lower_camel_case(head: &str) -> String {
    let words = head.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut key = String::with_capacity(head.len());
    for (number, word) in words.enumerate() {
        // `URLs` is one, as `URL`
        let singular = word.strip_suffix('s').filter(|singular| singular.chars().count() > 1).unwrap_or(word);
        let acronym = !singular.chars().any(char::is_lowercase);
        let mut characters = word.chars();
        let first = characters.next();
        if number == 0 {
            key.extend(first.into_iter().flat_map(char::to_lowercase));
        } else {
            key.extend(first.into_iter().flat_map(char::to_uppercase));
        }
        if acronym {
            key.extend(characters.flat_map(char::to_lowercase));
        } else {
            key.extend(characters);
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_become_keys() {
        for (head, key) in [
            ("name", "name"),
            ("CPU requests (min)", "cpuRequestsMin"),
            ("Secret key", "secretKey"),
            ("image ID", "imageId"),
            ("resourceNames", "resourceNames"),
            ("URLs", "urls"),
            ("As", "as"),
            (" - ", ""),
        ] {
            assert_eq!(lower_camel_case(head), key, "{head}");
        }
    }

    #[test]
    fn keys_are_unique() {
        let columns = ["name", "Name", "name 2"].map(str::to_owned).to_vec();
        let table = Table { columns, ..Table::default() };
        assert_eq!(table.keys(), ["name", "name2", "name22"]);
    }
}
