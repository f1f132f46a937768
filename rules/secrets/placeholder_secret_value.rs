//! A secret that nobody has filled in.

use std::borrow::Cow;

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Check, Finding, OptionKind, OptionSpec, OptionValues, Profile, Rule, RuleContext};
use readylint_kube::facts::{PlainKind, PlainValue, is_placeholder, plain_values, plain_variable};
use readylint_kube::{Container, Edge, Kind, PodTemplate, Relation, Resource};
use readylint_yaml::{Entry, Node, decode_base64};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &[],
    readiness: &["S2-1.1-a", "S3-0.6", "S3-1.1", "S3-3.5-d", "S3-3.8"],
    yields_to: &[],
    options: &[EXAMPLE_FOLDERS],
    check: Check::Resource(check),
};

const EXAMPLE_FOLDERS: OptionSpec = OptionSpec {
    key: "example-folders",
    kind: OptionKind::Strings(&[
        "example", "examples", "sample", "samples", "template", "test", "testdata", "tests",
    ]),
    help: "Names of folders whose documents nobody applies as they are; placeholders in them are informational.",
};

/// The longest value in base64 that is decoded: placeholders are short.
const ENCODED: usize = 256;

fn check<'a>(cx: &RuleContext<'a>, resource: Resource<'a>) {
    match resource.kind() {
        Kind::Secret => of_secret(cx, resource),
        Kind::ConfigMap => of_config_map(cx, resource),
        _ => match cx.graph().pod_template_of(resource.id()) {
            Some(pod) => of_pod(cx, pod),
            None => cx.not_applicable(),
        },
    }
}

fn of_secret<'a>(cx: &RuleContext<'a>, secret: Resource<'a>) {
    let node = secret.node();
    let values = |key| node.get(key).into_iter().flat_map(Node::entries);
    // what SOPS has encrypted cannot be read
    let is_readable = node.get("sops").is_none();
    let encoded =
        values("data").filter(|entry| decoded(entry.value).is_some_and(|text| is_placeholder(&text)));
    let plain = values("stringData").filter(|entry| entry.value.text().is_some_and(is_placeholder));
    let consumer = cx.graph().edges_to(secret.id()).find(|edge| is_consumed(edge));
    for entry in encoded.chain(plain).filter(|_| is_readable) {
        let severity = if consumer.is_some() { Severity::Error } else { Severity::Warning };
        let finding = in_secret(secret, entry).severity(lowered(cx, secret, severity));
        cx.report(match consumer {
            Some(edge) => {
                let reader = cx.graph().resource(edge.from.resource).title();
                finding.label(cx.graph().site(edge).grip(), format!("{reader} uses the Secret"))
            }
            None => finding,
        });
    }
}

fn decoded(value: Node<'_>) -> Option<Cow<'_, str>> {
    let encoded = value.text().filter(|text| text.len() <= ENCODED)?;
    String::from_utf8(decode_base64(encoded)?).ok().map(Cow::Owned)
}

/// Whether the pods of the run get the Secret: in their environment, as files, to pull their images.
fn is_consumed(edge: &Edge) -> bool {
    matches!(edge.relation, Relation::EnvSecret | Relation::MountsSecret | Relation::PullSecret)
}

fn of_config_map<'a>(cx: &RuleContext<'a>, config_map: Resource<'a>) {
    for shown in plain_values(config_map).filter(|shown| shown.kind == PlainKind::Placeholder) {
        let severity = lowered(cx, config_map, Severity::Error);
        cx.report(in_config_map(config_map, &shown).severity(severity));
    }
}

fn of_pod<'a>(cx: &RuleContext<'a>, pod: PodTemplate<'a>) {
    for container in pod.containers() {
        let shown = container.env().filter_map(|variable| plain_variable(container, variable));
        for shown in shown.filter(|shown| shown.kind == PlainKind::Placeholder) {
            let severity = lowered(cx, pod.resource(), Severity::Error);
            cx.report(in_variable(container, &shown).severity(severity).subject(container.end()));
        }
    }
}

/// Nobody applies examples as they are.
fn lowered<'a>(cx: &RuleContext<'a>, resource: Resource<'a>, severity: Severity) -> Severity {
    let folders = Options::read(cx.options()).example_folders;
    let mut path = cx.project_folder(resource).unwrap_or_default().split('/');
    if path.any(|folder| folders.contains(&folder)) { Severity::Info } else { severity }
}

struct Options<'a> {
    example_folders: Vec<&'a str>,
}

impl<'a> Options<'a> {
    fn read(values: &'a OptionValues) -> Self {
        Self { example_folders: values.strings(&EXAMPLE_FOLDERS) }
    }
}

fn in_secret(secret: Resource<'_>, entry: Entry<'_>) -> Finding {
    let key = entry.key.text().unwrap_or_default();
    let node = entry.value.resolved();
    explained(Finding::new(format!("key `{key}` of {} holds a placeholder", secret.title())).at_secret(
        node,
        node.range(),
        key,
    ))
}

fn in_config_map(config_map: Resource<'_>, shown: &PlainValue<'_>) -> Finding {
    let name = shown.name.unwrap_or_default();
    let place = match shown.file {
        Some(file) => format!("`{name}` in `{file}` of {}", config_map.title()),
        None => format!("key `{name}` of {}", config_map.title()),
    };
    let finding = Finding::new(format!("{place} holds a placeholder for a secret"));
    explained(finding.at_secret(shown.node, shown.range, name))
}

fn in_variable(container: Container<'_>, shown: &PlainValue<'_>) -> Finding {
    let name = shown.name.unwrap_or_default();
    let container = container.name();
    let finding = Finding::new(format!(
        "variable `{name}` of container `{container}` holds a placeholder for a secret"
    ));
    explained(finding.at_secret(shown.node, shown.range, name))
}

fn explained(finding: Finding) -> Finding {
    finding
        .here("not filled in")
        .note("applied as it is, logins fail, or everybody knows the password")
        .help("let the real value come from a Secret that is made outside of the repository, before this is applied")
}
