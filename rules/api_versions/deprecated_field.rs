//! Fields, values and annotations that have a better successor.

use readylint_diagnostics::{Applicability, Confidence, Edit, Fix, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext, edits};
use readylint_kube::facts::security::{Profile as SecurityProfile, ProfileKind};
use readylint_kube::{Container, Kind, PodTemplate, Resource};
use readylint_schema::deprecated::{DeprecatedField, fields, node_label};
use readylint_yaml::{Entry, Node};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Warning,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &["API:deprecatedFields"],
    readiness: &[],
    yields_to: &[],
    options: &[],
    check: Check::Resource(check),
};

fn check(cx: &RuleContext<'_>, resource: Resource<'_>) {
    let title = resource.title();
    let spec = resource.spec();
    annotations(cx, resource);
    match resource.kind() {
        Kind::Service => service(cx, &title, spec),
        Kind::PersistentVolume => reclaim_policy(cx, &title, spec),
        Kind::StorageClass => allowed_topologies(cx, resource),
        Kind::StatefulSet => {
            let templates = spec.and_then(|spec| spec.get("volumeClaimTemplates"));
            for claim in templates.into_iter().flat_map(Node::items) {
                claim_template(cx, &title, claim);
            }
        }
        _ => {}
    }
    if let Some(pod) = cx.graph().pod_template_of(resource.id()) {
        of_pod(cx, pod);
    }
}

/// Reports the use of `field` at `site`, unless no target calls it deprecated; `fix` if its successor is known to all.
fn report(cx: &RuleContext<'_>, site: Node<'_>, subject: &str, field: &DeprecatedField, fix: Option<Fix>) {
    let Some(severity) = cx.deprecation(field.deprecated, field.since) else { return };
    let finding =
        Finding::new(format!("{subject} is deprecated{}", since(field))).at(site).severity(severity);
    let finding = finding
        .here("deprecated")
        .note("it still has its effect, which a later release of Kubernetes may end");
    if severity == Severity::Info {
        let instead = field.instead;
        return cx.report(finding.help(format!(
            "{instead} is known from Kubernetes {} on: change over when older targets are gone",
            field.since
        )));
    }
    let finding = finding.help(format!("use {} instead", field.instead));
    cx.report(finding.fix(fix));
}

/// ` since Kubernetes 1.30`; empty for what was deprecated before there were targets.
fn since(field: &DeprecatedField) -> String {
    if field.deprecated.minor < 10 {
        String::new()
    } else {
        format!(" since Kubernetes {}", field.deprecated)
    }
}

fn unsafe_fix(title: String, edits: Option<Vec<Edit>>) -> Option<Fix> {
    Some(Fix { title, applicability: Applicability::Unsafe, edits: edits? })
}

/// Deprecated annotations of the object itself.
fn annotations(cx: &RuleContext<'_>, resource: Resource<'_>) {
    // later versions have fields for them and drop the annotations
    if resource.kind() == Kind::HorizontalPodAutoscaler && resource.api_version() != "autoscaling/v1" {
        return;
    }
    let Some(annotations) = resource.metadata().annotations().node() else { return };
    for field in fields::annotations(resource.kind().as_str()) {
        let Some(entry) = annotations.entry(field.name) else { continue };
        let subject = format!("the annotation `{}` of {}", field.name, resource.title());
        let fix = match field.renamed {
            Some(successor) => renaming(annotations, entry, successor),
            None => moving(annotations, entry, resource.spec(), field),
        };
        report(cx, entry.key, &subject, field, fix);
    }
}

/// The annotation `successor` with the value of `entry`.
fn renaming(annotations: Node<'_>, entry: Entry<'_>, successor: &str) -> Option<Fix> {
    let is_own = entry.key.parent() == Some(annotations) && annotations.get(successor).is_none();
    let edit = is_own.then(|| edits::rewrite(entry.key, successor)).flatten()?;
    unsafe_fix(format!("rename to `{successor}`"), Some(vec![edit]))
}

/// The field of `spec` with the value of `entry`; where it is there with the same value, the annotation only goes.
fn moving(
    annotations: Node<'_>,
    entry: Entry<'_>,
    spec: Option<Node<'_>>,
    field: &DeprecatedField,
) -> Option<Fix> {
    let (spec, value) = (spec?, entry.value.text()?);
    let (key, lines) = match field.name {
        name if name == fields::STORAGE_CLASS.name => {
            ("storageClassName", vec![format!("storageClassName: {}", edits::scalar(value)?)])
        }
        name if name == fields::MOUNT_OPTIONS.name => {
            let options = value.split(',').map(|option| Some(format!("  - {}", edits::scalar(option)?)));
            let options: Option<Vec<String>> = options.collect();
            ("mountOptions", std::iter::once("mountOptions:".to_owned()).chain(options?).collect())
        }
        _ => return None,
    };
    let removal = edits::remove(annotations, field.name)?;
    match spec.get(key) {
        Some(own) if own.text() == Some(value) && !own.is_null() => {
            unsafe_fix("remove the annotation".to_owned(), Some(vec![removal]))
        }
        Some(_) => None,
        None => unsafe_fix(
            format!("write `{key}` instead"),
            Some(vec![removal, edits::insert(spec, &[], &lines)?]),
        ),
    }
}

fn service(cx: &RuleContext<'_>, title: &str, spec: Option<Node<'_>>) {
    let Some(spec) = spec else { return };
    let address = spec.entry("loadBalancerIP").filter(|entry| is_set(entry.value));
    if let Some(entry) = address {
        report(cx, entry.key, &format!("`loadBalancerIP` of {title}"), &fields::LOAD_BALANCER_IP, None);
    }
    let distribution = spec.get("trafficDistribution");
    if let Some(value) = distribution.filter(|value| value.text() == Some(fields::PREFER_CLOSE.name)) {
        let fix = edits::rewrite(value, fields::PREFER_SAME_ZONE).map(|edit| Fix {
            title: format!("write `{}`", fields::PREFER_SAME_ZONE),
            applicability: Applicability::Safe,
            edits: vec![edit],
        });
        report(
            cx,
            value,
            &format!("the traffic distribution `PreferClose` of {title}"),
            &fields::PREFER_CLOSE,
            fix,
        );
    }
}

fn is_set(node: Node<'_>) -> bool {
    !node.is_null() && node.text().is_some_and(|text| !text.is_empty())
}

fn reclaim_policy(cx: &RuleContext<'_>, title: &str, spec: Option<Node<'_>>) {
    let policy = spec.and_then(|spec| spec.get("persistentVolumeReclaimPolicy"));
    if let Some(policy) = policy.filter(|policy| policy.text() == Some(fields::RECYCLE.name)) {
        report(cx, policy, &format!("the reclaim policy `Recycle` of {title}"), &fields::RECYCLE, None);
    }
}

/// The node labels of `allowedTopologies`, which name where volumes may be made.
fn allowed_topologies(cx: &RuleContext<'_>, class: Resource<'_>) {
    let terms = class.node().get("allowedTopologies").into_iter().flat_map(Node::items);
    let expressions = terms.filter_map(|term| term.get("matchLabelExpressions")).flat_map(Node::items);
    for key in expressions.filter_map(|expression| expression.get("key")) {
        let Some(label) = key.text().and_then(node_label) else { continue };
        let Some(successor) = label.successor else { continue };
        let field = DeprecatedField {
            name: label.key,
            deprecated: label.deprecated,
            instead: successor.key,
            since: successor.since,
            renamed: None,
        };
        let subject = format!("the topology key `{}` of {}", label.key, class.title());
        let edits = edits::rewrite(key, successor.key).map(|edit| vec![edit]);
        report(cx, key, &subject, &field, unsafe_fix(format!("write `{}`", successor.key), edits));
    }
}

/// A template for claims, as StatefulSets and ephemeral volumes have them.
fn claim_template(cx: &RuleContext<'_>, title: &str, claim: Node<'_>) {
    let field = &fields::STORAGE_CLASS;
    let annotations = claim.get("metadata").and_then(|metadata| metadata.get("annotations"));
    let Some((annotations, entry)) = annotations.and_then(|node| Some((node, node.entry(field.name)?)))
    else {
        return;
    };
    let subject = format!("the annotation `{}` of a claim template of {title}", field.name);
    report(cx, entry.key, &subject, field, moving(annotations, entry, claim.get("spec"), field));
}

fn of_pod(cx: &RuleContext<'_>, pod: PodTemplate<'_>) {
    let title = pod.resource().title();
    for volume in pod.volumes() {
        if let Some(claim) = volume.source("ephemeral").and_then(|source| source.get("volumeClaimTemplate")) {
            claim_template(cx, &title, claim);
        }
    }
    for container in pod.containers() {
        for hook in ["postStart", "preStop"] {
            let handler = container.node().get("lifecycle").and_then(|lifecycle| lifecycle.get(hook));
            if let Some(socket) =
                handler.and_then(|handler| handler.get("tcpSocket")).filter(|node| node.is_mapping())
            {
                cx.report(failing_hook(&title, container, hook, socket));
            }
        }
        app_armor(cx, pod, container);
    }
}

/// The kubelet runs `exec`, `httpGet` and `sleep`, and answers any other handler with an error
/// (`pkg/kubelet/lifecycle/handlers.go`).
fn failing_hook(title: &str, container: Container<'_>, hook: &str, socket: Node<'_>) -> Finding {
    let follows = if hook == "postStart" {
        "the kubelet kills the container for it and starts it again, without end"
    } else {
        "the kubelet goes on to stop the container, as if there were no hook"
    };
    Finding::new(format!(
        "the `{hook}` hook of container `{}` in {title} always fails, because nothing runs `tcpSocket` in a hook",
        container.name()
    ))
    .at(socket)
    .severity(Severity::Error)
    .here("no handler")
    .note(follows)
    .help("use `exec`, `httpGet` or `sleep`, or remove the hook")
}

/// The annotation for the `AppArmor` profile of `container`, unless a field decides or says the same (as
/// `warningsForPodSpecAndMeta` and `applyAppArmorVersionSkew` have it).
fn app_armor(cx: &RuleContext<'_>, pod: PodTemplate<'_>, container: Container<'_>) {
    let field = &fields::APP_ARMOR;
    let own = container.security_context().and_then(profile_field);
    let Some(annotations) = pod.metadata().annotations().node().filter(|_| own.is_none()) else { return };
    let key = format!("{}{}", field.name, container.name());
    let Some(entry) = annotations.entry(&key) else { return };
    let annotated = entry.value.text().filter(|value| *value != "docker/default");
    let annotated = annotated.and_then(SecurityProfile::of_annotation);
    if annotated.is_some() && pod.security_context().and_then(profile_field).and_then(profile) == annotated {
        return;
    }
    let fix = annotated.and_then(|profile| {
        let mut lines = vec!["appArmorProfile:".to_owned()];
        for (key, value) in profile.fields() {
            lines.push(format!("  {key}: {}", edits::scalar(value)?));
        }
        let insertion = edits::insert(container.node(), &["securityContext"], &lines)?;
        let edits = vec![edits::remove(annotations, &key)?, insertion];
        unsafe_fix("write `appArmorProfile` instead".to_owned(), Some(edits))
    });
    let subject = format!(
        "the annotation for the AppArmor profile of container `{}` in {}",
        container.name(),
        pod.resource().title()
    );
    report(cx, entry.key, &subject, field, fix);
}

fn profile_field(context: Node<'_>) -> Option<Node<'_>> {
    context.get("appArmorProfile").filter(|profile| !profile.is_null())
}

fn profile(field: Node<'_>) -> Option<SecurityProfile<'_>> {
    let kind = match field.get("type")?.text()? {
        "RuntimeDefault" => ProfileKind::RuntimeDefault,
        "Localhost" => ProfileKind::Localhost,
        "Unconfined" => ProfileKind::Unconfined,
        _ => return None,
    };
    let localhost = field.get("localhostProfile").and_then(Node::text);
    Some(SecurityProfile { kind, localhost })
}
