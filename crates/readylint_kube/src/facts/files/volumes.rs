//! Which volume an entry of `volumeMounts` means.

use readylint_yaml::Node;
use rustc_hash::FxHashMap;

use super::{Mount, VolumeKind, cleaned};
use crate::facts::environment::Environment;
use crate::{Container, Kind, Volume};

/// The volumes that the mounts of a pod may name.
pub(super) struct Volumes<'g> {
    volumes: FxHashMap<&'g str, Volume<'g>>,
    claims: FxHashMap<&'g str, Node<'g>>,
}

impl<'g> Volumes<'g> {
    pub(super) fn of(container: Container<'g>) -> Self {
        let pod = container.pod();
        let volumes = pod.volumes().filter_map(|volume| Some((volume.name()?, volume)));
        let resource = pod.resource();
        let templates = resource.spec().filter(|_| resource.kind() == Kind::StatefulSet);
        let templates = templates.and_then(|spec| spec.get("volumeClaimTemplates"));
        let claims = templates.into_iter().flat_map(Node::items);
        let claims = claims.filter_map(|claim| Some((claim.get("metadata")?.get("name")?.text()?, claim)));
        Self { volumes: volumes.collect(), claims: claims.collect() }
    }

    /// The mount of an entry of `volumeMounts`, and whether its sub-path is known.
    pub(super) fn mount(&self, entry: Node<'g>, environment: &Environment<'g>) -> Option<(Mount<'g>, bool)> {
        let text = |key| entry.get(key).and_then(Node::text).filter(|text| !text.is_empty());
        let path = cleaned(text("mountPath")?)?;
        let name = text("name").unwrap_or_default();
        // the controller puts its claims in the place of volumes of the same name
        let claim = self.claims.get(name).copied();
        let volume = self.volumes.get(name).copied().filter(|_| claim.is_none());
        let (kind, source) = match (claim, volume) {
            (Some(claim), _) => (VolumeKind::Claim, Some(claim)),
            (None, Some(volume)) => kind_of(volume),
            (None, None) => (VolumeKind::Undefined, None),
        };
        let flag = |node: Node<'_>| node.get("readOnly").and_then(Node::as_bool) == Some(true);
        let is_from_api = matches!(
            kind,
            VolumeKind::ConfigMap
                | VolumeKind::Secret
                | VolumeKind::Projected
                | VolumeKind::DownwardApi
                | VolumeKind::Image
        );
        let read_only = is_from_api || flag(entry) || source.is_some_and(flag);
        let (sub_path, is_known) = match (text("subPath"), entry.get("subPathExpr")) {
            (Some(sub_path), _) => (Some(sub_path.to_owned()), true),
            (None, Some(expression)) if !expression.is_null() => {
                let expanded = environment.expand(expression);
                let known = expanded.known().map(std::borrow::Cow::into_owned);
                (known.clone(), known.is_some())
            }
            (None, _) => (None, true),
        };
        let sub_path = sub_path.and_then(|path| cleaned(&path)).filter(|path| path != "/");
        let mount =
            Mount { path, node: entry, volume, kind, source, read_only, sub_path, is_complete: false };
        Some((mount, is_known))
    }
}

fn kind_of(volume: Volume<'_>) -> (VolumeKind, Option<Node<'_>>) {
    const SOURCES: [(&str, VolumeKind); 10] = [
        ("configMap", VolumeKind::ConfigMap),
        ("secret", VolumeKind::Secret),
        ("projected", VolumeKind::Projected),
        ("downwardAPI", VolumeKind::DownwardApi),
        ("emptyDir", VolumeKind::EmptyDir),
        ("persistentVolumeClaim", VolumeKind::Claim),
        ("ephemeral", VolumeKind::Ephemeral),
        ("hostPath", VolumeKind::HostPath),
        ("csi", VolumeKind::Csi),
        ("image", VolumeKind::Image),
    ];
    let known = SOURCES.into_iter().find_map(|(key, kind)| Some((kind, volume.source(key)?)));
    if let Some((kind, source)) = known {
        return (kind, Some(source));
    }
    let other = volume.node().entries().find(|entry| entry.value.is_mapping()).map(|entry| entry.value);
    // a volume without a source is an `emptyDir`, as is one with an empty `emptyDir:`
    let is_bare = volume.node().entries().all(|entry| matches!(entry.key.text(), Some("name" | "emptyDir")));
    (if is_bare { VolumeKind::EmptyDir } else { VolumeKind::Other }, other)
}
