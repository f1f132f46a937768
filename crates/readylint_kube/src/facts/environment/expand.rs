//! The references `$(NAME)` in a text, as the kubelet reads them (`third_party/forked/golang/expansion/expand.go`).

/// A part of a text that may hold references.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// Text that stays, from this byte of the whole on.
    Literal(&'a str, usize),
    /// `$(NAME)`: the name, and where its `$` stands.
    Reference(&'a str, usize),
}

/// Splits `text` into its parts, in order. `$$` is a `$` wherever it stands, not only before a `(`; a `$(` that is never
/// closed is text, and so is a `$` before anything else.
pub(super) fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let bytes = text.as_bytes();
    let mut start = 0;
    let mut from = 0;
    // once nothing closes a reference, nothing closes a later one
    let mut may_close = true;
    while let Some(found) = bytes.get(from..).and_then(|rest| memchr::memchr(b'$', rest)) {
        let dollar = from + found;
        match bytes.get(dollar + 1) {
            Some(b'$') => {
                parts.push(Part::Literal(&text[start..=dollar], start));
                start = dollar + 2;
                from = start;
            }
            Some(b'(') => {
                let name = dollar + 2;
                let close = if may_close { memchr::memchr(b')', &bytes[name..]) } else { None };
                may_close = close.is_some();
                from = name;
                if let Some(length) = close {
                    parts.push(Part::Literal(&text[start..dollar], start));
                    parts.push(Part::Reference(&text[name..name + length], dollar));
                    start = name + length + 1;
                    from = start;
                }
            }
            // the character behind it is not `$`, so that nothing is lost by not skipping it
            Some(_) => from = dollar + 1,
            None => break,
        }
    }
    parts.push(Part::Literal(&text[start..], start));
    parts.retain(|part| !matches!(part, Part::Literal("", _)));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// References in square brackets, everything else as it comes out.
    fn shown(text: &str) -> String {
        let shown = parts(text).into_iter().map(|part| match part {
            Part::Literal(literal, at) => {
                assert_eq!(&text[at..at + literal.len()], literal);
                literal.to_owned()
            }
            Part::Reference(name, at) => {
                assert_eq!(text[at..].strip_prefix("$(").map(|rest| rest.starts_with(name)), Some(true));
                format!("[{name}]")
            }
        });
        shown.collect()
    }

    #[test]
    fn as_the_kubelet_reads_them() {
        for (text, expected) in [
            ("", ""),
            ("plain", "plain"),
            ("$(A)", "[A]"),
            ("a$(A)b$(B)c", "a[A]b[B]c"),
            ("$(A)$(B)", "[A][B]"),
            ("$$(A)", "$(A)"),
            ("$$$(A)", "$[A]"),
            ("$$$$(A)", "$$(A)"),
            ("pa$$word", "pa$word"),
            ("$", "$"),
            ("a$", "a$"),
            ("$$", "$"),
            ("$A", "$A"),
            ("${A}", "${A}"),
            ("$a$(A)", "$a[A]"),
            ("$()", "[]"),
            ("$(A", "$(A"),
            ("$(A$(B)", "[A$(B]"),
            ("$(A)$(B", "[A]$(B"),
            ("$($(A", "$($(A"),
            ("$(A))", "[A])"),
            ("$(ä)é", "[ä]é"),
            ("$é$(A)", "$é[A]"),
        ] {
            assert_eq!(shown(text), expected, "{text:?}");
        }
    }

    #[test]
    fn many_open_references_are_read_in_one_go() {
        let text = "$(".repeat(1 << 20);
        assert_eq!(parts(&text), [Part::Literal(text.as_str(), 0)]);
        let text = "$$".repeat(1 << 16);
        assert_eq!(parts(&text).len(), 1 << 16);
    }
}
