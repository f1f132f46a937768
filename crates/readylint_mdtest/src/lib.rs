//! Runs the pages of rules as tests: a page is the documentation of its rule and the test of it at once.
//!
//! A page has a title (the rule's id), a summary of one line, and sections in a fixed order: *Why it matters*,
//! *Reported*, *Accepted*, *How to fix*, *Options* (if the rule has any), *Not yet* (if something waits), *See also*.
//!
//! # Examples
//!
//! Fenced blocks of `yaml` and `json` are examples. A block alone and without title is one manifest, linted by
//! [`Linter`](readylint::Linter). Blocks with nothing between them are the files of one example, linted as the command
//! does it: `title="folder/name.yaml"` names each (one may go without), and a `readylint.yaml` among them configures it.
//!
//! | section | what must hold |
//! |---|---|
//! | Reported | the findings of the rule are exactly the marked ones, at least one in each example |
//! | Accepted, How to fix | the rule finds nothing |
//! | Options | the findings of the rule are exactly the marked ones, perhaps none |
//! | others | no examples: nobody would run them |
//!
//! A mark is `# error`, `# warning` or `# info` at the end of a line: a finding of that severity whose primary label
//! starts on that line. Several marks of one line are written `# error, warning`. The mark is part of what is linted. Where
//! a comment cannot stand, or would change the fault, the fence says it: `reported="3: error, 7: info"`.
//!
//! Blocks of `text`, `markdown` and `sh` with a title are files of the example that are no manifests; the attribute `executable`
//! makes one a program.
//!
//! Other attributes of a fence: `min-confidence="low"` for findings that are hidden by default; `skipped` for a file that
//! must not be linted at all (every other file must be).
//!
//! Every fix that a finding of the rule offers is applied to its example: the finding must go away.
//!
//! This crate owns what a page must look like. It must never know a particular rule (but for the id of the one
//! about documents that cannot be read).

mod example;
mod fence;
mod page;
mod prose;
mod run;

use std::fmt;

use readylint::Catalogue;
use readylint::engine::RuleEntry;

/// Something that does not hold on a page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Failure {
    /// The line of the page, from 1.
    pub line: usize,
    /// What should be there.
    pub expected: String,
    /// What is.
    pub found: String,
}

impl Failure {
    fn new(line: usize, expected: impl Into<String>, found: impl Into<String>) -> Self {
        Self { line, expected: expected.into(), found: found.into() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: expected {}; found {}", self.line, self.expected, self.found)
    }
}

/// Checks `page`, whose title says which rule of `catalogue` it is about. Gives what does not hold, by line.
pub fn check_page(page: &str, catalogue: &Catalogue) -> Vec<Failure> {
    let page = page::Page::read(page);
    let Some(entry) = catalogue.get(&page.title.text) else {
        let found = format!("`{}`", page.title.text);
        return vec![Failure::new(page.title.line, "the id of a rule as title", found)];
    };
    check(&page, entry, catalogue)
}

/// Checks the page of `entry`, a rule of `catalogue`; its title must be the rule's id.
pub fn check_rule(entry: &RuleEntry, catalogue: &Catalogue) -> Vec<Failure> {
    let page = page::Page::read(entry.page);
    let mut failures = check(&page, entry, catalogue);
    if page.title.text != entry.id {
        let found = format!("`{}`", page.title.text);
        failures.insert(0, Failure::new(page.title.line, format!("the title `{}`", entry.id), found));
    }
    failures
}

fn check(page: &page::Page, entry: &RuleEntry, catalogue: &Catalogue) -> Vec<Failure> {
    let mut failures = page.problems.clone();
    failures.extend(prose::check(page, entry, catalogue));
    let (examples, problems) = example::examples(page);
    failures.extend(problems);
    for example in &examples {
        failures.extend(run::check(example, entry, catalogue));
    }
    failures.sort();
    failures
}

#[cfg(test)]
mod tests;
