//! `readylint explain`: the page of a rule, on the terminal.

use readylint::engine::{Named, RuleEntry};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::markdown;
use crate::rules::fix;
use crate::selection::unknown_rule;
use crate::terminal::Terminal;

/// Runs the command. An id of another tool may name several rules; all their pages are shown.
///
/// # Errors
///
/// If `word` names no rule.
pub(crate) fn explain(word: &str, terminal: &Terminal) -> Result<Exit, Failure> {
    let catalogue = readylint::catalogue();
    let word = word.trim();
    let numbers = match catalogue.resolve(word) {
        Named::Rules(numbers) => numbers,
        unknown => return Err(unknown_rule(word, &unknown)),
    };
    let pages: Vec<String> = numbers
        .into_iter()
        .filter_map(|number| catalogue.entries().get(number))
        .map(|entry| markdown::render(&page(entry), &terminal.style()))
        .collect();
    terminal.write(pages.join("\n").as_bytes())?;
    Ok(Exit::Clean)
}

/// The page of `entry` with its facts below the title.
fn page(entry: &RuleEntry) -> String {
    let rule = entry.rule;
    let facts = format!(
        "Severity {}, confidence {}, profile {}, fix {}, category {}, since {}.\n",
        rule.severity,
        rule.confidence,
        rule.profile.as_str(),
        fix(entry),
        entry.category,
        rule.since,
    );
    let (title, body) = entry.page.split_once('\n').unwrap_or((entry.page, ""));
    format!("{title}\n\n{facts}\n{body}\n\n{}\n", entry.url())
}
