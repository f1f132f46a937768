//! What the catalogue and the schema say, as Markdown.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context as _, Result, bail};
use readylint::Catalogue;
use readylint::diagnostics::Applicability;
use readylint::engine::{FOREIGN_TOOLS, OptionKind, RuleEntry, foreign_id};
use readylint::project::config::schema;
use serde_json::Value;

/// What a line must be to be replaced, around the name.
const MARK: (&str, &str) = ("<!-- generated: ", " -->");

/// How deep the schema is shown.
const DEPTH: usize = 8;

/// The page `name` of the book with its marks replaced.
pub(super) fn filled(name: &str, text: &str, catalogue: &Catalogue) -> Result<String> {
    let mut page = String::new();
    for line in text.split_inclusive('\n') {
        let mark = line.trim_end().strip_prefix(MARK.0).and_then(|rest| rest.strip_suffix(MARK.1));
        match mark {
            Some(mark) => page.push_str(&generated(mark, catalogue).with_context(|| name.to_owned())?),
            None => page.push_str(line),
        }
    }
    Ok(page)
}

fn generated(name: &str, catalogue: &Catalogue) -> Result<String> {
    Ok(match name {
        "summary of rules" => summary(catalogue),
        "rules" => rules(catalogue),
        "tools" => tools(catalogue),
        "aliases" => aliases(catalogue)?,
        "options" => options(catalogue),
        "configuration" => configuration(catalogue)?,
        other => bail!("nothing generates `{other}`"),
    })
}

/// The rules by category, and in each by id.
fn by_category(catalogue: &Catalogue) -> BTreeMap<&str, BTreeMap<&str, &RuleEntry>> {
    let mut categories: BTreeMap<&str, BTreeMap<&str, &RuleEntry>> = BTreeMap::new();
    for entry in catalogue.entries() {
        categories.entry(entry.category).or_default().insert(entry.id, entry);
    }
    categories
}

fn link(entry: &RuleEntry) -> String {
    format!("[`{0}`](rules/{1}/{0}.md)", entry.id, entry.category)
}

/// Items of `SUMMARY.md`.
fn summary(catalogue: &Catalogue) -> String {
    let mut text = String::new();
    for (category, rules) in by_category(catalogue) {
        let _ = writeln!(text, "- [{category}]()");
        for entry in rules.values() {
            let _ = writeln!(text, "  - [{0}](rules/{category}/{0}.md)", entry.id);
        }
    }
    text
}

fn rules(catalogue: &Catalogue) -> String {
    let mut text = String::new();
    for (category, rules) in by_category(catalogue) {
        let _ = write!(
            text,
            "## {category}\n\n| rule | reports | severity | confidence | profile | fix |\n|---|---|---|---|---|---|\n"
        );
        for entry in rules.values() {
            let rule = entry.rule;
            let fix = rule.fix.map_or("none", Applicability::as_str);
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} | {} | {fix} |",
                link(entry),
                cell(&entry.summary()),
                rule.severity,
                rule.confidence,
                rule.profile.as_str(),
            );
        }
        text.push('\n');
    }
    text
}

/// The ids of other tools, by tool and id, with the rules that check the same.
fn by_tool(catalogue: &Catalogue) -> Result<BTreeMap<&str, BTreeMap<String, Vec<&RuleEntry>>>> {
    let mut by_tool: BTreeMap<&str, BTreeMap<String, Vec<&RuleEntry>>> = BTreeMap::new();
    for entry in catalogue.entries() {
        for reference in entry.rule.references {
            let (tool, id) =
                foreign_id(reference).with_context(|| format!("{reference} names no known tool"))?;
            by_tool.entry(tool.short).or_default().entry(id).or_default().push(entry);
        }
    }
    Ok(by_tool)
}

fn tools(catalogue: &Catalogue) -> String {
    let is_used = |short: &str| {
        let names = |reference: &&str| reference.split(':').next() == Some(short);
        catalogue.entries().iter().any(|entry| entry.rule.references.iter().any(names))
    };
    let mut text = String::from("| abbreviation | tool |\n|---|---|\n");
    for tool in FOREIGN_TOOLS.iter().filter(|tool| is_used(tool.short)) {
        let _ = writeln!(text, "| `{}` | {} |", tool.short, tool.name);
    }
    text
}

fn aliases(catalogue: &Catalogue) -> Result<String> {
    let by_tool = by_tool(catalogue)?;
    let mut text = String::new();
    for tool in FOREIGN_TOOLS {
        let Some(ids) = by_tool.get(tool.short) else { continue };
        let _ = write!(text, "## {}\n\n| id | rules |\n|---|---|\n", tool.name);
        for (id, entries) in ids {
            let links: Vec<String> = entries.iter().map(|entry| link(entry)).collect();
            let _ = writeln!(text, "| `{id}` | {} |", links.join(", "));
        }
        text.push('\n');
    }
    Ok(text)
}

fn options(catalogue: &Catalogue) -> String {
    let mut text = String::from("| rule | option | values | default | meaning |\n|---|---|---|---|---|\n");
    for entry in by_category(catalogue).values().flat_map(BTreeMap::values) {
        for option in entry.rule.options {
            let (values, default) = values(option.kind);
            let (rule, help) = (link(entry), cell(option.help));
            let _ = writeln!(text, "| {rule} | `{}` | {values} | {default} | {help} |", option.key);
        }
    }
    text
}

/// The values that an option takes, and its default.
fn values(kind: OptionKind) -> (String, String) {
    match kind {
        OptionKind::Bool(default) => ("`true`, `false`".to_owned(), format!("`{default}`")),
        OptionKind::Integer { default, min, max } => {
            // one end of the range is often none
            let range = if max == i64::MAX { format!("from {min}") } else { format!("{min} to {max}") };
            (format!("number, {range}"), format!("`{default}`"))
        }
        OptionKind::Strings([]) => ("list".to_owned(), "none".to_owned()),
        OptionKind::Strings(default) => ("list".to_owned(), code(default)),
        OptionKind::Records(fields) => {
            let keys: Vec<&str> = fields.iter().map(|field| field.key).collect();
            (format!("list of mappings with {}", code(&keys)), "none".to_owned())
        }
        OptionKind::Choice(words) => {
            (code(words), words.first().map(|word| code(&[word])).unwrap_or_default())
        }
    }
}

fn code(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{}`", cell(word))).collect::<Vec<_>>().join(", ")
}

/// `text` as it must stand in a cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// The keys of the configuration with their descriptions; those of rules have pages of their own.
fn configuration(catalogue: &Catalogue) -> Result<String> {
    let schema = schema(catalogue);
    let properties = schema.get("properties").and_then(Value::as_object).context("a schema of an object")?;
    let mut text = String::new();
    for (key, value) in properties {
        let description = value.get("description").and_then(Value::as_str).unwrap_or_default();
        let _ = write!(text, "## {key}\n\n{description}: {}.\n", kind(value));
        nested(value, 0, &mut text);
        text.push('\n');
    }
    Ok(text)
}

/// The keys of the objects in `schema`, as items of a list.
fn nested(schema: &Value, depth: usize, text: &mut String) {
    if depth == DEPTH {
        return;
    }
    let inner = ["items", "additionalProperties"].into_iter().filter_map(|key| schema.get(key));
    for inner in inner.filter(|inner| inner.is_object()) {
        nested(inner, depth, text);
    }
    let properties = schema.get("properties").and_then(Value::as_object);
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .map(|keys| keys.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    if depth == 0 && properties.is_some() {
        text.push('\n');
    }
    for (key, value) in properties.into_iter().flatten() {
        let must = if required.contains(&key.as_str()) { ", required" } else { "" };
        let _ = writeln!(text, "{}- `{key}`: {}{must}", "  ".repeat(depth), kind(value));
        nested(value, depth + 1, text);
    }
}

/// What kind of value `schema` asks for, in few words.
fn kind(schema: &Value) -> String {
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        let words: Vec<String> = words.iter().map(|word| word.to_string().replace('"', "`")).collect();
        return words.join(", ");
    }
    if schema.get("$ref").and_then(Value::as_str) == Some("#/$defs/rules") {
        return "by rule id a level (`off`, `on`, `info`, `warning`, `error`), or an object with `level` and \
                [options of the rule](options.md)"
            .to_owned();
    }
    if let Some(kinds) = schema.get("oneOf").and_then(Value::as_array) {
        return kinds.iter().map(kind).collect::<Vec<_>>().join(", or ");
    }
    if let Some(items) = schema.get("items") {
        return format!("list of {}", plural(&kind(items)));
    }
    if let Some(values) = schema.get("additionalProperties").filter(|values| values.is_object()) {
        return format!("by name, {}", kind(values));
    }
    match schema.get("type") {
        Some(Value::String(one)) => simple(one).to_owned(),
        Some(Value::Array(several)) => {
            let words = several.iter().filter_map(Value::as_str).filter(|word| *word != "null").map(simple);
            words.collect::<Vec<_>>().join(" or ")
        }
        _ => "anything".to_owned(),
    }
}

fn simple(word: &str) -> &str {
    match word {
        "string" => "text",
        "object" => "an object with the keys below",
        "boolean" => "`true` or `false`",
        other => other,
    }
}

fn plural(kind: &str) -> &str {
    match kind {
        "text" => "texts",
        "an object with the keys below" => "objects with the keys below",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_replaced() {
        let catalogue = readylint::catalogue();
        let page =
            filled("x.md", "# X\n\n<!-- generated: tools -->\n\nEnd.\n", &catalogue).unwrap_or_default();
        assert!(page.starts_with("# X\n\n| abbreviation | tool |\n"), "{page}");
        assert!(page.contains("| `KL` | kube-linter |\n") && page.ends_with("\n\nEnd.\n"), "{page}");
        assert!(filled("x.md", "<!-- generated: nothing -->", &catalogue).is_err());
    }

    #[test]
    fn aliases_lead_to_rules() {
        let text = aliases(&readylint::catalogue()).unwrap_or_default();
        let wanted = "| `dangling-service` | [`service-selects-nothing`](rules/networking/service-selects-nothing.md) |\n";
        assert!(text.contains(wanted), "{text}");
    }

    #[test]
    fn options_have_their_defaults() {
        let text = options(&readylint::catalogue());
        assert!(
            text.contains("| `scrape-port-names` | list | `metrics`, `prometheus` | A Service port"),
            "{text}"
        );
    }

    #[test]
    fn the_schema_in_words() {
        let text = configuration(&readylint::catalogue()).unwrap_or_default();
        for wanted in [
            "## profile\n\nWhich rules run without being named: `recommended`, `strict`, `all`.\n",
            "\n- `reason`: text, required\n",
            "\n  - `values`: list of texts\n",
        ] {
            assert!(text.contains(wanted), "{wanted}: {text}");
        }
    }
}
