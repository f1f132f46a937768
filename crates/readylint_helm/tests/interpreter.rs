//! What the interpreter knows beside the output: authors of bytes, calls, branches, and its bounds.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::Arc;

use readylint_helm::exec::{BranchEvent, ExecError, Home, Interpreter, STACK_BYTES, Shared, TemplateSet};
use readylint_helm::function::{Cause, State};
use readylint_helm::provenance::{LayerId, NodeId, Origin, OriginId, Origins, Piece, Text, ValueNode};
use readylint_helm::template;
use readylint_helm::value::{Data, IntType, Map, MapType, Value};
use readylint_helm::{Exceeded, HelmVersion, Limits, Meter};
use readylint_text::{SourceId, Span, TextRange};

const FILE: &str = "chart/templates/file.yaml";

/// A render of one file with values, all of which are sources.
struct Render {
    texts: Vec<String>,
    set: TemplateSet,
    origins: Origins,
    values: Map,
    limits: Limits,
    skips_absent: bool,
    helm: HelmVersion,
}

/// What came of it.
struct Done {
    result: Result<Text, ExecError>,
    branches: Vec<BranchEvent>,
    executed: Vec<String>,
    absent: Vec<String>,
    origins: Origins,
    texts: Vec<String>,
}

impl Render {
    fn of(template: &str) -> Self {
        let mut render = Self {
            texts: vec![String::new()],
            set: TemplateSet::new(),
            origins: Origins::new(),
            values: Map::any(),
            limits: Limits::default(),
            skips_absent: false,
            helm: HelmVersion::V4_3,
        };
        render.add(FILE, template);
        render
    }

    fn add(&mut self, name: &str, template: &str) {
        let source = SourceId::new(self.texts.len() as u32);
        self.texts.push(template.to_owned());
        let file = template::parse(name, template.as_bytes());
        assert_eq!(file.errors, []);
        self.set.add(&file, Arc::from(template.as_bytes()), Home::Source(source));
    }

    /// A value as `key: value` at the end of the values file.
    fn value(mut self, key: &str, value: &str, data: impl FnOnce(OriginId) -> Data) -> Self {
        let file = &mut self.texts[0];
        let start = file.len();
        file.extend([key, ": ", value, "\n"]);
        let span = |from: usize, to: usize| Span::new(SourceId::new(0), TextRange::at(from, to));
        let content = span(start + key.len() + 2, start + key.len() + 2 + value.len());
        let (_, origin) = self.origins.add_node(ValueNode {
            layer: LayerId::new(1),
            key: Some(span(start, start + key.len())),
            value: content,
            content: Some(content),
            parent: NodeId::NONE,
            step: key.into(),
            shadows: NodeId::NONE,
        });
        self.values.insert(Text::unknown(key), Value::new(data(origin), origin));
        self
    }

    fn string(self, key: &str, value: &str) -> Self {
        self.value(key, value, |origin| Data::String(Text::of(value, origin)))
    }

    fn run(mut self) -> Done {
        let dot = Map::new(MapType::Values { helm3: false });
        dot.insert(Text::unknown("Values"), Value::map(self.values));
        let (mut meter, mut state) = (Meter::new(self.limits), State::default());
        let shared = Shared {
            origins: &mut self.origins,
            meter: &mut meter,
            state: &mut state,
            helm: self.helm,
            skips_absent: self.skips_absent,
        };
        let mut interpreter = Interpreter::new(&self.set, shared);
        let result = interpreter.execute(FILE, Value::map(dot));
        let names = |names: &[Arc<str>]| names.iter().map(ToString::to_string).collect();
        let (executed, absent) = (names(interpreter.executed()), names(&interpreter.take_absent()));
        let branches = interpreter.take_branches();
        Done { result, branches, executed, absent, origins: self.origins, texts: self.texts }
    }
}

impl Done {
    fn text(&self) -> &Text {
        self.result.as_ref().unwrap()
    }

    fn slice(&self, span: Span) -> &str {
        &self.texts[span.source.to_usize()][span.range.to_usize()]
    }

    /// Where the bytes of a piece stand.
    fn written(&self, piece: Piece, length: usize) -> String {
        match self.origins.get(piece.origin) {
            Origin::Text(span) | Origin::Literal(span) => {
                let start = piece.offset as usize;
                self.slice(*span)[start..start + length].to_owned()
            }
            Origin::Value(node) => {
                let content = self.origins.node(*node).unwrap().content.unwrap();
                let start = piece.offset as usize;
                let content = self.slice(content);
                content.get(start..start + length).unwrap_or(content).to_owned()
            }
            Origin::Unknown => "?".to_owned(),
            other => format!("{other:?}"),
        }
    }

    /// Every stretch of the output with what its author wrote and the action that printed it.
    fn stretches(&self) -> Vec<(String, String, String)> {
        let text = self.text();
        let stretch = |(range, piece): (std::ops::Range<usize>, Piece)| {
            let printed = self.origins.emission(piece.emission);
            (
                String::from_utf8_lossy(&text.as_bytes()[range.clone()]).into_owned(),
                self.written(piece, range.len()),
                printed.map(|emission| self.slice(emission.at).to_owned()).unwrap_or_default(),
            )
        };
        text.pieces().map(stretch).collect()
    }
}

fn own(stretches: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
    stretches.iter().map(|(a, b, c)| ((*a).to_owned(), (*b).to_owned(), (*c).to_owned())).collect()
}

/// Runs a test where there is as much stack as renders get.
fn with_stack(test: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(test).unwrap();
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

#[test]
fn text_constants_and_values_have_their_authors() {
    let done = Render::of("name: {{ .Values.name }}-{{ \"x\" }}{{ 80 }}\n").string("name", "web").run();
    let expected = own(&[
        ("name: ", "name: ", ""),
        ("web", "web", "{{ .Values.name }}"),
        ("-", "-", ""),
        ("x", "x", "{{ \"x\" }}"),
        ("80", "80", "{{ 80 }}"),
        ("\n", "\n", ""),
    ]);
    assert_eq!(done.stretches(), expected);
}

#[test]
fn numbers_carry_the_origin_of_their_value() {
    let done = Render::of("{{ .Values.port }}{{ printf \"%05.1f|\" .Values.port }}")
        .value("port", "8080", |_| Data::Float(8080.0))
        .run();
    let stretches = done.stretches();
    assert_eq!(stretches[0].0, "8080");
    assert!(stretches.iter().take(2).all(|stretch| stretch.1 == "8080"), "{stretches:?}");
}

#[test]
fn printf_keeps_the_pieces_of_format_and_arguments() {
    let done = Render::of("{{ printf \"%s-%.2s %q %5s\" .Values.a .Values.b .Values.c .Values.a }}")
        .string("a", "web")
        .string("b", "shop")
        .string("c", "q\"r")
        .run();
    assert_eq!(done.text().to_str(), "web-sh \"q\\\"r\"   web");
    let authors: Vec<_> = done.stretches().into_iter().map(|(text, author, _)| (text, author)).collect();
    let expected = [
        ("web", "web"),
        ("-", "-"),
        ("sh", "sh"),
        (" ", " "),
        ("\"", "?"),
        ("q", "q"),
        ("\\", "?"),
        ("\"r", "\"r"),
        ("\"", "?"),
        (" ", " "),
        ("  ", "?"),
        ("web", "web"),
    ];
    assert_eq!(authors, expected.map(|(text, author)| (text.to_owned(), author.to_owned())));
}

#[test]
fn lists_and_maps_keep_the_pieces_inside() {
    let done = Render::of("{{ print (list .Values.a 1) }}").string("a", "web").run();
    let stretches = done.stretches();
    assert_eq!(done.text().to_str(), "[web 1]");
    assert!(stretches.iter().any(|(text, author, _)| text == "web" && author == "web"), "{stretches:?}");
}

#[test]
fn the_innermost_action_prints_and_its_frames_lead_out() {
    let mut render = Render::of("a: {{ include \"outer\" . }}\n").string("name", "web");
    render.add(
        "chart/templates/_h.tpl",
        "{{ define \"outer\" }}<{{ include \"inner\" . }}>{{ end }}{{ define \"inner\" }}[{{ .Values.name }}]{{ end }}",
    );
    let done = render.run();
    assert_eq!(done.text().to_str(), "a: <[web]>\n");
    let (_, piece) = done.text().pieces().find(|(range, _)| *range == (5..8)).unwrap();
    let emission = done.origins.emission(piece.emission).unwrap();
    assert_eq!(done.slice(emission.at), "{{ .Values.name }}");
    let inner = done.origins.frame(emission.frame).unwrap();
    assert_eq!((&*inner.template, done.slice(inner.call)), ("inner", "{{ include \"inner\" . }}"));
    let outer = done.origins.frame(inner.parent).unwrap();
    assert_eq!((&*outer.template, done.slice(outer.call)), ("outer", "{{ include \"outer\" . }}"));
    assert!(outer.parent.is_none());
    let bracket = done.text().piece_at(4);
    assert_eq!(done.slice(done.origins.emission(bracket.emission).unwrap().at), "{{ include \"inner\" . }}");
    assert_eq!(done.executed, [FILE, "outer", "inner"]);
}

#[test]
fn what_template_prints_was_printed_by_it() {
    let mut render = Render::of("{{ template \"t\" . }}").string("name", "web");
    render.add("chart/templates/_h.tpl", "{{ define \"t\" }}text {{ .Values.name }}{{ end }}");
    let done = render.run();
    let expected = own(&[("text ", "text ", "{{ template \"t\" . }}"), ("web", "web", "{{ .Values.name }}")]);
    assert_eq!(done.stretches(), expected);
    let piece = done.text().piece_at(5);
    let frame = done.origins.emission(piece.emission).unwrap().frame;
    assert_eq!(&*done.origins.frame(frame).unwrap().template, "t");
}

#[test]
fn tpl_keeps_the_authors_of_its_string() {
    let done = Render::of("x {{ tpl .Values.text . }}")
        .string("text", "a {{ .Values.name }} {{ \"lit\" }} b")
        .string("name", "web")
        .run();
    let call = "{{ tpl .Values.text . }}";
    let expected = own(&[
        ("x ", "x ", ""),
        ("a ", "a ", call),
        ("web", "web", "{{ .Values.name }}"),
        (" ", " ", call),
        ("lit", "lit", "{{ \"lit\" }}"),
        (" b", " b", call),
    ]);
    assert_eq!(done.stretches(), expected);
}

#[test]
fn actions_in_strings_of_several_authors_are_at_the_call_of_tpl() {
    let done = Render::of("{{ tpl (printf \"{{ .Values.%s }}\" .Values.key) . }}")
        .string("key", "name")
        .string("name", "web")
        .run();
    let call = "{{ tpl (printf \"{{ .Values.%s }}\" .Values.key) . }}";
    assert_eq!(done.stretches(), own(&[("web", "web", call)]));
}

#[test]
fn branches_tell_what_they_read_and_skip() {
    let template = "one\n{{ if .Values.on }}yes{{ else }}no{{ end }}{{ if and .Values.pdb.enabled true }}P{{ end }}\
                    {{ with $.Values.name }}{{ . }}{{ end }}{{ range .Values.none }}r{{ end }}";
    let done = Render::of(template)
        .value("on", "true", |_| Data::Bool(true))
        .value("pdb", "{}", |_| Data::Map(Map::any()))
        .string("name", "web")
        .run();
    let shown: Vec<_> = done
        .branches
        .iter()
        .map(|branch| {
            let reads: Vec<_> = branch
                .reads
                .iter()
                .map(|read| match done.origins.node_of(*read) {
                    Some((node, _)) => done.origins.path(node),
                    None => done.written(Piece::of(*read), 0),
                })
                .collect();
            let missing: Vec<_> = branch.missing.iter().map(|path| &**path).collect();
            let skipped = branch.skipped.map(|span| done.slice(span)).unwrap_or_default();
            (branch.offset, done.slice(branch.head), skipped, reads.join(","), missing.join(","))
        })
        .collect();
    let of = |offset, head, skipped, reads: &str, missing: &str| {
        (offset, head, skipped, reads.to_owned(), missing.to_owned())
    };
    assert_eq!(
        shown,
        [
            of(4, "{{ if .Values.on }}", "no", "on", ""),
            of(7, "{{ if and .Values.pdb.enabled true }}", "P", "", ".Values.pdb.enabled"),
            of(7, "{{ with $.Values.name }}", "", "name", ""),
            of(10, "{{ range .Values.none }}", "r", "", ".Values.none"),
        ]
    );
}

#[test]
fn branches_in_included_templates_are_at_the_place_of_the_file() {
    let mut render = Render::of("12345{{ if eq (include \"on\" .) \"true\" }}x{{ end }}");
    render.add(
        "chart/templates/_h.tpl",
        "{{ define \"on\" }}long text{{ if .Values.deep }}true{{ end }}{{ end }}",
    );
    let done = render.run();
    assert_eq!(done.branches.len(), 2);
    assert!(done.branches.iter().all(|branch| branch.offset == 5));
    // what the inner condition missed decided the outer one
    assert!(done.branches.iter().all(|branch| *branch.missing == [".Values.deep".into()]));
    assert!(!done.branches[0].frame.is_none());
}

#[test]
fn absent_templates_may_be_passed_over() {
    let mut render = Render::of("a{{ include \"common.labels\" . }}b{{ template \"other\" . }}c");
    render.skips_absent = true;
    let done = render.run();
    assert_eq!(done.text().to_str(), "abc");
    assert_eq!(done.absent, ["common.labels", "other"]);
}

#[test]
fn endless_includes_end_in_helms_words() {
    with_stack(|| {
        let done = Render::of("{{ define \"r\" }}{{ include \"r\" . }}{{ end }}{{ include \"r\" . }}").run();
        let error = done.result.unwrap_err();
        assert_eq!(
            error.message,
            "error calling include: rendering template has a nested reference name: r: unable to execute template"
        );
        assert_eq!(error.sites.len(), 1_002);
        assert!(error.go_text().starts_with(
            "template: chart/templates/file.yaml:1:47: executing \"chart/templates/file.yaml\" at <include \"r\" .>: \
             error calling include: template: chart/templates/file.yaml:1:19: executing \"r\" at <include \"r\" .>: "
        ));
    });
}

#[test]
fn endless_templates_end_at_our_bound() {
    with_stack(|| {
        let done =
            Render::of("{{ define \"r\" }}{{ template \"r\" . }}{{ end }}{{ template \"r\" . }}").run();
        let error = done.result.unwrap_err();
        assert_eq!(error.cause, Cause::Limit(Exceeded::Depth));
        assert_eq!(error.sites.len(), 1);
    });
}

#[test]
fn deep_nesting_ends_before_the_stack_does() {
    with_stack(|| {
        let depth = 90;
        let body = "{{ if (((((true))))) }}".repeat(depth)
            + "{{ print (print (print (include \"r\" .))) }}"
            + &"{{ end }}".repeat(depth);
        let template = format!("{{{{ define \"r\" }}}}{body}{{{{ end }}}}{{{{ include \"r\" . }}}}");
        let error = Render::of(&template).run().result.unwrap_err();
        assert_eq!(error.cause, Cause::Limit(Exceeded::Depth));
    });
}

#[test]
fn work_and_output_are_bounded() {
    let mut render = Render::of("{{ range 1000000000 }}{{ end }}");
    render.limits.steps = 10_000;
    assert_eq!(render.run().result.unwrap_err().cause, Cause::Limit(Exceeded::Steps));
    let mut render = Render::of("{{ range 100000 }}{{ printf \"%1000000d\" 1 }}{{ end }}");
    render.limits.bytes = 10 << 20;
    assert_eq!(render.run().result.unwrap_err().cause, Cause::Limit(Exceeded::Bytes));
    let mut render = Render::of("{{ range 100000 }}text text text{{ end }}");
    render.limits.bytes = 1_000;
    assert_eq!(render.run().result.unwrap_err().cause, Cause::Limit(Exceeded::Bytes));
}

#[test]
fn what_contains_itself_is_not_printed() {
    with_stack(|| {
        let map = Map::any();
        map.insert(Text::unknown("self"), Value::map(map.clone()));
        let render = Render::of("{{ print .Values.map }}").value("map", "{}", |_| Data::Map(map.clone()));
        let error = render.run().result.unwrap_err();
        assert_eq!(error.cause, Cause::Limit(Exceeded::Depth));
        map.remove("self");
    });
}

#[test]
fn failures_know_their_frames_and_spans() {
    let mut render = Render::of("{{ include \"a\" . }}");
    render.add(
        "chart/templates/_h.tpl",
        "{{ define \"a\" }}{{ template \"b\" . }}{{ end }}{{ define \"b\" }}{{ fail \"no way\" }}{{ end }}",
    );
    let done = render.run();
    let error = done.result.as_ref().unwrap_err();
    assert_eq!((&*error.message, error.cause), ("error calling fail: no way", Cause::Fail));
    let sites: Vec<_> = error.sites.iter().map(|site| done.slice(site.span.unwrap())).collect();
    assert_eq!(sites, ["include \"a\" .", "fail \"no way\""]);
    let inner = done.origins.frame(error.frame).unwrap();
    let outer = done.origins.frame(inner.parent).unwrap();
    assert_eq!((&*inner.template, &*outer.template), ("b", "a"));
    assert_eq!(done.slice(inner.call), "{{ template \"b\" . }}");
}

#[test]
fn without_provenance_the_output_is_the_same() {
    let template =
        "a {{ .Values.name }}{{ if .Values.x }}{{ end }}{{ tpl .Values.name . }}{{ printf \"%5d\" 3 }}";
    let mut render = Render::of(template);
    render.origins = Origins::off();
    let done = render.string("name", "{{ 1 }}web").run();
    assert_eq!(done.text().to_str(), "a {{ 1 }}web1web    3");
    assert_eq!(done.branches.len(), 0);
    assert_eq!(done.text().pieces().count(), 1);
}

#[test]
fn helm_3_17_is_built_with_an_older_go() {
    let message = |template: &str| {
        let mut render = Render::of(template);
        render.helm = HelmVersion::V3_17;
        render.run().result.unwrap_err().message
    };
    assert_eq!(message("{{ range 3 }}{{ end }}"), "range can't iterate over 3");
    assert_eq!(message("{{ eq 1 \"a\" }}"), "error calling eq: incompatible types for comparison");
    assert_eq!(message("{{ lt 1 1.0 }}"), "error calling lt: incompatible types for comparison");
}

#[test]
fn unsigned_numbers_are_not_negative() {
    let done = Render::of("{{ .Values.big }} {{ gt .Values.big 5 }} {{ printf \"%x\" .Values.big }}")
        .value("big", "x", |_| Data::Int(-1, IntType::Uint64))
        .run();
    assert_eq!(done.text().to_str(), "18446744073709551615 true ffffffffffffffff");
}
