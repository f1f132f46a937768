//! Findings in rendered text name the template in every format.

use readylint_diagnostics::{Diagnostic, Label, Severity, SuppressionKind};
use readylint_emit::{Format, github_summary};
use readylint_text::{Origin, OriginMap, Source, SourceId, SourceKind, Span, TextRange, TextSize};
use serde_json::Value;

use crate::support::{Owned, diagnostic, span, suppressed};

const TEXT: &str = "# Source: shop/templates/deployment.yaml\nimage: nginx\n---\nkind: Pod\n";
const TEMPLATE: &str = "shop/templates/deployment.yaml";
const NAMED: &str = "no tag (rendered from shop/templates/deployment.yaml)";
/// The formats that have no labels.
const WITHOUT_LABELS: [Format; 5] =
    [Format::Concise, Format::Github, Format::Gitlab, Format::Junit, Format::Checkstyle];

/// [`TEXT`] as `helm template` prints it: up to the second document it came from `template`.
fn rendered(template: &str) -> Owned {
    let mut origins = OriginMap::new();
    let stated_at = span(10, 40);
    let end = TextSize::from_usize(TEXT.find("---").unwrap());
    origins.push(end, Some(Origin::File { name: template.to_owned(), stated_at }));
    let mut owned = Owned::default();
    let kind =
        SourceKind::Rendered { template: "helm template".to_owned(), origins: std::sync::Arc::new(origins) };
    owned.sources.insert(Source::new("-", TEXT, kind));
    owned
}

/// A finding at the image, with the label that the engine adds.
fn finding(owned: &Owned, template: &str) -> Diagnostic {
    let mut found =
        diagnostic(Severity::Error, "some-rule", "no tag", Label::new(owned.find(0, "nginx"), ""));
    found.labels.push(Label::new(span(10, 40), format!("rendered from {template}")));
    found
}

fn with_finding() -> Owned {
    let mut owned = rendered(TEMPLATE);
    let found = finding(&owned, TEMPLATE);
    owned.report(found);
    owned
}

#[test]
fn every_format_names_the_template_once_for_a_message() {
    let owned = with_finding();
    for format in Format::ALL {
        let text = owned.emit(format);
        assert!(text.contains("rendered from shop/templates/deployment.yaml"), "{format:?}: {text}");
        assert_eq!(text.contains(NAMED), WITHOUT_LABELS.contains(&format), "{format:?}: {text}");
    }
}

#[test]
fn where_it_stands() {
    let owned = with_finding();
    assert_eq!(owned.emit(Format::Concise), format!("-:2:8: error[some-rule] {NAMED}\n"));
    assert!(owned.emit(Format::Github).ends_with(&format!("::{NAMED}\n")));
    assert!(
        owned
            .with_report(github_summary)
            .contains(r"| -:2:8 | no tag \(rendered from shop/templates/deployment.yaml\) |")
    );
    let issues: Value = serde_json::from_str(&owned.emit(Format::Gitlab)).unwrap();
    assert_eq!(issues[0]["description"], NAMED);
    assert_eq!(owned.emit(Format::Junit).matches(NAMED).count(), 3, "name, message and body");
    assert!(owned.emit(Format::Checkstyle).contains(&format!("message=\"{NAMED}\"")));
    let report: Value = serde_json::from_str(&owned.emit(Format::Json)).unwrap();
    assert_eq!(report["diagnostics"][0]["message"], "no tag");
}

#[test]
fn before_the_suppression() {
    let mut owned = with_finding();
    owned.show_suppressed = true;
    owned.diagnostics[0].suppressed = Some(suppressed(SuppressionKind::Comment));
    let text = owned.emit(Format::Concise);
    assert!(text.ends_with(&format!("{NAMED} (suppressed by comment until 2027-03-01: known)\n")), "{text}");
}

#[test]
fn nothing_is_said_where_nobody_knows() {
    let mut owned = rendered(TEMPLATE);
    let unknown = Label::new(owned.find(0, "Pod"), "");
    owned.report(diagnostic(Severity::Error, "some-rule", "no tag", unknown));
    let outside = Label::new(Span::new(SourceId::new(9), TextRange::at(0, 1)), "");
    owned.report(diagnostic(Severity::Error, "some-rule", "no tag", outside));
    for format in WITHOUT_LABELS {
        assert!(!owned.emit(format).contains("rendered"), "{format:?}");
    }
}

#[test]
fn the_name_is_sanitised() {
    let template = "a\u{1b}[31m\r\n<&>\"b.yaml";
    let mut owned = rendered(template);
    let found = finding(&owned, template);
    owned.report(found);
    for format in WITHOUT_LABELS {
        let text = owned.emit(format);
        assert!(
            !text.contains(['\u{1b}', '\r']) && text.contains("rendered from a␛[31m"),
            "{format:?}: {text}"
        );
    }
    assert_eq!(
        owned.emit(Format::Concise),
        "-:2:8: error[some-rule] no tag (rendered from a␛[31m <&>\"b.yaml)\n"
    );
    assert_eq!(owned.emit(Format::Github).lines().count(), 1);
}
