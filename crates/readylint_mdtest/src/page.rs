//! From the Markdown of a page to its parts.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::Failure;

/// A text and the line it starts on, from 1.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    pub(crate) text: String,
    pub(crate) line: usize,
}

/// A page in parts.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) title: Line,
    /// The first paragraph as it is written, line ends included.
    pub(crate) summary: Option<Line>,
    pub(crate) sections: Vec<Section>,
    /// Where links lead.
    pub(crate) links: Vec<Line>,
    /// Everything that is neither code nor a link's target.
    pub(crate) prose: Vec<Line>,
    /// What is wrong with the Markdown itself.
    pub(crate) problems: Vec<Failure>,
}

/// What stands under a heading of the second level.
#[derive(Debug)]
pub(crate) struct Section {
    pub(crate) name: String,
    pub(crate) line: usize,
    pub(crate) parts: Vec<Part>,
}

/// A part of a section, in order.
#[derive(Debug)]
pub(crate) enum Part {
    /// A paragraph or a list, as it is written; with all `code` in it, and those that start an item.
    Prose { text: Line, code: Vec<String>, item_heads: Vec<Line> },
    /// A fenced block.
    Code(Code),
}

/// A fenced block.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    /// What stands behind the opening fence.
    pub(crate) info: String,
    pub(crate) text: String,
    /// The line of the opening fence; the text starts on the next.
    pub(crate) line: usize,
}

impl Page {
    /// The parts of `markdown`.
    pub(crate) fn read(markdown: &str) -> Self {
        let mut reader =
            Reader { markdown, page: Self::default(), block: None, depth: 0, heading: None, code: None };
        for (event, range) in Parser::new_ext(markdown, Options::empty()).into_offset_iter() {
            reader.event(event, range);
        }
        let mut page = reader.page;
        page.title.line = page.title.line.max(1);
        page
    }

    /// The section of that name.
    pub(crate) fn section(&self, name: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.name == name)
    }
}

struct Reader<'m> {
    markdown: &'m str,
    page: Page,
    /// The paragraph or list being read, and what has been found in it.
    block: Option<Block>,
    /// How many paragraphs and lists are open.
    depth: usize,
    heading: Option<(HeadingLevel, String, usize)>,
    code: Option<Code>,
}

#[derive(Default)]
struct Block {
    code: Vec<String>,
    item_heads: Vec<Line>,
    /// Whether nothing of the current item has been read.
    at_item: bool,
}

impl Reader<'_> {
    fn line(&self, offset: usize) -> usize {
        1 + self.markdown[..offset].bytes().filter(|&byte| byte == b'\n').count()
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        let line = self.line(range.start);
        match event {
            Event::Start(Tag::Heading { level, .. }) => self.heading = Some((level, String::new(), line)),
            Event::End(TagEnd::Heading(_)) => self.end_heading(),
            Event::Start(Tag::CodeBlock(kind)) => self.start_code(&kind, &range, line),
            Event::End(TagEnd::CodeBlock) => {
                if let (Some(code), Some(section)) = (self.code.take(), self.page.sections.last_mut()) {
                    section.parts.push(Part::Code(code));
                }
            }
            Event::Start(Tag::Paragraph | Tag::List(_) | Tag::BlockQuote(_)) => {
                if self.depth == 0 {
                    self.block = Some(Block::default());
                }
                self.depth += 1;
            }
            Event::End(TagEnd::Paragraph | TagEnd::List(_) | TagEnd::BlockQuote(_)) => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    self.end_block(&range, line);
                }
            }
            Event::Start(Tag::Item) => self.block.iter_mut().for_each(|block| block.at_item = true),
            Event::Start(Tag::Link { dest_url, .. }) => {
                self.page.links.push(Line { text: dest_url.into_string(), line });
            }
            Event::Text(text) => self.text(&text, line),
            Event::Code(code) => self.inline_code(&code, line),
            Event::Html(_) | Event::InlineHtml(_) => {
                self.page.problems.push(Failure::new(line, "no HTML, which a terminal cannot show", "HTML"));
            }
            _ => {}
        }
    }

    fn end_heading(&mut self) {
        let Some((level, text, line)) = self.heading.take() else {
            return;
        };
        match level {
            HeadingLevel::H1 if self.page.title.text.is_empty() => self.page.title = Line { text, line },
            HeadingLevel::H1 => self.page.problems.push(Failure::new(line, "one title", "a second one")),
            HeadingLevel::H2 => self.page.sections.push(Section { name: text, line, parts: Vec::new() }),
            _ => {
                let found = format!("the heading `{text}`");
                self.page.problems.push(Failure::new(line, "no headings below the second level", found));
            }
        }
    }

    fn start_code(&mut self, kind: &CodeBlockKind<'_>, range: &Range<usize>, line: usize) {
        let problems = &mut self.page.problems;
        let info = match kind {
            CodeBlockKind::Fenced(info) => {
                if !is_closed(&self.markdown[range.clone()]) {
                    problems.push(Failure::new(
                        line,
                        "a fence that is closed",
                        "one that is open to the end",
                    ));
                }
                info.to_string()
            }
            CodeBlockKind::Indented => {
                problems.push(Failure::new(line, "a fenced block", "an indented one, which nobody runs"));
                String::new()
            }
        };
        if self.page.sections.is_empty() {
            problems.push(Failure::new(line, "examples in sections", "one before the first section"));
        }
        self.code = Some(Code { info, text: String::new(), line });
    }

    fn end_block(&mut self, range: &Range<usize>, line: usize) {
        let Some(block) = self.block.take() else { return };
        let text = Line { text: self.markdown[range.clone()].trim_end().to_owned(), line };
        match self.page.sections.last_mut() {
            Some(section) => {
                let Block { code, item_heads, .. } = block;
                section.parts.push(Part::Prose { text, code, item_heads });
            }
            None if self.page.summary.is_none() => self.page.summary = Some(text),
            None => self.page.problems.push(Failure::new(
                line,
                "one paragraph before the first section",
                "another",
            )),
        }
    }

    fn text(&mut self, text: &CowStr<'_>, line: usize) {
        if let Some(code) = &mut self.code {
            code.text.push_str(text);
            return;
        }
        if let Some((_, heading, _)) = &mut self.heading {
            heading.push_str(text);
        }
        self.block.iter_mut().for_each(|block| block.at_item = false);
        self.page.prose.push(Line { text: text.to_string(), line });
    }

    fn inline_code(&mut self, code: &CowStr<'_>, line: usize) {
        if let Some((_, heading, _)) = &mut self.heading {
            heading.push_str(code);
        }
        if let Some(block) = &mut self.block {
            block.code.push(code.to_string());
            if std::mem::take(&mut block.at_item) {
                block.item_heads.push(Line { text: code.to_string(), line });
            }
        }
    }
}

/// Whether the last line of a fenced block is a closing fence.
fn is_closed(block: &str) -> bool {
    let fence = |line: &str| {
        let line = line.trim();
        line.len() >= 3 && (line.bytes().all(|byte| byte == b'`') || line.bytes().all(|byte| byte == b'~'))
    };
    block.trim_end().lines().skip(1).last().is_some_and(fence)
}
