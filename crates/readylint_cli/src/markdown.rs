//! Markdown on a terminal: what rule pages use of it — headings, paragraphs, lists, tables, code, links.
//!
//! Colour is decoration: without it the same words stand in the same places.

use anstyle::{AnsiColor, Style as Ansi};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use readylint::Style;
use unicode_width::UnicodeWidthStr as _;

/// Lines of prose are not wider than this, whatever the terminal: longer ones are hard to read.
const WIDEST: usize = 100;
/// A column that has to give way keeps at least this width.
const NARROWEST_COLUMN: usize = 16;
/// Blanks before each line of a code block.
const CODE_INDENT: &str = "    ";

/// `markdown` as text for a terminal of that style.
pub(crate) fn render(markdown: &str, style: &Style) -> String {
    let mut renderer = Renderer::new(style);
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        renderer.event(event);
    }
    renderer.flush();
    renderer.out
}

/// One line of Markdown without its marks.
pub(crate) fn inline(markdown: &str) -> String {
    let style = Style { color: false, hyperlinks: false, width: usize::MAX };
    render(markdown, &style).trim_end().to_owned()
}

/// Colours, or none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paint {
    color: bool,
}

impl Paint {
    /// With colours or without.
    pub(crate) fn new(color: bool) -> Self {
        Self { color }
    }

    /// A heading.
    pub(crate) fn heading(self, text: &str) -> String {
        self.paint(Look::Heading, text)
    }

    fn paint(self, look: Look, text: &str) -> String {
        let ansi = match look {
            Look::Plain => return text.to_owned(),
            _ if !self.color => return text.to_owned(),
            Look::Heading => Ansi::new().bold().underline(),
            Look::Strong => Ansi::new().bold(),
            Look::Emphasis => Ansi::new().italic(),
            Look::Code => AnsiColor::Cyan.on_default(),
        };
        format!("{ansi}{text}{ansi:#}")
    }
}

/// How a piece of text looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    Plain,
    Heading,
    Strong,
    Emphasis,
    Code,
}

/// A piece of a line. Pieces are broken at blanks, code included.
#[derive(Clone, Debug)]
struct Piece {
    text: String,
    look: Look,
    url: Option<String>,
}

/// What stands before the lines of a block.
#[derive(Clone, Debug)]
struct Margin {
    first: Option<String>,
    rest: String,
}

#[derive(Debug, Default)]
struct Table {
    rows: Vec<Vec<Vec<Piece>>>,
}

struct Renderer {
    out: String,
    paint: Paint,
    hyperlinks: bool,
    width: usize,
    margins: Vec<Margin>,
    lists: Vec<Option<u64>>,
    looks: Vec<Look>,
    link: Option<String>,
    pieces: Vec<Piece>,
    table: Option<Table>,
    code: Option<String>,
}

impl Renderer {
    fn new(style: &Style) -> Self {
        Self {
            out: String::new(),
            paint: Paint::new(style.color),
            hyperlinks: style.hyperlinks,
            width: if style.width == usize::MAX { usize::MAX } else { style.width.clamp(40, WIDEST) },
            margins: Vec::new(),
            lists: Vec::new(),
            looks: Vec::new(),
            link: None,
            pieces: Vec::new(),
            table: None,
            code: None,
        }
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(end) => self.end(end),
            Event::Text(text) => match &mut self.code {
                Some(code) => code.push_str(&text),
                None => self.push(&text, self.looks.last().copied().unwrap_or(Look::Plain)),
            },
            Event::Code(text) => {
                // without colour the marks are what tells code from prose
                let text = if self.paint.color { text.to_string() } else { format!("`{text}`") };
                self.push(&text, Look::Code);
            }
            Event::InlineHtml(text) => self.push(&text, Look::Plain),
            Event::SoftBreak => self.push(" ", Look::Plain),
            Event::HardBreak => self.flush(),
            Event::Rule => {
                self.gap();
                self.line("", "—————");
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => self.gap(),
            Tag::Heading { level, .. } => {
                self.gap();
                self.looks.push(if level <= HeadingLevel::H2 { Look::Heading } else { Look::Strong });
            }
            Tag::BlockQuote(_) => {
                self.flush();
                self.gap();
                self.margins.push(Margin { first: None, rest: "│ ".to_owned() });
            }
            Tag::CodeBlock(_) => {
                self.flush();
                self.gap();
                self.code = Some(String::new());
            }
            Tag::List(first) => {
                self.flush();
                if self.lists.is_empty() {
                    self.gap();
                }
                self.lists.push(first);
            }
            Tag::Item => {
                let mark = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_owned(),
                };
                let rest = " ".repeat(mark.width());
                self.margins.push(Margin { first: Some(mark), rest });
            }
            Tag::Table(_) => {
                self.gap();
                self.table = Some(Table::default());
            }
            Tag::TableHead => {
                self.looks.push(Look::Strong);
                self.row();
            }
            Tag::TableRow => self.row(),
            Tag::Strong => self.looks.push(Look::Strong),
            Tag::Emphasis => self.looks.push(Look::Emphasis),
            Tag::Link { dest_url, .. } => {
                let absolute = dest_url.starts_with("https://") || dest_url.starts_with("http://");
                let safe = dest_url.bytes().all(|byte| byte.is_ascii_graphic());
                self.link = (absolute && safe).then(|| dest_url.to_string());
            }
            _ => {}
        }
    }

    fn end(&mut self, end: TagEnd) {
        match end {
            TagEnd::Paragraph => self.flush(),
            TagEnd::Heading(_) => {
                self.flush();
                self.looks.pop();
            }
            TagEnd::CodeBlock => {
                for line in self.code.take().unwrap_or_default().lines() {
                    let painted = self.paint.paint(Look::Code, line);
                    self.line(CODE_INDENT, &painted);
                }
            }
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::BlockQuote(_) | TagEnd::Item => {
                self.flush();
                self.margins.pop();
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.pieces);
                if let Some(row) = self.table.as_mut().and_then(|table| table.rows.last_mut()) {
                    row.push(cell);
                }
            }
            TagEnd::TableHead | TagEnd::Strong | TagEnd::Emphasis => {
                self.looks.pop();
            }
            TagEnd::Table => {
                let table = self.table.take().unwrap_or_default();
                self.write_table(&table);
            }
            TagEnd::Link => {
                // where links cannot be followed their address is told, unless it is the text itself
                let told = self.link.take().filter(|_| !self.hyperlinks);
                if let Some(url) = told
                    && self.pieces.last().is_some_and(|piece| piece.text != url)
                {
                    self.push(&format!(" ({url})"), Look::Plain);
                }
            }
            _ => {}
        }
    }

    fn push(&mut self, text: &str, look: Look) {
        let url = self.link.clone().filter(|_| self.hyperlinks);
        self.pieces.push(Piece { text: text.to_owned(), look, url });
    }

    fn row(&mut self) {
        if let Some(table) = &mut self.table {
            table.rows.push(Vec::new());
        }
    }

    /// An empty line before a block, unless it is the first, or the first of a list item.
    fn gap(&mut self) {
        let opens_item = self.margins.last().is_some_and(|margin| margin.first.is_some());
        if !self.out.is_empty() && !self.out.ends_with("\n\n") && !opens_item {
            self.out.push('\n');
        }
    }

    /// Writes the pieces that have come together as lines.
    fn flush(&mut self) {
        let pieces = std::mem::take(&mut self.pieces);
        if pieces.iter().all(|piece| piece.text.trim().is_empty()) {
            return;
        }
        let margin: usize = self.margins.iter().map(|margin| margin.rest.width()).sum();
        for line in wrapped(&pieces, self.width.saturating_sub(margin)) {
            let text = self.styled(&line);
            self.line("", &text);
        }
    }

    /// Writes one line behind the margins.
    fn line(&mut self, indent: &str, text: &str) {
        let start = self.out.len();
        for margin in &mut self.margins {
            match margin.first.take() {
                Some(first) => self.out.push_str(&first),
                None => self.out.push_str(&margin.rest),
            }
        }
        self.out.push_str(indent);
        self.out.push_str(text);
        let end = start + self.out[start..].trim_end().len();
        self.out.truncate(end);
        self.out.push('\n');
    }

    fn styled(&self, line: &[Piece]) -> String {
        let piece = |piece: &Piece| {
            let painted = self.paint.paint(piece.look, &piece.text);
            match &piece.url {
                Some(url) => format!("\u{1b}]8;;{url}\u{1b}\\{painted}\u{1b}]8;;\u{1b}\\"),
                None => painted,
            }
        };
        line.iter().map(piece).collect()
    }

    /// Columns as wide as their widest cell; the last one gives way if that is too much.
    fn write_table(&mut self, table: &Table) {
        let columns = table.rows.iter().map(Vec::len).max().unwrap_or_default();
        let mut widths = vec![0; columns];
        for row in &table.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.iter().map(|piece| piece.text.width()).sum());
            }
        }
        if let Some((last, others)) = widths.split_last_mut() {
            let taken: usize = others.iter().map(|width| width + 2).sum();
            *last = (*last).min(self.width.saturating_sub(taken)).max(NARROWEST_COLUMN);
        }
        for row in &table.rows {
            let cells: Vec<Vec<Vec<Piece>>> =
                row.iter().zip(&widths).map(|(cell, &width)| wrapped(cell, width)).collect();
            for number in 0..cells.iter().map(Vec::len).max().unwrap_or_default() {
                let mut text = String::new();
                for (cell, &width) in cells.iter().zip(&widths) {
                    let line = cell.get(number).map(Vec::as_slice).unwrap_or_default();
                    let used: usize = line.iter().map(|piece| piece.text.width()).sum();
                    text.push_str(&self.styled(line));
                    text.extend(std::iter::repeat_n(' ', width.saturating_sub(used) + 2));
                }
                self.line("", text.trim_end());
            }
        }
    }
}

/// `pieces` in lines of at most `width` columns; a word that is longer stands alone.
fn wrapped(pieces: &[Piece], width: usize) -> Vec<Vec<Piece>> {
    let mut lines: Vec<Vec<Piece>> = vec![Vec::new()];
    let mut used = 0;
    let mut blank = false;
    for word in words(pieces) {
        let wide: usize = word.iter().map(|piece| piece.text.width()).sum();
        if wide == 0 {
            blank = true;
            continue;
        }
        if used > 0 && blank && used + 1 + wide > width {
            lines.push(Vec::new());
            used = 0;
        }
        let Some(line) = lines.last_mut() else { break };
        for (number, mut piece) in word.into_iter().enumerate() {
            if number == 0 && used > 0 && blank {
                // within a piece the blank looks like its neighbours
                match line.last_mut() {
                    Some(last) if last.look == piece.look && last.url == piece.url => last.text.push(' '),
                    _ => line.push(Piece { text: " ".to_owned(), look: Look::Plain, url: None }),
                }
                used += 1;
            }
            used += piece.text.width();
            match line.last_mut() {
                Some(last) if last.look == piece.look && last.url == piece.url => {
                    last.text.push_str(&piece.text);
                }
                _ => line.push(Piece { text: std::mem::take(&mut piece.text), ..piece }),
            }
        }
        blank = true;
    }
    lines
}

/// The words of `pieces`: what stands between blanks, be it of several pieces.
fn words(pieces: &[Piece]) -> Vec<Vec<Piece>> {
    let mut words: Vec<Vec<Piece>> = vec![Vec::new()];
    for piece in pieces {
        for (number, text) in piece.text.split(char::is_whitespace).enumerate() {
            if number > 0 {
                words.push(Vec::new());
            }
            if let (false, Some(word)) = (text.is_empty(), words.last_mut()) {
                word.push(Piece { text: text.to_owned(), ..piece.clone() });
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Style = Style { color: false, hyperlinks: false, width: 40 };

    #[test]
    fn blocks() {
        let page = "# a-b\n\nOne *two* `three`.\nFour.\n\n## Why\n\n- x\n  y\n- z\n  - deep\n\n1. p\n2. q\n\n```yaml\na: 1\n\n  b\n```\n> said\n";
        let wanted = "a-b\n\nOne two `three`. Four.\n\nWhy\n\n- x y\n- z\n  - deep\n\n1. p\n2. q\n\n    a: 1\n\n      b\n\n│ said\n";
        assert_eq!(render(page, &PLAIN), wanted);
    }

    #[test]
    fn long_lines_break_between_words() {
        let text = render("- aaaa bbbb cccc dddd eeee ffff gggg hhhh iiii jjjj `k`k\n", &PLAIN);
        assert_eq!(text, "- aaaa bbbb cccc dddd eeee ffff gggg\n  hhhh iiii jjjj `k`k\n");
        let long = "x".repeat(90);
        assert_eq!(render(&format!("a {long} b"), &PLAIN), format!("a\n{long}\nb\n"));
    }

    #[test]
    fn tables_have_columns() {
        let page =
            "| key | what |\n|---|---|\n| `a` | one two three four five six seven eight |\n| bbbb | c |\n";
        let wanted = "key   what\n`a`   one two three four five six seven\n      eight\nbbbb  c\n";
        assert_eq!(render(page, &PLAIN), wanted);
    }

    #[test]
    fn colours_and_links() {
        let style = Style { color: true, hyperlinks: true, width: 80 };
        let text = render("`a` [b](https://x/)", &style);
        assert_eq!(text, "\u{1b}[36ma\u{1b}[0m \u{1b}]8;;https://x/\u{1b}\\b\u{1b}]8;;\u{1b}\\\n");
        assert_eq!(render("[b](https://x/) [c](c.md)", &PLAIN), "b (https://x/) c\n");
    }

    #[test]
    fn one_line_without_marks() {
        assert_eq!(inline("A `b` is *c*, [d](e.md)."), "A `b` is c, d.");
    }
}
