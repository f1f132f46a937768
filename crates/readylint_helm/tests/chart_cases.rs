//! Loading charts, where their values come from, and what an untrusted chart cannot do.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::cell::RefCell;
use std::io::Write as _;
use std::sync::Arc;

use readylint_helm::HelmVersion;
use readylint_helm::chart::{self, Chart, ChartInput, InputFile, LayerKind, Prepared, ProblemKind};
use readylint_helm::provenance::{NodeId, Origins};
use readylint_helm::render::{Options, Set, SetKind, ValuesFile};
use readylint_helm::value::{Map, Value};
use readylint_text::{Source, SourceKind, Sources, Span};

const METADATA: &str = "apiVersion: v2\nname: shop\nversion: 0.1.0\n";
const SUB: &str = "name: sub\nversion: 1.0.0\n";

fn file(path: &str, bytes: &[u8]) -> InputFile {
    InputFile { path: path.to_owned(), bytes: Arc::from(bytes) }
}

fn input(folder: &str, files: &[(&str, &str)]) -> ChartInput {
    let files = files.iter().map(|(path, text)| file(path, text.as_bytes())).collect();
    ChartInput { folder: folder.to_owned(), files }
}

struct World {
    sources: Sources,
    chart: Chart,
    origins: Origins,
    options: Options,
}

impl World {
    fn new(files: &[(&str, &str)]) -> Self {
        let mut sources = Sources::new();
        let chart = chart::load(input("shop", files), &|_| None, &mut sources).unwrap();
        Self { sources, chart, origins: Origins::new(), options: Options::default() }
    }

    fn file(mut self, name: &str, text: &str) -> Self {
        let source = self.sources.insert(Source::new(name, text, SourceKind::Authored));
        self.options.values.push(ValuesFile { name: name.to_owned(), text: text.into(), source });
        self
    }

    fn set(mut self, kind: SetKind, text: &str) -> Self {
        let source = self.sources.insert(Source::new("--set", text, SourceKind::Authored));
        self.options.sets.push(Set { kind, text: text.into(), source, start: 0, files: Vec::new() });
        self
    }

    fn lint(mut self) -> Self {
        self.options.lint = true;
        self
    }

    fn run<T>(mut self, look: impl FnOnce(&Prepared<'_>, &Origins, &Sources) -> T) -> T {
        let prepared = chart::prepare(&self.chart, &self.options, &mut self.origins).unwrap();
        look(&prepared, &self.origins, &self.sources)
    }

    fn message(mut self) -> String {
        chart::prepare(&self.chart, &self.options, &mut self.origins).unwrap_err().message
    }
}

fn at(values: &Map, path: &str) -> Value {
    let (head, rest) = path.split_once('.').unwrap_or((path, ""));
    let value = values.get(head).unwrap_or_else(|| panic!("no {path}"));
    if rest.is_empty() { value } else { at(value.as_map().unwrap(), rest) }
}

/// The layers and the text of a value and of what it overrides.
fn chain(prepared: &Prepared<'_>, origins: &Origins, sources: &Sources, path: &str) -> Vec<String> {
    let value = at(&prepared.values, path);
    let (mut id, _) = origins.node_of(value.origin).unwrap();
    let mut found = Vec::new();
    while id != NodeId::NONE {
        let node = origins.node(id).unwrap();
        let layer = &prepared.layers[node.layer.to_u32() as usize - 1];
        found.push(format!("{}: {} = {}", layer.name, origins.path(id), sources.slice(node.value)));
        id = node.shadows;
    }
    found
}

#[test]
fn texts_are_taken_in_once_under_their_name() {
    let files = [
        ("Chart.yaml", METADATA),
        ("values.yaml", "a: 1"),
        ("templates/a.yaml", "x"),
        ("README.md", "hello"),
    ];
    let mut input = input("deploy/shop", &files);
    input.files.push(file("logo.png", b"\xff\xfe"));
    input.files.push(file(
        "charts/sub-1.tgz",
        &packed(&[("sub/Chart.yaml", SUB.as_bytes()), ("sub/values.yaml", b"b: 1")]),
    ));
    let mut sources = Sources::new();
    let chart = chart::load(input, &|_| None, &mut sources).unwrap();
    let mut names: Vec<&str> = sources.iter().map(|(_, source)| source.name()).collect();
    names.sort_unstable();
    let expected = [
        "deploy/shop/Chart.yaml",
        "deploy/shop/README.md",
        "deploy/shop/charts/sub-1.tgz/Chart.yaml",
        "deploy/shop/charts/sub-1.tgz/values.yaml",
        "deploy/shop/templates/a.yaml",
        "deploy/shop/values.yaml",
    ];
    assert_eq!(names, expected);
    assert!(chart.dependencies[0].is_packed && !chart.is_packed);
    let logo = chart.files.iter().find(|file| &*file.name == "logo.png").unwrap();
    assert!(logo.source.is_none());
    let values = chart.values.unwrap().source.unwrap();
    assert_eq!(sources.get(values).unwrap().text(), "a: 1");
}

#[test]
fn local_dependencies_are_asked_for_where_charts_has_none() {
    let metadata = format!(
        "{METADATA}dependencies:\n- {{name: sub, version: 1.0.0, repository: 'file://../sub'}}\n\
         - {{name: there, version: 1.0.0, repository: 'file://../there'}}\n\
         - {{name: far, version: 1.0.0, repository: 'https://x'}}\n- {{name: abs, repository: 'file:///etc'}}\n"
    );
    let files =
        [("Chart.yaml", metadata.as_str()), ("charts/there/Chart.yaml", "name: there\nversion: 1.0.0\n")];
    let asked = RefCell::new(Vec::new());
    let local = |path: &str| {
        asked.borrow_mut().push(path.to_owned());
        match path {
            "../sub" => Some(input(
                "sub",
                &[
                    (
                        "Chart.yaml",
                        "name: sub\nversion: 1.0.0\ndependencies: [{name: leaf, repository: 'file://../leaf'}]\n",
                    ),
                    (".helmignore", "*.txt\n"),
                    ("a.txt", ""),
                    ("b.md", ""),
                ],
            )),
            // a circle
            "../leaf" => Some(input(
                "leaf",
                &[(
                    "Chart.yaml",
                    "name: leaf\nversion: 1.0.0\ndependencies: [{name: sub, repository: 'file://../sub'}]\n",
                )],
            )),
            _ => None,
        }
    };
    let chart = chart::load(input("shop", &files), &local, &mut Sources::new()).unwrap();
    assert_eq!(*asked.borrow(), ["../sub", "../leaf"]);
    let names: Vec<&str> = chart.dependencies.iter().map(|chart| chart.metadata.name.as_str()).collect();
    assert_eq!(names, ["there", "sub"]);
    let sub = &chart.dependencies[1];
    assert_eq!(sub.files.iter().map(|file| &*file.name).collect::<Vec<_>>(), [".helmignore", "b.md"]);
    assert_eq!(sub.dependencies[0].folder, "leaf");
    let missing: Vec<&str> = chart::missing(&chart).map(|dependency| dependency.name.as_str()).collect();
    assert_eq!(missing, ["far", "abs"]);
}

/// A tar in gzip.
fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    for (name, bytes) in files {
        gzip.write_all(&header(name, bytes.len(), b'0')).unwrap();
        gzip.write_all(bytes).unwrap();
        gzip.write_all(&vec![0; bytes.len().next_multiple_of(512) - bytes.len()]).unwrap();
    }
    gzip.write_all(&[0; 1024]).unwrap();
    gzip.finish().unwrap()
}

fn header(name: &str, size: usize, kind: u8) -> [u8; 512] {
    let mut header = [0_u8; 512];
    let mut put = |at: usize, text: &[u8]| header[at..at + text.len()].copy_from_slice(text);
    put(0, name.as_bytes());
    put(124, format!("{size:011o}").as_bytes());
    put(148, b"        ");
    put(156, &[kind]);
    put(257, b"ustar\x0000");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    header
}

fn problem_of(archive: Vec<u8>) -> String {
    let mut input = input("shop", &[("Chart.yaml", METADATA)]);
    input.files.push(InputFile { path: "charts/sub.tgz".to_owned(), bytes: archive.into() });
    let chart = chart::load(input, &|_| None, &mut Sources::new()).unwrap();
    match chart.problems.as_slice() {
        [] => {
            let names: Vec<&str> = chart.dependencies[0].files.iter().map(|file| &*file.name).collect();
            names.join(" ")
        }
        [problem] => {
            assert_eq!(problem.kind, ProblemKind::Archive);
            problem.message.strip_prefix("error unpacking subchart sub.tgz in shop: ").unwrap().to_owned()
        }
        more => panic!("{more:?}"),
    }
}

#[test]
fn archives_cannot_blow_up() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&header("sub/big", 101 << 20, b'0')).unwrap();
    let zeros = vec![0; 1 << 20];
    for _ in 0..101 {
        gzip.write_all(&zeros).unwrap();
    }
    let too_large = "decompressed chart is larger than the maximum size 104857600";
    assert_eq!(problem_of(gzip.finish().unwrap()), too_large);
    // a header that promises what is not there makes no memory
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&header("sub/big", 99 << 20, b'0')).unwrap();
    assert_eq!(problem_of(gzip.finish().unwrap()), "unexpected EOF");
    // zeros without end are the end of the archive
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&vec![0; 10 << 20]).unwrap();
    assert_eq!(problem_of(gzip.finish().unwrap()), "no files in chart archive");
}

#[test]
fn links_and_long_names_of_archives() {
    let mut tar = Vec::new();
    tar.extend(header("sub/Chart.yaml", SUB.len(), b'0'));
    tar.extend(SUB.as_bytes());
    tar.resize(1024, 0);
    // a link has no content, wherever it points to
    tar.extend(header("sub/link", 0, b'2'));
    // GNU's long name, and PAX's
    let long = format!("sub/{}\0", "l".repeat(150));
    tar.extend(header("././@LongLink", long.len(), b'L'));
    tar.extend(long.as_bytes());
    tar.resize(tar.len().next_multiple_of(512), 0);
    tar.extend(header("sub/short", 0, b'0'));
    let record = "27 path=sub/from-extension\n";
    tar.extend(header("PaxHeaders/x", record.len(), b'x'));
    tar.extend(record.as_bytes());
    tar.resize(tar.len().next_multiple_of(512), 0);
    tar.extend(header("sub/short", 0, b'0'));
    tar.resize(tar.len() + 1024, 0);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&tar).unwrap();
    assert_eq!(problem_of(gzip.finish().unwrap()), format!("link {} from-extension", "l".repeat(150)));
}

#[test]
fn what_a_value_overrides_is_known() {
    let world = World::new(&[
        ("Chart.yaml", METADATA),
        ("values.yaml", "image: {tag: root}\nsub: {port: 2}\n"),
        ("charts/sub/Chart.yaml", SUB),
        ("charts/sub/values.yaml", "port: 1\n"),
    ]);
    let world = world.file("one.yaml", "image: {tag: one}\nsub: {port: 3}\n");
    let world = world.set(SetKind::Set, "other=1,image.tag=set");
    world.run(|prepared, origins, sources| {
        let chain = |path| chain(prepared, origins, sources, path);
        assert_eq!(
            chain("image.tag"),
            [
                "--set other=1,image.tag=set: image.tag = set",
                "one.yaml: image.tag = one",
                "shop/values.yaml: image.tag = root"
            ]
        );
        assert_eq!(
            chain("sub.port"),
            [
                "one.yaml: sub.port = 3",
                "shop/values.yaml: sub.port = 2",
                "shop/charts/sub/values.yaml: port = 1"
            ]
        );
        let kinds: Vec<LayerKind> = prepared.layers.iter().map(|layer| layer.kind).collect();
        assert!(matches!(kinds[..], [LayerKind::File, LayerKind::Set, LayerKind::Chart { parent: None }, _]));
    });
}

#[test]
fn a_global_overrides_something_else_in_each_chart() {
    let world = World::new(&[
        ("Chart.yaml", METADATA),
        ("values.yaml", "global: {x: root, t: {z: root}}\n"),
        ("charts/one/Chart.yaml", "name: one\nversion: 1.0.0\n"),
        ("charts/one/values.yaml", "global: {x: one, t: {z: one}}\n"),
        ("charts/two/Chart.yaml", "name: two\nversion: 1.0.0\n"),
        ("charts/two/values.yaml", "global: {x: two, t: {z: two}}\n"),
    ]);
    world.run(|prepared, origins, sources| {
        for name in ["one", "two"] {
            for (path, own) in [("global.x", "global.x"), ("global.t.z", "global.t.z")] {
                let expected = [
                    format!("shop/values.yaml: {path} = root"),
                    format!("shop/charts/{name}/values.yaml: {own} = {name}"),
                ];
                assert_eq!(chain(prepared, origins, sources, &format!("{name}.{path}")), expected);
            }
            // the bytes of the text have the same author as the value
            let value = at(&prepared.values, &format!("{name}.global.x"));
            assert_eq!(value.as_text().unwrap().first_piece().origin, value.origin);
        }
    });
}

#[test]
fn sets_know_their_place() {
    let text = r"list[0].name=a\,b,plain={x,y}";
    let world = World::new(&[("Chart.yaml", METADATA)]).set(SetKind::Set, text);
    world.run(|prepared, origins, sources| {
        let list = at(&prepared.values, "list");
        let name = at(list.as_list().unwrap().get(0).unwrap().as_map().unwrap(), "name");
        let (id, node) = origins.node_of(name.origin).unwrap();
        assert_eq!(origins.path(id), "list.0.name");
        assert_eq!(sources.slice(node.value), r"a\,b");
        assert_eq!(node.key.map(|key| sources.slice(key)), Some("name"));
        let pieces: Vec<(usize, u32)> =
            name.as_text().unwrap().pieces().map(|(range, piece)| (range.start, piece.offset)).collect();
        assert_eq!(pieces, [(0, 0), (1, 2)]);
        let plain = at(&prepared.values, "plain");
        let second = plain.as_list().unwrap().get(1).unwrap();
        assert_eq!(sources.slice(origins.node_of(second.origin).unwrap().1.value), "y");
    });
}

#[test]
fn json_sets_know_their_place() {
    let world = World::new(&[("Chart.yaml", METADATA)])
        .set(SetKind::Json, r#"a={"b": ["x", 1.50]}"#)
        .set(SetKind::Json, r#" {"c": {"d": "e"}}"#);
    world.run(|prepared, origins, sources| {
        let place = |value: &Value| {
            let (id, node) = origins.node_of(value.origin).unwrap();
            (origins.path(id), sources.slice(node.value).to_owned())
        };
        let list = at(&prepared.values, "a.b");
        assert_eq!(place(&list.as_list().unwrap().get(1).unwrap()), ("a.b.1".to_owned(), "1.50".to_owned()));
        assert_eq!(place(&at(&prepared.values, "c.d")), ("c.d".to_owned(), "\"e\"".to_owned()));
    });
}

#[test]
fn tables_are_shared_as_in_helm() {
    let world = World::new(&[
        ("Chart.yaml", METADATA),
        ("values.yaml", "global: {l1: {l2: {x: 1}}}\nsub: {a: 1}\n"),
        ("charts/sub/Chart.yaml", SUB),
    ]);
    world.run(|prepared, _, _| {
        let (values, helm) = (&prepared.values, HelmVersion::default());
        let sub = prepared.root.dependencies[0].values_in(values, helm);
        assert!(sub.is_same(at(values, "sub").as_map().unwrap()));
        let is_same =
            |path: &str| at(values, path).as_map().unwrap().is_same(at(&sub, path).as_map().unwrap());
        assert_eq!([is_same("global"), is_same("global.l1"), is_same("global.l1.l2")], [false, false, true]);
        assert_eq!(sub.kind().name(), "common.Values");
    });
}

fn spans_of(schema: &str, values: &str) -> Vec<(String, String)> {
    let world =
        World::new(&[("Chart.yaml", METADATA), ("values.yaml", values), ("values.schema.json", schema)]);
    world.lint().run(|prepared, _, sources| {
        let text = |span: Option<Span>| span.map_or("", |span| sources.slice(span)).to_owned();
        prepared.schema_failures.iter().map(|failure| (failure.message.clone(), text(failure.span))).collect()
    })
}

#[test]
fn violations_stand_on_what_the_author_would_change() {
    let schema = r#"{"properties": {"replicas": {"type": "integer"}, "image": {"required": ["tag"]},
        "ports": {"items": {"maximum": 100}}, "strict": {"additionalProperties": false}}}"#;
    let values = "replicas: 'x'\nimage: {name: a}\nports: [80, 8080]\nstrict:\n  extra: 1\n";
    let found = spans_of(schema, values);
    let expected = [
        ("missing property 'tag'", "image"),
        ("maximum: got 8,080, want 100", "8080"),
        ("got string, want integer", "'x'"),
        ("additional properties 'extra' not allowed", "extra"),
    ];
    assert_eq!(found, expected.map(|(message, text)| (message.to_owned(), text.to_owned())));
}

#[test]
fn schemas_that_lead_elsewhere_are_skipped() {
    let elsewhere = [
        r#"{"$ref": "https://example.com/x.json"}"#,
        r#"{"properties": {"a": {"$ref": "other.json#/definitions/x"}}}"#,
        r#"{"$schema": "https://example.com/schema"}"#,
        r##"{"$ref": "#/nowhere"}"##,
        r#"{"properties": {"a": {"pattern": "("}}}"#,
        "{",
    ];
    for schema in elsewhere {
        let world =
            World::new(&[("Chart.yaml", METADATA), ("values.yaml", "a: 1"), ("values.schema.json", schema)]);
        world.run(|prepared, _, _| {
            assert_eq!(prepared.notes.len(), 1, "{schema}");
            assert_eq!(prepared.notes[0].kind, ProblemKind::SchemaSkipped);
            assert!(prepared.notes[0].span.is_some());
        });
    }
}

#[test]
fn schemas_cannot_take_forever() {
    // each definition asks twice for the next
    let mut definitions: Vec<String> = (0..60)
        .map(|at| {
            let next = format!("{{\"$ref\": \"#/$defs/d{}\"}}", at + 1);
            format!("\"d{at}\": {{\"allOf\": [{next}, {next}]}}")
        })
        .collect();
    definitions.push("\"d60\": {}".to_owned());
    let double = format!("{{\"$defs\": {{{}}}, \"$ref\": \"#/$defs/d0\"}}", definitions.join(","));
    // a chain of references
    let chain: Vec<String> =
        (0..5_000).map(|at| format!("\"d{at}\": {{\"$ref\": \"#/$defs/d{}\"}}", (at + 1) % 5_000)).collect();
    let chain = format!("{{\"$defs\": {{{}}}, \"$ref\": \"#/$defs/d0\"}}", chain.join(","));
    for schema in [double, chain] {
        let files =
            [("Chart.yaml", METADATA), ("values.yaml", "a: 1"), ("values.schema.json", schema.as_str())];
        World::new(&files).run(|prepared, _, _| {
            assert_eq!(
                prepared.notes.iter().map(|note| note.kind).collect::<Vec<_>>(),
                [ProblemKind::SchemaSkipped]
            );
        });
    }
}

#[test]
fn arguments_cannot_take_the_stack_or_the_memory() {
    let deep = format!("a{}=1", "[0]".repeat(100_000));
    let wide = format!("a{}=1", "[65536]".repeat(25));
    let nested = format!("a={}", "[".repeat(100_000));
    for (kind, text) in [(SetKind::Set, deep), (SetKind::Set, wide), (SetKind::Json, nested)] {
        let message = World::new(&[("Chart.yaml", METADATA)]).set(kind, &text).message();
        assert!(message.starts_with("failed parsing --set"), "{message:.80}");
    }
}

#[test]
fn imports_cannot_lead_too_deep() {
    let path = vec!["a"; 100_000].join(".");
    let metadata = format!(
        "{METADATA}dependencies: [{{name: sub, version: 1.0.0, import-values: [{{child: data, parent: {path}}}]}}]\n"
    );
    let files = [
        ("Chart.yaml", metadata.as_str()),
        ("charts/sub/Chart.yaml", SUB),
        ("charts/sub/values.yaml", "data: {x: 1}\n"),
    ];
    World::new(&files).run(|prepared, _, _| assert!(!prepared.values.contains("a")));
}

#[test]
fn lint_goes_on() {
    let metadata = format!("{METADATA}dependencies: [{{name: gone, version: 1.0.0}}]\n");
    let files = [
        ("Chart.yaml", metadata.as_str()),
        ("values.yaml", "a: 1\n"),
        ("values.schema.json", r#"{"required": ["b"]}"#),
        ("charts/sub/Chart.yaml", SUB),
        ("charts/sub/values.yaml", "a: [\n"),
    ];
    let world = World::new(&files).set(SetKind::Set, "c").lint();
    world.run(|prepared, _, sources| {
        let heads: Vec<&str> =
            prepared.errors.iter().map(|error| error.message.split([':', '\n']).next().unwrap()).collect();
        let expected = [
            "failed parsing --set data",
            "an error occurred while checking for chart dependencies. You may need to run 'helm dependency build' to \
             fetch missing dependencies",
            "error unpacking subchart sub in shop",
            "values don't meet the specifications of the schema(s) in the following chart(s)",
        ];
        assert_eq!(heads, expected);
        assert_eq!(sources.slice(prepared.errors[1].span.unwrap()), "gone");
        assert!(prepared.values.contains("a"));
        assert_eq!(prepared.root.dependencies.len(), 1);
    });
}

#[test]
fn metadata_knows_its_place() {
    let metadata = "apiVersion: v2\nname: shop\nversion: 1.10\nappVersion: \"2.0\"\n";
    let world = World::new(&[("Chart.yaml", metadata)]);
    let World { sources, chart, mut origins, options } = world;
    let prepared = chart::prepare(&chart, &options, &mut origins).unwrap();
    let value = chart::metadata_value(&prepared.root, options.helm, &mut origins);
    let map = value.as_map().unwrap();
    let shown = |key: &str| {
        let value = at(map, key);
        let (_, node) = origins.node_of(value.origin).unwrap();
        (value.as_text().unwrap().to_str().into_owned(), sources.slice(node.value).to_owned())
    };
    assert_eq!(shown("AppVersion"), ("2.0".to_owned(), "\"2.0\"".to_owned()));
    assert_eq!(shown("Version"), ("1.1".to_owned(), "1.10".to_owned()));
    assert!(at(map, "IsRoot").is_true());
}

#[test]
fn without_provenance_values_are_the_same() {
    let world =
        World::new(&[("Chart.yaml", METADATA), ("values.yaml", "a: {b: 1}\n")]).set(SetKind::Set, "a.c=2");
    let mut off = Origins::off();
    let prepared = chart::prepare(&world.chart, &world.options, &mut off).unwrap();
    assert_eq!(at(&prepared.values, "a").as_map().unwrap().keys().len(), 2);
    assert!(at(&prepared.values, "a.c").origin.is_none());
}
