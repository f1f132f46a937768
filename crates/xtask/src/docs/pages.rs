//! Pages of the checkout as pages of the book: links lead to where things stand there.

use anyhow::{Context as _, Result};
use readylint::diagnostics::Applicability;
use readylint::engine::RuleEntry;

use crate::tools::root;

/// Where files of the checkout that are no pages can be read.
const REPOSITORY: &str = "https://github.com/readylint/readylint/blob/main/";

/// The page of a rule: with its facts below the summary, the titles of its examples, and links by id.
pub(super) fn page_of_rule(entry: &RuleEntry) -> String {
    let linked = outside_of_fences(entry.page, |line| with_links(line, |link| Some(link.replace('_', "-"))));
    let titled = with_titles(&linked);
    // the title, an empty line, the summary, an empty line
    let (head, body) = match titled.match_indices("\n\n").nth(1) {
        Some((end, _)) => titled.split_at(end),
        None => (titled.as_str(), ""),
    };
    format!("{head}\n\n{}{body}", facts(entry))
}

fn facts(entry: &RuleEntry) -> String {
    let rule = entry.rule;
    let file = format!("rules/{}/{}.md", entry.category, entry.id).replace('-', "_");
    let fix = rule.fix.map_or("none", Applicability::as_str);
    format!(
        "| severity | confidence | profile | fix | scope | since | source |\n|---|---|---|---|---|---|---|\n\
         | {} | {} | {} | {fix} | {} | {} | [page]({REPOSITORY}{file}), [code]({REPOSITORY}{}) |\n",
        rule.severity,
        rule.confidence,
        rule.profile.as_str(),
        rule.check.scope().replace(':', ": ").replace(',', ", "),
        rule.since,
        file.replace(".md", ".rs"),
    )
}

/// The page `name` of `docs`, which a page of the book includes: what is no page itself is linked to in the repository.
pub(super) fn page_of_docs(name: &str, text: &str) -> Result<String> {
    let mut missing = None;
    let text = outside_of_fences(text, |line| {
        with_links(line, |link| {
            let (path, part) = link.split_once('#').map_or((link, None), |(path, part)| (path, Some(part)));
            if path.is_empty() || root().join("docs/src").join(path).is_file() {
                return None;
            }
            let (folder, path) = path.strip_prefix("../").map_or(("docs/", path), |path| ("", path));
            let file = format!("{folder}{path}");
            if !root().join(&file).exists() {
                missing = Some(link.to_owned());
            }
            let part = part.map(|part| format!("#{part}")).unwrap_or_default();
            Some(format!("{REPOSITORY}{file}{part}"))
        })
    });
    missing.map_or(Ok(text), |link| Err(anyhow::anyhow!("{link} is no file")).context(format!("docs/{name}")))
}

/// `text` with `change` applied to each line that is no code.
fn outside_of_fences(text: &str, mut change: impl FnMut(&str) -> String) -> String {
    let mut is_code = false;
    let lines = text.split_inclusive('\n').map(|line| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        if is_code || is_fence { line.to_owned() } else { change(line) }
    });
    lines.collect()
}

/// `line` with each link to a file replaced by what `change` makes of it, if it makes something.
fn with_links(line: &str, mut change: impl FnMut(&str) -> Option<String>) -> String {
    let mut result = String::new();
    let mut rest = line;
    while let Some((before, behind)) = rest.split_once("](") {
        let Some((link, after)) = behind.split_once(')') else { break };
        let is_file = !link.contains("://") && !link.starts_with('#') && !link.contains(['`', ' ', '*']);
        let changed = if is_file { change(link) } else { None };
        result.push_str(before);
        result.push_str("](");
        result.push_str(changed.as_deref().unwrap_or(link));
        result.push(')');
        rest = after;
    }
    result.push_str(rest);
    result
}

/// The titles of examples with several files, which the words behind the language of a block hold, as lines of text.
fn with_titles(text: &str) -> String {
    let lines = text.split_inclusive('\n').map(|line| {
        let title = line.strip_prefix("```").and_then(|info| info.split_once("title=\""));
        match title.and_then(|(_, rest)| rest.split_once('"')) {
            Some((title, _)) => format!("`{title}`\n\n{line}"),
            None => line.to_owned(),
        }
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_prose_are_changed() {
        let text = "See [a](../b_c/d_e.md#f), [web](https://x/a_b).\n```yaml\n[a](b_c.md)\n```\n[x](a_b.md)";
        let changed = outside_of_fences(text, |line| with_links(line, |link| Some(link.replace('_', "-"))));
        let wanted =
            "See [a](../b-c/d-e.md#f), [web](https://x/a_b).\n```yaml\n[a](b_c.md)\n```\n[x](a-b.md)";
        assert_eq!(changed, wanted);
    }

    #[test]
    fn titles_stand_above_their_files() {
        let text = "Two.\n\n```yaml title=\"a.yaml\"\na: 1\n```\n\n```yaml\nb: 1\n```\n";
        let wanted = "Two.\n\n`a.yaml`\n\n```yaml title=\"a.yaml\"\na: 1\n```\n\n```yaml\nb: 1\n```\n";
        assert_eq!(with_titles(text), wanted);
    }

    #[test]
    fn links_out_of_the_book_lead_to_the_repository() {
        let page =
            page_of_docs("x.md", "[a](json-format.md#ranges) [b](../README.md) [c](graph.png) [d](#e)");
        let wanted = format!(
            "[a](json-format.md#ranges) [b]({REPOSITORY}README.md) [c]({REPOSITORY}docs/graph.png) [d](#e)"
        );
        assert_eq!(page.ok(), Some(wanted));
        assert!(page_of_docs("x.md", "[a](../missing.md)").is_err());
    }

    #[test]
    fn facts_stand_below_the_summary() {
        let catalogue = readylint::catalogue();
        let entry = catalogue.get("service-selects-nothing").copied();
        let page = entry.map(|entry| page_of_rule(&entry)).unwrap_or_default();
        let summary = entry.map(|entry| entry.summary()).unwrap_or_default();
        let head = format!("# service-selects-nothing\n\n{summary}\n\n| severity |");
        assert!(page.starts_with(&head), "{page}");
        assert!(page.contains("](../health/missing-readiness-probe.md)"), "{page}");
    }
}
