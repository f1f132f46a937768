//! Volumes of plugins that are gone or going.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::{Kind, PodTemplate, Resource};
use readylint_scalars::VersionRange;
use readylint_schema::deprecated::{VOLUME_PLUGINS, VolumePlugin, VolumeState};
use readylint_yaml::Node;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &["TR:KSV-0028", "API:deprecatedVolumePlugins", "TS:0130"],
    readiness: &[],
    yields_to: &[],
    options: &[],
    check: Check::Resource(check),
};

fn check(cx: &RuleContext<'_>, resource: Resource<'_>) {
    if let Some(pod) = cx.graph().pod_template_of(resource.id()) {
        return of_pod(cx, pod);
    }
    let Some(spec) = resource.spec().filter(|_| resource.kind() == Kind::PersistentVolume) else {
        return cx.not_applicable();
    };
    for plugin in VOLUME_PLUGINS.iter().filter(|plugin| plugin.is_persistent) {
        let source = spec.get(plugin.field).filter(|source| source.is_mapping());
        if let Some(finding) =
            source.and_then(|source| used(&resource.title(), source, plugin, cx.kubernetes()))
        {
            cx.report(finding);
        }
    }
}

fn of_pod(cx: &RuleContext<'_>, pod: PodTemplate<'_>) {
    let title = pod.resource().title();
    for volume in pod.volumes() {
        for plugin in VOLUME_PLUGINS {
            let Some(source) = volume.source(plugin.field) else { continue };
            let title = format!("volume `{}` of {title}", volume.name().unwrap_or("without a name"));
            if let Some(finding) = used(&title, source, plugin, cx.kubernetes()) {
                cx.report(finding.subject(pod.end()));
            }
        }
    }
}

/// What is to be said of `source`, a volume of `plugin`, for the targets in `range` (D16). A plugin only gets older, so that
/// the two ends of the range say it all.
fn used(title: &str, source: Node<'_>, plugin: &VolumePlugin, range: VersionRange) -> Option<Finding> {
    let (oldest, newest) = (plugin.state(range.oldest()), plugin.state(range.newest()));
    let severity = match (oldest, newest) {
        (VolumeState::Removed, _) => Severity::Error,
        (_, VolumeState::Removed | VolumeState::Deprecated) => Severity::Warning,
        (_, VolumeState::Migrated) => Severity::Info,
        (_, VolumeState::Current) => return None,
    };
    let field = plugin.field;
    let finding = match (newest, plugin.removed, plugin.csi) {
        (VolumeState::Removed, Some(removed), _) => {
            Finding::new(format!("{title} is of the plugin `{field}`, which Kubernetes {removed} removed"))
                .here("removed plugin")
                .note("the API server accepts the volume, but no kubelet can mount it: its pods never start")
        }
        (VolumeState::Migrated, _, Some((driver, since))) => Finding::new(format!(
            "{title} is of the plugin `{field}`, which is left to the CSI driver `{driver}`"
        ))
        .here("deprecated plugin")
        .note(format!("since Kubernetes {since} the cluster needs that driver to mount the volume")),
        _ => {
            let finding = Finding::new(format!(
                "{title} is of the plugin `{field}`, which is deprecated since Kubernetes {}",
                plugin.deprecated
            ));
            finding.here("deprecated plugin").note("a later release of Kubernetes may remove it")
        }
    };
    let finding = match plugin.off {
        Some(off) if oldest != VolumeState::Removed => finding.note(format!(
            "it is switched off from Kubernetes {off} on, unless a feature gate of the kubelet says otherwise"
        )),
        _ => finding,
    };
    let instead = match plugin.csi {
        Some((driver, _)) => {
            format!("a `csi` volume of the driver `{driver}`, or a claim of its StorageClass")
        }
        None => plugin.instead.to_owned(),
    };
    Some(finding.at(source).severity(severity).help(format!("use {instead}")))
}
