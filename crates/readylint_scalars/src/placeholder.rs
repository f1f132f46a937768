//! Texts that are not final yet.

use readylint_text::TextRange;

/// The first placeholder of `text`, from its mark to the end of the text: `{{` of templates, `$NAME`, `${NAME}` and
/// `$(NAME)` of shells, `envsubst` and Flux; all of a text that SOPS has encrypted (`ENC[…]`). `None` if the text is what it
/// will be.
pub fn placeholder(text: &str) -> Option<TextRange> {
    if text.starts_with("ENC[") {
        return Some(TextRange::at(0, text.len()));
    }
    let is_mark = |at: &usize| {
        let rest = &text[*at..];
        rest.starts_with("{{")
            || rest.strip_prefix('$').is_some_and(|after| {
                after.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '(' | '{' | '_'))
            })
    };
    let mut marks = text.match_indices(['$', '{']).map(|(at, _)| at);
    marks.find(is_mark).map(|at| TextRange::at(at, text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks() {
        for text in [
            "{{ .Values.name }}",
            "shop-${ENVIRONMENT}",
            "$NAME",
            "a-$(params.name)",
            "ENC[AES256_GCM,data:A==]",
        ] {
            assert!(placeholder(text).is_some(), "{text}");
        }
        for text in ["", "shop", "a$", "$1", "a{b}", "100%"] {
            assert!(placeholder(text).is_none(), "{text}");
        }
        assert_eq!(placeholder("shop-${ENV}").map(TextRange::to_usize), Some(5..11));
    }
}
