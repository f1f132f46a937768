//! A name that the API server refuses for the kind.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::facts::{
    NameFault, NameProblem, NameSyntax, STATEFUL_SET_LIMIT, name_fault, prefix_fault,
};
use readylint_kube::{Kind, Resource};
use readylint_scalars::{KubernetesVersion, placeholder};
use readylint_yaml::Node;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &["DT:54", "HL:metadata.name"],
    readiness: &[],
    yields_to: &[],
    options: &[],
    check: Check::Resource(check),
};

/// The characters that a StatefulSet's name gets when it is made from a prefix.
const GENERATED: usize = 5;

fn check(cx: &RuleContext<'_>, resource: Resource<'_>) {
    let syntax = NameSyntax::of(resource.api_group(), resource.kind_name());
    let (Some(_), Some(metadata)) = (syntax, resource.metadata().node()) else {
        return cx.not_applicable();
    };
    let (name, prefix) = (written(metadata, "name"), written(metadata, "generateName"));
    if name.is_none() && prefix.is_none() {
        return cx.not_applicable();
    }
    if let Some((node, text)) = name {
        let written = Written { node, text, what: "name", generates: false };
        judge(cx, resource, written, &|text, version| name_fault(resource, text, version));
    }
    if let Some((node, text)) = prefix {
        // an object with a name needs no other, but its prefix is looked at all the same
        let generates = name.is_none();
        let written = Written { node, text, what: "name prefix", generates };
        judge(cx, resource, written, &|text, version| prefix_fault(resource, text, version, generates));
    }
}

/// The text under `key`, if it is known: neither empty, nor of another type, nor to be filled in.
fn written<'t>(metadata: Node<'t>, key: &str) -> Option<(Node<'t>, &'t str)> {
    let node = metadata.get(key)?;
    let text = node.as_str().filter(|text| !text.is_empty() && placeholder(text).is_none())?;
    Some((node, text))
}

/// A name or a prefix as it stands there.
#[derive(Clone, Copy)]
struct Written<'t> {
    node: Node<'t>,
    text: &'t str,
    what: &'static str,
    /// Whether names are made from it.
    generates: bool,
}

/// What a version finds wrong with a text in the place of the one that is written.
type Judge<'a> = dyn Fn(&str, KubernetesVersion) -> Option<NameFault> + 'a;

/// Asks the oldest and the newest version of the range: rules for names have only ever been loosened.
fn judge(cx: &RuleContext<'_>, resource: Resource<'_>, written: Written<'_>, fault: &Judge<'_>) {
    let (range, text) = (cx.kubernetes(), written.text);
    let is_fine = |text: &str| fault(text, range.oldest()).is_none();
    match (fault(text, range.oldest()), fault(text, range.newest())) {
        (_, Some(fault)) => cx.report(refused(resource, written, &fault, "", &is_fine)),
        (Some(old), None) => {
            let since = range.versions().find(|version| fault(text, *version).is_none());
            let before = since.map(|version| format!(" before Kubernetes {version}")).unwrap_or_default();
            cx.report(refused(resource, written, &old, &before, &is_fine).severity(Severity::Info));
        }
        (None, None) if is_too_long_for_its_pods(resource, written) => {
            cx.report(pods_refused(resource, written));
        }
        (None, None) => {}
    }
}

fn refused(
    resource: Resource<'_>,
    written: Written<'_>,
    fault: &NameFault,
    versions: &str,
    is_fine: &dyn Fn(&str) -> bool,
) -> Finding {
    let Written { node, text, what, .. } = written;
    let (kind, problem) = (resource.kind_name(), &fault.problem);
    let finding = Finding::new(format!("`{text}` cannot be the {what} of this {kind}{versions}: {problem}"))
        .at_part(node, node.part(fault.range))
        .note("the API server refuses the object");
    finding.help(match problem {
        NameProblem::NotOwn(wanted) => format!("write `{wanted}`"),
        NameProblem::Generated => "write `name` instead".to_owned(),
        NameProblem::Reserved => "begin the name with another word".to_owned(),
        NameProblem::TooLong { limit, generated } => {
            format!("shorten it to {} characters", limit.saturating_sub(*generated))
        }
        NameProblem::NoAddress => "write the IP address that it stands for, as `10.0.0.7`".to_owned(),
        NameProblem::Syntax(_) | NameProblem::IndexedPod(_) => match mended(text, is_fine) {
            Some(mended) => format!("write `{mended}`, for example"),
            None => "write a name of lower-case letters, digits and hyphens".to_owned(),
        },
    })
}

/// `text` in lower case, with hyphens for what no name can hold, if that makes a name of it.
fn mended(text: &str, is_fine: &dyn Fn(&str) -> bool) -> Option<String> {
    let mended: String = text
        .chars()
        .map(|c| c.to_ascii_lowercase())
        .map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' })
        .collect();
    let mended = mended.trim_start_matches(['-', '.']).trim_end_matches(['-', '.']);
    let candidates = [mended.to_owned(), mended.replace('.', "-")];
    candidates.into_iter().find(|candidate| !candidate.is_empty() && is_fine(candidate))
}

/// Whether a StatefulSet is called so that the label `controller-revision-hash` of its pods can get too long.
fn is_too_long_for_its_pods(resource: Resource<'_>, written: Written<'_>) -> bool {
    let length = written.text.len() + if written.generates { GENERATED } else { 0 };
    resource.kind() == Kind::StatefulSet && length > STATEFUL_SET_LIMIT
}

fn pods_refused(resource: Resource<'_>, written: Written<'_>) -> Finding {
    let limit = STATEFUL_SET_LIMIT - if written.generates { GENERATED } else { 0 };
    Finding::new(format!(
        "the {} of {} has {} characters, and its pods can be refused from {} on",
        written.what,
        resource.title(),
        written.text.len(),
        limit + 1
    ))
    .at(written.node)
    .note(
        "the API server takes the StatefulSet, but its pods carry the label `controller-revision-hash`, which is the \
         name and a hash of up to ten digits, and a label value has at most 63 characters",
    )
    .help(format!("shorten it to {limit} characters"))
}
