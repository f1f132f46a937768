//! The rows that emitters read. The facade fills them.

use std::collections::BTreeMap;

use readylint_diagnostics::{Diagnostic, RuleId, Severity};
use readylint_text::Sources;

use crate::Masks;

/// Everything an emitter may see.
///
/// Ranges of findings and labels are never empty in the output: an empty one grows by the character behind it; at the
/// end of a line by the character before it; on an empty line by its line end; on an empty last line by the line end
/// before it. Only an empty text has nothing to grow by: there the columns are 1 and 2, and the offsets both 0. Ranges
/// of a fix's edits are exact: an insertion has an empty one.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The findings in the order to print them, the suppressed ones among them.
    pub diagnostics: &'a [Diagnostic],
    /// Whether formats other than SARIF print suppressed findings.
    pub show_suppressed: bool,
    /// The texts that spans point into.
    pub sources: &'a Sources,
    /// Which bytes of them are secret.
    pub masks: &'a Masks,
    /// What was looked at.
    pub summary: &'a Summary,
    /// Every rule of the catalogue.
    pub rules: &'a [RuleRow<'a>],
    /// Who reports.
    pub tool: Tool<'a>,
}

impl<'a> Report<'a> {
    /// The findings that formats other than SARIF print.
    pub(crate) fn shown(self) -> impl Iterator<Item = &'a Diagnostic> {
        self.diagnostics
            .iter()
            .filter(move |diagnostic| self.show_suppressed || diagnostic.suppressed.is_none())
    }

    /// The rules by id.
    pub(crate) fn rules_by_id(self) -> BTreeMap<&'a str, &'a RuleRow<'a>> {
        self.rules.iter().map(|rule| (rule.id, rule)).collect()
    }
}

/// A rule of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleRow<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its category.
    pub category: &'a str,
    /// Its severity before configuration.
    pub severity: Severity,
    /// What it reports, in one line.
    pub summary: &'a str,
    /// Its page, in Markdown.
    pub help: &'a str,
    /// Where the page can be read; may be empty.
    pub url: &'a str,
    /// Words to group rules by.
    pub tags: Vec<&'a str>,
}

/// The program that reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tool<'a> {
    /// Its name: `readylint`.
    pub name: &'a str,
    /// Its version, as `MAJOR.MINOR.PATCH`.
    pub version: &'a str,
    /// Its home page.
    pub information_uri: &'a str,
}

/// What a run looked at and how much it found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files that were linted.
    pub files: u64,
    /// YAML documents in them that were linted.
    pub documents: u64,
    /// Kubernetes objects in those, items of lists counted one by one.
    pub resources: u64,
    /// Those of them whose kind has no schema.
    pub unknown_kinds: u64,
    /// Files that were met and not linted.
    pub skipped: Vec<Skipped>,
    /// Versions of Kubernetes whose schemas are not known, as `1.16-1.24`: of them only lifetimes of API versions were judged.
    pub without_schemas: Vec<String>,
    /// Findings of severity error, suppressed ones not counted, as in the next two.
    pub errors: u64,
    /// Findings of severity warning.
    pub warnings: u64,
    /// Findings of severity info.
    pub infos: u64,
    /// Findings that were suppressed.
    pub suppressed: u64,
    /// Findings below the asked-for confidence or severity; they are in no format.
    pub hidden: u64,
    /// The rules that ran, in any order.
    pub rules: Vec<RuleCount>,
}

/// A file that was met and not linted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Its name.
    pub file: String,
    /// Why, in a few words that read well after a number: "not Kubernetes".
    pub reason: String,
}

/// How much a rule looked at and found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleCount {
    /// Which rule.
    pub id: RuleId,
    /// Subjects it examined; 0 means that there was nothing to check, which is not "passed".
    pub examined: u64,
    /// Findings it made, suppressed ones not counted.
    pub found: u64,
}
