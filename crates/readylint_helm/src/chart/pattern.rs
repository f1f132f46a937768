//! Shell patterns of one path, as `filepath.Match` of Go takes them on Unix. (`path/filepath/match.go`)
//!
//! It owns the syntax and the matching of one pattern; what a pattern means in `.helmignore` is not known here.

/// A pattern that parses.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
enum Part {
    /// `*`: any characters but `/`.
    Star,
    /// `?`: one character that is not `/`.
    Any,
    /// A character that stands for itself.
    Character(char),
    /// `[a-z]`, `[^a-z]`.
    Class { negated: bool, ranges: Vec<(char, char)> },
}

impl Pattern {
    /// Reads a pattern; `None` is Go's `ErrBadPattern`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let mut rest = text.chars();
        while let Some(next) = rest.next() {
            let part = match next {
                // stars in a row are one
                '*' if matches!(parts.last(), Some(Part::Star)) => continue,
                '*' => Part::Star,
                '?' => Part::Any,
                '\\' => Part::Character(rest.next()?),
                '[' => class(&mut rest)?,
                other => Part::Character(other),
            };
            parts.push(part);
        }
        Some(Self { parts })
    }

    /// Whether all of `name` matches.
    pub(super) fn matches(&self, name: &str) -> bool {
        // Greedy with one point to go back to: a star takes one more character when what follows it does not fit.
        let name: Vec<char> = name.chars().collect();
        let (mut part, mut at) = (0, 0);
        let mut retry: Option<(usize, usize)> = None;
        loop {
            match (self.parts.get(part), name.get(at)) {
                (Some(Part::Star), _) => {
                    retry = Some((part, at));
                    part += 1;
                    continue;
                }
                (Some(one), Some(&character)) if one.fits(character) => {
                    (part, at) = (part + 1, at + 1);
                    continue;
                }
                (None, None) => return true,
                _ => {}
            }
            let Some((star, taken)) = retry else { return false };
            match name.get(taken) {
                Some(&character) if character != '/' => {
                    (part, at) = (star + 1, taken + 1);
                    retry = Some((star, taken + 1));
                }
                _ => return false,
            }
        }
    }
}

impl Part {
    fn fits(&self, character: char) -> bool {
        match self {
            Self::Star => false,
            Self::Any => character != '/',
            Self::Character(own) => *own == character,
            Self::Class { negated, ranges } => {
                ranges.iter().any(|&(low, high)| low <= character && character <= high) != *negated
            }
        }
    }
}

/// What follows `[`, up to and with `]`.
fn class(rest: &mut std::str::Chars<'_>) -> Option<Part> {
    let negated = rest.as_str().starts_with('^');
    if negated {
        rest.next();
    }
    let mut ranges = Vec::new();
    loop {
        if rest.as_str().starts_with(']') && !ranges.is_empty() {
            rest.next();
            return Some(Part::Class { negated, ranges });
        }
        let low = class_character(rest)?;
        let mut high = low;
        if rest.as_str().starts_with('-') {
            rest.next();
            high = class_character(rest)?;
        }
        ranges.push((low, high));
    }
}

/// One end of a range. (`getEsc`)
fn class_character(rest: &mut std::str::Chars<'_>) -> Option<char> {
    let next = match rest.next()? {
        '-' | ']' => return None,
        '\\' => rest.next()?,
        other => other,
    };
    // a class never ends with its pattern
    (!rest.as_str().is_empty()).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_in_go() {
        let table = [
            ("*.txt", "a.txt", true),
            ("*.txt", "a/b.txt", false),
            ("a*b*c", "aXbYbZc", true),
            ("a?c", "a/c", false),
            ("[a-c]x", "bx", true),
            ("[^a-c]x", "bx", false),
            ("[^a]", "/", true),
            (r"\*", "*", true),
            ("[a-", "a", false),
            ("templates/.?*", "templates/.x", true),
            ("templates/.?*", "templates/.", false),
            ("", "", true),
            ("*", "", true),
            ("a*", "ab/c", false),
        ];
        for (pattern, name, expected) in table {
            let found = Pattern::parse(pattern).is_some_and(|pattern| pattern.matches(name));
            assert_eq!(found, expected, "{pattern} {name}");
        }
    }

    #[test]
    fn broken_patterns_are_refused() {
        for pattern in ["[", "[]", "[]a]", "[a", "[-]", "[x-]", "\\", "a[", "[^", "[^]", "[\\"] {
            assert!(Pattern::parse(pattern).is_none(), "{pattern}");
        }
    }
}
