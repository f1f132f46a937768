//! What the fence of an example says, and the marks in its text.

use readylint::diagnostics::{Confidence, Severity};

use crate::Failure;
use crate::page::Code;

/// One file of an example.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    /// The line of the opening fence on the page.
    pub(crate) line: usize,
    /// `json`, `yaml` or `text`.
    pub(crate) language: &'static str,
    pub(crate) title: Option<String>,
    pub(crate) text: String,
    /// Lines of the text from 0, and the severities of the findings that start there.
    pub(crate) marks: Vec<(usize, Severity)>,
    pub(crate) min_confidence: Confidence,
    /// Whether the file must not be linted.
    pub(crate) skipped: bool,
    /// Whether the file is a program.
    pub(crate) executable: bool,
}

/// The language of a fence if it is one of those that are run: `yaml`, `json`, or `text` for a file that is there and no
/// manifest.
pub(crate) fn language(info: &str) -> Option<&'static str> {
    match info.split_whitespace().next() {
        Some("yaml" | "yml") => Some("yaml"),
        Some("json") => Some("json"),
        Some("text" | "markdown" | "sh") if info.contains(" title=") => Some("text"),
        _ => None,
    }
}

impl Block {
    /// The file that `code` is; `None` if it is in no language that is run. What is wrong with its fence is told.
    pub(crate) fn read(code: &Code, problems: &mut Vec<Failure>) -> Option<Self> {
        let mut block = Self {
            line: code.line,
            language: language(&code.info)?,
            title: None,
            text: code.text.clone(),
            marks: Vec::new(),
            min_confidence: Confidence::Medium,
            skipped: false,
            executable: false,
        };
        block.marks_in_text();
        let attributes = code.info.trim().split_once(char::is_whitespace).map_or("", |(_, rest)| rest);
        for (key, value) in split(attributes) {
            if let Err(expected) = block.attribute(key, value) {
                let found = value.map_or(format!("`{key}`"), |value| format!("`{key}=\"{value}\"`"));
                problems.push(Failure::new(code.line, expected, found));
            }
        }
        block.marks.sort_unstable();
        Some(block)
    }

    fn attribute(&mut self, key: &str, value: Option<&str>) -> Result<(), &'static str> {
        match (key, value) {
            ("title", Some(title)) if !title.is_empty() => self.title = Some(title.to_owned()),
            ("skipped", None) => self.skipped = true,
            ("executable", None) => self.executable = true,
            ("min-confidence", Some("low")) => self.min_confidence = Confidence::Low,
            ("min-confidence", Some("high")) => self.min_confidence = Confidence::High,
            ("reported", Some(list)) => {
                let marks = list.split(',').map(|mark| {
                    let (line, severity) = mark.split_once(':')?;
                    let line: usize = line.trim().parse().ok()?;
                    let line = line.checked_sub(1).filter(|&line| line < self.text.lines().count())?;
                    Some((line, Severity::from_word(severity.trim())?))
                });
                let marks: Option<Vec<_>> = marks.collect();
                self.marks.extend(marks.ok_or("`reported=\"LINE: SEVERITY, …\"` with lines of the example")?);
            }
            _ => {
                return Err(
                    "`title`, `reported`, `min-confidence` (`low` or `high`), `skipped` or `executable`",
                );
            }
        }
        Ok(())
    }

    fn marks_in_text(&mut self) {
        for (number, line) in self.text.lines().enumerate() {
            let Some((_, mark)) = line.rsplit_once("# ") else {
                continue;
            };
            let severities: Option<Vec<_>> =
                mark.split(',').map(|word| Severity::from_word(word.trim())).collect();
            self.marks.extend(severities.into_iter().flatten().map(|severity| (number, severity)));
        }
    }
}

/// `key="value with blanks" flag` in parts.
fn split(mut text: &str) -> Vec<(&str, Option<&str>)> {
    let mut parts = Vec::new();
    loop {
        text = text.trim_start();
        let end = text.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(text.len());
        let (key, rest) = text.split_at(end);
        if key.is_empty() && rest.is_empty() {
            return parts;
        }
        let value = rest.strip_prefix("=\"").and_then(|rest| rest.split_once('"'));
        match value {
            Some((value, rest)) => {
                parts.push((key, Some(value)));
                text = rest;
            }
            None => {
                parts.push((key, None));
                // whatever stands behind a stray `=` is an attribute that nobody knows
                text = rest.strip_prefix('=').unwrap_or(rest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(info: &str, text: &str) -> (Option<Block>, usize) {
        let code = Code { info: info.to_owned(), text: text.to_owned(), line: 1 };
        let mut problems = Vec::new();
        let block = Block::read(&code, &mut problems);
        (block, problems.len())
    }

    #[test]
    fn marks() {
        let text = "a: 1  # error\nb: 2  # warning, info\nc: 3 # an error\n# info\nd: # readylint: ignore[x]  # error\n";
        let (block, problems) = read("yaml", text);
        let wanted = [
            (0, Severity::Error),
            (1, Severity::Info),
            (1, Severity::Warning),
            (3, Severity::Info),
            (4, Severity::Error),
        ];
        assert_eq!((block.map(|block| block.marks), problems), (Some(wanted.to_vec()), 0));
    }

    #[test]
    fn attributes() {
        let info = "json title=\"a b/c.json\" reported=\"2: error,1:info\" skipped min-confidence=\"low\"";
        let (block, problems) = read(info, "{\n}\n");
        assert_eq!(problems, 0);
        let Some(block) = block else {
            return assert_eq!("no block", "");
        };
        assert_eq!(
            (block.language, block.title.as_deref(), block.skipped),
            ("json", Some("a b/c.json"), true)
        );
        assert_eq!(block.marks, [(0, Severity::Info), (1, Severity::Error)]);
        assert_eq!(block.min_confidence, Confidence::Low);
    }

    #[test]
    fn wrong_attributes_are_told() {
        for info in [
            "yaml titel=\"a\"",
            "yaml title",
            "yaml title=a",
            "yaml title=\"\"",
            "yaml skipped=\"yes\"",
            "yaml min-confidence=\"none\"",
            "yaml reported=\"3: error\"",
            "yaml reported=\"0: error\"",
            "yaml reported=\"1: fatal\"",
            "yaml reported=\"error\"",
        ] {
            assert!(read(info, "a\nb\n").1 > 0, "{info}");
        }
        assert_eq!(read("yaml", "a\n").1, 0);
        assert!(read("console", "a\n").0.is_none());
    }
}
