//! A kind, group or version that does not exist, and nearly is one that does.

use readylint_diagnostics::{Applicability, Confidence, Fix, Severity};
use readylint_engine::edits::rewrite;
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::{GroupVersion, Kind, Resource};
use readylint_scalars::near_miss;
use readylint_schema::{KindSchema, Lifetime, Minors};
use readylint_yaml::Node;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &["KC:schema"],
    readiness: &[],
    yields_to: &[],
    options: &[],
    check: Check::Resource(check),
};

/// Groups of files that only look like objects, and of messages between servers. All groups below `config.k8s.io` are such, too.
const NO_OBJECTS: [&str; 5] = [
    "admission.k8s.io",
    "audit.k8s.io",
    "client.authentication.k8s.io",
    "imagepolicy.k8s.io",
    "kubeadm.k8s.io",
];

/// Groups of common operators with all their kinds, so that a name that is nearly one of these is a mistake.
const OPERATORS: [(&str, &[&str]); 6] = [
    ("cert-manager.io", &["Certificate", "CertificateRequest", "ClusterIssuer", "Issuer"]),
    (
        "external-secrets.io",
        &[
            "ClusterExternalSecret",
            "ClusterPushSecret",
            "ClusterSecretStore",
            "ExternalSecret",
            "PushSecret",
            "SecretStore",
        ],
    ),
    (
        "monitoring.coreos.com",
        &[
            "Alertmanager",
            "AlertmanagerConfig",
            "PodMonitor",
            "Probe",
            "Prometheus",
            "PrometheusAgent",
            "PrometheusRule",
            "ScrapeConfig",
            "ServiceMonitor",
            "ThanosRuler",
        ],
    ),
    ("keda.sh", &["ClusterTriggerAuthentication", "ScaledJob", "ScaledObject", "TriggerAuthentication"]),
    ("bitnami.com", &["SealedSecret"]),
    ("autoscaling.k8s.io", &["VerticalPodAutoscaler", "VerticalPodAutoscalerCheckpoint"]),
];

fn check(cx: &RuleContext<'_>, resource: Resource<'_>) {
    let (api_version, kind) = (resource.api_version(), resource.kind_name());
    if api_version.is_empty() || kind.is_empty() || kind.ends_with("List") {
        return cx.not_applicable();
    }
    let is_known = KindSchema::of(api_version, kind).is_some()
        || Lifetime::of(api_version, kind).is_some()
        || cx.graph().is_defined(resource.id());
    if is_known {
        return;
    }
    let served = Minors::of_range(cx.kubernetes());
    let served = if served.is_empty() { Minors::ALL } else { served };
    if let Some(meant) = meant(GroupVersion::of(api_version), kind, served) {
        cx.report(misspelled(resource, &meant));
    }
}

/// What the object nearly is.
struct Meant {
    /// The API version; the written one where that need not change.
    api_version: String,
    kind: &'static str,
}

/// What was probably meant by `kind` in a group and version that do not have it.
fn meant(written: GroupVersion<'_>, kind: &str, served: Minors) -> Option<Meant> {
    let group = written.group;
    if NO_OBJECTS.contains(&group) || group.ends_with("config.k8s.io") {
        return None;
    }
    if let Some((_, kinds)) = OPERATORS.iter().find(|(operator, _)| *operator == group) {
        if kinds.contains(&kind) {
            return None;
        }
        if let Some(kind) = near_kind(kind, kinds) {
            return Some(Meant { api_version: format!("{group}/{}", written.version), kind });
        }
    }
    let is_group = Lifetime::all().any(|life| life.product().is_none() && group_of(life) == group);
    if !is_group {
        return of_near_group(group, kind, served);
    }
    of_other_version(written, kind, served)
        .or_else(|| misspelled_in_group(written, kind, served))
        .or_else(|| of_other_group(kind, served, |other| other != group))
}

fn group_of(life: Lifetime) -> &'static str {
    GroupVersion::of(life.api_version()).group
}

/// The kind in another version of its group, or where it has moved to: `apps/v2`, `extensions/v1`.
fn of_other_version(written: GroupVersion<'_>, kind: &str, served: Minors) -> Option<Meant> {
    let versions = served_versions(kind, served, |group| group == written.group);
    if let Some(best) = versions.into_iter().max_by_key(|schema| rank(version_of(*schema))) {
        // a group without a stable version may well have got another one since
        let is_settled = is_stable(version_of(best)) || rank(written.version) < rank(version_of(best));
        return is_settled.then(|| exactly(best));
    }
    let life = Lifetime::all().find(|life| group_of(*life) == written.group && life.kind() == kind)?;
    let successor = life.successor()?;
    let schema = KindSchema::of(successor.api_version(), successor.kind())?;
    (!schema.minors().and(served).is_empty()).then(|| exactly(schema))
}

/// A kind of the same group whose name is nearly this.
fn misspelled_in_group(written: GroupVersion<'_>, kind: &str, served: Minors) -> Option<Meant> {
    let of_group = |schema: &KindSchema| {
        GroupVersion::of(schema.api_version()).group == written.group
            && !schema.minors().and(served).is_empty()
    };
    let schemas: Vec<KindSchema> = KindSchema::all().filter(of_group).collect();
    let kinds: Vec<&str> = schemas.iter().map(|schema| schema.kind()).collect();
    let near = near_kind(kind, &kinds)?;
    let of_kind = schemas.into_iter().filter(|schema| schema.kind() == near);
    // the written version, if it has the kind, else the preferred one
    let order = |schema: &KindSchema| (version_of(*schema) == written.version, rank(version_of(*schema)));
    of_kind.max_by_key(order).map(exactly)
}

/// The kind where the group is nearly one that has it: `app/v1`, `network.k8s.io/v1`.
fn of_near_group(group: &str, kind: &str, served: Minors) -> Option<Meant> {
    if group.ends_with(".x-k8s.io") {
        return None;
    }
    of_other_group(kind, served, |real| is_near_group(group, real)).or_else(|| {
        let life = Lifetime::all().find(|life| {
            life.product().is_none() && life.kind() == kind && is_near_group(group, group_of(*life))
        })?;
        let successor = life.successor()?;
        KindSchema::of(successor.api_version(), successor.kind()).map(exactly)
    })
}

/// The kind, however its case, in the only one of the `groups` that serves it.
fn of_other_group(kind: &str, served: Minors, groups: impl Fn(&str) -> bool) -> Option<Meant> {
    let kind = KindSchema::all().map(KindSchema::kind).find(|known| known.eq_ignore_ascii_case(kind))?;
    let versions = served_versions(kind, served, groups);
    let best = versions.iter().copied().max_by_key(|schema| rank(version_of(*schema)))?;
    let group = |schema: &KindSchema| GroupVersion::of(schema.api_version()).group;
    versions.iter().all(|schema| group(schema) == group(&best)).then(|| exactly(best))
}

fn served_versions(kind: &str, served: Minors, groups: impl Fn(&str) -> bool) -> Vec<KindSchema> {
    let is_served = |schema: &KindSchema| {
        schema.kind() == kind
            && !schema.minors().and(served).is_empty()
            && groups(GroupVersion::of(schema.api_version()).group)
    };
    KindSchema::all().filter(is_served).collect()
}

fn exactly(schema: KindSchema) -> Meant {
    Meant { api_version: schema.api_version().to_owned(), kind: schema.kind() }
}

fn version_of(schema: KindSchema) -> &'static str {
    GroupVersion::of(schema.api_version()).version
}

fn is_stable(version: &str) -> bool {
    !version.contains("alpha") && !version.contains("beta")
}

/// The order of versions in which the API server prefers them: stable ones, then beta, then alpha; each time the higher number
/// (`k8s.io/apimachinery/pkg/version`).
fn rank(version: &str) -> (u8, u64, u64) {
    let (stability, at) = match (version.find("alpha"), version.find("beta")) {
        (Some(at), _) => (0, Some(at)),
        (None, Some(at)) => (1, Some(at)),
        (None, None) => (2, None),
    };
    let (major, minor) = version.split_at(at.unwrap_or(version.len()));
    let number = |text: &str| text.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or(0);
    (stability, number(major), number(minor))
}

/// The one of `kinds` that `kind` nearly is, or is the plural of.
fn near_kind(kind: &str, kinds: &[&'static str]) -> Option<&'static str> {
    if kinds.contains(&kind) {
        return None;
    }
    let kinds = kinds.iter().copied().filter(|known| !known.ends_with("List"));
    let lower = kind.to_ascii_lowercase();
    let is_plural = |known: &str| {
        let known = known.to_ascii_lowercase();
        let ies = known.strip_suffix('y').map(|stem| format!("{stem}ies"));
        [Some(format!("{known}s")), Some(format!("{known}es")), ies].contains(&Some(lower.clone()))
    };
    kinds.clone().find(|known| is_plural(known)).or_else(|| near_miss(kind, kinds))
}

/// Whether the group `written` is nearly the group `real`.
fn is_near_group(written: &str, real: &str) -> bool {
    if real.is_empty() {
        return written == "core";
    }
    let is_singular = written.trim_end_matches('s') == real.trim_end_matches('s');
    let is_near = !written.contains('-') && near_miss(written, [real]).is_some();
    is_singular || is_near || (Kind::is_builtin_group(written) && begin_alike(written, real))
}

/// Whether the first words of both are the same, or one begins with the other: `rbac.k8s.io`, `network.k8s.io`.
fn begin_alike(written: &str, real: &str) -> bool {
    let first = |group: &str| group.split('.').next().unwrap_or_default().to_owned();
    let (written, real) = (first(written), first(real));
    written == real
        || (written.len() >= 4 && real.starts_with(&written))
        || (real.len() >= 4 && written.starts_with(&real))
}

fn misspelled(resource: Resource<'_>, meant: &Meant) -> Finding {
    let (api_version, kind) = (resource.api_version(), resource.kind_name());
    let node = resource.node();
    let (has_kind, has_version) = (meant.kind == kind, meant.api_version == api_version);
    let finding = Finding::new(format!("`{api_version}` has no kind `{kind}`"))
        .note("the API server does not know it, and refuses the object");
    let finding = match (has_kind, has_version) {
        (false, true) => finding
            .here(format!("did you mean `{}`?", meant.kind))
            .help(format!("write `kind: {}`", meant.kind)),
        (true, _) => finding
            .here(format!("did you mean `{}`?", meant.api_version))
            .help(format!("write `apiVersion: {}`", meant.api_version)),
        (false, false) => finding
            .here(format!("did you mean `{}` of `{}`?", meant.kind, meant.api_version))
            .help(format!("write `apiVersion: {}` and `kind: {}`", meant.api_version, meant.kind)),
    };
    let place = if has_kind { node.get("apiVersion") } else { node.get("kind") };
    let finding = finding.at(place.unwrap_or_else(|| resource.anchor()));
    let changes = [("apiVersion", &*meant.api_version, has_version), ("kind", meant.kind, has_kind)];
    replacement(node, &changes).into_iter().fold(finding, Finding::fix)
}

/// The fix that writes each of these values that is not yet there.
fn replacement(object: Node<'_>, changes: &[(&str, &str, bool)]) -> Option<Fix> {
    let mut edits = Vec::new();
    let mut words = Vec::new();
    for (key, text, _) in changes.iter().filter(|(_, _, is_right)| !is_right) {
        edits.push(rewrite(object.get(key)?, text)?);
        words.push(format!("`{key}: {text}`"));
    }
    let title = format!("write {}", words.join(" and "));
    Some(Fix { title, applicability: Applicability::Unsafe, edits })
}
