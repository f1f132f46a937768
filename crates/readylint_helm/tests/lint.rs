//! Renders in lint, which go on where Helm stops, and renders that have to be stopped.
#![allow(clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

mod support;

use readylint_helm::Limits;
use readylint_helm::chart::InputFile;
use readylint_helm::function::Cause;
use readylint_helm::render::{Options, RenderErrorKind, Rendered};
use support::{Request, Run, run};

const CHART: (&str, &str) = ("Chart.yaml", "apiVersion: v2\nname: shop\nversion: 0.1.0\n");

fn request(files: &[(&str, &str)], options: Options) -> Request {
    let has_chart = files.iter().any(|(path, _)| *path == CHART.0);
    let all = files.iter().chain(if has_chart { &[] } else { std::slice::from_ref(&CHART) });
    let files = all.map(|(path, text)| InputFile { path: (*path).to_owned(), bytes: text.as_bytes().into() });
    Request { files: files.collect(), options, ..Request::default() }
}

fn lint(files: &[(&str, &str)]) -> Run {
    run(request(files, Options { lint: true, ..Options::default() }))
}

fn texts(rendered: &Rendered) -> Vec<(&str, &str)> {
    rendered.files.iter().map(|file| (&*file.name, &*file.text)).collect()
}

fn messages(rendered: &Rendered) -> Vec<(&str, RenderErrorKind)> {
    rendered.errors.iter().map(|error| (error.message.as_str(), error.kind)).collect()
}

#[test]
fn required_and_fail_are_told_once_and_rendering_goes_on() {
    let run = lint(&[
        ("templates/_h.tpl", "{{ define \"host\" }}{{ required \"set host\" .Values.host }}{{ end }}"),
        ("templates/a.yaml", "a: {{ include \"host\" . }}x\nb: {{ fail \"never\" }}\n"),
        ("templates/b.yaml", "c: {{ include \"host\" . }}y\n"),
    ]);
    assert_eq!(
        texts(&run.rendered),
        [("shop/templates/b.yaml", "c: y\n"), ("shop/templates/a.yaml", "a: x\nb: \n")]
    );
    let kind = RenderErrorKind::Execute;
    assert_eq!(messages(&run.rendered), [("set host", kind), ("never", kind)]);
    let [host, never] = run.rendered.errors.as_slice() else { panic!("two errors") };
    // Helm stops at the first file in its order
    assert_eq!(
        host.helm,
        "execution error at (shop/templates/b.yaml:1:6): set host\n\nUse --debug flag to render out invalid YAML"
    );
    assert_eq!(run.sources.slice(host.span.expect("a place")), "{{ required \"set host\" .Values.host }}");
    assert_eq!(host.calls.iter().map(|(_, name)| &**name).collect::<Vec<_>>(), ["host"]);
    assert!(run.sources.slice(host.named.expect("a place of Helm's")).starts_with("include"));
    assert_eq!(never.cause, Cause::Fail);
    assert_eq!(run.sources.slice(never.span.expect("a place")), "{{ fail \"never\" }}");
}

#[test]
fn an_error_in_one_template_leaves_the_others() {
    let run = lint(&[
        ("templates/a.yaml", "a: {{ .Values.x.y }}\n"),
        ("templates/b.yaml", "b: {{ include \"kept\" . }}\n"),
        ("templates/c.yaml", "{{ define \"kept\" }}kept{{ end }}c: {{ nope }}{{ .Values.d }}\n"),
    ]);
    let texts = texts(&run.rendered);
    assert!(texts.contains(&("shop/templates/b.yaml", "b: kept\n")), "{texts:?}");
    let messages = messages(&run.rendered);
    assert!(messages.contains(&("function \"nope\" not defined", RenderErrorKind::Parse)), "{messages:?}");
    let nil = ("nil pointer evaluating interface {}.y", RenderErrorKind::Execute);
    assert!(messages.contains(&nil), "{messages:?}");
    let error = run.rendered.errors.iter().find(|error| error.message == nil.0).expect("the error");
    assert_eq!(run.sources.slice(error.span.expect("a place")), ".Values.x.y");
    assert_eq!(&*error.file, "shop/templates/a.yaml");
}

#[test]
fn outside_of_lint_the_first_error_leaves_nothing() {
    let files = [("templates/a.yaml", "a: {{ .Values.x.y }}\n"), ("templates/b.yaml", "b: 1\n")];
    let run = run(request(&files, Options::default()));
    assert_eq!(run.rendered.errors.len(), 1);
    assert!(run.rendered.files.is_empty());
    assert!(run.printed.text.is_empty());
}

#[test]
fn what_a_missing_dependency_would_define_gives_nothing() {
    let chart = "apiVersion: v2\nname: shop\nversion: 0.1.0\ndependencies: [{name: common, version: 1.x}]\n";
    let template = "a: {{ include \"common.name\" . }}x\n{{ template \"common.more\" . }}b: {{ include \"common.name\" . }}\n";
    let missing = lint(&[("Chart.yaml", chart), ("templates/a.yaml", template)]);
    assert_eq!(texts(&missing.rendered), [("shop/templates/a.yaml", "a: x\nb: \n")]);
    let absent: Vec<&str> = missing.rendered.files[0].holes.iter().map(|name| &**name).collect();
    assert_eq!(absent, ["common.name", "common.more"]);
    assert_eq!(missing.rendered.errors.len(), 1);
    assert_eq!(missing.rendered.errors[0].kind, RenderErrorKind::Dependency);
    // with nothing missing, it is an error
    let complete = lint(&[("templates/a.yaml", template)]);
    assert!(complete.rendered.files.is_empty());
    assert_eq!(complete.rendered.errors[0].kind, RenderErrorKind::Execute);
}

#[test]
fn bounds_are_errors_of_their_own() {
    let limits = Limits { steps: 5_000, bytes: 50_000, depth: 50 };
    let bounded = |template: &str| {
        let files = [("templates/a.yaml", template), ("templates/z.yaml", "z: 1\n")];
        run(request(&files, Options { lint: true, limits, ..Options::default() })).rendered
    };
    let loops = "{{ range 100000 }}{{ range 100000 }}x{{ end }}{{ end }}";
    let grows = "{{ $x := \"0123456789\" }}{{ range 40 }}{{ $x = print $x $x }}{{ end }}{{ $x }}";
    let calls = "{{ define \"a\" }}{{ include \"a\" . }}{{ end }}{{ include \"a\" . }}";
    for template in [loops, grows, calls] {
        let rendered = bounded(template);
        let [error] = rendered.errors.as_slice() else { panic!("{template}: {:?}", rendered.errors) };
        assert!(matches!(error.cause, Cause::Limit(_)), "{template}: {error:?}");
        // the file before it was printed
        assert_eq!(texts(&rendered), [("shop/templates/z.yaml", "z: 1\n")]);
    }
}

#[test]
fn templates_without_an_end_and_values_in_themselves_end() {
    let endless = [(
        "templates/a.yaml",
        "{{ define \"a\" }}{{ if true }}{{ with . }}{{ range list 1 }}{{ (include \"a\" (dict \"x\" (list $))) }}{{ end }}{{ end }}{{ end }}{{ end }}{{ include \"a\" . }}",
    )];
    let error =
        run(request(&endless, Options::default())).rendered.errors.into_iter().next().expect("an error");
    assert!(
        error.helm.contains("rendering template has a nested reference name: a: unable"),
        "{}",
        error.message
    );
    for print in [
        "{{ $m }}",
        "{{ toYaml $m }}",
        "{{ toJson $m }}",
        "{{ $m | toString | len }}",
        "{{ deepCopy $m | len }}",
    ] {
        let template = format!("{{{{ $m := dict }}}}{{{{ $_ := set $m \"m\" $m }}}}{print}");
        let files = [("templates/a.yaml", template.as_str())];
        let rendered = run(request(&files, Options::default())).rendered;
        assert!(rendered.errors.len() + rendered.files.len() == 1, "{print}");
    }
}

#[test]
fn branches_know_where_in_the_finished_text_they_stand() {
    let template = "a: {{ .Values.nope }}\n{{ if .Values.on }}b: 1\n{{ else }}c: 2\n{{ end }}d: 3\n";
    let run = lint(&[("templates/a.yaml", template)]);
    let [file] = run.rendered.files.as_slice() else { panic!("one file") };
    assert_eq!(&*file.text, "a: \nc: 2\nd: 3\n");
    let [branch] = run.rendered.branches.as_slice() else { panic!("one branch") };
    assert_eq!((branch.file, branch.offset), (0, 4));
    assert_eq!(run.sources.slice(branch.head), "{{ if .Values.on }}");
    assert_eq!(run.sources.slice(branch.skipped.expect("an arm")), "b: 1\n");
    assert_eq!(branch.missing.iter().map(|path| &**path).collect::<Vec<_>>(), [".Values.on"]);
}

#[test]
fn notes_are_executed_and_put_aside() {
    let run = lint(&[("templates/NOTES.txt", "for {{ .Release.Name }}"), ("templates/a.yaml", "a: 1\n")]);
    assert_eq!(texts(&run.rendered), [("shop/templates/a.yaml", "a: 1\n")]);
    assert_eq!(run.rendered.notes.iter().map(|note| &*note.text).collect::<Vec<_>>(), ["for release-name"]);
}

#[test]
fn a_chart_for_another_kubernetes_is_rendered_all_the_same() {
    let chart = "apiVersion: v2\nname: shop\nversion: 0.1.0\nkubeVersion: '<1.20'\n";
    let run = lint(&[("Chart.yaml", chart), ("templates/a.yaml", "a: 1\n")]);
    assert_eq!(texts(&run.rendered), [("shop/templates/a.yaml", "a: 1\n")]);
    let words = "chart requires kubeVersion: <1.20 which is incompatible with Kubernetes v1.37.0";
    assert_eq!(messages(&run.rendered), [(words, RenderErrorKind::Chart)]);
}
