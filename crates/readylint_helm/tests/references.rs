//! What is told of the values a template reads, from its text alone.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "tests")]

use std::collections::HashMap;
use std::fmt::Write as _;

use proptest::prelude::*;
use readylint_helm::template::ast::Block;
use readylint_helm::template::parse_with;
use readylint_helm::template::references::{
    Absence, Include, Place, References, Step, ValueRead, follow, references,
};
use readylint_text::TextSize;

fn path(steps: &[Step]) -> String {
    let names: Vec<&str> = steps
        .iter()
        .map(|step| match step {
            Step::Key(name) => name,
            Step::Item => "*",
        })
        .collect();
    names.join(".")
}

/// One line for a read: what stands in the text, the path, and what is known of it.
fn shown(read: &ValueRead, text: &str) -> String {
    let mut line = format!("{} = {} {:?}", &text[read.range.to_usize()], path(&read.place.path), read.usage);
    if read.place.safe > 0 {
        let _ = write!(line, " safe={}", read.place.safe);
    }
    if read.known > 0 {
        let _ = write!(line, " known={}", read.known);
    }
    if let Some(fallback) = read.fallback {
        let _ = write!(line, " {fallback:?}");
    }
    line
}

fn read(text: &str) -> References {
    let file = parse_with("a", text.as_bytes(), &|_| true);
    assert_eq!(file.errors, [], "{text}");
    references(&file.body, &Place::Root)
}

fn check(cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        let found: Vec<String> = read(text).reads.iter().map(|read| shown(read, text)).collect();
        assert_eq!(found, *expected, "{text}");
    }
}

#[test]
fn reads_are_found_through_the_root_variables_and_dot() {
    check(&[
        ("{{ .Values.a.b }}", &[".Values.a.b = a.b Value"]),
        ("{{ $.Values.a }}{{ .Release.Name }}{{ .Chart.Values }}", &["$.Values.a = a Value"]),
        ("{{ (.Values.a).b }}", &[".Values.a = a Container", "(.Values.a).b = a.b Value safe=1"]),
        (
            "{{ $x := .Values.a }}{{ $x.b }}{{ $x }}",
            &[".Values.a = a Container", "$x.b = a.b Value safe=1", "$x = a Value safe=1"],
        ),
        (
            "{{ $x := .Values.a }}{{ $x = .Values.b }}{{ $x.c }}",
            &[".Values.a = a Container", ".Values.b = b Container"],
        ),
        ("{{ $v := .Values }}{{ $v.a }}", &[".Values =  Container", "$v.a = a Value"]),
        (
            "{{ with .Values.a }}{{ .b }}{{ . }}{{ $.Values.c }}{{ else }}{{ .Values.d }}{{ end }}",
            &[
                ".Values.a = a Condition",
                ".b = a.b Value safe=1 known=1",
                ". = a Value safe=1 known=1",
                "$.Values.c = c Value",
                ".Values.d = d Value",
            ],
        ),
        ("{{ range .Values.a }}{{ .b }}{{ end }}", &[".Values.a = a Range", ".b = a.*.b Value known=2"]),
        (
            "{{ range $k, $v := .Values.a }}{{ $k }}{{ $v.b }}{{ end }}",
            &[".Values.a = a Range", "$v.b = a.*.b Value known=2"],
        ),
        ("{{ range $x := .Values.a }}{{ $x }}{{ end }}", &[".Values.a = a Range", "$x = a.* Value known=2"]),
        // What is not the root's is not guessed.
        ("{{ range .Files }}{{ .Values.a }}{{ end }}{{ (include \"x\" .).Values.a }}", &[]),
        (
            "{{ with .Values.a }}{{ .Values.b }}{{ end }}",
            &[".Values.a = a Condition", ".Values.b = a.Values.b Value safe=1 known=1"],
        ),
        ("{{ index .Values \"a\" \"b-c\" }}", &[".Values =  Container", "\"a\" \"b-c\" = a.b-c Value"]),
        ("{{ index .Values.a 0 }}", &[".Values.a = a Container", "0 = a.* Value"]),
        (
            "{{ (index .Values.a 0).b }}",
            &[".Values.a = a Container", "0 = a.* Container", "(index .Values.a 0).b = a.*.b Value safe=2"],
        ),
        (
            "{{ $d := dict \"root\" $ \"a\" .Values.a }}{{ $d.root.Values.x }}{{ $d.a.y }}",
            &[".Values.a = a Container", "$d.root.Values.x = x Value", "$d.a.y = a.y Value safe=1"],
        ),
        (
            "{{ (index (list $ .Values.a) 1).b }}",
            &[
                ".Values.a = a Container",
                "1 = a Container safe=1",
                "(index (list $ .Values.a) 1).b = a.b Value safe=1",
            ],
        ),
    ]);
}

#[test]
fn what_handles_absence_is_told() {
    check(&[
        ("{{ .Values.a | default \"b\" }}", &[".Values.a = a Value Default"]),
        (
            "{{ default .Values.b .Values.a }}",
            &[".Values.b = b Value Default", ".Values.a = a Value Default"],
        ),
        (
            "{{ required \"no a\" .Values.a }}{{ .Values.a }}",
            &[".Values.a = a Value Required", ".Values.a = a Value known=1"],
        ),
        (
            "{{ coalesce .Values.a .Values.b }}",
            &[".Values.a = a Value Coalesce", ".Values.b = b Value Coalesce"],
        ),
        ("{{ or .Values.a .Values.b }}", &[".Values.a = a Value Or", ".Values.b = b Value"]),
        ("{{ get .Values.a \"b\" }}", &[".Values.a = a Container", "\"b\" = a.b Value Get"]),
        (
            "{{ dig \"b\" \"c\" 1 .Values.a }}",
            &[".Values.a = a Container", "\"b\" \"c\" = a.b.c Value safe=3 Dig"],
        ),
        ("{{ hasKey .Values \"a\" }}", &[".Values =  Container", "\"a\" = a Condition HasKey"]),
        (
            "{{ ternary .Values.a .Values.b .Values.c }}",
            &[".Values.a = a Value Ternary", ".Values.b = b Value Ternary", ".Values.c = c Condition"],
        ),
        ("{{ kindIs \"map\" .Values.a }}", &[".Values.a = a Condition Kind"]),
        ("{{ toYaml .Values.a | nindent 2 }}", &[".Values.a = a Whole"]),
        ("{{ tpl (toYaml .Values.a) . }}", &[".Values.a = a Template"]),
        ("{{ .Values.a | quote }}", &[".Values.a = a Value"]),
        ("{{ empty .Values.a }}{{ not .Values.b }}", &[".Values.a = a Condition", ".Values.b = b Condition"]),
    ]);
}

#[test]
fn conditions_tell_what_is_there() {
    let known = |text: &str| read(text).reads.last().map(|read| read.known).expect("a read");
    let cases = [
        ("{{ if .Values.a }}{{ .Values.a.b }}{{ end }}", 1),
        ("{{ if .Values.a.b }}{{ .Values.a.b }}{{ end }}", 2),
        ("{{ if .Values.a.b }}{{ .Values.a.c }}{{ end }}", 1),
        ("{{ if .Values.a }}{{ else }}{{ .Values.a }}{{ end }}", 0),
        ("{{ if not .Values.a }}{{ else }}{{ .Values.a }}{{ end }}", 1),
        ("{{ if not .Values.a }}{{ .Values.a }}{{ end }}", 0),
        ("{{ if empty .Values.a }}{{ else }}{{ .Values.a }}{{ end }}", 1),
        ("{{ if .Values.a | empty | not }}{{ .Values.a }}{{ end }}", 1),
        ("{{ if .Values.a }}{{ end }}{{ .Values.a }}", 0),
        ("{{ if and .Values.b .Values.a }}{{ .Values.a }}{{ end }}", 1),
        ("{{ if and .Values.a .Values.a.b }}{{ end }}", 1),
        ("{{ if or .Values.b .Values.a }}{{ .Values.a }}{{ end }}", 0),
        ("{{ if or .Values.a.b .Values.a.c }}{{ .Values.a.d }}{{ end }}", 1),
        ("{{ if or (not .Values.a) .Values.a.b }}{{ end }}", 1),
        ("{{ if or (not .Values.a) (not .Values.b) }}{{ else }}{{ .Values.b }}{{ end }}", 1),
        ("{{ if hasKey .Values \"a\" }}{{ .Values.a }}{{ end }}", 1),
        ("{{ if hasKey .Values \"a\" }}{{ else }}{{ .Values.a }}{{ end }}", 0),
        ("{{ if get .Values \"a\" }}{{ .Values.a }}{{ end }}", 1),
        ("{{ if eq .Values.a \"b\" }}{{ .Values.a }}{{ end }}", 1),
        ("{{ if eq (.Values.a | default \"b\") \"b\" }}{{ .Values.a }}{{ end }}", 0),
        ("{{ if default true .Values.a }}{{ .Values.a }}{{ end }}", 0),
        ("{{ if eq .Values.a nil }}{{ .Values.a }}{{ end }}", 0),
        ("{{ if ne .Values.a nil }}{{ .Values.a }}{{ end }}", 1),
        ("{{ if ne .Values.a \"b\" }}{{ .Values.a }}{{ end }}", 0),
        ("{{ if gt (int .Values.a) 1 }}{{ .Values.a }}{{ end }}", 0),
        ("{{ if kindIs \"map\" .Values.a }}{{ .Values.a.b }}{{ end }}", 1),
        ("{{ $x := .Values.a }}{{ if $x }}{{ .Values.a }}{{ end }}", 1),
        ("{{ if $x := .Values.a }}{{ $x }}{{ end }}", 1),
        ("{{ with .Values.a }}{{ $.Values.a.b }}{{ end }}", 1),
        ("{{ range .Values.a }}{{ $.Values.a }}{{ end }}", 1),
        ("{{ if not .Values.a }}{{ fail \"no\" }}{{ end }}{{ .Values.a }}", 1),
        ("{{ if .Values.a }}{{ else }}{{ fail \"no\" }}{{ end }}{{ .Values.a }}", 1),
        ("{{ if not .Values.a }}{{ if .Values.b }}{{ fail \"no\" }}{{ end }}{{ end }}{{ .Values.a }}", 0),
        ("{{ if .Values.b }}{{ required \"a\" .Values.a }}{{ end }}{{ .Values.a }}", 0),
        ("{{ if .Values.c }}x{{ else if .Values.a }}{{ .Values.a }}{{ end }}", 1),
        ("{{ $_ := set .Values \"a\" 1 }}{{ .Values.a }}", 1),
    ];
    for (text, expected) in cases {
        assert_eq!(known(text), expected, "{text}");
    }
}

#[test]
fn what_absence_does() {
    use Absence::{Empty, Fails, Harmless};
    let last = |text: &str| read(text).reads.last().cloned().expect("a read");
    let cases = [
        // (template, what happens if the first, second … step of the last read is the first that is absent)
        ("{{ .Values.a.b.c }}", &[Fails, Fails, Empty, Harmless][..]),
        ("{{ (.Values.a).b.c }}", &[Empty, Fails, Empty]),
        ("{{ if .Values.a }}{{ .Values.a.b.c }}{{ end }}", &[Harmless, Fails, Empty]),
        ("{{ if or .Values.a.b .Values.c }}{{ .Values.a.b }}{{ end }}", &[Harmless, Harmless]),
        ("{{ if .Values.a }}{{ else }}{{ .Values.a }}{{ end }}", &[Harmless]),
        ("{{ if .Values.a }}{{ end }}{{ .Values.a }}", &[Empty]),
        ("{{ .Values.a.b | default 1 }}", &[Fails, Harmless]),
        ("{{ if .Values.a.b }}{{ end }}", &[Fails, Harmless]),
        ("{{ if eq .Values.a.b 1 }}{{ end }}", &[Fails, Harmless]),
        ("{{ $x := .Values.a | default 1 }}{{ $x }}", &[Harmless]),
        ("{{ $x := .Values.a }}{{ $x }}", &[Empty]),
        ("{{ $x := get .Values \"a\" }}{{ $x.b }}", &[Harmless, Empty]),
        ("{{ toYaml .Values.a }}", &[Empty]),
        ("{{ dig \"a\" \"b\" 1 .Values.c }}", &[Harmless, Harmless, Harmless]),
    ];
    for (text, expected) in cases {
        let read = last(text);
        let found: Vec<Absence> = (0..expected.len()).map(|absent| read.absence(absent)).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn the_path_under_the_cursor() {
    let text = "{{ .Values.image.tag }}{{ $x := .Values.a }}{{ $x.b }}{{ index .Values \"c\" \"d\" }}";
    let reads = read(text).reads;
    let at = |part: &str| {
        let offset = TextSize::from_usize(text.find(part).unwrap() + 1);
        reads.iter().find_map(|read| read.path_at(offset)).map(path)
    };
    assert_eq!(at("image").as_deref(), Some("image"));
    assert_eq!(at("tag").as_deref(), Some("image.tag"));
    assert_eq!(at(".b }}").as_deref(), Some("a.b"));
    assert_eq!(at("\"d\"").as_deref(), Some("c.d"));
    assert_eq!(at("Values"), None);
}

#[test]
fn includes_and_writes_are_told() {
    let text = "{{ include \"a\" . }}{{ template \"b\" .Values.x }}{{ dict \"y\" 1 | include \"c\" | nindent 2 }}\
                {{ include (print $.Template.BasePath \"/d.yaml\") . }}{{ include \"e\" (dict \"r\" $) }}\
                {{ $_ := set .Values.q \"w\" 1 }}";
    let found = read(text);
    let name = |include: &Include| include.name.as_deref().unwrap_or("?").to_owned();
    assert_eq!(found.includes.iter().map(name).collect::<Vec<_>>(), ["a", "b", "c", "?", "e"]);
    assert_eq!(found.includes[0].argument, Place::Root);
    assert!(matches!(&found.includes[1].argument, Place::Value(place) if path(&place.path) == "x"));
    assert!(matches!(found.includes[2].argument, Place::Dict(_)));
    assert_eq!(&text[found.includes[0].name_range.to_usize()], "\"a\"");
    assert_eq!(found.writes.iter().map(|written| path(written)).collect::<Vec<_>>(), ["q.w"]);
}

/// The reads of all instances, with the name of the template.
fn followed(text: &str) -> Vec<String> {
    let file = parse_with("a", text.as_bytes(), &|_| true);
    assert_eq!(file.errors, []);
    let mut bodies: Vec<&Block> = vec![&file.body];
    let mut names = HashMap::new();
    for define in &file.defines {
        names.insert(define.name.to_string(), bodies.len());
        bodies.push(&define.body);
    }
    let instances = follow(&bodies, &|name| names.get(name).copied(), [0]);
    instances
        .iter()
        .flat_map(|instance| {
            instance
                .references
                .reads
                .iter()
                .map(|read| format!("{}: {}", instance.template, shown(read, text)))
        })
        .collect()
}

#[test]
fn helpers_are_followed_with_what_they_are_given() {
    let text = "{{ define \"h\" }}{{ .Values.a.b }}{{ end }}{{ if .Values.a }}{{ include \"h\" . }}{{ end }}";
    assert_eq!(followed(text), ["0: .Values.a = a Condition", "1: .Values.a.b = a.b Value known=1"]);
    // Only what all callers know is known.
    let text = "{{ define \"h\" }}{{ .Values.a.b }}{{ end }}{{ if .Values.a }}{{ include \"h\" . }}{{ end }}{{ include \"h\" . }}";
    assert_eq!(followed(text), ["0: .Values.a = a Condition", "1: .Values.a.b = a.b Value"]);
    // Not what the same helper is given elsewhere.
    let text = "{{ define \"h\" }}{{ .x.y }}{{ .root.Values.z }}{{ end }}\
                {{ include \"h\" (dict \"x\" .Values.a \"root\" $) }}{{ include \"h\" (dict \"x\" .Values.b \"root\" .) }}";
    assert_eq!(
        followed(text),
        [
            "0: .Values.a = a Container",
            "0: .Values.b = b Container",
            "1: .x.y = a.y Value safe=1",
            "1: .root.Values.z = z Value",
            "1: .x.y = b.y Value safe=1",
            "1: .root.Values.z = z Value",
        ]
    );
}

#[test]
fn recursion_and_growth_come_to_an_end() {
    let text = "{{ define \"h\" }}{{ .Values.a }}{{ include \"h\" . }}{{ include \"h\" .b }}{{ include \"h\" (dict \"c\" . \"d\" .) }}\
                {{ include \"h\" (list . .) }}{{ include \"h\" .c }}{{ end }}{{ include \"h\" . }}{{ include \"h\" .Values }}";
    assert!(!followed(text).is_empty());
    let many = "{{ $x := list $x $x .Values.a }}{{ $x = dict \"a\" $x }}".repeat(2_000);
    assert!(read(&format!("{{{{ $x := 1 }}}}{many}")).reads.len() >= 2_000);
    let conditions =
        "{{ if and .Values.a (or .Values.b .Values.c) }}{{ required \"x\" .Values.d }}".repeat(150);
    read(&format!("{conditions}{}", "{{ end }}".repeat(150)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn whatever_a_template_says_its_reads_lie_in_it(parts in proptest::collection::vec(part(), 0..12)) {
        let text = parts.concat();
        let file = parse_with("a", text.as_bytes(), &|_| true);
        for body in std::iter::once(&file.body).chain(file.defines.iter().map(|define| &define.body)) {
            let found = references(body, &Place::Root);
            for read in &found.reads {
                prop_assert!(text.get(read.range.to_usize()).is_some_and(|written| !written.is_empty()));
                prop_assert!(read.known <= read.place.path.len() && read.keys.len() <= read.place.path.len());
            }
        }
    }
}

fn part() -> impl Strategy<Value = String> {
    let operand = prop_oneof![
        Just(".Values.a.b"),
        Just("$.Values.c"),
        Just("."),
        Just(".a"),
        Just("$x"),
        Just("$x.d"),
        Just("\"e\""),
        Just("1"),
        Just("(.Values.a)"),
        Just("(index .Values \"a\")"),
        Just("(dict \"k\" .Values.a)"),
        Just("(list $ .Values)"),
        Just("nil"),
    ];
    let function = prop_oneof![
        Just("default"),
        Just("get"),
        Just("index"),
        Just("dig"),
        Just("set"),
        Just("include"),
        Just("tpl"),
        Just("and"),
        Just("or"),
        Just("not"),
        Just("hasKey"),
        Just("eq"),
        Just("ternary"),
        Just("required"),
        Just("toYaml"),
        Just("merge"),
        Just("first"),
    ];
    let call = (function, proptest::collection::vec(operand, 0..4))
        .prop_map(|(function, operands)| format!("{function} {}", operands.join(" ")));
    let head = prop_oneof![
        Just(""),
        Just("if "),
        Just("with "),
        Just("range "),
        Just("range $k, $x := "),
        Just("$x := "),
        Just("with $x := "),
        Just(".Values.q | "),
    ];
    prop_oneof![
        4 => (head, call).prop_map(|(head, call)| format!("{{{{ {head}{call} }}}}")),
        2 => Just("{{ end }}".to_owned()),
        1 => Just("{{ else }}".to_owned()),
        1 => Just("{{ $x := .Values.z }}".to_owned()),
    ]
}
