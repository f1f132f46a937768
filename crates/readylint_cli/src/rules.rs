//! `readylint rules`: the catalogue as a list.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use readylint::engine::{FieldKind, FieldSpec, OptionKind, OptionSpec, RuleEntry};
use serde::Serialize;

use crate::args::ListFormat;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::markdown::{self, Paint};
use crate::terminal::Terminal;

/// Runs the command.
///
/// # Errors
///
/// If standard output cannot be written.
pub(crate) fn rules(format: ListFormat, terminal: &Terminal) -> Result<Exit, Failure> {
    let catalogue = readylint::catalogue();
    let text = match format {
        ListFormat::Text => text(catalogue.entries(), terminal),
        ListFormat::Json => {
            let rows: Vec<Row<'_>> = catalogue.entries().iter().map(Row::of).collect();
            let mut text = serde_json::to_string_pretty(&rows).unwrap_or_default();
            text.push('\n');
            text
        }
    };
    terminal.write(text.as_bytes())?;
    Ok(Exit::Clean)
}

/// A rule as `--format json` prints it: a contract, whose keys and their order stay.
#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    category: &'a str,
    severity: &'a str,
    confidence: &'a str,
    profile: &'a str,
    scope: Cow<'static, str>,
    fix: &'a str,
    summary: String,
    options: Vec<Choice<'a>>,
    /// Ids of the same check in other tools, as suppressions take them.
    aliases: &'a [&'a str],
    url: String,
}

/// An option of a rule.
#[derive(Serialize)]
struct Choice<'a> {
    key: &'a str,
    #[serde(flatten)]
    values: Values<'a>,
    help: &'a str,
}

/// The values that an option takes.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Values<'a> {
    Boolean { default: bool },
    Integer { default: i64, minimum: i64, maximum: i64 },
    Strings { default: &'a [&'a str] },
    Word { default: &'a str, words: &'a [&'a str] },
    Mappings { fields: Vec<Field<'a>> },
}

/// A field of an option that is a list of mappings.
#[derive(Serialize)]
struct Field<'a> {
    key: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    help: &'a str,
}

impl<'a> Field<'a> {
    fn of(field: &'a FieldSpec) -> Self {
        let kind = match field.kind {
            FieldKind::Path => "path",
            FieldKind::Integer { .. } => "integer",
            FieldKind::Bool => "boolean",
        };
        Self { key: field.key, kind, help: field.help }
    }
}

impl<'a> Choice<'a> {
    fn of(option: &'a OptionSpec) -> Self {
        let values = match option.kind {
            OptionKind::Bool(default) => Values::Boolean { default },
            OptionKind::Integer { default, min, max } => {
                Values::Integer { default, minimum: min, maximum: max }
            }
            OptionKind::Strings(default) => Values::Strings { default },
            OptionKind::Records(fields) => {
                Values::Mappings { fields: fields.iter().map(Field::of).collect() }
            }
            OptionKind::Choice(words) => {
                Values::Word { default: words.first().copied().unwrap_or_default(), words }
            }
        };
        Self { key: option.key, values, help: option.help }
    }
}

impl<'a> Row<'a> {
    fn of(entry: &'a RuleEntry) -> Self {
        Self {
            id: entry.id,
            category: entry.category,
            severity: entry.rule.severity.as_str(),
            confidence: entry.rule.confidence.as_str(),
            profile: entry.rule.profile.as_str(),
            scope: entry.rule.check.scope(),
            fix: fix(entry),
            summary: entry.summary(),
            options: entry.rule.options.iter().map(Choice::of).collect(),
            aliases: entry.rule.references,
            url: entry.url(),
        }
    }
}

/// What its fixes offer at most: `safe`, `unsafe` or `none`.
pub(crate) fn fix(entry: &RuleEntry) -> &'static str {
    entry.rule.fix.map_or("none", readylint::diagnostics::Applicability::as_str)
}

/// One paragraph for each category, one line for each rule: id, severity, profile, fix, what it reports.
fn text(entries: &[RuleEntry], terminal: &Terminal) -> String {
    let paint = Paint::new(terminal.style().color);
    let mut categories: BTreeMap<&str, Vec<&RuleEntry>> = BTreeMap::new();
    for entry in entries {
        categories.entry(entry.category).or_default().push(entry);
    }
    let widest = entries.iter().map(|entry| entry.id.len()).max().unwrap_or_default();
    let mut text = String::new();
    for (category, mut rules) in categories {
        if !text.is_empty() {
            text.push('\n');
        }
        let _ = writeln!(text, "{}", paint.heading(category));
        rules.sort_by_key(|entry| entry.id);
        for entry in rules {
            let (id, severity, profile) = (entry.id, entry.rule.severity, entry.rule.profile.as_str());
            let fix = entry.rule.fix.map(|fix| format!("{} fix", fix.as_str())).unwrap_or_default();
            let summary = markdown::inline(&entry.summary());
            let _ = writeln!(text, "  {id:widest$}  {severity:7}  {profile:11}  {fix:10}  {summary}");
        }
    }
    text
}
