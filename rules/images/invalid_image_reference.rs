//! An image that no registry can be asked for.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::facts::is_placeholder;
use readylint_kube::{Container, Kind};
use readylint_scalars::{ImageError, ImageErrorKind};
use readylint_yaml::Node;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &["KUB:C-0306"],
    readiness: &[],
    yields_to: &[],
    options: &[],
    check: Check::Container(check),
};

/// How references to Go packages begin, which ko replaces by the images that it builds.
const KO: &str = "ko://";

/// Which images OpenShift puts into which containers ("Triggering updates on image stream changes").
const IMAGE_TRIGGERS: &str = "image.openshift.io/triggers";

/// The longest image that may be a placeholder.
const PLACEHOLDER: usize = 256;

fn check(cx: &RuleContext<'_>, container: Container<'_>) {
    let (Some(node), Some(read)) = (container.image(), container.image_reference()) else {
        return cx.not_applicable();
    };
    let Err(error) = read else { return };
    let text = node.text().unwrap_or_default();
    let is_of_ko = text.starts_with(KO);
    let is_filled_in = text.trim().is_empty() && is_filled_in(container);
    if error.is_templated() || is_of_ko || is_filled_in {
        return cx.not_applicable();
    }
    cx.report(if is_unfilled(text) { unfilled(container, node) } else { refused(container, node, &error) });
}

/// Whether `text`, which is no reference, stands for one: `<image>`, `REPLACE_ME:1`, `registry.example.com/%IMAGE%`.
fn is_unfilled(text: &str) -> bool {
    let is_marked = |mark: &str| {
        let inner = ["%", "@", "__"]
            .into_iter()
            .find_map(|edge| mark.strip_prefix(edge)?.strip_suffix(edge))
            .or_else(|| mark.strip_prefix('<')?.strip_suffix('>'));
        let is_word = |inner: &str| {
            !inner.is_empty()
                && inner.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-. ".contains(&byte))
        };
        inner.is_some_and(is_word) || is_placeholder(mark)
    };
    text.len() <= PLACEHOLDER && (is_marked(text) || text.split(['/', ':']).any(is_marked))
}

/// Whether somebody else writes the image: an operator in its own kinds, OpenShift where a trigger asks for it.
fn is_filled_in(container: Container<'_>) -> bool {
    let resource = container.pod().resource();
    !is_of_kubernetes(container) || resource.metadata().annotation(IMAGE_TRIGGERS).is_some()
}

/// Whether the pod belongs to a kind of Kubernetes itself.
fn is_of_kubernetes(container: Container<'_>) -> bool {
    matches!(
        container.pod().resource().kind(),
        Kind::Pod
            | Kind::PodTemplate
            | Kind::Deployment
            | Kind::StatefulSet
            | Kind::DaemonSet
            | Kind::ReplicaSet
            | Kind::ReplicationController
            | Kind::Job
            | Kind::CronJob
    )
}

fn unfilled(container: Container<'_>, node: Node<'_>) -> Finding {
    let (name, text) = (container.name(), node.text().unwrap_or_default());
    Finding::new(format!("the image of container `{name}` is still a placeholder: `{text}`"))
        .at(node)
        .here("not filled in")
        .note("the pod is accepted and waits in InvalidImageName for ever")
        .help("write the image that is meant, as `registry.example.com/team/app:1.2.3`")
}

fn refused(container: Container<'_>, node: Node<'_>, error: &ImageError) -> Finding {
    let (name, text) = (container.name(), node.text().unwrap_or_default());
    let finding = if error.kind == ImageErrorKind::Empty {
        Finding::new(format!("the image of container `{name}` is empty")).at(node)
    } else {
        let finding = Finding::new(format!("`{text}` of container `{name}` is no image reference"));
        finding.at_part(node, node.part(error.range))
    };
    // the API server looks for no more than this
    let is_refused = error.kind == ImageErrorKind::Empty || text.trim() != text;
    finding
        .here(error.to_string())
        .note(if is_refused {
            "the API server refuses the object"
        } else {
            "the pod is accepted and waits in InvalidImageName for ever"
        })
        .help(
            "write the reference as `registry.example.com/team/app:1.2.3`, with a digest behind it if wanted",
        )
}
