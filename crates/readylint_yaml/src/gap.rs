//! What stands between two events of the parser: indicators, blanks, comments, anchors and tags.
//!
//! The parser underneath says where scalars are, but not exactly where a block sequence, a block scalar or a missing value
//! stands. All of that can be read off the few bytes after the previous token, which is what these functions do. They
//! look at bytes that the parser has accepted, are linear in the gap and never leave the text.

/// Where the node stands that comes next after the token that ends at `at`, if the parent is a sequence in block style:
/// behind its `-`.
pub(crate) fn after_dash(text: &[u8], at: usize) -> usize {
    let at = skip_blank(text, at);
    if text.get(at) == Some(&b'-') { at + 1 } else { at }
}

/// Behind the `:` that follows the key that ends at `at`. `same_line`: the `:` must stand in the key's line, as it does
/// after every key of a block mapping that has no `?`. `None` if there is no `:`, as after `{a, b}` and `? a`.
pub(crate) fn after_colon(text: &[u8], at: usize, same_line: bool) -> Option<usize> {
    let at = if same_line {
        at + text.get(at..)?.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
    } else {
        skip_blank(text, at)
    };
    (text.get(at) == Some(&b':')).then_some(at + 1)
}

/// Behind the `?` that stands before a key that is missing, if there is one.
pub(crate) fn missing_key(text: &[u8], at: usize, block: bool) -> Option<usize> {
    let mut at = skip_blank(text, at);
    if !block && text.get(at) == Some(&b',') {
        at = skip_blank(text, at + 1);
    }
    (text.get(at) == Some(&b'?')).then_some(at + 1)
}

/// Behind the `?` of a key, if there is one.
pub(crate) fn after_question_mark(text: &[u8], at: usize) -> usize {
    let at = skip_blank(text, at);
    if text.get(at) == Some(&b'?') { at + 1 } else { at }
}

/// Behind blanks, line ends and comments.
pub(crate) fn skip_blank(text: &[u8], mut at: usize) -> usize {
    while let Some(&byte) = text.get(at) {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' => at += 1,
            b'#' => at = line_end(text, at),
            // a byte order mark at the start of a document
            0xEF if text.get(at..at + 3) == Some(&[0xEF, 0xBB, 0xBF]) => at += 3,
            _ => break,
        }
    }
    at
}

/// Behind blanks, comments and the `...` lines that may stand before a document.
pub(crate) fn skip_ends(text: &[u8], mut at: usize) -> usize {
    loop {
        at = skip_blank(text, at);
        if text.get(at..at + 3) != Some(b"...") {
            return at;
        }
        at += 3;
    }
}

/// Behind blanks, comments, anchors and tags: where the content of a node starts.
pub(crate) fn skip_properties(text: &[u8], mut at: usize) -> usize {
    loop {
        at = skip_blank(text, at);
        match text.get(at) {
            Some(b'!') if text.get(at + 1) == Some(&b'<') => {
                at += text.get(at..).unwrap_or_default().iter().take_while(|&&byte| byte != b'>').count() + 1;
            }
            Some(b'!' | b'&') => {
                let rest = text.get(at..).unwrap_or_default();
                at += rest.iter().take_while(|byte| !byte.is_ascii_whitespace()).count();
            }
            _ => return at.min(text.len()),
        }
    }
}

/// The next line end, or the end of the text.
pub(crate) fn line_end(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len())
}

/// The start of the line of `at`.
pub(crate) fn line_start(text: &[u8], at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    memchr::memrchr2(b'\n', b'\r', before).map_or(0, |newline| newline + 1)
}

/// The end of a block scalar's content: `end` without trailing line ends and empty lines.
pub(crate) fn content_end(text: &[u8], start: usize, end: usize) -> usize {
    let content = text.get(start..end).unwrap_or_default();
    let mut kept = content.len();
    loop {
        let last = content.get(..kept).unwrap_or_default();
        let trimmed = last.iter().rposition(|byte| !matches!(byte, b' ' | b'\t')).map_or(0, |i| i + 1);
        match last.get(..trimmed).unwrap_or_default().last() {
            Some(b'\n' | b'\r') => kept = trimmed - 1,
            None => return start,
            Some(_) => return start + kept,
        }
    }
}
