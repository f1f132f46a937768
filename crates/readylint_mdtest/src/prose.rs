//! What the text around the examples must look like.

use std::collections::BTreeSet;

use readylint::Catalogue;
use readylint::engine::{OptionKind, RuleEntry, foreign_id};

use crate::Failure;
use crate::page::{Page, Part};

/// All sections in their order, and whether a page must have them.
const SECTIONS: [(&str, bool); 7] = [
    ("Why it matters", true),
    ("Reported", true),
    ("Accepted", true),
    ("How to fix", true),
    ("Options", false),
    ("Not yet", false),
    ("See also", true),
];

/// The longest summary, in characters: it is one line of a list.
const SUMMARY: usize = 120;

/// What does not hold for the text of the page of `entry`.
pub(crate) fn check(page: &Page, entry: &RuleEntry, catalogue: &Catalogue) -> Vec<Failure> {
    let mut failures = Vec::new();
    summary(page, &mut failures);
    sections(page, &mut failures);
    options(page, entry, &mut failures);
    links(page, entry, catalogue, &mut failures);
    references(page, entry, &mut failures);
    for prose in page.prose.iter().filter(|prose| prose.text.contains('!')) {
        failures.push(Failure::new(prose.line, "no exclamation marks", format!("`{}`", prose.text)));
    }
    failures
}

fn summary(page: &Page, failures: &mut Vec<Failure>) {
    let Some(summary) = &page.summary else {
        return failures.push(Failure::new(page.title.line, "a summary below the title", "none"));
    };
    let text = summary.text.as_str();
    if text.lines().count() != 1 || text.chars().count() >= SUMMARY {
        let found = format!("{} lines of {} characters", text.lines().count(), text.chars().count());
        failures.push(Failure::new(
            summary.line,
            format!("a summary of one line below {SUMMARY} characters"),
            found,
        ));
    }
    if !text.ends_with('.') {
        failures.push(Failure::new(
            summary.line,
            "a summary that ends with a full stop",
            format!("`{text}`"),
        ));
    }
}

fn sections(page: &Page, failures: &mut Vec<Failure>) {
    let mut next = 0;
    for section in &page.sections {
        let Some(place) = SECTIONS.iter().position(|(name, _)| *name == section.name) else {
            let names: Vec<&str> = SECTIONS.iter().map(|(name, _)| *name).collect();
            let expected = format!("one of the sections {}", names.join(", "));
            failures.push(Failure::new(section.line, expected, format!("`{}`", section.name)));
            continue;
        };
        if place < next {
            failures.push(Failure::new(
                section.line,
                "each section once, in order",
                format!("`{}`", section.name),
            ));
        }
        next = next.max(place + 1);
        if section.parts.is_empty() {
            failures.push(Failure::new(
                section.line,
                format!("something under `{}`", section.name),
                "nothing",
            ));
        }
    }
    for (name, _) in SECTIONS.iter().filter(|(_, required)| *required) {
        if page.section(name).is_none() {
            failures.push(Failure::new(page.title.line, format!("a section `{name}`"), "none"));
        }
    }
}

/// Every option is an item that starts with its key, and its default is named.
fn options(page: &Page, entry: &RuleEntry, failures: &mut Vec<Failure>) {
    let specs = entry.rule.options;
    let Some(section) = page.section("Options") else {
        if !specs.is_empty() {
            failures.push(Failure::new(
                page.title.line,
                "a section `Options`",
                "none, although the rule has options",
            ));
        }
        return;
    };
    let prose = section.parts.iter().filter_map(|part| match part {
        Part::Prose { code, item_heads, .. } => Some((code, item_heads)),
        Part::Code(_) => None,
    });
    let (mut words, mut keys) = (BTreeSet::new(), Vec::new());
    for (code, heads) in prose {
        words.extend(code.iter().cloned());
        keys.extend(heads);
    }
    for key in keys.iter().filter(|key| specs.iter().all(|spec| spec.key != key.text)) {
        failures.push(Failure::new(key.line, "options that the rule has", format!("`{}`", key.text)));
    }
    for spec in specs {
        if keys.iter().all(|key| key.text != spec.key) {
            let expected = format!("an item that starts with `{}`", spec.key);
            failures.push(Failure::new(section.line, expected, "none"));
        }
        for default in defaults(spec.kind).into_iter().filter(|default| !words.contains(default)) {
            let expected = format!("the default `{default}` of `{}`", spec.key);
            failures.push(Failure::new(section.line, expected, "nothing about it"));
        }
    }
}

/// What must be named in the text about an option.
fn defaults(kind: OptionKind) -> Vec<String> {
    match kind {
        OptionKind::Bool(default) => vec![default.to_string()],
        OptionKind::Integer { default, .. } => vec![default.to_string()],
        OptionKind::Strings(words) | OptionKind::Choice(words) => {
            words.iter().map(|&word| word.to_owned()).collect()
        }
        OptionKind::Records(fields) => fields.iter().map(|field| field.key.to_owned()).collect(),
    }
}

/// Links to other pages lead to files of the catalogue, relative to the page's own file.
fn links(page: &Page, entry: &RuleEntry, catalogue: &Catalogue, failures: &mut Vec<Failure>) {
    let files: BTreeSet<String> = catalogue.entries().iter().map(file).collect();
    let folder = entry.category.replace('-', "_");
    for link in page.links.iter().filter(|link| !link.text.contains("://")) {
        let mut path = vec![folder.as_str()];
        for step in link.text.split('/') {
            match step {
                ".." => drop(path.pop()),
                "." => {}
                step => path.push(step),
            }
        }
        if !files.contains(&path.join("/")) {
            failures.push(Failure::new(
                link.line,
                "a link to the page of a rule",
                format!("`{}`", link.text),
            ));
        }
    }
}

/// The file of a rule's page: its category and its id, both with underscores.
fn file(entry: &RuleEntry) -> String {
    format!("{}/{}.md", entry.category, entry.id).replace('-', "_")
}

/// The ids of the same check in other tools are spelled out under *See also*.
fn references(page: &Page, entry: &RuleEntry, failures: &mut Vec<Failure>) {
    let Some(section) = page.section("See also") else {
        return;
    };
    let wanted = also_known_as(entry.rule.references);
    let text = section.parts.iter().filter_map(|part| match part {
        Part::Prose { text, .. } => Some(text.text.as_str()),
        Part::Code(_) => None,
    });
    let text = text.collect::<Vec<_>>().join("\n");
    let items = text.split("\n- ").map(|item| item.trim_start_matches("- "));
    let items = items.map(|item| item.split_whitespace().collect::<Vec<_>>().join(" "));
    let written: Vec<String> = items.filter(|item| item.starts_with("Also known as")).collect();
    let wanted: Vec<String> = wanted.into_iter().collect();
    if written != wanted {
        let show = |list: &[String]| {
            if list.is_empty() { "none".to_owned() } else { format!("`{}`", list.join("`, `")) }
        };
        let expected = format!("under `See also` the item {}", show(&wanted));
        failures.push(Failure::new(section.line, expected, show(&written)));
    }
}

/// The item that names the same check in other tools, tool by tool in the order of `references`; `None` if there is none.
fn also_known_as(references: &[&str]) -> Option<String> {
    let mut tools: Vec<(&str, Vec<String>)> = Vec::new();
    for reference in references {
        let known = foreign_id(reference).map(|(tool, id)| (tool.name, id));
        let (name, id) = known.unwrap_or((*reference, String::new()));
        let id = format!("`{id}`");
        match tools.iter_mut().find(|(tool, _)| *tool == name) {
            Some((_, ids)) => ids.push(id),
            None => tools.push((name, vec![id])),
        }
    }
    let tools: Vec<String> =
        tools.into_iter().map(|(tool, ids)| format!("{tool} {}", ids.join(", "))).collect();
    (!tools.is_empty()).then(|| format!("Also known as: {}", tools.join("; ")))
}
