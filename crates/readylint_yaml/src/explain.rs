//! From what the parser underneath reports to an error that a person understands: our words, and a better place.
//!
//! The words must never repeat the text, beyond one character of it: it may be a secret, and outputs mask only what
//! they draw of the file. The place shows it anyway.

use granit_parser::ErrorKind;
use readylint_text::TextRange;

use crate::error::{Draft, Fault, SyntaxErrorKind as Kind};
use crate::gap;
use crate::tree::TagKind;

/// Where an error was met.
pub(crate) struct Context<'t> {
    pub(crate) text: &'t str,
    /// The offset that the parser reports.
    pub(crate) at: usize,
    /// Where the last token that was understood ends.
    pub(crate) cursor: usize,
    /// The last node that was understood.
    pub(crate) last: Option<TextRange>,
    /// The innermost open collection, as far as it is known: a flow collection's opening bracket.
    pub(crate) innermost: Option<TextRange>,
}

impl Context<'_> {
    fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    fn byte(&self) -> Option<u8> {
        self.bytes().get(self.at).copied()
    }

    /// The rest of the line from `start`, without trailing blanks and comment.
    fn rest_of_line(&self, start: usize) -> TextRange {
        let end = gap::line_end(self.bytes(), start);
        let line = self.text.get(start..end).unwrap_or_default();
        let line = line.find(" #").map_or(line, |comment| &line[..comment]);
        TextRange::at(start, start + line.trim_end().len())
    }

    /// The characters from `start` up to a blank, a line end or a flow indicator.
    fn word(&self, start: usize) -> TextRange {
        let rest = self.text.get(start..).unwrap_or_default();
        let ends =
            |character: char| character.is_whitespace() || matches!(character, ',' | '[' | ']' | '{' | '}');
        let mut characters = rest.char_indices();
        characters.next();
        let len = characters.find(|&(_, character)| ends(character)).map_or(rest.len(), |(at, _)| at);
        TextRange::at(start, start + len)
    }

    /// The next `character` in the text.
    fn first(&self, character: char) -> TextRange {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let at = self.at + rest.find(character).unwrap_or_default();
        TextRange::at(at, at)
    }

    /// The bracket of the innermost collection, if that is a flow collection, and what closes it.
    fn open_bracket(&self) -> Option<(TextRange, char)> {
        // A block collection has no bytes of its own until it ends.
        let range = self.innermost.filter(|range| !range.is_empty())?;
        match self.bytes().get(range.start().to_usize())? {
            b'[' => Some((range, ']')),
            b'{' => Some((range, '}')),
            _ => None,
        }
    }

    fn here(&self) -> TextRange {
        TextRange::at(self.at, self.at)
    }

    fn draft(&self, kind: Kind, range: TextRange, message: impl Into<String>) -> Draft {
        Draft { kind, range, message: message.into(), related: None, help: self.template_help(range) }
    }

    /// Text in `{{ }}` is the most common thing in a Kubernetes folder that is no YAML. It often breaks the line after it.
    fn template_help(&self, range: TextRange) -> Option<String> {
        let line = gap::line_start(self.bytes(), range.start().to_usize());
        let before = gap::line_start(self.bytes(), line.saturating_sub(1));
        let lines = self.text.get(before..gap::line_end(self.bytes(), line))?;
        lines.contains("{{").then(|| {
            "`{{ }}` is not YAML: lint the rendered template, or quote the value if the braces are meant"
                .to_owned()
        })
    }
}

impl Draft {
    fn help(mut self, help: impl Into<String>) -> Self {
        self.help.get_or_insert_with(|| help.into());
        self
    }

    fn related(mut self, range: Option<TextRange>, message: &str) -> Self {
        self.related = range.map(|range| (range, message.to_owned()));
        self
    }
}

/// The error for what the builder refuses.
pub(crate) fn fault(cx: &Context<'_>, fault: &Fault) -> Draft {
    match *fault {
        Fault::TooDeep { at, limit } => too_deep(cx, at, limit),
        Fault::TooManyNodes { at, limit } => {
            cx.draft(Kind::Limit, at, format!("the file has more than {limit} values")).help("split the file")
        }
        Fault::ExcessiveAliases { at } => cx
            .draft(Kind::Limit, at, "the aliases of this document expand to too much")
            .help("the API server's YAML reader refuses such a document too; write the values out"),
        Fault::RecursiveAlias { at, target } => cx
            .draft(Kind::Alias, at, "the value of this alias contains itself")
            .related(Some(first_line(cx, target)), "it stands inside this value"),
        Fault::UnknownAnchor { at } => unknown_anchor(cx, at),
        Fault::Merge { at } => cx
            .draft(Kind::Merge, at, "a merge key (`<<`) takes a mapping or a list of mappings")
            .help("name a mapping with `&name` and merge it with `<<: *name`"),
        Fault::Tag { at, tag } => {
            let what = match tag {
                TagKind::Int => "a whole number (`!!int`)",
                TagKind::Float => "a number (`!!float`)",
                TagKind::Bool => "true or false (`!!bool`)",
                TagKind::Null => "null (`!!null`)",
                TagKind::Binary => "base64 (`!!binary`)",
                TagKind::None | TagKind::Str | TagKind::Merge | TagKind::Other => "what its tag says",
            };
            cx.draft(Kind::Tag, first_line(cx, at), format!("the value is not {what}"))
        }
    }
}

fn too_deep(cx: &Context<'_>, at: TextRange, limit: u32) -> Draft {
    cx.draft(Kind::Limit, at, format!("collections are nested more than {limit} deep"))
}

fn slice<'t>(cx: &Context<'t>, range: TextRange) -> &'t str {
    cx.text.get(range.to_usize()).unwrap_or_default()
}

fn first_line(cx: &Context<'_>, range: TextRange) -> TextRange {
    let start = range.start().to_usize();
    let line = cx.rest_of_line(start);
    if range.end() > range.start() && range.end() < line.end() { range } else { line }
}

fn unknown_anchor(cx: &Context<'_>, at: TextRange) -> Draft {
    let name = slice(cx, at).trim_start_matches('*');
    let draft = cx.draft(Kind::Alias, at, "no anchor of this name stands before this alias");
    if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')) {
        draft.help("an anchor counts only inside its own document, and only after it")
    } else {
        draft.help("quote the value if the `*` belongs to it")
    }
}

/// The error for what the parser underneath reports.
pub(crate) fn error(cx: &Context<'_>, kind: &ErrorKind) -> Draft {
    structure(cx, kind)
        .or_else(|| bracket(cx, kind))
        .or_else(|| quote(cx, kind))
        .or_else(|| tab(cx, kind))
        .or_else(|| character(cx, kind))
        .or_else(|| block_scalar(cx, kind))
        .or_else(|| property(cx, kind))
        .or_else(|| directive(cx, kind))
        .unwrap_or_else(|| cx.draft(Kind::Other, cx.here(), "this is not valid YAML"))
}

/// Keys, values, items and their indentation.
fn structure(cx: &Context<'_>, kind: &ErrorKind) -> Option<Draft> {
    let draft = match kind {
        ErrorKind::MappingValueNotAllowed
        | ErrorKind::InvalidColonPlacement
        | ErrorKind::FlowMappingValueAdjacentCollection => unexpected_colon(cx),
        ErrorKind::InvalidMappingValueWhitespace => {
            cx.draft(Kind::UnexpectedValue, cx.here(), "expected a space after `:`")
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => cx
            .draft(Kind::ExpectedKey, cx.rest_of_line(cx.at), "expected `key: value`")
            .help("a `:` is missing, or the line belongs to the value above and must be indented deeper"),
        ErrorKind::ExpectedBlockMappingKey => expected_key(cx),
        ErrorKind::ExpectedBlockSequenceEntry => cx
            .draft(
                Kind::UnexpectedItem,
                cx.rest_of_line(cx.at),
                "expected a list item (`- `) or the end of the list",
            )
            .related(cx.innermost.map(|list| cx.word(list.start().to_usize())), "the list starts here"),
        ErrorKind::BlockSequenceEntryNotAllowed => cx
            .draft(Kind::UnexpectedItem, TextRange::at(cx.at, cx.at + 1), "a list item cannot start here")
            .help("put the `- ` on a line of its own, or quote the value if the dash belongs to it"),
        ErrorKind::BlockEntryInFlowCollection | ErrorKind::PlainScalarStartsWithDashFlowIndicator => cx
            .draft(
                Kind::UnexpectedItem,
                TextRange::at(cx.at, cx.at + 1),
                "`-` cannot stand by itself inside brackets",
            )
            .related(cx.innermost, "the bracket is opened here"),
        ErrorKind::MappingKeyNotAllowed => cx.draft(Kind::ExpectedKey, cx.here(), "a key cannot start here"),
        ErrorKind::InvalidIndentation | ErrorKind::InvalidFlowScalarIndent => cx
            .draft(Kind::Indentation, cx.rest_of_line(cx.at), "the line is not indented deep enough")
            .related(cx.innermost, "what it continues starts here"),
        ErrorKind::ExpectedNodeContent | ErrorKind::UnexpectedEndOfPlainScalar => {
            cx.draft(Kind::Other, cx.here(), "expected a value here")
        }
        ErrorKind::UnexpectedEof
        | ErrorKind::UnexpectedEofBlockSequence
        | ErrorKind::UnexpectedEofBlockMapping => {
            cx.draft(Kind::Other, cx.here(), "the file ends in the middle of a value")
        }
        ErrorKind::CommentInterceptedScalar => cx
            .draft(
                Kind::Comment,
                cx.rest_of_line(cx.at),
                "a comment cannot stand inside a value of several lines",
            )
            .help("move the comment above the key"),
        ErrorKind::CommentNotSeparated => {
            cx.draft(Kind::Comment, TextRange::at(cx.at, cx.at + 1), "a comment needs a space before its `#`")
        }
        ErrorKind::ExpectedWhitespace => cx.draft(Kind::Other, cx.here(), "expected a space here"),
        ErrorKind::ExpectedDocumentStart => after_document(cx),
        ErrorKind::RecursionLimitExceeded => {
            cx.draft(Kind::Limit, cx.here(), "collections are nested too deep")
        }
        _ => return None,
    };
    Some(draft)
}

fn unexpected_colon(cx: &Context<'_>) -> Draft {
    let colon = TextRange::at(cx.at, cx.at + 1);
    if let Some((bracket, close)) = cx.open_bracket() {
        return cx
            .draft(Kind::Bracket, colon, format!("expected `,` or `{close}`"))
            .related(Some(bracket), "the bracket is opened here");
    }
    let line = gap::line_start(cx.bytes(), cx.at);
    // The key of this line was taken as the second line of the value above.
    let continued = cx.last.filter(|last| last.start().to_usize() < line && last.end().to_usize() > line);
    if let Some(value) = continued {
        let indent = gap::skip_blank(cx.bytes(), line).min(cx.at);
        return cx
            .draft(
                Kind::Indentation,
                TextRange::at(indent, cx.at),
                "the key is indented deeper than the keys above",
            )
            .related(Some(first_line(cx, value)), "so it was read as part of this value");
    }
    cx.draft(Kind::UnexpectedValue, colon, "a second `:` cannot stand here")
        .help("quote the value if the `:` belongs to it, or start a new line")
}

fn expected_key(cx: &Context<'_>) -> Draft {
    let start = cx.innermost.map(|mapping| cx.word(mapping.start().to_usize()));
    let line = gap::line_start(cx.bytes(), cx.at);
    let first = gap::skip_blank(cx.bytes(), line);
    // The parser reports the item behind its dash.
    if cx.bytes().get(first) == Some(&b'-') && gap::skip_blank(cx.bytes(), first + 1) >= cx.at {
        return cx
            .draft(
                Kind::UnexpectedItem,
                cx.rest_of_line(first),
                "a list item cannot stand among the keys of a mapping",
            )
            .related(start, "the mapping starts here");
    }
    let own_line = first == cx.at;
    let (kind, message) = if own_line {
        (Kind::Indentation, "the indentation of this line fits no mapping above")
    } else {
        (Kind::ExpectedKey, "expected a key or the end of the line")
    };
    cx.draft(kind, cx.rest_of_line(cx.at), message).related(start, "the mapping starts here")
}

fn after_document(cx: &Context<'_>) -> Draft {
    let range = cx.rest_of_line(cx.at);
    cx.draft(Kind::Directive, range, "the document has ended, but this follows")
        .help("start another document with a `---` line, or check the indentation")
}

/// Brackets of flow collections.
fn bracket(cx: &Context<'_>, kind: &ErrorKind) -> Option<Draft> {
    let one = TextRange::at(cx.at, cx.at + 1);
    let draft = match kind {
        ErrorKind::ExpectedFlowMappingSeparator => {
            cx.draft(Kind::Bracket, cx.here(), "expected `,` or `}`").related(cx.innermost, "the `{` is here")
        }
        ErrorKind::ExpectedFlowSequenceSeparator => {
            cx.draft(Kind::Bracket, cx.here(), "expected `,` or `]`").related(cx.innermost, "the `[` is here")
        }
        ErrorKind::UnclosedFlowCollection { open } => {
            cx.draft(Kind::Bracket, one, format!("the `{open}` is never closed"))
        }
        ErrorKind::UnexpectedEofFlowSequence => {
            cx.draft(Kind::Bracket, cx.innermost.unwrap_or(one), "the `[` is never closed")
        }
        ErrorKind::UnexpectedEofFlowMapping | ErrorKind::UnexpectedEofImplicitFlowMapping => {
            cx.draft(Kind::Bracket, cx.innermost.unwrap_or(one), "the bracket is never closed")
        }
        ErrorKind::MisplacedFlowCollectionEnd => {
            cx.draft(Kind::Bracket, one, "this bracket closes nothing").help("remove it, or quote the value")
        }
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            // The parser reports the opening bracket.
            let rest = cx.text.get(cx.at.max(cx.cursor)..).unwrap_or_default();
            let at = rest.find(*close).map(|found| cx.text.len() - rest.len() + found);
            cx.draft(
                Kind::Bracket,
                at.map_or(one, |at| TextRange::at(at, at + 1)),
                format!("`{close}` cannot close `{open}`"),
            )
            .related(Some(one), "opened here")
        }
        _ => return None,
    };
    Some(draft)
}

/// Quoted scalars.
fn quote(cx: &Context<'_>, kind: &ErrorKind) -> Option<Draft> {
    let draft = match kind {
        ErrorKind::UnclosedQuotedScalar => unclosed(cx, None),
        ErrorKind::DocumentIndicatorInQuotedScalar => unclosed(cx, Some("the document ends here")),
        ErrorKind::InvalidQuotedScalarIndent => {
            unclosed(cx, Some("the text would go on in this line, which is not indented deep enough"))
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar => cx
            .draft(Kind::Quote, cx.rest_of_line(cx.at), "unexpected text after the closing quote")
            .help("inside single quotes a quote is written twice: `''`"),
        ErrorKind::InvalidTrailingDoubleQuotedScalar => cx
            .draft(Kind::Quote, cx.rest_of_line(cx.at), "unexpected text after the closing quote")
            .help("inside double quotes a quote is written `\\\"`"),
        ErrorKind::UnknownQuotedScalarEscape => {
            let (range, code) = bad_escape(cx);
            let message =
                code.map_or("unknown escape".to_owned(), |code| format!("unknown escape `\\{code}`"));
            cx.draft(Kind::Escape, range, message)
                .help("write `\\\\` for a backslash, or use single quotes, which know no escapes")
        }
        ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidLowSurrogateHexEscape
        | ErrorKind::InvalidLowSurrogate
        | ErrorKind::MissingLowSurrogate
        | ErrorKind::UnpairedLowSurrogate
        | ErrorKind::InvalidUnicodeEscape => {
            let (range, _) = bad_escape(cx);
            cx.draft(Kind::Escape, range, "this is not the escape of a character")
        }
        _ => return None,
    };
    Some(draft)
}

fn unclosed(cx: &Context<'_>, why: Option<&str>) -> Draft {
    let opening = opening_quote(cx);
    let quote = slice(cx, opening).to_owned();
    let draft = cx.draft(Kind::Quote, opening, format!("the quote `{quote}` is never closed"));
    match why {
        Some(why) => draft.related(Some(cx.rest_of_line(cx.at)), why),
        None => draft,
    }
}

/// The quote that opens the scalar in which the error lies. The parser stumbles at its end, so it is searched from the last
/// token that was understood: the last quote before the error that opens a scalar and is not closed before it.
fn opening_quote(cx: &Context<'_>) -> TextRange {
    let bytes = cx.bytes();
    let mut at = cx.cursor.min(cx.at);
    let mut separated = true;
    while at < cx.at {
        let byte = bytes.get(at).copied().unwrap_or_default();
        match byte {
            b'"' | b'\'' if separated => match closing_quote(bytes, at, cx.at) {
                Some(close) => at = close,
                None => return TextRange::at(at, at + 1),
            },
            b'#' if separated => at = gap::line_end(bytes, at),
            _ => {}
        }
        separated = matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'[' | b'{' | b',' | b':' | b'-' | b'?');
        at += 1;
    }
    // at the end of the text the parser may point at the opening quote itself
    match bytes.get(cx.at) {
        Some(b'"' | b'\'') => TextRange::at(cx.at, cx.at + 1),
        _ => cx.here(),
    }
}

/// The quote that closes the scalar opened at `open`, if there is one before `end`.
fn closing_quote(bytes: &[u8], open: usize, end: usize) -> Option<usize> {
    let quote = *bytes.get(open)?;
    let mut at = open + 1;
    while at < end {
        match bytes.get(at)? {
            b'\\' if quote == b'"' => at += 1,
            b'\'' if quote == b'\'' && bytes.get(at + 1) == Some(&b'\'') => at += 1,
            byte if *byte == quote => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

/// The first escape that means nothing in the double-quoted scalar that starts at, or before, the error, and the
/// character behind its backslash.
fn bad_escape(cx: &Context<'_>) -> (TextRange, Option<char>) {
    let text = cx.text.get(cx.at..).unwrap_or_default();
    let mut rest = text;
    while let Some(found) = rest.find('\\') {
        let at = cx.at + text.len() - rest.len() + found;
        let escape = &rest[found..];
        let mut characters = escape.chars().skip(1);
        let Some(code) = characters.next() else { break };
        let digits = match code {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        let given: String = characters.take(digits).take_while(char::is_ascii_hexdigit).collect();
        let number = u32::from_str_radix(&given, 16).ok().filter(|_| given.len() == digits);
        let known = "0abt\tnvfre \"/\\N_LP\n\r".contains(code) || number.and_then(char::from_u32).is_some();
        if !known {
            let len = 1 + code.len_utf8() + given.len();
            return (TextRange::at(at, at + len), Some(code));
        }
        rest = &escape[1 + code.len_utf8()..];
    }
    (cx.here(), None)
}

/// Tabs.
fn tab(cx: &Context<'_>, kind: &ErrorKind) -> Option<Draft> {
    let message = match kind {
        ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabNotAllowed
        | ErrorKind::TabInPlainScalar => "a tab cannot be used for indentation",
        ErrorKind::TabAtBlockScalarStart => "a block of text cannot start with a tab",
        ErrorKind::InvalidBlockEntryWhitespace => "a tab cannot stand between `-` and what follows",
        _ => return None,
    };
    // The parser reports the place behind the tab, or the start of the token it stands in.
    let bytes = cx.bytes();
    let line = gap::line_start(bytes, cx.at);
    let before = memchr::memrchr(b'\t', bytes.get(line..cx.at).unwrap_or_default()).map(|at| line + at);
    let after = memchr::memchr(b'\t', bytes.get(cx.at..).unwrap_or_default()).map(|at| cx.at + at);
    let inside = matches!(kind, ErrorKind::TabInPlainScalar) || cx.byte() == Some(b'\t');
    let at = if inside { after.or(before) } else { before.or(after) };
    let range = at.map_or(cx.here(), |at| TextRange::at(at, at + 1));
    Some(cx.draft(Kind::Tab, range, message).help("use spaces"))
}

/// Characters that cannot stand where they stand.
fn character(cx: &Context<'_>, kind: &ErrorKind) -> Option<Draft> {
    let draft = match kind {
        ErrorKind::UnexpectedCharacter { character: '\t' } => cx
            .draft(Kind::Tab, TextRange::at(cx.at, cx.at + 1), "a tab cannot be used for indentation")
            .help("use spaces"),
        ErrorKind::UnexpectedCharacter { character } if *character == '\0' || character.is_control() => cx
            .draft(
                Kind::Character,
                // The parser reports the start of the scalar that the character stands in.
                cx.first(*character),
                format!("the control character U+{:04X} is not allowed in YAML", u32::from(*character)),
            )
            .help("is this a text file in UTF-8?"),
        ErrorKind::UnexpectedCharacter { character: character @ ('@' | '`' | '%') } => cx
            .draft(Kind::Character, cx.here(), format!("a value cannot start with `{character}`"))
            .help("quote the value"),
        ErrorKind::UnexpectedCharacter { character } => {
            cx.draft(Kind::Character, cx.here(), format!("the character `{character}` cannot stand here"))
        }
        ErrorKind::BomInsideDocument => cx
            .draft(Kind::Character, cx.here(), "a byte order mark can stand only at the start of a document")
            .help("remove the invisible character U+FEFF"),
        _ => return None,
    };
    Some(draft)
}

/// `|` and `>`.
fn block_scalar(cx: &Context<'_>, kind: &ErrorKind) -> Option<Draft> {
    let draft = match kind {
        ErrorKind::ZeroBlockScalarIndent => cx.draft(
            Kind::BlockScalar,
            cx.first('0'),
            "the indentation of a block of text is a digit from 1 to 9",
        ),
        ErrorKind::InvalidBlockScalarHeader => {
            // The parser reports the indicator.
            let line = slice(cx, cx.rest_of_line(cx.at));
            let text = line
                .trim_start_matches(|c: char| matches!(c, '|' | '>' | '+' | '-' | '0'..='9' | ' ' | '\t'));
            let start = cx.at + line.len() - text.len();
            cx.draft(Kind::BlockScalar, cx.rest_of_line(start), "text cannot stand in the line of `|` or `>`")
                .help("start the text in the next line, indented")
        }
        ErrorKind::InvalidBlockScalarIndent => cx.draft(
            Kind::BlockScalar,
            cx.rest_of_line(cx.at),
            "an empty line above the text is indented deeper than the text",
        ),
        _ => return None,
    };
    Some(draft)
}

/// Tags, anchors and aliases.
fn property(cx: &Context<'_>, kind: &ErrorKind) -> Option<Draft> {
    let word = cx.word(cx.at);
    let draft = match kind {
        ErrorKind::UnknownAnchor => unknown_anchor(cx, word),
        ErrorKind::MissingAnchorOrAliasName => cx
            .draft(Kind::Alias, word, "`&` and `*` need a name right behind them")
            .help("quote the value if the character belongs to it"),
        ErrorKind::UndeclaredTagHandle => cx
            .draft(Kind::Tag, word, "no `%TAG` directive declares the handle of this tag")
            .help("quote the value if the `!` belongs to it"),
        ErrorKind::AnchorCountOverflow => cx.draft(Kind::Limit, word, "the file has too many anchors"),
        ErrorKind::ExpectedTagBang
        | ErrorKind::ExpectedTagDirectiveBang
        | ErrorKind::InvalidGlobalTagCharacter
        | ErrorKind::InvalidTagTerminator
        | ErrorKind::InvalidTagDirectiveTerminator
        | ErrorKind::MissingTagUri
        | ErrorKind::UnclosedVerbatimTag
        | ErrorKind::InvalidTagEscape
        | ErrorKind::InvalidTagUtf8LeadingByte
        | ErrorKind::InvalidTagUtf8TrailingByte
        | ErrorKind::InvalidTagUtf8 => {
            cx.draft(Kind::Tag, word, "the tag is malformed").help("quote the value if the `!` belongs to it")
        }
        _ => return None,
    };
    Some(draft)
}

/// `%` lines, `---` and `...`.
fn directive(cx: &Context<'_>, kind: &ErrorKind) -> Option<Draft> {
    let message = match kind {
        ErrorKind::DuplicateVersionDirective => "a document can have only one `%YAML` line",
        ErrorKind::UnsupportedYamlMajorVersion => "this version of YAML does not exist",
        ErrorKind::DuplicateTagDirective => "the document declares this tag handle twice",
        ErrorKind::MissingDocumentEndBeforeDirective => {
            "a `%` line must follow a `...` line or start the file"
        }
        ErrorKind::InvalidDocumentEnd => "only a comment can follow `...`",
        ErrorKind::InvalidDirectiveTerminator
        | ErrorKind::MissingYamlVersionSeparator
        | ErrorKind::MissingDirectiveName
        | ErrorKind::InvalidDirectiveName
        | ErrorKind::DirectiveByteLimitExceeded { .. }
        | ErrorKind::TooManyReservedDirectiveParams { .. }
        | ErrorKind::YamlVersionTooLong
        | ErrorKind::MissingYamlVersion => "the `%` line is malformed",
        _ => return None,
    };
    Some(cx.draft(Kind::Directive, cx.rest_of_line(cx.at), message))
}
