//! Go templates whose text is known but for the placeholders.

use readylint_yaml::Node;

use super::text::{Piece, Text};

/// How many placeholders a template may have and still be read.
const PLACEHOLDERS: usize = 64;

/// Actions after which text is printed several times, or not at all.
const CONTROL: [&str; 10] =
    ["if", "else", "end", "range", "with", "define", "template", "block", "break", "continue"];

/// The text that the template in `value` makes, with every `{{ … }}` opaque; `None` if it decides about text, or is too
/// long to tell.
pub(super) fn text(value: Node<'_>) -> Option<Text<'_>> {
    let origin = value.resolved();
    let template = origin.text()?;
    let mut text = Text::default();
    let mut start = 0;
    let mut trims = false;
    let mut count = 0;
    while let Some(open) = template[start..].find("{{") {
        let open = start + open;
        let close = open + 2 + template[open + 2..].find("}}")?;
        let action = &template[open + 2..close];
        count += 1;
        if count > PLACEHOLDERS || decides(action) {
            return None;
        }
        let trims_before = action.starts_with("- ");
        push(&mut text, origin, (start, open), (trims, trims_before));
        text.push(Piece::opaque(origin, true));
        trims = action.ends_with(" -");
        start = close + 2;
    }
    push(&mut text, origin, (start, template.len()), (trims, false));
    Some(text)
}

/// Whether an action does more than print something, or does not end where it seems to: at a `}}` within quotes.
fn decides(action: &str) -> bool {
    let quotes = |quote| action.bytes().filter(|&byte| byte == quote).count();
    let word = action.trim_start_matches('-').trim_start();
    let word = word.split(|char: char| !char.is_ascii_alphabetic()).next().unwrap_or_default();
    CONTROL.contains(&word) || [b'"', b'`', b'\''].into_iter().any(|quote| quotes(quote) % 2 == 1)
}

fn push<'g>(text: &mut Text<'g>, origin: Node<'g>, range: (usize, usize), trims: (bool, bool)) {
    let mut part = origin.text().and_then(|text| text.get(range.0..range.1)).unwrap_or_default();
    let mut start = range.0;
    if trims.0 {
        start += part.len() - part.trim_start().len();
        part = part.trim_start();
    }
    if trims.1 {
        part = part.trim_end();
    }
    text.push(Piece::written(part, origin, start, true));
}
