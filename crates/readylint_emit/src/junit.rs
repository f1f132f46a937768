//! `junit`: JUnit XML, in the shape that the schema of Jenkins (xunit plugin, `junit-10.xsd`) allows.
//!
//! One suite a file, one case a finding. The class is `readylint.<rule>`, so that user interfaces group by rule; the
//! name is file and message, without a line number, so that a case keeps its history when lines move. Errors and
//! warnings are failures; an info is a passed case with its text as output; a suppressed finding that is shown is a
//! skipped case. A clean run is one passed case, because CI servers refuse a report without tests; a run that linted
//! nothing has no case, because nothing passed. There are no times, so the same report gives the same bytes.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report as Document, TestCase, TestCaseStatus, TestSuite};
use readylint_diagnostics::{Diagnostic, Severity};

use crate::coverage::coverage_line;
use crate::place::{Place, Places};
use crate::wording::{message, resource_name, suppression};
use crate::{Report, sanitize};

/// quick-junit writes this attribute on the root element, where the schema of Jenkins has none.
const ROOT_SKIPPED: &str = " skipped=\"";

pub(crate) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut xml = Vec::new();
    document(report).serialize(&mut xml).map_err(io::Error::other)?;
    let xml = String::from_utf8(xml).map_err(io::Error::other)?;
    // The root's is the first: before it stand only the declaration and the tool's name, whose quotes are escaped.
    let Some((before, after)) = xml.split_once(ROOT_SKIPPED) else {
        return out.write_all(xml.as_bytes());
    };
    let after = after.split_once('"').map_or(after, |(_, after)| after);
    out.write_all(before.as_bytes())?;
    out.write_all(after.as_bytes())
}

fn document(report: &Report<'_>) -> Document {
    let tool = report.tool.name;
    let places = Places::new(report.sources);
    let mut document = Document::new(tool);
    let mut suites: BTreeMap<&str, TestSuite> = BTreeMap::new();
    let mut names: HashMap<(String, String), u32> = HashMap::new();
    for diagnostic in report.shown() {
        let place = places.of(diagnostic.primary.span);
        let class = format!("{tool}.{}", sanitize::line(diagnostic.rule.as_str()));
        let message = message(&places, diagnostic);
        let message = sanitize::line(&message);
        let mut name = format!("{}: {message}", sanitize::line(place.file));
        // Two cases of equal class and name would be one to a CI server.
        let count = names.entry((class.clone(), name.clone())).or_default();
        *count += 1;
        if *count > 1 {
            name = format!("{name} ({count})");
        }
        let suite = suites.entry(place.file).or_insert_with(|| TestSuite::new(&*sanitize::line(place.file)));
        suite.add_test_case(case(diagnostic, place, &class, &name, &message));
    }
    if suites.is_empty() && report.summary.documents > 0 {
        let mut suite = TestSuite::new(tool);
        let mut case = TestCase::new("nothing found", TestCaseStatus::success());
        case.set_classname(tool).set_system_out(coverage_line(report.summary));
        suite.add_test_case(case);
        document.add_test_suite(suite);
    }
    document.add_test_suites(suites.into_values());
    document
}

/// The case of one finding; `class`, `name` and `message` are sanitised.
fn case(diagnostic: &Diagnostic, place: Place<'_>, class: &str, name: &str, message: &str) -> TestCase {
    let body = body(diagnostic, place, message);
    let mut passed = None;
    let status = match (suppression(diagnostic), diagnostic.severity) {
        (Some(suppression), _) => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(&*sanitize::line(&suppression)).set_description(body);
            status
        }
        (None, Severity::Info) => {
            passed = Some(body);
            TestCaseStatus::success()
        }
        (None, severity) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_message(message).set_type(severity.as_str()).set_description(body);
            status
        }
    };
    let mut case = TestCase::new(name, status);
    case.set_classname(class);
    if let Some(body) = passed {
        case.set_system_out(body);
    }
    case
}

/// The whole finding as text: where it is, and what `full` shows under the frame.
fn body(diagnostic: &Diagnostic, place: Place<'_>, message: &str) -> String {
    let mut lines = vec![format!(
        "{}:{}:{}: {}[{}] {message}",
        sanitize::line(place.file),
        place.start.line,
        place.start.column,
        diagnostic.severity,
        sanitize::line(diagnostic.rule.as_str()),
    )];
    lines.extend(
        diagnostic
            .resource
            .iter()
            .map(|resource| format!("in: {}", sanitize::line(&resource_name(resource)))),
    );
    lines.extend(diagnostic.notes.iter().map(|note| format!("note: {}", sanitize::lines(note))));
    lines.extend(diagnostic.help.iter().map(|help| format!("help: {}", sanitize::lines(help))));
    lines.join("\n")
}
