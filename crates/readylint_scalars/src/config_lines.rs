//! Configuration files line by line, whatever their language: YAML, JSON, TOML, INI, properties, `.env`, directives.
//!
//! Nothing is parsed: a line is a setting if it has a key and a value, settings of one block are told by their
//! indentation or their section, and comments are left out. That is enough to see who is contacted.

use super::SCANNED;

/// How deep blocks may be nested before deeper ones count as the deepest.
const DEPTH: usize = 64;

/// A line of a configuration file without its comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigLine<'a> {
    /// Its text, without the space around it.
    pub text: &'a str,
    /// Where the text starts in the file, in bytes.
    pub offset: usize,
    /// The key of the setting on it.
    pub key: Option<&'a str>,
    /// The value of the setting, without quotes; empty if it starts a block.
    pub value: &'a str,
    /// The number of the block it stands in; settings of one block belong together.
    pub block: u32,
    /// The key of that block, or the name of the section.
    pub parent: Option<&'a str>,
}

/// The lines of `text`, comments and empty ones left out, in its first [`SCANNED`] bytes.
pub fn config_lines(text: &str) -> impl Iterator<Item = ConfigLine<'_>> {
    let end = (0..=text.len().min(SCANNED)).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
    let mut blocks = Blocks::default();
    let mut offset = 0;
    let mut comment = BlockComments::of(&text[..end]);
    text[..end].split_inclusive('\n').filter_map(move |line| {
        let start = offset;
        offset += line.len();
        if comment.holds(line.trim(), start) {
            return None;
        }
        let content = without_comment(line.trim());
        let indentation = line.len() - line.trim_start().len();
        if content.is_empty() {
            return None;
        }
        if let Some(section) = section(content) {
            blocks.enter_section(section);
            return None;
        }
        // an item's dash is part of the indentation of its first key
        let body = content.strip_prefix("- ").map_or(content, str::trim_start);
        let is_item = body.len() < content.len();
        let indentation = indentation + content.len() - body.len();
        let (key, value) = setting(body).map_or((None, ""), |(key, value)| (Some(key), value));
        blocks.go_to(indentation, is_item);
        let line = ConfigLine {
            text: body,
            offset: start + (line.len() - line.trim_start().len()) + (content.len() - body.len()),
            key,
            value,
            block: blocks.current(),
            parent: blocks.parent(),
        };
        if let Some(key) = key.filter(|_| value.is_empty() || matches!(value, "{" | "[")) {
            blocks.open(indentation, key);
        }
        Some(line)
    })
}

/// Comments of several lines, each of which starts a line.
struct BlockComments {
    /// What ends the one that is open.
    open: Option<&'static str>,
    /// Where each of [`Self::MARKS`] last ends a comment: what is opened behind is never closed, and no comment.
    last: [Option<usize>; 2],
}

impl BlockComments {
    const MARKS: [(&'static str, &'static str); 2] = [("<!--", "-->"), ("/*", "*/")];

    fn of(text: &str) -> Self {
        Self { open: None, last: Self::MARKS.map(|(_, close)| text.rfind(close)) }
    }

    /// Whether a line that starts at byte `start` belongs to a comment that does not end where it starts.
    fn holds(&mut self, line: &str, start: usize) -> bool {
        if let Some(close) = self.open {
            if line.contains(close) {
                self.open = None;
            }
            return true;
        }
        for ((open, close), last) in Self::MARKS.into_iter().zip(self.last) {
            let is_open = line.starts_with(open) && !line.contains(close);
            if is_open && last.is_some_and(|last| last > start) {
                self.open = Some(close);
                return true;
            }
        }
        false
    }
}

/// A block that is open.
#[derive(Clone, Copy)]
struct Block<'a> {
    number: u32,
    /// The indentation of the key that opened it.
    indentation: usize,
    key: &'a str,
}

#[derive(Default)]
struct Blocks<'a> {
    open: Vec<Block<'a>>,
    count: u32,
    section: Option<&'a str>,
    /// The number of what is outside of all blocks.
    outside: u32,
}

impl<'a> Blocks<'a> {
    fn enter_section(&mut self, section: &'a str) {
        self.count += 1;
        self.outside = self.count;
        self.section = Some(section);
        self.open.clear();
    }

    fn open(&mut self, indentation: usize, key: &'a str) {
        self.count += 1;
        if self.open.len() < DEPTH {
            self.open.push(Block { number: self.count, indentation, key });
        }
    }

    /// Closes the blocks that a line of this indentation is outside of. Each item of a list is a block of its own.
    fn go_to(&mut self, indentation: usize, is_item: bool) {
        while self.open.last().is_some_and(|block| block.indentation >= indentation) {
            self.open.pop();
        }
        if is_item {
            self.count += 1;
            match self.open.last_mut() {
                Some(block) => block.number = self.count,
                None => self.outside = self.count,
            }
        }
    }

    fn current(&self) -> u32 {
        self.open.last().map_or(self.outside, |block| block.number)
    }

    fn parent(&self) -> Option<&'a str> {
        self.open.last().map(|block| block.key).or(self.section)
    }
}

/// The name in `[name]`.
fn section(line: &str) -> Option<&str> {
    let name = line.strip_prefix('[')?.strip_suffix(']')?.trim_matches(['[', ']']);
    let is_name =
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    is_name.then_some(name)
}

/// `line` up to a comment.
fn without_comment(line: &str) -> &str {
    let is_comment = line.starts_with(['#', ';', '!'])
        || ["//", "-- ", "<!--", "/*", "* "].iter().any(|start| line.starts_with(start));
    if is_comment {
        return "";
    }
    let mut quote = None;
    let mut before = b' ';
    for (at, byte) in line.bytes().enumerate() {
        match quote {
            Some(open) if byte == open => quote = None,
            None if matches!(byte, b'"' | b'\'') => quote = Some(byte),
            None if before.is_ascii_whitespace()
                && (byte == b'#' || line.as_bytes()[at..].starts_with(b"// ")) =>
            {
                return line[..at].trim_end();
            }
            _ => {}
        }
        before = byte;
    }
    line
}

/// Key and value of `key: value`, `key = value`, `"key": "value",`.
fn setting(line: &str) -> Option<(&str, &str)> {
    let line = line.strip_prefix("export ").map_or(line, str::trim_start);
    let quote = line.chars().next().filter(|first| matches!(first, '"' | '\''));
    let bare = quote.map_or(line, |quote| &line[quote.len_utf8()..]);
    let is_key = |c: char| c.is_ascii_alphanumeric() || "_.-/".contains(c);
    let length = bare.find(|c| !is_key(c)).unwrap_or(bare.len());
    let (key, rest) = bare.split_at(length);
    let rest = match quote {
        Some(quote) => rest.strip_prefix(quote)?,
        None => rest,
    };
    let rest = rest.trim_start();
    let value = rest.strip_prefix(['=', ':'])?;
    // `host:6379` and `http://` are no settings
    let is_setting = rest.starts_with('=')
        || quote.is_some()
        || value.is_empty()
        || value.starts_with(char::is_whitespace);
    if key.is_empty() || !is_setting {
        return None;
    }
    let value = value.trim().trim_end_matches([',', ';']).trim_end();
    let unquoted = ['"', '\''].iter().find_map(|&quote| value.strip_prefix(quote)?.strip_suffix(quote));
    Some((key, unquoted.unwrap_or(value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let show = |line: ConfigLine<'_>| {
            assert!(text[line.offset..].starts_with(line.text), "{line:?}");
            let parent = line.parent.map(|parent| format!("{parent}>")).unwrap_or_default();
            match line.key {
                Some(key) => format!("{} {parent}{key}={}", line.block, line.value),
                None => format!("{} {parent}{}", line.block, line.text),
            }
        };
        config_lines(text).map(show).collect()
    }

    #[test]
    fn languages() {
        for (text, expected) in [
            ("", ""),
            ("a: b", "0 a=b"),
            ("a: \"b # c\" # d", "0 a=b # c"),
            ("# a: b\n// c\n; d\n-- e\n\n", ""),
            ("a: b // http://c:1", "0 a=b"),
            ("a: http://c:1", "0 a=http://c:1"),
            ("<!-- a: b\nc: d\n-->\ne: f", "0 e=f"),
            ("/* a: b\n c: d */\ne: f /* g */", "0 e=f /* g */"),
            ("<!-- a: b -->\nc: d", "0 c=d"),
            ("<!-- a: b\nc: d", "0 c=d"),
            ("*/\n/* a: b\nc: d", "0 */; 0 c=d"),
            (
                "db:\n  host: x\n  port: 1\ncache:\n  host: y",
                "0 db=; 1 db>host=x; 1 db>port=1; 0 cache=; 2 cache>host=y",
            ),
            ("a:\n- host: x\n  port: 1\n- host: y", "0 a=; 2 a>host=x; 2 a>port=1; 3 a>host=y"),
            ("a:\n  - host: x\n    port: 1\n  - host: y", "0 a=; 2 a>host=x; 2 a>port=1; 3 a>host=y"),
            (
                "{\n  \"db\": {\n    \"host\": \"x\",\n    \"port\": 1\n  }\n}",
                "0 {; 0 db={; 1 db>host=x; 1 db>port=1; 0 }; 0 }",
            ),
            ("[db]\nhost = x\nport=1\n[cache]\nhost = \"y\"", "1 db>host=x; 1 db>port=1; 2 cache>host=y"),
            ("export DB_HOST='x'", "0 DB_HOST=x"),
            ("db.host=x\r\n", "0 db.host=x"),
            ("redis:6379", "0 redis:6379"),
            ("proxy_pass http://api:80;", "0 proxy_pass http://api:80;"),
            ("a:\n\n  # c\n  b: 1", "0 a=; 1 a>b=1"),
        ] {
            assert_eq!(shown(text).join("; "), expected, "{text}");
        }
    }

    #[test]
    fn long_files_are_cut() {
        let text = "a: b\n".repeat(SCANNED);
        assert_eq!(config_lines(&text).count(), SCANNED.div_ceil(5));
        let text: Vec<String> = (0..500).map(|depth| " ".repeat(depth)).collect();
        let text = format!("{}a:\n", text.join("a:\n"));
        assert_eq!(config_lines(&text).count(), 500);
    }
}
