//! `.Capabilities` and `.Release`: what Helm itself supplies to every chart.
//!
//! Owns the group versions that each Helm knows without a cluster and the reading of `--kube-version`. Must never ask a
//! cluster or the machine.

use std::rc::Rc;

use super::Options;
use crate::HelmVersion;
use crate::provenance::{Origin, OriginId, Origins, Text};
use crate::value::{Entries, Fields, List, ListType, Map, MapType, Object, Value};

/// 3.17.3.
const OLD: u8 = 1;
/// 4.1.4.
const MIDDLE: u8 = 2;
/// 3.22.0 and 4.3.1, which are built with the same client.
const NEW: u8 = 4;
/// All of them.
const ALL: u8 = OLD | MIDDLE | NEW;

/// The group versions that Helm's client libraries know, in their order (recorded from the binaries), with the releases that
/// have them. (`pkg/chart/common/capabilities.go`, `allKnownVersions`)
const API_VERSIONS: &[(&str, u8)] = &[
    ("v1", ALL),
    ("admissionregistration.k8s.io/v1", ALL),
    ("admissionregistration.k8s.io/v1alpha1", ALL),
    ("admissionregistration.k8s.io/v1beta1", ALL),
    ("internal.apiserver.k8s.io/v1alpha1", ALL),
    ("apps/v1", ALL),
    ("apps/v1beta1", ALL),
    ("apps/v1beta2", ALL),
    ("authentication.k8s.io/v1", ALL),
    ("authentication.k8s.io/v1alpha1", ALL),
    ("authentication.k8s.io/v1beta1", ALL),
    ("authorization.k8s.io/v1", ALL),
    ("authorization.k8s.io/v1beta1", ALL),
    ("autoscaling/v1", ALL),
    ("autoscaling/v2", ALL),
    ("autoscaling/v2beta1", OLD | MIDDLE),
    ("autoscaling/v2beta2", OLD | MIDDLE),
    ("batch/v1", ALL),
    ("batch/v1beta1", ALL),
    ("certificates.k8s.io/v1", ALL),
    ("certificates.k8s.io/v1beta1", ALL),
    ("certificates.k8s.io/v1alpha1", ALL),
    ("coordination.k8s.io/v1alpha2", ALL),
    ("coordination.k8s.io/v1beta1", ALL),
    ("coordination.k8s.io/v1", ALL),
    ("discovery.k8s.io/v1", ALL),
    ("discovery.k8s.io/v1beta1", ALL),
    ("events.k8s.io/v1", ALL),
    ("events.k8s.io/v1beta1", ALL),
    ("extensions/v1beta1", ALL),
    ("flowcontrol.apiserver.k8s.io/v1", ALL),
    ("flowcontrol.apiserver.k8s.io/v1beta1", ALL),
    ("flowcontrol.apiserver.k8s.io/v1beta2", ALL),
    ("flowcontrol.apiserver.k8s.io/v1beta3", ALL),
    ("lifecycle.k8s.io/v1alpha1", NEW),
    ("networking.k8s.io/v1", ALL),
    ("networking.k8s.io/v1alpha1", OLD),
    ("networking.k8s.io/v1beta1", ALL),
    ("node.k8s.io/v1", ALL),
    ("node.k8s.io/v1alpha1", ALL),
    ("node.k8s.io/v1beta1", ALL),
    ("policy/v1", ALL),
    ("policy/v1beta1", ALL),
    ("rbac.authorization.k8s.io/v1", ALL),
    ("rbac.authorization.k8s.io/v1beta1", ALL),
    ("rbac.authorization.k8s.io/v1alpha1", ALL),
    ("resource.k8s.io/v1", MIDDLE | NEW),
    ("resource.k8s.io/v1beta2", MIDDLE | NEW),
    ("resource.k8s.io/v1beta1", ALL),
    ("resource.k8s.io/v1alpha3", ALL),
    ("scheduling.k8s.io/v1alpha3", NEW),
    ("scheduling.k8s.io/v1alpha1", OLD | MIDDLE),
    ("scheduling.k8s.io/v1beta1", ALL),
    ("scheduling.k8s.io/v1", ALL),
    ("storage.k8s.io/v1beta1", ALL),
    ("storage.k8s.io/v1", ALL),
    ("storage.k8s.io/v1alpha1", ALL),
    ("storagemigration.k8s.io/v1", NEW),
    ("storagemigration.k8s.io/v1beta1", MIDDLE | NEW),
    ("storagemigration.k8s.io/v1alpha1", OLD),
    ("apiextensions.k8s.io/v1beta1", ALL),
    ("apiextensions.k8s.io/v1", ALL),
];

/// The group versions that `helm` knows without a cluster.
pub fn known_api_versions(helm: HelmVersion) -> impl Iterator<Item = &'static str> + use<> {
    let release = match helm {
        HelmVersion::V3_17 => OLD,
        HelmVersion::V4_1 => MIDDLE,
        HelmVersion::V3_22 | HelmVersion::V4_3 => NEW,
    };
    API_VERSIONS.iter().filter(move |(_, releases)| releases & release != 0).map(|(name, _)| *name)
}

/// `common.KubeVersion` (`chartutil.KubeVersion` in Helm 3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KubeVersion {
    /// `.Version`: as given, with `v`.
    pub version: String,
    /// What constraints are checked against, and what printing it gives.
    pub normalized: String,
    /// `.Major`
    pub major: String,
    /// `.Minor`
    pub minor: String,
}

impl KubeVersion {
    /// What `helm` takes if it is told nothing: the version of its client library.
    pub fn default_of(helm: HelmVersion) -> Self {
        let minor = match helm {
            HelmVersion::V3_17 => 32,
            HelmVersion::V4_1 => 35,
            HelmVersion::V3_22 | HelmVersion::V4_3 => 37,
        };
        let version = format!("v1.{minor}.0");
        Self { normalized: version.clone(), version, major: "1".to_owned(), minor: minor.to_string() }
    }

    /// Reads `text` as `--kube-version` of `helm` does. (`common.ParseKubeVersion`)
    ///
    /// # Errors
    ///
    /// Helm's words, as it prints them.
    pub fn parse(text: &str, helm: HelmVersion) -> Result<Self, String> {
        let parsed = if helm == HelmVersion::V3_17 { parse_semver(text) } else { parse_generic(text, helm) };
        parsed.map_err(|why| format!("invalid kube version '{text}': {why}"))
    }
}

/// The parser of `k8s.io/apimachinery/pkg/util/version`: numbers with dots, then anything.
fn parse_generic(text: &str, helm: HelmVersion) -> Result<KubeVersion, String> {
    let unreadable = || format!("could not parse {text:?} as version");
    let trimmed = text.trim_start_matches([' ', '\t', '\n', '\r', '\u{c}']);
    let trimmed = trimmed.strip_prefix('v').unwrap_or(trimmed);
    let numbers = leading_numbers(trimmed);
    if numbers.is_empty() || trimmed[numbers.len()..].contains('\n') {
        return Err(unreadable());
    }
    let components: Vec<&str> = numbers.split('.').collect();
    if components.len() < 2 {
        return Err(format!("illegal version string {text:?}"));
    }
    let mut values = Vec::with_capacity(components.len());
    for (index, component) in components.iter().enumerate() {
        if index == 0 && component.starts_with('0') && *component != "0" {
            return Err(format!("illegal zero-prefixed version component {component:?} in {text:?}"));
        }
        let value: u64 = component.parse().map_err(|_| {
            format!(
                "illegal non-numeric version component {component:?} in {text:?}: strconv.ParseUint: parsing \
                 {component:?}: value out of range"
            )
        })?;
        values.push(value.to_string());
    }
    let normalized = format!("v{}", values.join("."));
    let (major, minor) = match values.as_slice() {
        [major, minor, ..] => (major.clone(), minor.clone()),
        _ => return Err(unreadable()),
    };
    let version = match helm.is_3() {
        true => normalized.clone(),
        false if text.starts_with('v') => text.to_owned(),
        false => format!("v{text}"),
    };
    Ok(KubeVersion { version, normalized, major, minor })
}

/// `[0-9]+(\.[0-9]+)*` at the start of `text`.
fn leading_numbers(text: &str) -> &str {
    let mut end = 0;
    for (index, part) in text.split('.').enumerate() {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            break;
        }
        end += digits + usize::from(index > 0);
        if digits < part.len() {
            break;
        }
    }
    text.get(..end).unwrap_or_default()
}

/// The lenient parser of Masterminds' semver, which Helm 3.17 uses.
fn parse_semver(text: &str) -> Result<KubeVersion, String> {
    let invalid = || "Invalid Semantic Version".to_owned();
    let rest = text.strip_prefix('v').unwrap_or(text);
    let numbers = leading_numbers(rest);
    let suffix = rest.get(numbers.len()..).unwrap_or_default();
    let mut values = Vec::new();
    for part in numbers.split('.') {
        values.push(part.parse::<u64>().map_err(|_| invalid())?);
    }
    if values.len() > 3 || !is_semver_suffix(suffix) {
        return Err(invalid());
    }
    values.resize(3, 0);
    let [major, minor, patch] = values.as_slice() else { return Err(invalid()) };
    let version = format!("v{major}.{minor}.{patch}{suffix}");
    Ok(KubeVersion {
        normalized: version.clone(),
        version,
        major: major.to_string(),
        minor: minor.to_string(),
    })
}

/// `-prerelease` and `+metadata`, each of parts with dots between.
fn is_semver_suffix(suffix: &str) -> bool {
    let is_list = |text: &str| {
        text.split('.').all(|part| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
    };
    let (before, metadata) = match suffix.split_once('+') {
        Some((before, metadata)) => (before, Some(metadata)),
        None => (suffix, None),
    };
    let prerelease = match before.strip_prefix('-') {
        Some(prerelease) => Some(prerelease),
        None if before.is_empty() => None,
        None => return false,
    };
    prerelease.is_none_or(is_list) && metadata.is_none_or(is_list)
}

/// A string that Helm supplies under `path`.
pub(super) fn supplied(origins: &mut Origins, path: &'static str, text: &str) -> Value {
    let origin = origins.add(Origin::Builtin(path));
    Value::string(Text::of(text, origin))
}

/// `.Capabilities`.
pub(super) fn capabilities(options: &Options, kubernetes: &KubeVersion, origins: &mut Origins) -> Value {
    let helm3 = options.helm.is_3();
    let versions: Vec<Value> = {
        let origin = origins.add(Origin::Builtin(".Capabilities.APIVersions"));
        let asked = options.api_versions.iter().map(|name| Text::of(name, origin));
        let known = known_api_versions(options.helm).map(|name| Text::of(name, origin));
        known.chain(asked).map(Value::string).collect()
    };
    let versions = Value::list(List::new(ListType::VersionSet { helm3 }, versions));
    let fields = vec![
        ("KubeVersion", kube_version(kubernetes, helm3, origins)),
        ("APIVersions", versions),
        ("HelmVersion", helm_version(options.helm, origins)),
    ];
    let type_name = if helm3 { "*chartutil.Capabilities" } else { "*common.Capabilities" };
    let origin = origins.add(Origin::Builtin(".Capabilities"));
    Value::object(Object::Capabilities(Rc::new(Fields { type_name, fields }))).with_origin(origin)
}

fn kube_version(kubernetes: &KubeVersion, helm3: bool, origins: &mut Origins) -> Value {
    let version = supplied(origins, ".Capabilities.KubeVersion.Version", &kubernetes.version);
    let fields = vec![
        ("Version", version),
        ("Major", supplied(origins, ".Capabilities.KubeVersion.Major", &kubernetes.major)),
        ("Minor", supplied(origins, ".Capabilities.KubeVersion.Minor", &kubernetes.minor)),
    ];
    let shown = origins.add(Origin::Builtin(".Capabilities.KubeVersion"));
    let git = origins.add(Origin::Builtin(".Capabilities.KubeVersion.GitVersion"));
    let type_name = if helm3 { "chartutil.KubeVersion" } else { "common.KubeVersion" };
    Value::object(Object::KubeVersion {
        fields: Rc::new(Fields { type_name, fields }),
        shown: Text::of(&kubernetes.normalized, shown),
        git_version: Text::of(&kubernetes.version, git),
    })
    .with_origin(shown)
}

/// `version.BuildInfo`, as the release binaries have it.
fn helm_version(helm: HelmVersion, origins: &mut Origins) -> Value {
    let (commit, state, go, client) = match helm {
        HelmVersion::V3_17 => ("e4da49785aa6e6ee2b86efd5dd9e43400318262b", "clean", "go1.23.7", None),
        HelmVersion::V3_22 => ("", "", "go1.26.8", None),
        HelmVersion::V4_1 => ("05fa37973dc9e42b76e1d2883494c87174b6074f", "clean", "go1.25.9", Some("v1.35")),
        HelmVersion::V4_3 => ("", "", "go1.26.8", Some("v1.37")),
    };
    let mut fields = vec![
        ("Version", supplied(origins, ".Capabilities.HelmVersion.Version", helm.full())),
        ("GitCommit", supplied(origins, ".Capabilities.HelmVersion.GitCommit", commit)),
        ("GitTreeState", supplied(origins, ".Capabilities.HelmVersion.GitTreeState", state)),
        ("GoVersion", supplied(origins, ".Capabilities.HelmVersion.GoVersion", go)),
    ];
    if let Some(client) = client {
        fields.push((
            "KubeClientVersion",
            supplied(origins, ".Capabilities.HelmVersion.KubeClientVersion", client),
        ));
    }
    let origin = origins.add(Origin::Builtin(".Capabilities.HelmVersion"));
    Value::object(Object::fields("version.BuildInfo", fields)).with_origin(origin)
}

/// `.Release`. (`pkg/chart/common/util/values.go`, `ToRenderValues`)
pub(super) fn release(options: &Options, origins: &mut Origins) -> Value {
    let release = &options.release;
    let builtin = |origins: &mut Origins, path| origins.add(Origin::Builtin(path));
    let is_upgrade = builtin(origins, ".Release.IsUpgrade");
    let is_install = builtin(origins, ".Release.IsInstall");
    let revision = builtin(origins, ".Release.Revision");
    let entries = [
        ("Name", supplied(origins, ".Release.Name", &release.name)),
        ("Namespace", supplied(origins, ".Release.Namespace", &release.namespace)),
        ("IsUpgrade", Value::bool(release.is_upgrade).with_origin(is_upgrade)),
        ("IsInstall", Value::bool(!release.is_upgrade).with_origin(is_install)),
        ("Revision", Value::int(release.revision).with_origin(revision)),
        ("Service", supplied(origins, ".Release.Service", "Helm")),
    ];
    let origin = builtin(origins, ".Release");
    Value::map(map(MapType::Any, entries)).with_origin(origin)
}

/// A map of the type with these entries, whose keys nobody wrote.
pub(super) fn map<const N: usize>(kind: MapType, entries: [(&str, Value); N]) -> Map {
    let entries: Entries =
        entries.into_iter().map(|(key, value)| (Text::of(key, OriginId::NONE), value)).collect();
    Map::with(kind, entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_group_versions_as_the_binaries_list() {
        let counts = HelmVersion::ALL.map(|helm| known_api_versions(helm).count());
        assert_eq!(counts, [56, 57, 57, 57]);
    }

    #[test]
    fn versions_of_kubernetes_as_each_helm_reads_them() {
        let read = |text, helm| KubeVersion::parse(text, helm).map(|read| (read.version, read.normalized));
        let both = |version: &str, normalized: &str| Ok((version.to_owned(), normalized.to_owned()));
        assert_eq!(read("1.31", HelmVersion::V4_3), both("v1.31", "v1.31"));
        assert_eq!(read("1.31", HelmVersion::V3_17), both("v1.31.0", "v1.31.0"));
        assert_eq!(read("v1.31.2-gke.1", HelmVersion::V4_3), both("v1.31.2-gke.1", "v1.31.2"));
        assert_eq!(read("1.31.2-gke.1", HelmVersion::V3_22), both("v1.31.2", "v1.31.2"));
        assert_eq!(read("1.31.2+k3s1", HelmVersion::V3_17), both("v1.31.2+k3s1", "v1.31.2+k3s1"));
        assert_eq!(
            read("a.b", HelmVersion::V4_3),
            Err("invalid kube version 'a.b': could not parse \"a.b\" as version".to_owned())
        );
        assert_eq!(
            read("1", HelmVersion::V4_3),
            Err("invalid kube version '1': illegal version string \"1\"".to_owned())
        );
        assert_eq!(
            read("a.b", HelmVersion::V3_17),
            Err("invalid kube version 'a.b': Invalid Semantic Version".to_owned())
        );
    }
}
