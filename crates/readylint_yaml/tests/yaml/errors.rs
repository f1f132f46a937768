//! What is said about broken texts, and where.

use readylint_yaml::SyntaxErrorKind as Kind;

use crate::read;

/// Text, kind, the bytes that are underlined, and a part of the message.
const CASES: &[(&str, Kind, &str, &str)] = &[
    ("a:\n\tb: c\n", Kind::Tab, "\t", "a tab cannot be used for indentation"),
    ("a:\n  b: 1\n\tc: 2\n", Kind::Tab, "\t", "a tab cannot be used for indentation"),
    ("a: b: c\n", Kind::UnexpectedValue, ":", "a second `:`"),
    ("a: b\n  c: d\n", Kind::Indentation, "c", "indented deeper than the keys above"),
    ("a:\n    b: 1\n  c: 2\n", Kind::Indentation, "c: 2", "fits no mapping above"),
    ("a: 1\nfoo # x\nc: d\n", Kind::ExpectedKey, "foo", "expected `key: value`"),
    ("a: 1\n- b\n", Kind::UnexpectedItem, "- b", "among the keys"),
    ("- a\nb: c\n", Kind::UnexpectedItem, "b: c", "expected a list item"),
    ("a: - b\n", Kind::UnexpectedItem, "-", "a list item cannot start here"),
    ("a: [-, b]\n", Kind::UnexpectedItem, "-", "cannot stand by itself inside brackets"),
    ("a: \"x\nb: c\n", Kind::Quote, "\"", "the quote `\"` is never closed"),
    ("x: it's\na: 'b'\nc: 'd\ne: f\n", Kind::Quote, "'", "the quote `'` is never closed"),
    ("a: ['x', 'y]\n", Kind::Quote, "'", "never closed"),
    ("a: \"x\" y # c\n", Kind::Quote, "y", "after the closing quote"),
    ("a: 'it's'\n", Kind::Quote, "s'", "after the closing quote"),
    ("a: \"C:\\temp\\dir\\q\"\n", Kind::Escape, "\\d", "unknown escape `\\d`"),
    ("a: \"ok\\n \\xZZ\"\n", Kind::Escape, "\\x", "this is not the escape of a character"),
    ("a: \"\\ud800\"\n", Kind::Escape, "\\ud800", "is not the escape of a character"),
    ("a: [1, 2\nb: 3\n", Kind::Bracket, ":", "expected `,` or `]`"),
    ("a: [1, 2\n", Kind::Bracket, "[", "the `[` is never closed"),
    ("a: {b: [1}\n", Kind::Bracket, "}", "`}` cannot close `[`"),
    ("a: 1]\nb: ]\n", Kind::Bracket, "]", "closes nothing"),
    ("a: @b\n", Kind::Character, "@", "a value cannot start with `@`"),
    ("a: `b`\n", Kind::Character, "`", "a value cannot start with ```"),
    ("a: x\0y\n", Kind::Character, "\0", "the control character U+0000"),
    ("a: \"b\u{7}\"\n", Kind::Character, "\u{7}", "the control character U+0007"),
    ("a: 1\n\u{feff}b: 2\n", Kind::Character, "\u{feff}", "a byte order mark"),
    ("a: x # c\n  y\n", Kind::Comment, "# c", "inside a value of several lines"),
    ("a: \"b\"# c\n", Kind::Comment, "#", "a space before its `#`"),
    ("a: | text\n  x\n", Kind::BlockScalar, "text", "in the line of `|` or `>`"),
    ("a: |0\n  x\n", Kind::BlockScalar, "0", "a digit from 1 to 9"),
    ("a: *nope # c\n", Kind::Alias, "*nope", "no anchor of this name stands before this alias"),
    ("a: *.example.com\n", Kind::Alias, "*.example.com", "no anchor"),
    ("a: * b\n", Kind::Alias, "*", "need a name right behind them"),
    ("a: &x\n  b: *x\n", Kind::Alias, "*x", "the value of this alias contains itself"),
    ("a: !!int abc\n", Kind::Tag, "abc", "the value is not a whole number"),
    ("a: !!bool 1\n", Kind::Tag, "1", "the value is not true or false"),
    ("a: !e!x b\n", Kind::Tag, "!e!x", "no `%TAG` directive"),
    ("a: !<x b\n", Kind::Tag, "!<x", "the tag is malformed"),
    ("<<: [{}, 1]\n", Kind::Merge, "[{}, 1]", "a merge key"),
    ("<<:\n", Kind::Merge, "<<", "a merge key"),
    ("%YAML 3.0\n---\na\n", Kind::Directive, "%YAML 3.0", "this version of YAML does not exist"),
    ("a: 1\n%FOO\n---\nb: 1\n", Kind::Directive, "%FOO", "must follow a `...` line"),
    ("a: 1\n... x\n", Kind::Directive, "x", "only a comment can follow"),
    ("[a]\nb: c\n", Kind::Directive, "b: c", "the document has ended"),
];

#[test]
fn each_says_what_and_where() {
    let mut wrong = Vec::new();
    for &(text, kind, underlined, message) in CASES {
        let parse = read(text);
        let Some(error) = parse.errors.first() else {
            wrong.push(format!("{text:?}: accepted"));
            continue;
        };
        let raw = parse.tree.slice(error.span.range);
        if error.kind != kind || raw != underlined || !error.message.contains(message) {
            wrong.push(format!("{text:?}: {:?} {raw:?} {:?}", error.kind, error.message));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn messages_are_in_one_style() {
    for &(text, ..) in CASES {
        for error in read(text).errors {
            let all = [
                Some(&error.message),
                error.help.as_ref(),
                error.related.as_ref().map(|(_, message)| message),
            ];
            for message in all.into_iter().flatten() {
                assert!(!message.ends_with('.') || message.ends_with("..."), "{message}");
                assert!(!message.starts_with(char::is_uppercase), "{message}");
                assert!(message.len() < 120 && !message.contains('\n'), "{message}");
            }
        }
    }
}

/// A value may be a secret, which outputs mask in the text but not in messages.
#[test]
fn nothing_of_the_text_is_repeated() {
    // as values of a key: each with what must not be said
    const VALUES: [(&str, &str); 19] = [
        ("*hunter", "hunter"),
        ("*hunter!x", "hunter"),
        ("&hunter [*hunter]", "hunter"),
        ("!hunter!x y", "hunter"),
        ("!<hunter y", "hunter"),
        ("!hunter%zz y", "hunter"),
        ("!!int hunter", "hunter"),
        ("@hunter", "hunter"),
        ("`hunter", "hunter"),
        ("%hunter", "hunter"),
        ("]hunter", "hunter"),
        ("[hunter", "hunter"),
        ("'hunter", "hunter"),
        ("'a' hunter", "hunter"),
        ("| hunter", "hunter"),
        ("hunter: two", "hunter"),
        ("\"\\hunter\"", "hunter"),
        ("\"\\u123z\"", "123"),
        ("\"\\ud800\"", "d800"),
    ];
    for (value, secret) in VALUES {
        let errors = read(&format!("a: {value}\n")).errors;
        assert!(!errors.is_empty(), "{value}: accepted");
        for error in errors {
            let related = error.related.map(|(_, message)| message).unwrap_or_default();
            let said = format!("{}; {related}; {}", error.message, error.help.unwrap_or_default());
            assert!(!said.contains(secret), "{value}: {said}");
        }
    }
}

#[test]
fn the_opening_bracket_is_named() {
    let parse = read("args: [a, b\nimage: x\n");
    let (span, _) = parse.errors[0].related.clone().unwrap();
    assert_eq!(parse.tree.slice(span.range), "[");
}

#[test]
fn templates_get_their_own_help() {
    for text in ["{{ if x }}\na: 1\n", "a: {{ .Values.x }} b\n", "a: {{ .x | quote }}:latest\n"] {
        let help = read(text).errors[0].help.clone().unwrap();
        assert!(help.contains("{{ }}"), "{text:?}: {help}");
    }
}

#[test]
fn an_error_at_the_end_of_the_text_underlines_something() {
    for text in [
        "a: [",
        "a: \"",
        "a: 'x\n\n\n",
        "{",
        "a: &",
        "%",
        "%YAML",
        "- {a: [\n\n",
        "\u{feff}'",
        "? [",
        "a: !<",
    ] {
        let parse = read(text);
        assert_eq!(parse.errors.len(), 1, "{text:?}");
        let range = parse.errors[0].span.range;
        assert!(
            !range.is_empty() && parse.tree.text().get(range.to_usize()).is_some(),
            "{text:?}: {range:?}"
        );
    }
}
