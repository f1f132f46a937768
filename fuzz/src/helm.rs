//! Promises of the chart renderer, checked on any bytes. As [`super::bodies`] it is also a module of the library's tests.
#![allow(unreachable_pub, reason = "the targets' crate exports the bodies, a test does not")]

use std::sync::Arc;

use readylint::helm::Limits;
use readylint::helm::chart::{self, ChartInput, InputFile};
use readylint::helm::render::{ManifestOptions, Options, Place, Rendered, RenderedFile, manifests, render};
use readylint::helm::template::ast::{
    Block, Branch, Command, Expression, ExpressionKind, Node, NodeKind, Pipeline, TemplateFile,
};
use readylint::helm::template::parse;
use readylint::text::{Sources, Span, TextRange};

/// What a render of the fuzzer may cost.
const LIMITS: Limits = Limits { steps: 100_000, bytes: 1 << 20, depth: 100 };
/// What stands between a template and the values it is rendered with.
const SEPARATOR: &str = "\n=====\n";
/// The chart of all renders.
const CHART: &str = "apiVersion: v2\nname: fuzz\nversion: 1.2.3\nappVersion: 1.10\n";
/// What templates may include.
const HELPERS: &str = "{{ define \"names\" }}{{ .Release.Name }}-{{ .Chart.Name }}{{ end }}";

/// Parses any bytes as a template: the tree is lossless, its ranges lie in the text and in each other, errors say
/// something.
pub fn template(data: &[u8]) {
    let file = parse("fuzz/templates/x.yaml", data);
    let all = TextRange::at(0, data.len());
    tree(&file, data, all);
    for error in &file.errors {
        assert!(all.contains_range(error.range), "{error:?}");
        assert!(!error.message.is_empty() && error.line >= 1, "{error:?}");
    }
}

fn tree(file: &TemplateFile, data: &[u8], all: TextRange) {
    block(&file.body, all);
    let covered: usize = file.body.nodes.iter().map(|node| node.range.len().to_usize()).sum();
    assert_eq!(covered, data.len(), "the nodes cover the text");
    let _ = file.body.is_blank(data);
    for define in &file.defines {
        assert!(all.contains_range(define.range) && define.range.contains_range(define.name_range));
        block(&define.body, define.range);
    }
}

/// The nodes of a block lie in `inside`, one after the other without gap.
fn block(block: &Block, inside: TextRange) {
    let mut end = None;
    for node in &block.nodes {
        assert!(inside.contains_range(node.range), "{node:?}");
        assert!(end.is_none_or(|end| end == node.range.start()), "a gap before {node:?}");
        end = Some(node.range.end());
        self::node(node);
    }
}

fn node(node: &Node) {
    let inside = node.range;
    match &node.kind {
        NodeKind::Text { kept } => assert!(inside.contains_range(*kept), "{node:?}"),
        NodeKind::Action(pipeline) => self::pipeline(pipeline, inside),
        NodeKind::If(branch) | NodeKind::With(branch) | NodeKind::Range(branch) => {
            self::branch(branch, inside);
        }
        NodeKind::Template { name_range, argument, .. } => {
            assert!(inside.contains_range(*name_range), "{node:?}");
            if let Some(argument) = argument {
                pipeline(argument, inside);
            }
        }
        NodeKind::Comment | NodeKind::Break | NodeKind::Continue | NodeKind::Define | NodeKind::Broken => {}
    }
}

fn branch(branch: &Branch, inside: TextRange) {
    assert!(inside.contains_range(branch.head), "{branch:?}");
    pipeline(&branch.pipeline, inside);
    block(&branch.body, inside);
    if let Some(other) = &branch.else_body {
        block(other, inside);
    }
}

fn pipeline(pipeline: &Pipeline, inside: TextRange) {
    assert!(inside.contains_range(pipeline.range), "{pipeline:?}");
    assert!(pipeline.variables.iter().all(|variable| inside.contains_range(variable.range)), "{pipeline:?}");
    pipeline.commands.iter().for_each(|command| self::command(command, inside));
}

fn command(command: &Command, inside: TextRange) {
    assert!(inside.contains_range(command.range) && !command.arguments.is_empty(), "{command:?}");
    command.arguments.iter().for_each(|argument| expression(argument, command.range));
}

fn expression(expression: &Expression, inside: TextRange) {
    assert!(inside.contains_range(expression.range), "{expression:?}");
    match &expression.kind {
        ExpressionKind::Chain { of, .. } => self::expression(of, expression.range),
        ExpressionKind::Pipeline(inner) => pipeline(inner, expression.range),
        _ => {}
    }
}

/// Renders any bytes: a template and, after [`SEPARATOR`], the values of its chart. Nothing panics and nothing takes
/// long; stretches cover the text; what is said to stand in a source stands there; a render without provenance gives the
/// same text, and lint does not lose what a plain render gives.
pub fn rendered(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (template, values) = match text.find(SEPARATOR) {
        Some(at) => (&data[..at.min(data.len())], &text[at + SEPARATOR.len()..]),
        None => (data, ""),
    };
    let mut sources = Sources::new();
    let file = |path: &str, bytes: &[u8]| InputFile { path: path.into(), bytes: Arc::from(bytes) };
    let files = vec![
        file("Chart.yaml", CHART.as_bytes()),
        file("values.yaml", values.as_bytes()),
        file("templates/_helpers.tpl", HELPERS.as_bytes()),
        file("templates/x.yaml", template),
        file("notes.txt", values.as_bytes()),
    ];
    let Ok(chart) = chart::load(ChartInput { folder: "fuzz".into(), files }, &|_| None, &mut sources) else {
        return;
    };
    let options = Options { limits: LIMITS, ..Options::default() };
    let plain = render(&chart, &sources, &options);
    check(&plain, &sources);
    assert!(plain.errors.len() <= 1, "{:?}", plain.errors);
    assert!(plain.errors.is_empty() || plain.files.is_empty(), "an error and files");
    let bare = render(&chart, &sources, &Options { provenance: false, ..options.clone() });
    let texts = |rendered: &Rendered| -> Vec<Arc<str>> {
        rendered.files.iter().map(|file| Arc::clone(&file.text)).collect()
    };
    let words = |rendered: &Rendered| -> Vec<String> {
        rendered.errors.iter().map(|error| error.helm.clone()).collect()
    };
    assert_eq!(texts(&plain), texts(&bare), "provenance changes nothing");
    assert_eq!(words(&plain), words(&bare), "provenance changes nothing");
    let lint = render(&chart, &sources, &Options { lint: true, ..options });
    check(&lint, &sources);
    if plain.errors.is_empty() {
        assert_eq!(texts(&plain), texts(&lint), "lint gives what a plain render gives");
    }
}

fn check(rendered: &Rendered, sources: &Sources) {
    for (number, file) in rendered.files.iter().enumerate() {
        stretches(rendered, number, file, sources);
    }
    for error in &rendered.errors {
        assert!(!error.helm.is_empty() && !error.message.is_empty(), "{error:?}");
        let calls = error.calls.iter().map(|(span, _)| *span);
        for span in error.span.into_iter().chain(error.named).chain(calls) {
            assert!(lies_in(sources, span), "{error:?}");
        }
    }
    for branch in &rendered.branches {
        assert!(lies_in(sources, branch.head), "{branch:?}");
        assert!(branch.skipped.is_none_or(|skipped| lies_in(sources, skipped)), "{branch:?}");
        let file = rendered.files.get(branch.file as usize);
        assert!(file.is_none_or(|file| branch.offset as usize <= file.text.len()), "{branch:?}");
    }
    let printed = manifests(rendered, ManifestOptions::default());
    for part in &printed.parts {
        if let Place::File(number) = part.place {
            let text = &rendered.files[number].text;
            assert_eq!(printed.text[part.range.clone()], text[part.start..part.start + part.range.len()]);
        }
    }
}

/// The stretches of a file follow each other, cover it, and know their sources.
fn stretches(rendered: &Rendered, number: usize, file: &RenderedFile, sources: &Sources) {
    let mut start = 0;
    for stretch in &file.stretches {
        let end = stretch.end as usize;
        assert!(start < end && end <= file.text.len(), "{stretch:?} of {}", file.text.len());
        let bytes = &file.text.as_bytes()[start..end];
        if let Some(span) = rendered.verbatim(sources, stretch.piece, bytes) {
            assert_eq!(sources.slice(span).as_bytes(), bytes);
        }
        if let Some(span) = rendered.authored(stretch.piece) {
            assert!(lies_in(sources, span), "{stretch:?}");
        }
        for link in rendered.chain(stretch.piece) {
            assert!(lies_in(sources, link.at), "{link:?}");
        }
        assert_eq!(rendered.piece_at(number, start).map(|piece| piece.origin), Some(stretch.piece.origin));
        start = end;
    }
    assert!(start == file.text.len() || file.stretches.is_empty(), "the stretches cover the text");
}

fn lies_in(sources: &Sources, span: Span) -> bool {
    sources.get(span.source).is_some_and(|source| span.range.end().to_usize() <= source.text().len())
}
