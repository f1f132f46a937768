//! Rendered texts: a finding is drawn where its author can change something.

use readylint_text::{Origin, OriginMap, Source, SourceKind, TextSize};

use crate::{Case, pod, shown, span_of};

const TEMPLATE: &str = "kind: Pod\n# ...\nfault: {{ .Values.fault }}\n";

/// The Pod `text` as rendered source number 1, all of it from `origin`; the template is source number 0.
fn rendered(text: &str, origin: Option<Origin>) -> Case {
    let mut case = Case::default();
    case.input.sources.insert(Source::new("template.yaml", TEMPLATE, SourceKind::Authored));
    let mut origins = OriginMap::new();
    origins.push(TextSize::of(text), origin);
    case.source(
        "rendered.yaml",
        text,
        SourceKind::Rendered { template: "template.yaml".to_owned(), origins: std::sync::Arc::new(origins) },
        false,
    )
}

fn file(name: &str, text: &str) -> Origin {
    Origin::File { name: name.to_owned(), stated_at: span_of(1, text, "# Source") }
}

#[test]
fn where_only_the_file_is_known_a_label_names_it() {
    let text = format!("# Source: shop/web.yaml\n{}", pod("a", "plain-fault: x"));
    let report = rendered(&text, Some(file("shop/web.yaml", &text))).report();
    assert_eq!(shown(&report), ["plain-fault@rendered.yaml:7 warning"]);
    let label = &report.diagnostics[0].labels[0];
    assert_eq!(label.message, "rendered from shop/web.yaml");
    assert_eq!(label.span, span_of(1, &text, "# Source"));
}

#[test]
fn where_the_place_is_known_the_finding_moves_there() {
    let text = pod("a", "plain-fault: x");
    let place = span_of(0, TEMPLATE, ".Values.fault");
    for origin in [Origin::Exact(place), Origin::Token(place)] {
        let report = rendered(&text, Some(origin)).report();
        assert_eq!(shown(&report), ["plain-fault@template.yaml:3 warning"]);
        assert_eq!(report.diagnostics[0].primary.span, place);
        assert!(report.diagnostics[0].labels.is_empty());
    }
}

#[test]
fn without_an_origin_nothing_moves() {
    let report = rendered(&pod("a", "plain-fault: x"), None).report();
    assert_eq!(shown(&report), ["plain-fault@rendered.yaml:6 warning"]);
    assert!(report.diagnostics[0].labels.is_empty());
}

#[test]
fn findings_that_one_expression_makes_are_one() {
    let text = format!("{}  - {{name: log, plain-fault: x}}\n", pod("a", "plain-fault: x"));
    let place = span_of(0, TEMPLATE, ".Values.fault");
    let report = rendered(&text, Some(Origin::Token(place))).report();
    assert_eq!(shown(&report), ["plain-fault@template.yaml:3 warning"]);
}

#[test]
fn the_fingerprint_names_the_template_not_the_rendered_text() {
    let one = format!("# Source: shop/web.yaml\n{}", pod("a", "plain-fault: x"));
    let other = format!("# Source: shop/log.yaml\n{}", pod("a", "plain-fault: x"));
    let fingerprint = |case: Case| case.report().diagnostics[0].fingerprint.clone();
    assert_eq!(
        fingerprint(rendered(&one, Some(file("shop/web.yaml", &one)))),
        fingerprint(Case::default().file("unrelated.yaml", "").source(
            "-",
            &one,
            SourceKind::Rendered {
                template: "helm".to_owned(),
                origins: {
                    let mut origins = OriginMap::new();
                    origins.push(TextSize::of(&one), Some(file("shop/web.yaml", &one)));
                    std::sync::Arc::new(origins)
                },
            },
            false
        )),
        "whatever the rendered text is called"
    );
    assert_ne!(
        fingerprint(rendered(&one, Some(file("shop/web.yaml", &one)))),
        fingerprint(rendered(&other, Some(file("shop/log.yaml", &other))))
    );
}

#[test]
fn suppressions_of_the_rendered_text_hold_for_what_moved_away() {
    let place = span_of(0, TEMPLATE, ".Values.fault");
    let fault = pod("a", "plain-fault: x");
    for text in [
        fault.replace("x}", "x}  # readylint: ignore[plain-fault]"),
        format!("# readylint: ignore[plain-fault]\n{fault}"),
        fault.replace("{name: a}", "{name: a, annotations: {readylint.dev/ignore: plain-fault}}"),
        fault.replace("{name: a}", "{name: a, annotations: {readylint.dev/ignore.web: plain-fault}}"),
    ] {
        let report = rendered(&text, Some(Origin::Exact(place))).report();
        assert_eq!(shown(&report), ["plain-fault@template.yaml:3 warning suppressed"], "{text}");
    }
}

#[test]
fn a_range_of_the_rendered_text_says_nothing_about_bytes_of_the_template() {
    // the second Pod carries the annotation; the first one's fault moves to an offset inside of the second's range
    let first = pod("a", "plain-fault: x");
    let second = pod("b", "tty: true")
        .replace("{name: b}", "{name: b, annotations: {readylint.dev/ignore: plain-fault}}");
    let text = format!("{first}---\n{second}");
    let template = format!("{}{{{{ fault }}}}\n", "#\n".repeat(first.len() / 2 + 20));
    let mut case = Case::default();
    case.input.sources.insert(Source::new("template.yaml", template.as_str(), SourceKind::Authored));
    let mut origins = OriginMap::new();
    origins.push(TextSize::of(&text), Some(Origin::Exact(span_of(0, &template, "{{ fault }}"))));
    let kind =
        SourceKind::Rendered { template: "template.yaml".to_owned(), origins: std::sync::Arc::new(origins) };
    let report = case.source("rendered.yaml", &text, kind, false).report();
    assert_eq!(report.suppressed(), 0, "{:?}", shown(&report));
    assert_eq!(report.diagnostics.len(), 1);
}
