//! The parser of templates against Go's `text/template/parse` (recorded by `crates/xtask/go/helm-parse`), and what holds
//! for any text.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;

use proptest::prelude::*;
use readylint_helm::template::ast::{
    Block, Branch, Command, Expression, ExpressionKind, Node, NodeKind, Number, ParseError, Pipeline,
    TemplateFile,
};
use readylint_helm::template::{parse_with, print};
use readylint_text::TextRange;
use serde_json::Value;

const NAME: &str = "chart/templates/a.yaml";

/// What Go made of one template.
struct Answer {
    text: Vec<u8>,
    error: Option<String>,
    root: String,
    defines: BTreeMap<String, String>,
    nodes: Vec<String>,
}

fn answers(recorded: &str) -> (HashSet<String>, Vec<Answer>) {
    let mut lines = recorded.lines();
    let names: Vec<String> = serde_json::from_str(lines.next().expect("a line of names")).expect("names");
    let string = |row: &Value, key: &str| row[key].as_str().map(ToOwned::to_owned);
    let answers = lines.map(|line| {
        let row: Value = serde_json::from_str(line).expect("a row");
        let text = match string(&row, "hex") {
            Some(hex) => bytes(&hex),
            None => string(&row, "text").unwrap_or_default().into_bytes(),
        };
        Answer {
            text,
            error: string(&row, "error"),
            root: string(&row, "root").unwrap_or_default(),
            defines: serde_json::from_value(row["defines"].clone()).unwrap_or_default(),
            nodes: serde_json::from_value(row["nodes"].clone()).unwrap_or_default(),
        }
    });
    (names.into_iter().collect(), answers.collect())
}

fn bytes(hex: &str) -> Vec<u8> {
    hex.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// `bytes` as Go writes them to JSON: every byte that is no UTF-8 is replaced, even of one character.
fn lossy(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
    }
    out
}

/// Where our answer is not Go's.
fn differences(answer: &Answer, names: &HashSet<String>) -> Option<String> {
    let file = parse_with(NAME, &answer.text, &|name| names.contains(name));
    let shown = String::from_utf8_lossy(&answer.text);
    check_lossless(&file, &answer.text);
    let ours = file.errors.first().map(|error| format!("template: {NAME}:{}: {}", error.line, error.message));
    if ours != answer.error {
        return Some(format!("{shown:?}\n  Go:   {:?}\n  ours: {ours:?}", answer.error));
    }
    if ours.is_some() {
        return None;
    }
    let trees = trees(&file, &answer.text);
    let mut dump = Vec::new();
    for (name, block) in &trees {
        let printed = lossy(&print::block(block, &answer.text));
        let expected = if name == NAME { Some(&answer.root) } else { answer.defines.get(name) };
        if expected != Some(&printed) {
            return Some(format!("{shown:?} {name:?}\n  Go:   {expected:?}\n  ours: {printed:?}"));
        }
        Dump { text: &answer.text, out: &mut dump }.block(block);
    }
    if trees.len() != answer.defines.len() + 1 {
        return Some(format!("{shown:?}: {:?}", trees.keys()));
    }
    let first = dump.iter().zip(&answer.nodes).find(|(ours, go)| ours != go);
    if first.is_some() || dump.len() != answer.nodes.len() {
        return Some(format!("{shown:?}: (ours, Go's) {first:?}, {} {}", dump.len(), answer.nodes.len()));
    }
    None
}

/// The trees by name, as Go keeps them.
fn trees<'a>(file: &'a TemplateFile, text: &[u8]) -> BTreeMap<String, &'a Block> {
    let mut trees: BTreeMap<String, &Block> = BTreeMap::new();
    let defines = file.defines.iter().map(|define| (&*define.name, &*define.body));
    for (name, block) in defines.chain([(NAME, &*file.body)]) {
        if trees.get(name).is_none_or(|known| known.is_blank(text)) {
            trees.insert(name.to_owned(), block);
        }
    }
    trees
}

/// Lists what stands in actions, as the recording program does.
struct Dump<'a> {
    text: &'a [u8],
    out: &'a mut Vec<String>,
}

impl Dump<'_> {
    fn say(&mut self, position: readylint_text::TextSize, kind: &str, printed: &[u8], value: &str) {
        let line = format!("{position:?} {kind} {} {value}", lossy(printed));
        self.out.push(line.trim().to_owned());
    }

    fn block(&mut self, block: &Block) {
        for node in &block.nodes {
            self.node(node);
        }
    }

    fn node(&mut self, node: &Node) {
        let position = print::node_position(node);
        match &node.kind {
            NodeKind::Text { kept } if kept.is_empty() => {}
            NodeKind::Text { .. } => self.out.push(format!("{position:?} text")),
            NodeKind::Action(pipeline) => {
                self.say(position, "action", &print::node(node, self.text), "");
                self.pipeline(pipeline);
            }
            NodeKind::If(branch) => self.branch(position, "if", branch),
            NodeKind::With(branch) => self.branch(position, "with", branch),
            NodeKind::Range(branch) => self.branch(position, "range", branch),
            NodeKind::Template { argument, .. } => {
                self.say(position, "template", &print::node(node, self.text), "");
                if let Some(argument) = argument {
                    self.pipeline(argument);
                }
            }
            NodeKind::Break
            | NodeKind::Continue
            | NodeKind::Comment
            | NodeKind::Define
            | NodeKind::Broken => {}
        }
    }

    fn branch(&mut self, position: readylint_text::TextSize, kind: &str, branch: &Branch) {
        self.out.push(format!("{position:?} {kind}"));
        self.pipeline(&branch.pipeline);
        self.block(&branch.body);
        if let Some(body) = &branch.else_body {
            self.out.push("else".to_owned());
            self.block(body);
        }
    }

    fn pipeline(&mut self, pipeline: &Pipeline) {
        let line = format!("line={}", pipeline.line);
        self.say(pipeline.range.start(), "pipe", &print::pipeline(pipeline, self.text), &line);
        for command in &pipeline.commands {
            self.command(command);
        }
    }

    fn command(&mut self, command: &Command) {
        self.say(print::command_position(command), "command", &print::command(command, self.text), "");
        for argument in &command.arguments {
            self.expression(argument);
        }
    }

    fn expression(&mut self, expression: &Expression) {
        let position = print::expression_position(expression);
        let printed = print::expression(expression, self.text);
        match &expression.kind {
            ExpressionKind::Pipeline(pipeline) => self.pipeline(pipeline),
            ExpressionKind::Chain { of, .. } => {
                self.say(position, "chain", &printed, "");
                self.expression(of);
            }
            ExpressionKind::Number(value) => self.say(position, "number", &printed, &number(value)),
            ExpressionKind::String(value) => {
                let hex = value.iter().fold(String::new(), |mut hex, byte| {
                    let _ = write!(hex, "{byte:02x}");
                    hex
                });
                self.say(position, "string", &printed, &hex);
            }
            _ => self.say(position, "operand", &printed, ""),
        }
    }
}

fn number(number: &Number) -> String {
    let mut out = Vec::new();
    out.extend(number.int.map(|int| format!("int={int}")));
    out.extend(number.uint.map(|uint| format!("uint={uint}")));
    out.extend(number.float.map(|float| format!("float={:016x}", float.to_bits())));
    out.extend(number.complex.map(|(a, b)| format!("complex={:016x},{:016x}", a.to_bits(), b.to_bits())));
    out.join(" ")
}

/// The nodes of the file, and of every block in it, stand one after the other without a gap.
fn check_lossless(file: &TemplateFile, text: &[u8]) {
    let end = check_contiguous(&file.body, 0, text);
    assert_eq!(end, text.len(), "the end of {:?}", String::from_utf8_lossy(text));
    for define in &file.defines {
        let range = define.range.to_usize();
        let Some(first) = define.body.nodes.first() else { continue };
        let end = check_contiguous(&define.body, first.range.to_usize().start, text);
        assert!(range.start < first.range.to_usize().start && end <= range.end);
    }
    for ParseError { range, line, .. } in &file.errors {
        assert!(range.to_usize().end <= text.len() && *line > 0, "{:?}", file.errors);
    }
}

fn check_contiguous(block: &Block, start: usize, text: &[u8]) -> usize {
    let mut at = start;
    for node in &block.nodes {
        let range = node.range.to_usize();
        assert_eq!(range.start, at, "a gap in {:?}", String::from_utf8_lossy(text));
        assert!(range.end > range.start, "an empty node in {:?}", String::from_utf8_lossy(text));
        if let NodeKind::If(branch) | NodeKind::With(branch) | NodeKind::Range(branch) = &node.kind {
            check_branch(branch, node.range, text);
        }
        at = range.end;
    }
    at
}

fn check_branch(branch: &Branch, range: TextRange, text: &[u8]) {
    let head = branch.head.to_usize();
    assert_eq!(head.start, range.to_usize().start);
    let body = check_contiguous(&branch.body, head.end, text);
    let rest = text.get(body..).unwrap();
    assert!(rest.is_empty() || rest.starts_with(b"{{"), "{:?}", String::from_utf8_lossy(text));
    let Some(block) = &branch.else_body else { return };
    let end = match block.nodes.first() {
        Some(first) => check_contiguous(block, first.range.to_usize().start, text),
        None => body,
    };
    assert!(body <= end && end <= range.to_usize().end);
}

fn compare(recorded: &str) {
    let (names, answers) = answers(recorded);
    assert!(names.len() > 200 && !answers.is_empty());
    let wrong: Vec<String> = answers.iter().filter_map(|answer| differences(answer, &names)).collect();
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), answers.len(), wrong.join("\n"));
}

#[test]
fn templates_parse_and_fail_as_in_go() {
    compare(include_str!("data/parse.jsonl"));
}

/// All errors of `text`: line, what is wrong, Go's words.
fn errors(text: &str) -> Vec<(u32, &str, String)> {
    let file = readylint_helm::template::parse_with(NAME, text.as_bytes(), &|name| name == "quote");
    check_lossless(&file, text.as_bytes());
    let shown = |error: ParseError| (error.line, text.get(error.range.to_usize()).unwrap(), error.message);
    file.errors.into_iter().map(shown).collect()
}

/// Line, what is wrong, Go's words.
type Errors = &'static [(u32, &'static str, &'static str)];

#[test]
fn reading_goes_on_after_an_error_and_names_the_wrong_part() {
    let cases: &[(&str, Errors)] = &[
        (
            "{{ .a | quot }}\n{{ $x }}\n{{ .b | quote }}{{ .c | 1 }}",
            &[
                (1, "quot", "function \"quot\" not defined"),
                (2, "$x", "undefined variable \"$x\""),
                (3, "1", "non executable command in pipeline stage 2"),
            ],
        ),
        // An action that is not closed ends where the next one begins, or with its line.
        (
            "a: {{ .a }\nb: {{ .b | nosuch }}",
            &[(1, "}", "unexpected \"}\" in operand"), (2, "nosuch", "function \"nosuch\" not defined")],
        ),
        (
            "a: {{ .a\nb: {{ .b }}\nc: {{ end }}",
            &[(2, "b", "function \"b\" not defined"), (3, "{{ end }}", "unexpected {{end}}")],
        ),
        ("a {{ .b", &[(1, "{{", "unclosed action")]),
        (
            "{{ \"a }}\n{{ $x }}",
            &[(1, "\"a", "unterminated quoted string"), (2, "$x", "undefined variable \"$x\"")],
        ),
        ("{{ (.a }}{{ .b) }}", &[(1, "(", "unclosed left paren"), (1, ")", "unexpected right paren")]),
        ("{{/* a }}{{ $x }}", &[(1, "/*", "unclosed comment"), (1, "$x", "undefined variable \"$x\"")]),
        (
            "{{/* a */ b }}{{ $x }}",
            &[(1, "*/", "comment ends before closing delimiter"), (1, "$x", "undefined variable \"$x\"")],
        ),
        // What a broken action would have opened is closed, and its variables are known.
        ("{{ if .a | 1 }}{{ else }}{{ end }}", &[(1, "1", "non executable command in pipeline stage 2")]),
        (
            "{{ range $x := .a | 1 }}{{ $x }}{{ break }}{{ end }}",
            &[(1, "1", "non executable command in pipeline stage 2")],
        ),
        (
            "{{ define a }}{{ end }}{{ block b }}{{ end }}",
            &[(1, "a", "unexpected \"a\" in define clause"), (1, "b", "unexpected \"b\" in block clause")],
        ),
        ("{{ $x := nosuch }}{{ $x }}", &[(1, "nosuch", "function \"nosuch\" not defined")]),
        ("{{ if .a }}{{ else if $y }}{{ else }}{{ end }}", &[(1, "$y", "undefined variable \"$y\"")]),
        ("{{ with .a }}{{ else if .b }}{{ else }}{{ end }}", &[(1, "if", "unexpected <if> in input")]),
        (
            "{{ if .a }}{{ end .b }}{{ end }}",
            &[(1, ".b", "unexpected \".b\" in end"), (1, "{{ end }}", "unexpected {{end}}")],
        ),
        // What is not closed is named where it was opened, with the line of the end of the file.
        (
            "{{ if .a }}\n{{ range .b }}\nc\n",
            &[(4, "{{ range .b }}", "unexpected EOF"), (4, "{{ if .a }}", "unexpected EOF")],
        ),
        ("{{ if .a }}\n{{ else if .b }}\n{{ else }}", &[(3, "{{ if .a }}", "unexpected EOF")]),
        (
            "{{ if .a }}\n{{ define \"b\" }}{{ end }}",
            &[(2, "define", "unexpected <define> in command"), (2, "{{ if .a }}", "unexpected EOF")],
        ),
        ("{{ if }}{{ end }}", &[(1, "{{ if }}", "missing value for if")]),
        (
            "{{ define \"a\" }}b{{ end }}\n{{ define `a` }}c{{ end }}",
            &[(2, "`a`", "template: multiple definition of template \"a\"")],
        ),
    ];
    for (text, expected) in cases {
        let expected: Vec<_> =
            expected.iter().map(|(line, part, words)| (*line, *part, (*words).to_owned())).collect();
        assert_eq!(errors(text), expected, "{text}");
    }
}

#[test]
fn what_a_broken_action_would_have_opened_still_renders() {
    let text = b"a{{ if nosuch }}b{{ else }}c{{ .d }}{{ end }}e{{ define x }}f{{ end }}";
    let file = parse_with(NAME, text, &|_| false);
    assert_eq!(print::block(&file.body, text), b"abc{{.d}}ef");
    let text = b"{{ if .a }}{{ define \"b\" }}{{ .c }}{{ end }}{{ end }}";
    let file = parse_with(NAME, text, &|_| false);
    assert_eq!(print::block(&file.body, text), b"{{if .a}}{{end}}");
    assert_eq!(file.defines.iter().map(|define| &*define.name).collect::<Vec<_>>(), ["b"]);
}

#[test]
fn the_functions_are_those_of_helm() {
    let file = readylint_helm::template::parse(NAME, b"{{ include \"a\" . }}{{ env \"HOME\" }}");
    let messages: Vec<_> = file.errors.iter().map(|error| &*error.message).collect();
    assert_eq!(messages, ["function \"env\" not defined"]);
}

#[test]
fn a_location_is_a_line_and_a_byte_in_it() {
    let at = |offset| print::location("é\n\nab".as_bytes(), readylint_text::TextSize::new(offset));
    assert_eq!([at(0), at(2), at(3), at(4), at(6), at(9)], [(1, 0), (1, 2), (2, 0), (3, 0), (3, 2), (3, 2)]);
}

/// Each would take minutes if its actions were read again and again, or overflow a small stack.
#[test]
fn time_is_linear_and_the_stack_small_whatever_the_text() {
    let patterns = [
        "{{",
        "{{/*",
        "{{/* */",
        "{{ \"",
        "{{ \"\n",
        "{{ `",
        "{{ '",
        "{{ a ",
        "{{ .a\n",
        "{{ (",
        "{{(",
        "{{ (.a ",
        "}}",
        "{{ 1 \n",
        "{{ if | }}",
        "{{ if .a }}",
        "{{ if .a }}{{ else }}",
        "{{ else }}",
        "{{ else if .a }}",
        "{{ end }}",
        "{{ range nosuch }}x",
        "{{ with .a | 1 }}x{{ end }}",
        "{{ define \"a\" }}",
        "{{ define \"a\" }}x{{ end }}",
        "{{ block \"a\" . }}",
        "{{ $x := 1 }}{{ $x }}",
        "{{ $x := $y }}",
        "{{- ",
        " ",
        "{{ .a -}}  ",
        ".a",
        "{{ define a }}{{ if .b }}",
        "{{/*}}",
        "\\\"{{ \"",
        "`{{ ",
        "\"{{ ",
        "\n{{ )",
    ];
    let run = move || {
        for pattern in patterns {
            for (before, after) in [("", ""), ("{{ if .a }}", "{{ else }}{{ end }}")] {
                let text = format!("{before}{}{after}", pattern.repeat(200_000 / pattern.len()));
                let file = parse_with(NAME, text.as_bytes(), &|name| name == "a");
                check_lossless(&file, text.as_bytes());
                print::block(&file.body, text.as_bytes());
            }
        }
        let nested = format!("{}x{}", "{{ if .a }}".repeat(5_000), "{{ end }}".repeat(5_000));
        let file = parse_with(NAME, nested.as_bytes(), &|_| false);
        assert_eq!(file.errors.first().map(|error| &*error.message), Some("max block depth exceeded"));
    };
    std::thread::Builder::new().stack_size(1 << 20).spawn(run).unwrap().join().unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_bytes_make_a_lossless_tree(text in proptest::collection::vec(any::<u8>(), 0..200)) {
        check_lossless(&parse_with(NAME, &text, &|_| true), &text);
    }

    #[test]
    fn any_fragments_make_a_lossless_tree(parts in proptest::collection::vec(fragment(), 0..40)) {
        let text = parts.concat();
        let file = parse_with(NAME, text.as_bytes(), &|name| name != "nosuch");
        check_lossless(&file, text.as_bytes());
        // What is printed reads as the same again, unless a brace of the text comes to stand before those of an action.
        if file.errors.is_empty() && !ends_in_brace(&file.body, text.as_bytes()) {
            let printed = print::block(&file.body, text.as_bytes());
            let again = parse_with(NAME, &printed, &|name| name != "nosuch");
            prop_assert_eq!(&again.errors, &[]);
            prop_assert_eq!(print::block(&again.body, &printed), printed);
        }
    }
}

/// Whether a text in `block` ends in `{`.
fn ends_in_brace(block: &Block, text: &[u8]) -> bool {
    block.nodes.iter().any(|node| match &node.kind {
        NodeKind::Text { kept } => text[kept.to_usize()].ends_with(b"{"),
        NodeKind::If(branch) | NodeKind::With(branch) | NodeKind::Range(branch) => {
            let bodies = std::iter::once(&branch.body).chain(&branch.else_body);
            bodies.into_iter().any(|body| ends_in_brace(body, text))
        }
        _ => false,
    })
}

fn fragment() -> impl Strategy<Value = String> {
    prop_oneof![
        "[{}| .$(),:=\"'`\\\\a1\n-]{1,3}",
        Just("{{".to_owned()),
        Just("}}".to_owned()),
        Just("{{- ".to_owned()),
        Just(" -}}".to_owned()),
        Just("{{/*".to_owned()),
        Just("*/}}".to_owned()),
        Just("{{ end }}".to_owned()),
        Just("{{ if .a }}".to_owned()),
        Just("{{ else }}".to_owned()),
        Just("{{ else if .b }}".to_owned()),
        Just("{{ range $k, $v := .c }}".to_owned()),
        Just("{{ with nosuch }}".to_owned()),
        Just("{{ define \"a\" }}".to_owned()),
        Just("{{ block \"b\" . }}".to_owned()),
        Just("{{ template \"a\" }}".to_owned()),
        Just("{{ break }}".to_owned()),
        Just("{{ $x := (.a).b | quote }}".to_owned()),
        "\\PC{0,4}",
    ]
}
