//! `junit` and `checkstyle`: well-formed, and in the shape their readers know.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use readylint_diagnostics::{Label, Severity};
use readylint_emit::{Format, Summary};

use crate::support::{Owned, clean, diagnostic, full, span};

/// An element with what is in it.
#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Element>,
    text: String,
}

impl Element {
    fn attribute(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map_or_else(|| panic!("{name} in {self:?}"), |(_, value)| value.as_str())
    }

    fn count(&self, name: &str) -> usize {
        self.children.iter().map(|child| usize::from(child.name == name) + child.count(name)).sum()
    }
}

fn element(start: &BytesStart<'_>) -> Element {
    let attributes = start.attributes().map(|attribute| {
        let attribute = attribute.unwrap();
        let value = attribute.value.as_ref();
        (attribute.key.as_ref().to_owned(), quick_xml::escape::unescape(value).unwrap().into_owned())
    });
    Element { name: start.name().as_ref().to_owned(), attributes: attributes.collect(), ..Element::default() }
}

/// Parses `xml` and checks what a parser that is not asked to does not: characters that XML 1.0 cannot hold.
fn parse(xml: &str) -> Element {
    let bad =
        xml.chars().find(|it| (it.is_control() && *it != '\n') || matches!(it, '\u{fffe}' | '\u{ffff}'));
    assert_eq!(bad, None);
    let mut reader = Reader::from_str(xml);
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => open.push(element(&start)),
            Event::Empty(start) => open.last_mut().unwrap().children.push(element(&start)),
            Event::End(_) => {
                let closed = open.pop().unwrap();
                open.last_mut().unwrap().children.push(closed);
            }
            Event::Text(text) => open.last_mut().unwrap().text.push_str(&text),
            Event::GeneralRef(name) => {
                let name = format!("&{};", &*name);
                open.last_mut().unwrap().text.push_str(&quick_xml::escape::unescape(&name).unwrap());
            }
            Event::Decl(_) => {}
            Event::Eof => break,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(open.len(), 1, "all is closed");
    assert_eq!(open[0].children.len(), 1, "one root");
    open.pop().unwrap().children.pop().unwrap()
}

/// The rules of the schema of Jenkins' xunit plugin (`junit-10.xsd`) for the elements we write: which attributes may
/// and must be there, which children.
fn check_junit(element: &Element) {
    let (may, must, children): (&[&str], &[&str], &[&str]) = match element.name.as_str() {
        "testsuites" => (&["name", "time", "tests", "failures", "errors"], &[], &["testsuite"]),
        "testsuite" => (
            &[
                "name",
                "tests",
                "failures",
                "errors",
                "group",
                "time",
                "skipped",
                "timestamp",
                "hostname",
                "id",
                "package",
                "file",
                "log",
                "url",
            ],
            &["name", "tests", "failures", "errors"],
            &["testsuite", "properties", "testcase", "system-out", "system-err"],
        ),
        "testcase" => (
            &["name", "time", "classname", "group"],
            &["name"],
            &["skipped", "error", "failure", "system-out", "system-err"],
        ),
        "skipped" | "error" | "failure" => (&["type", "message"], &[], &[]),
        "system-out" | "system-err" => (&[], &[], &[]),
        other => panic!("{other} is not in the schema"),
    };
    for (name, _) in &element.attributes {
        assert!(may.contains(&name.as_str()), "{name} at {}", element.name);
    }
    for name in must {
        element.attribute(name);
    }
    for child in &element.children {
        assert!(children.contains(&child.name.as_str()), "{} in {}", child.name, element.name);
        check_junit(child);
    }
    if element.name.starts_with("testsuite") {
        assert_eq!(element.attribute("tests"), element.count("testcase").to_string());
        assert_eq!(element.attribute("failures"), element.count("failure").to_string());
    }
}

fn junit(owned: &Owned) -> Element {
    let root = parse(&owned.emit(Format::Junit));
    check_junit(&root);
    assert_eq!((root.name.as_str(), root.attribute("name")), ("testsuites", "readylint"));
    root
}

#[test]
fn junit_has_a_suite_for_each_file() {
    let mut owned = full();
    owned.show_suppressed = true;
    let root = junit(&owned);
    let suites: Vec<&str> = root.children.iter().map(|suite| suite.attribute("name")).collect();
    assert_eq!(suites, ["deploy/api.yaml", "deploy/service.yaml"]);
    let [skipped, failed] = &root.children[0].children[..] else { panic!("two cases") };
    assert_eq!(skipped.children[0].name, "skipped");
    assert_eq!(skipped.children[0].attribute("message"), "suppressed by comment until 2027-03-01: known");
    assert_eq!(failed.attribute("classname"), "readylint.latest-image-tag");
    assert_eq!(failed.attribute("name"), "deploy/api.yaml: container `app` uses the moving tag `latest`");
    let failure = &failed.children[0];
    assert_eq!(failure.attribute("message"), "container `app` uses the moving tag `latest`");
    assert_eq!(failure.attribute("type"), "error");
    assert_eq!(
        failure.text,
        "deploy/api.yaml:11:18: error[latest-image-tag] container `app` uses the moving tag `latest`\n\
         in: Deployment shop/api\nnote: two pods may run different code\nhelp: name a version or a digest"
    );
    let info = &root.children[1].children[0];
    assert_eq!(info.children[0].name, "system-out", "an info passes");
}

#[test]
fn junit_of_a_clean_run_has_a_passed_case_only_if_something_was_linted() {
    let root = junit(&clean());
    assert_eq!((root.attribute("tests"), root.attribute("failures")), ("1", "0"));
    let mut nothing = clean();
    nothing.summary = Summary::default();
    let root = junit(&nothing);
    assert_eq!((root.attribute("tests"), root.children.len()), ("0", 0));
}

#[test]
fn junit_cases_of_equal_text_have_different_names() {
    let mut owned = Owned::of("a\u{1b}[1m\"<.yaml", "k: v\n");
    for at in 0..3 {
        let label = Label::new(span(at, at + 1), "");
        owned.report(diagnostic(
            Severity::Warning,
            "some-rule",
            "<&>\u{ffff} \u{1b}[31m]]>\n skipped=\"1\"",
            label,
        ));
    }
    let root = junit(&owned);
    let names: Vec<&str> = root.children[0].children.iter().map(|case| case.attribute("name")).collect();
    let name = "a␛[1m\"<.yaml: <&>\u{fffd} ␛[31m]]> skipped=\"1\"";
    assert_eq!(names, [name, &format!("{name} (2)"), &format!("{name} (3)")]);
}

#[test]
fn checkstyle_groups_by_file() {
    let mut owned = full();
    owned.show_suppressed = true;
    assert_eq!(
        owned.emit(Format::Checkstyle),
        r#"<?xml version="1.0" encoding="UTF-8"?>
<checkstyle version="4.3">
  <file name="deploy/api.yaml">
    <error line="10" column="9" severity="info" message="container `app` has no readiness probe (suppressed by comment until 2027-03-01: known)" source="readylint.missing-readiness-probe"/>
    <error line="11" column="18" severity="error" message="container `app` uses the moving tag `latest`" source="readylint.latest-image-tag"/>
  </file>
  <file name="deploy/service.yaml">
    <error line="4" column="9" severity="info" message="the name is short" source="readylint.custom-rule"/>
  </file>
</checkstyle>
"#
    );
    let root = parse(&owned.emit(Format::Checkstyle));
    assert_eq!((root.name.as_str(), root.children.len(), root.count("error")), ("checkstyle", 2, 3));
}

#[test]
fn checkstyle_of_a_clean_run_is_complete() {
    let root = parse(&clean().emit(Format::Checkstyle));
    assert_eq!(
        (root.name.as_str(), root.attribute("version"), root.children.len()),
        ("checkstyle", "4.3", 0)
    );
}

#[test]
fn checkstyle_replaces_what_xml_cannot_hold() {
    let mut owned = Owned::of("\u{1b}<a>&.yaml", "k: v\n");
    owned.report(diagnostic(Severity::Error, "some-rule", "\0\u{fffe}\"'\n]]>", Label::new(span(0, 1), "")));
    let root = parse(&owned.emit(Format::Checkstyle));
    assert_eq!(root.children[0].attribute("name"), "␛<a>&.yaml");
    assert_eq!(root.children[0].children[0].attribute("message"), "␀\u{fffd}\"' ]]>");
}
