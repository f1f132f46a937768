//! Promises of the library, checked on any bytes. The file is also a module of the library's tests, which run it under
//! a stable compiler over the seeds, the damaged files and mutations of both; so it uses nothing but the library.
#![allow(unreachable_pub, reason = "the targets' crate exports the bodies, a test does not")]

use std::collections::BTreeSet;

use readylint::diagnostics::Diagnostic;
use readylint::engine::{Date, Input, RuleEntry};
use readylint::inspect::{self, GraphQuery, Scope};
use readylint::project::{MemoryFileSystem, Request, load};
use readylint::text::{SourceId, Span};
use readylint::yaml::{Node, NodeKind, Parse, Tree};
use readylint::{
    Catalogue, Format, GraphFormat, Report, Style, TableFormat, View, catalogue, check, emit_graph,
    emit_table, emit_traffic, github_summary, write_report,
};

/// How many nodes of a text are asked all questions: a pointer costs as much as the node lies deep.
const NODES: usize = 2_000;
/// How long an input may be to be tried as configuration too.
const CONFIGURATION: usize = 4_096;
/// The manifest that a configuration is tried on.
const MANIFEST: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec: {containers: [{name: web, image: web, envFrom: [{configMapRef: {name: web}}]}]}
";
/// The date of all runs.
const TODAY: Date = Date { year: 2027, month: 6, day: 15 };

/// Parses any bytes: every range lies in the text on boundaries of characters, documents cover it, and every question
/// to a node has an answer.
pub fn yaml(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let Parse { tree, errors } = readylint::yaml::parse(SourceId::new(0), text.as_ref().into());
    let lies_in_text = |span: Span| text.get(span.range.to_usize()).is_some();
    for error in &errors {
        assert!(lies_in_text(error.span), "{error:?}");
        assert!(!error.message.is_empty(), "{error:?}");
        assert!(error.related.as_ref().is_none_or(|(span, _)| lies_in_text(*span)), "{error:?}");
    }
    let mut end = 0;
    for document in tree.documents() {
        assert_eq!(document.range.start().to_usize(), end, "documents follow each other");
        end = document.range.end().to_usize();
        assert!(!document.broken || document.root.is_none(), "a broken document has no root");
    }
    assert_eq!(end, text.len(), "documents cover the text");
    for comment in tree.comments() {
        assert!(tree.comment_text(comment).starts_with('#'), "{comment:?}");
    }
    for node in tree.nodes().take(NODES) {
        ask(node, lies_in_text);
        assert!(resolves(&node.pointer(), &tree), "{node:?}");
    }
}

/// Asks a node everything that rules ask.
fn ask(node: Node<'_>, lies_in_text: impl Fn(Span) -> bool) {
    assert!(lies_in_text(node.span()) && lies_in_text(node.grip()), "{node:?}");
    match node.kind() {
        NodeKind::Mapping => {
            assert!(lies_in_text(node.missing("readinessProbe")), "{node:?}");
            for entry in node.entries().take(100) {
                assert!(lies_in_text(entry.key.span()) && lies_in_text(entry.value.span()), "{node:?}");
            }
        }
        NodeKind::Sequence => {
            assert!(node.items().take(100).all(|item| lies_in_text(item.span())), "{node:?}");
        }
        NodeKind::Scalar => {
            let _ = (node.text(), node.value(), node.as_bool(), node.as_i64(), node.as_f64(), node.is_null());
        }
        NodeKind::Alias => assert!(node.resolved().kind() != NodeKind::Alias, "{node:?}"),
    }
}

/// Lints any bytes as a manifest, and short ones as a configuration: see [`report`].
pub fn pipeline(data: &[u8]) {
    let catalogue = rules();
    let run = |files: MemoryFileSystem, name: &str| {
        let request = Request::new([name], TODAY);
        if let Ok(checked) = check(&files, &request, &catalogue) {
            report(&checked.report, &catalogue);
            if let Ok(loaded) = load(&files, &request, &catalogue) {
                system(&loaded.input, &secrets(&checked.report));
            }
        }
    };
    run(MemoryFileSystem::new().with("in.yaml", data), "in.yaml");
    if data.len() <= CONFIGURATION {
        run(MemoryFileSystem::new().with("web.yaml", MANIFEST).with("readylint.yaml", data), "web.yaml");
    }
}

/// The built-in rules without their pages, which SARIF would print anew for every input.
pub fn rules() -> Catalogue {
    let entries = catalogue().entries().to_vec();
    Catalogue::new().with(entries.into_iter().map(|entry| RuleEntry { page: "# A rule\n", ..entry }))
}

/// Checks what holds of any report: spans lie in their sources, pointers resolve, fingerprints are unique, fixes can be
/// applied, and every format can be written.
pub fn report(report: &Report, catalogue: &Catalogue) {
    let trees: Vec<Tree> = report
        .sources
        .iter()
        .map(|(id, source)| readylint::yaml::parse(id, source.shared_text()).tree)
        .collect();
    let mut fingerprints = BTreeSet::new();
    for diagnostic in &report.diagnostics {
        for span in spans(diagnostic) {
            assert!(lies_in(report, span), "{diagnostic:?}");
        }
        assert!(!diagnostic.message.is_empty(), "{diagnostic:?}");
        let tree = &trees[diagnostic.primary.span.source.to_usize()];
        assert!(resolves(&diagnostic.pointer, tree), "{diagnostic:?}");
        assert!(fingerprints.insert(diagnostic.fingerprint.as_str()), "{diagnostic:?}");
    }
    assert!(report.masked.iter().all(|span| lies_in(report, *span)), "{:?}", report.masked);
    let secrets = secrets(report);
    for (format, view) in views() {
        let output = written(report, catalogue, format, &view);
        let shown = secrets.iter().find(|secret| output.contains(**secret));
        assert!(shown.is_none(), "{format:?} shows {shown:?}");
    }
    let _ = github_summary(report, catalogue, &View::default());
}

/// The report in a format.
pub fn written(report: &Report, catalogue: &Catalogue, format: Format, view: &View) -> String {
    let mut out = Vec::new();
    let result = write_report(report, catalogue, format, view, &mut out);
    assert!(result.is_ok(), "{format:?}: {result:?}");
    match String::from_utf8(out) {
        Ok(text) => text,
        Err(error) => panic!("{format:?}: {error}"),
    }
}

/// Checks what holds of the graph and the tables of any input: ids are unique, edges end at nodes, every format can be
/// written, and none of `secrets` shows.
pub fn system(input: &Input, secrets: &[&str]) {
    let written = |write: &dyn Fn(&mut Vec<u8>) -> std::io::Result<()>| {
        let mut out = Vec::new();
        assert!(write(&mut out).is_ok());
        let text = String::from_utf8_lossy(&out);
        let shown = secrets.iter().find(|secret| text.contains(**secret));
        assert!(shown.is_none(), "{shown:?} shows");
    };
    let rows = match inspect::graph(input, &GraphQuery::default()) {
        Ok(rows) => rows,
        Err(error) => panic!("{error}"),
    };
    let ids: BTreeSet<&str> = rows.nodes.iter().map(|node| node.id.as_str()).collect();
    assert_eq!(ids.len(), rows.nodes.len(), "ids are unique");
    let is_node = |number: usize| number < rows.nodes.len();
    assert!(rows.edges.iter().all(|edge| is_node(edge.from) && edge.to.is_none_or(is_node)));
    for format in GraphFormat::ALL {
        written(&|out| emit_graph(format, &rows, out));
    }
    let scope = Scope::default();
    for format in TableFormat::ALL {
        written(&|out| inspect::traffic(input, &scope, |flows| emit_traffic(format, flows, out)).map(drop));
        for report in [inspect::rbac, inspect::secrets, inspect::images, inspect::resources] {
            written(&|out| emit_table(format, &report(input, &scope), out));
        }
    }
}

/// Words that stand in masked places and nowhere else, long and odd enough to be no word of ours.
fn secrets(report: &Report) -> Vec<&str> {
    let occurrences = |word: &str| -> usize {
        report.sources.iter().map(|(_, source)| source.text().matches(word).count()).sum()
    };
    let masked = report.masked.iter().map(|span| report.sources.slice(*span));
    let words = masked.flat_map(|text| text.split(|c: char| !c.is_ascii_alphanumeric()));
    let is_odd = |word: &&str| {
        word.len() >= 12
            && word.bytes().any(|byte| byte.is_ascii_digit())
            && word.bytes().any(|byte| byte.is_ascii_alphabetic())
    };
    words.filter(is_odd).take(100).filter(|word| occurrences(word) == 1).collect()
}

/// Every format, and those for people in more than one style.
pub fn views() -> impl Iterator<Item = (Format, View)> {
    let plain = View { show_suppressed: true, ..View::default() };
    let bright = View { style: Style { color: true, hyperlinks: true, width: 40 }, ..plain };
    let all = Format::ALL.into_iter().map(move |format| (format, plain));
    all.chain([(Format::Full, bright), (Format::Concise, bright)])
}

fn spans(diagnostic: &Diagnostic) -> impl Iterator<Item = Span> {
    let labels = diagnostic.labels.iter().map(|label| label.span);
    let edits = diagnostic.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
    std::iter::once(diagnostic.primary.span).chain(labels).chain(edits)
}

fn lies_in(report: &Report, span: Span) -> bool {
    report.sources.get(span.source).is_some_and(|source| source.text().get(span.range.to_usize()).is_some())
}

/// Whether a document of `tree` has what `pointer` names. Where a mapping has a key twice or one that is no text, a
/// pointer cannot say which is meant; and what stands under a merge key (`<<`) is found only through the mapping that
/// it is merged into.
fn resolves(pointer: &str, tree: &Tree) -> bool {
    pointer.is_empty()
        || pointer.split('/').any(|step| step == "<<")
        || !tree.duplicate_keys().is_empty()
        || !tree.complex_keys().is_empty()
        || tree.roots().any(|root| root.at(pointer).is_some())
}
