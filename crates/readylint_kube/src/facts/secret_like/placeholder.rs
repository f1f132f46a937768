//! Values that somebody still has to replace.

use super::shape::{is_yours, trimmed};

/// The longest value that is a placeholder.
const LENGTH: usize = 128;

/// What a whole value says that is one, less separators and digits at its end.
const WORDS: [&str; 22] = [
    "change",
    "changeme",
    "changemeplease",
    "changemenow",
    "changethis",
    "dummy",
    "fillme",
    "fillin",
    "fillmein",
    "fixme",
    "insertme",
    "pleasechange",
    "pleasechangeme",
    "placeholder",
    "replace",
    "replaceme",
    "replacethis",
    "setme",
    "tbd",
    "tobechanged",
    "tobereplaced",
    "todo",
];

/// What a placeholder starts with, as a word of its own.
const STARTS: [&str; 12] = [
    "change-me",
    "changeme",
    "dummy",
    "fixme",
    "placeholder",
    "replace-by",
    "replace-me",
    "replace-this",
    "replace-with",
    "replaceme",
    "tbd",
    "todo",
];

/// The same in capitals; `replace-all` is a mode of something.
const CAPITAL_STARTS: [&str; 4] = ["REPLACE_", "REPLACE-", "INSERT_", "INSERT-"];

/// What one starts with that ends in `here`: `enter-token-here`.
const REQUESTS: [&str; 6] = ["add", "enter", "fill", "paste", "put", "set"];

/// Whether `value` as a whole stands for one that somebody still has to write: `REPLACE_WITH_TOKEN`, `CHANGEME`, `<token>`,
/// `TODO`, `your-token-here`, `xxx`, `dummy`. What a program fills in (`$(VAR)`, `{{ … }}`, `<path:…>`) is none.
pub fn is_placeholder(value: &str) -> bool {
    let Some(value) = trimmed(value).and_then(|range| value.get(range)) else { return false };
    if value.len() > LENGTH || value.contains(['\n', '$', '{', '}']) {
        return false;
    }
    if let Some(inner) = value.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
        // `<path:secret/data/db#password>` is a reference, `<a>b</a>`, `<a/>` and `<a b="c">` are XML
        return inner.starts_with(|first: char| first.is_alphabetic())
            && !inner.ends_with('/')
            && !inner.contains(['<', '>', ':', '#', '=']);
    }
    let lower = value.to_ascii_lowercase();
    let is_filler = |filler: char| lower.len() >= 3 && lower.chars().all(|char| char == filler);
    if is_filler('x') || is_filler('*') {
        return true;
    }
    let letters: String = lower.chars().filter(|char| !is_separator(*char)).collect();
    if WORDS.contains(&letters.trim_end_matches(|char: char| char.is_ascii_digit())) {
        return true;
    }
    let dashed = lower.replace(is_separator, "-");
    let goes_on_after = |start: &str| dashed.strip_prefix(start).is_some_and(|rest| rest.starts_with('-'));
    let ends_in_here = || lower.ends_with("here");
    STARTS.into_iter().any(goes_on_after)
        || CAPITAL_STARTS.into_iter().any(|start| value.starts_with(start))
        || is_yours(value)
        || is_owned_secret(&letters)
        || ends_in_here() && REQUESTS.into_iter().any(goes_on_after)
}

fn is_separator(char: char) -> bool {
    matches!(char, '-' | '_' | '.' | '!' | ' ' | ':')
}

/// `yourpassword`, without anything between the words.
fn is_owned_secret(letters: &str) -> bool {
    ["yourpassword", "yoursecret", "yourtoken", "yourkey", "yourapikey"].contains(&letters)
}
