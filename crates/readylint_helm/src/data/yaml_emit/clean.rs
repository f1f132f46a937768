//! What becomes of a string on its way through JSON into go-yaml v2's reader.

use std::borrow::Cow;

use super::EmitError;
use crate::data::json;
use crate::provenance::{Text, TextBuilder};

/// go-yaml's scanner takes no longer keys, counted in characters of the JSON text. (`scannerc.go`,
/// `yaml_simple_key_is_valid`)
const LONGEST_KEY: usize = 1024;

/// A string that is a value.
pub(super) fn value(text: &Text) -> Result<Cow<'_, Text>, EmitError> {
    let usual = |&byte: &u8| byte < 0x7f;
    if text.as_bytes().iter().all(usual) {
        return Ok(Cow::Borrowed(text));
    }
    let text = json::valid(text);
    let shown = text.to_str();
    if shown.chars().any(is_refused) {
        return Err(EmitError::Refused("yaml: control characters are not allowed".to_owned()));
    }
    if shown.contains('\u{85}') {
        let folded = fold(&text, &shown);
        return Ok(Cow::Owned(folded));
    }
    drop(shown);
    Ok(text)
}

/// A string that is a key: it has to stand in one line, and is not endless.
pub(super) fn key(text: &Text) -> Result<Cow<'_, Text>, EmitError> {
    let refused = || Err(EmitError::Refused("yaml: did not find expected ',' or '}'".to_owned()));
    if memchr::memmem::find(text.as_bytes(), "\u{85}".as_bytes()).is_some() {
        return refused();
    }
    let cleaned = value(text)?;
    if cleaned.len() > LONGEST_KEY / 6 && json::escaped_len(&cleaned.to_str()) + 2 > LONGEST_KEY {
        return refused();
    }
    Ok(cleaned)
}

/// Whether go-yaml's reader refuses the character, which JSON does not escape. (`readerc.go`)
fn is_refused(character: char) -> bool {
    matches!(character, '\x7f'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}')
}

/// A next-line character is a line break for YAML, and breaks in quotes are folded.
fn fold(text: &Text, shown: &str) -> Text {
    const BREAK: char = '\u{85}';
    let mut folded = TextBuilder::new();
    let mut done = 0;
    while let Some(found) = shown[done..].find(BREAK).map(|found| done + found) {
        let kept = shown[done..found].trim_end_matches(' ').len();
        folded.push_slice(text, done..done + kept);
        let rest = &shown[found..];
        let blanks = rest.len() - rest.trim_start_matches([BREAK, ' ']).len();
        let breaks = rest[..blanks].matches(BREAK).count();
        let piece = text.piece_at(found);
        if breaks == 1 {
            folded.push(b" ", piece);
        } else {
            folded.push("\n".repeat(breaks - 1).as_bytes(), piece);
        }
        done = found + blanks;
    }
    folded.push_slice(text, done..text.len());
    folded.finish()
}
