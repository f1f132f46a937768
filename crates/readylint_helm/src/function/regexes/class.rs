//! Classes of characters: `\d`, `[:alpha:]`, `\p{Greek}` in the syntax of the `regex` crate.

use std::fmt::Write;

/// A class that holds nothing.
pub(super) const NOTHING: &str = r"[^\x{0}-\x{10FFFF}]";

/// The class of a letter behind a backslash, negated if it is a capital.
pub(super) fn perl(letter: u8) -> Option<&'static str> {
    Some(match letter {
        b'd' => "[0-9]",
        b'D' => "[^0-9]",
        b's' => r"[\t\n\x0C\r ]",
        b'S' => r"[^\t\n\x0C\r ]",
        b'w' => "[0-9A-Za-z_]",
        b'W' => "[^0-9A-Za-z_]",
        _ => return None,
    })
}

/// The class of a name between `[:` and `:]`.
pub(super) fn posix(name: &[u8]) -> Option<String> {
    let (negation, name) = match name.strip_prefix(b"^") {
        Some(name) => ("^", name),
        None => ("", name),
    };
    let ranges = match name {
        b"alnum" => "0-9A-Za-z",
        b"alpha" => "A-Za-z",
        b"ascii" => r"\x00-\x7F",
        b"blank" => r"\t ",
        b"cntrl" => r"\x00-\x1F\x7F",
        b"digit" => "0-9",
        b"graph" => "!-~",
        b"lower" => "a-z",
        b"print" => " -~",
        b"punct" => r"!-/:-@\[-`\{-~",
        b"space" => r"\t-\r ",
        b"upper" => "A-Z",
        b"word" => "0-9A-Za-z_",
        b"xdigit" => "0-9A-Fa-f",
        _ => return None,
    };
    Some(format!("[{negation}{ranges}]"))
}

/// Adds a range of characters. Surrogates, which no text holds, are left out.
pub(super) fn push_range(out: &mut String, low: u32, high: u32) {
    const SURROGATES: std::ops::RangeInclusive<u32> = 0xD800..=0xDFFF;
    let low = if SURROGATES.contains(&low) { 0xE000 } else { low };
    let high = if SURROGATES.contains(&high) { 0xD7FF } else { high };
    if low <= high {
        // writing to a string does not fail
        let _ = write!(out, r"\x{{{low:X}}}-\x{{{high:X}}}");
    }
}

/// The class of a Unicode category or script, by Go's names: without the short names of scripts, without other properties.
pub(super) fn unicode(name: &str, is_negated: bool) -> Option<String> {
    /// The scripts whose names have four letters, as the short names of all do.
    const FOUR: [&str; 9] = ["Ahom", "Cham", "Kawi", "Lisu", "Miao", "Modi", "Newa", "Thai", "Toto"];
    let canonical = canonical(name);
    let (negation, is_negated) = if is_negated { ("^", true) } else { ("", false) };
    let sign = if is_negated { 'P' } else { 'p' };
    match canonical.as_str() {
        "Any" => return Some(format!(r"[{negation}\x{{0}}-\x{{10FFFF}}]")),
        "Assigned" => return Some(format!(r"\{}{{Cn}}", if is_negated { 'p' } else { 'P' })),
        "Ascii" => return Some(format!(r"[{negation}\x00-\x7F]")),
        "Cs" | "Surrogate" if is_negated => return Some(r"[\x{0}-\x{10FFFF}]".to_owned()),
        "Cs" | "Surrogate" => return Some(NOTHING.to_owned()),
        _ => {}
    }
    if canonical.is_empty() || !canonical.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let known = |property: &str| {
        let class = format!(r"\{sign}{{{property}={canonical}}}");
        regex_syntax::parse(&class).is_ok().then_some(class)
    };
    // Go drops `_` from the name that is asked for, not from those of scripts
    let is_script = (canonical.len() != 4 || FOUR.contains(&canonical.as_str()))
        && !SPACED_SCRIPTS.contains(&canonical.as_str());
    known("gc").or_else(|| is_script.then(|| known("sc")).flatten())
}

/// The scripts whose names have several words, which Go therefore does not find.
const SPACED_SCRIPTS: [&str; 50] = [
    "Anatolianhieroglyphs",
    "Bassavah",
    "Canadianaboriginal",
    "Caucasianalbanian",
    "Cyprominoan",
    "Divesakuru",
    "Egyptianhieroglyphs",
    "Gunjalagondi",
    "Hanifirohingya",
    "Imperialaramaic",
    "Inscriptionalpahlavi",
    "Inscriptionalparthian",
    "Kayahli",
    "Khitansmallscript",
    "Lineara",
    "Linearb",
    "Masaramgondi",
    "Meeteimayek",
    "Mendekikakui",
    "Meroiticcursive",
    "Meroitichieroglyphs",
    "Nagmundari",
    "Newtailue",
    "Nyiakengpuachuehmong",
    "Olchiki",
    "Oldhungarian",
    "Olditalic",
    "Oldnortharabian",
    "Oldpermic",
    "Oldpersian",
    "Oldsogdian",
    "Oldsoutharabian",
    "Oldturkic",
    "Olduyghur",
    "Pahawhhmong",
    "Paucinhau",
    "Phagspa",
    "Psalterpahlavi",
    "Signwriting",
    "Sorasompeng",
    "Sylotinagri",
    "Taile",
    "Taitham",
    "Taiviet",
    "Warangciti",
    "Zanabazarsquare",
    "Garay",
    "Gurungkhema",
    "Olonal",
    "Tulutigalari",
];

/// The first letter large, the others small, without blanks, `-` and `_`.
fn canonical(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars().filter(|c| !matches!(c, ' ' | '-' | '_')) {
        out.push(if out.is_empty() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() });
    }
    out
}
