//! Which blocks of a page are one example, and what must hold for it.

use crate::Failure;
use crate::fence::{Block, language};
use crate::page::{Page, Part, Section};

/// What must hold for an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Demand {
    /// Exactly the marked findings, at least one.
    Reported,
    /// No finding.
    Clean,
    /// Exactly the marked findings.
    AsMarked,
}

/// Files that are linted together.
#[derive(Debug)]
pub(crate) struct Example {
    pub(crate) demand: Demand,
    pub(crate) blocks: Vec<Block>,
}

impl Example {
    /// The line of its first fence.
    pub(crate) fn line(&self) -> usize {
        self.blocks.first().map_or(1, |block| block.line)
    }
}

/// What examples of a section must show; `None` if there must be none.
fn demand(section: &str) -> Option<Demand> {
    match section {
        "Reported" => Some(Demand::Reported),
        "Accepted" | "How to fix" => Some(Demand::Clean),
        "Options" => Some(Demand::AsMarked),
        _ => None,
    }
}

/// All examples of `page`, and what is wrong with the way they are written.
pub(crate) fn examples(page: &Page) -> (Vec<Example>, Vec<Failure>) {
    let (mut examples, mut problems) = (Vec::new(), Vec::new());
    for section in &page.sections {
        match demand(&section.name) {
            Some(demand) => read(section, demand, &mut examples, &mut problems),
            None => forbid(section, &mut problems),
        }
    }
    for name in ["Reported", "Accepted"] {
        let section = page.section(name);
        let is_run = |part: &Part| matches!(part, Part::Code(code) if language(&code.info).is_some());
        if !section.is_some_and(|section| section.parts.iter().any(is_run)) {
            let line = section.map_or(page.title.line, |section| section.line);
            problems.push(Failure::new(line, format!("an example under `{name}`"), "none"));
        }
    }
    (examples, problems)
}

fn forbid(section: &Section, problems: &mut Vec<Failure>) {
    for part in &section.parts {
        let Part::Code(code) = part else { continue };
        if language(&code.info).is_some() {
            let found = format!("one under `{}`, where nobody runs it", section.name);
            problems.push(Failure::new(code.line, "examples in sections that are run", found));
        }
    }
}

fn read(section: &Section, demand: Demand, examples: &mut Vec<Example>, problems: &mut Vec<Failure>) {
    let mut blocks: Vec<Block> = Vec::new();
    let mut is_introduced = false;
    for part in &section.parts {
        match part {
            Part::Prose { .. } => {
                finish(&mut blocks, demand, examples, problems);
                is_introduced = true;
            }
            Part::Code(code) => {
                if !std::mem::take(&mut is_introduced) && blocks.is_empty() {
                    problems.push(Failure::new(code.line, "a sentence before the example", "none"));
                }
                match Block::read(code, problems) {
                    Some(block) => blocks.push(block),
                    None if matches!(section.name.as_str(), "Reported" | "Accepted") => {
                        let found = format!("`{}`, which nobody runs", code.info);
                        problems.push(Failure::new(code.line, "an example in `yaml` or `json`", found));
                    }
                    None => {}
                }
            }
        }
    }
    finish(&mut blocks, demand, examples, problems);
}

/// Makes an example of `blocks`, if they can be one.
fn finish(blocks: &mut Vec<Block>, demand: Demand, examples: &mut Vec<Example>, problems: &mut Vec<Failure>) {
    let blocks = std::mem::take(blocks);
    let Some(first) = blocks.first() else { return };
    let line = first.line;
    if let Some(second) = blocks.iter().filter(|block| block.title.is_none()).nth(1) {
        let expected = "a title for each file of an example, or a sentence between two examples";
        problems.push(Failure::new(second.line, expected, "two blocks without title next to each other"));
        return;
    }
    for (number, block) in blocks.iter().enumerate() {
        if block.title.is_some() && blocks[..number].iter().any(|other| other.title == block.title) {
            problems.push(Failure::new(block.line, "files of different names", "the same title again"));
            return;
        }
    }
    let marks: usize = blocks.iter().map(|block| block.marks.len()).sum();
    match demand {
        Demand::Reported if marks == 0 => {
            problems.push(Failure::new(line, "a mark in every example under `Reported`", "none"));
        }
        Demand::Clean if marks > 0 => {
            problems.push(Failure::new(
                line,
                "no marks in examples that must stay clean",
                format!("{marks}"),
            ));
        }
        _ => {}
    }
    examples.push(Example { demand, blocks });
}
