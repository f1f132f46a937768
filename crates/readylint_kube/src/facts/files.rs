//! Volumes, mount paths and the files that a container finds there.
//!
//! Files of ConfigMaps, Secrets and projected volumes are known by name, and by content as far as [`super::Environment`]
//! knows values. Of other volumes only the place is known.

use std::collections::hash_map::Entry;
use std::fmt;

use readylint_yaml::Node;
use rustc_hash::FxHashMap;

use super::environment::{Content, Environment, StoreKind, Stores};
use crate::{Container, Kind, Resource, Volume};

/// How many files one container may have; what further mounts hold counts as unknown.
const FILES: usize = 1 << 14;

/// The longest path of Linux (`PATH_MAX`); what is longer cannot be mounted.
const PATH: usize = 4096;

/// What is mounted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VolumeKind {
    /// `configMap`.
    ConfigMap,
    /// `secret`.
    Secret,
    /// `projected`.
    Projected,
    /// `downwardAPI`.
    DownwardApi,
    /// `emptyDir`: lives as long as the pod.
    EmptyDir,
    /// `persistentVolumeClaim`, or a claim template of the `StatefulSet`.
    Claim,
    /// `ephemeral`: a claim that lives as long as the pod.
    Ephemeral,
    /// `hostPath`.
    HostPath,
    /// `csi`.
    Csi,
    /// `image`.
    Image,
    /// Any other source (`nfs`…), or none that can be read.
    Other,
    /// The pod has no volume of that name.
    Undefined,
}

/// An entry of `volumeMounts`.
#[derive(Clone, Debug)]
pub struct Mount<'g> {
    /// `mountPath`, absolute and without `.`, `..` and superfluous slashes.
    pub path: String,
    /// The entry.
    pub node: Node<'g>,
    /// The volume; `None` if the pod has none of that name, or a claim template stands for it.
    pub volume: Option<Volume<'g>>,
    /// What it is.
    pub kind: VolumeKind,
    /// The mapping that says so: under `configMap`, `emptyDir`…, or the claim template.
    pub source: Option<Node<'g>>,
    /// Whether the container cannot write to it. Volumes made from the API always are (`ReadOnlyAPIDataVolumes`).
    pub read_only: bool,
    /// `subPath`, or what `subPathExpr` comes to, cleaned like a path; `None` if there is none, or if it is not known.
    pub sub_path: Option<String>,
    /// Whether all its files are known by name.
    pub is_complete: bool,
}

/// A file of a mounted volume.
#[derive(Clone)]
pub struct MountedFile<'g> {
    /// Where the container sees it, absolute and cleaned.
    pub path: String,
    /// What is in it. [`Content::Absent`] if the pod asks for a key that is not there, and so never starts.
    pub content: Content<'g>,
    /// The entry of `volumeMounts`.
    pub mount: Node<'g>,
    /// The volume.
    pub volume: Volume<'g>,
    /// The object that says what is in it: the ConfigMap, the Secret, what makes the Secret.
    pub object: Option<Resource<'g>>,
    /// What names the file: the value in the ConfigMap or Secret, the entry of `items`.
    pub entry: Node<'g>,
    /// Whether the content is, or may be, secret.
    pub sensitive: bool,
}

impl fmt::Debug for MountedFile<'_> {
    /// Without the content and the nodes, which show it: it may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {:?}", self.path, self.object)
    }
}

/// What is known about a path.
#[derive(Clone, Copy, Debug)]
pub enum FileAt<'a, 'g> {
    /// A file of a volume.
    File(&'a MountedFile<'g>),
    /// A folder of a volume, or one that holds a mount.
    Folder,
    /// The mount covers the path, and has no such file.
    Missing(&'a Mount<'g>),
    /// The mount covers the path, and nothing tells its files.
    Unknown(&'a Mount<'g>),
    /// No mount covers the path: it is that of the image.
    Image,
}

/// The mounts of a container, and their files.
#[derive(Clone, Debug, Default)]
pub struct MountedFiles<'g> {
    mounts: Vec<Mount<'g>>,
    by_path: FxHashMap<String, usize>,
    files: Vec<MountedFile<'g>>,
    file_by_path: FxHashMap<String, usize>,
    /// The paths of files and mounts.
    sorted: Vec<String>,
}

impl<'g> MountedFiles<'g> {
    /// What is mounted in the container of `environment`, which `subPathExpr` may refer to.
    pub fn of(environment: &Environment<'g>) -> Self {
        let container = environment.container();
        let volumes = Volumes::of(container);
        let mut mounted = Self::default();
        let entries = container.node().get("volumeMounts").into_iter().flat_map(Node::items);
        let mut found = Vec::new();
        let mut reader = Reader::new(container.pod().resource());
        for (mut mount, is_known) in entries.filter_map(|entry| volumes.mount(entry.resolved(), environment))
        {
            let (files, is_complete) = reader.read(&mount);
            mount.is_complete = is_complete && is_known;
            mounted.by_path.insert(mount.path.clone(), mounted.mounts.len());
            found.extend(files.into_iter().filter(|_| is_known).map(|file| (mounted.mounts.len(), file)));
            mounted.mounts.push(mount);
        }
        for (number, file) in found {
            // another mount may hide it
            if mounted.covering(&file.path) == Some(number) {
                // of two sources of a projected volume the later one wins
                match mounted.file_by_path.entry(file.path.clone()) {
                    Entry::Occupied(occupied) => mounted.files[*occupied.get()] = file,
                    Entry::Vacant(vacant) => {
                        vacant.insert(mounted.files.len());
                        mounted.files.push(file);
                    }
                }
            }
        }
        let paths = mounted.file_by_path.keys().chain(mounted.by_path.keys());
        mounted.sorted = paths.cloned().collect();
        mounted.sorted.sort_unstable();
        mounted
    }

    /// The mounts, in order.
    pub fn mounts(&self) -> &[Mount<'g>] {
        &self.mounts
    }

    /// The files that are known by name and that no other mount hides, in the order of the mounts.
    pub fn iter(&self) -> impl Iterator<Item = &MountedFile<'g>> {
        self.files.iter()
    }

    /// The mount that covers `path`: the deepest whose path is `path` or a folder above it.
    pub fn mount_at(&self, path: &str) -> Option<&Mount<'g>> {
        self.covering(&cleaned(path)?).map(|at| &self.mounts[at])
    }

    /// What is known about `path`; relative paths count from the root.
    pub fn at(&self, path: &str) -> FileAt<'_, 'g> {
        let Some(path) = cleaned(path) else { return FileAt::Image };
        if let Some(&at) = self.file_by_path.get(&path) {
            return FileAt::File(&self.files[at]);
        }
        let inside = format!("{}/", path.trim_end_matches('/'));
        let next = self.sorted.partition_point(|other| *other <= inside);
        if self.sorted.get(next).is_some_and(|other| other.starts_with(&inside)) {
            return FileAt::Folder;
        }
        match self.covering(&path).map(|at| &self.mounts[at]) {
            None => FileAt::Image,
            Some(mount) if !mount.is_complete => FileAt::Unknown(mount),
            // a `subPath` that is no file is made a folder
            Some(mount) if mount.path == path => FileAt::Folder,
            Some(mount) => FileAt::Missing(mount),
        }
    }

    fn covering(&self, path: &str) -> Option<usize> {
        let mut path = path;
        loop {
            if let Some(&at) = self.by_path.get(path) {
                return Some(at);
            }
            path = match path.rfind('/')? {
                0 if path.len() > 1 => "/",
                0 => return None,
                slash => &path[..slash],
            };
        }
    }
}

/// Whether `path` lies below `folder`; both cleaned.
fn is_below(path: &str, folder: &str) -> bool {
    let rest = path.strip_prefix(folder.trim_end_matches('/'));
    rest.is_some_and(|rest| rest.len() > 1 && rest.starts_with('/'))
}

/// `path` as an absolute path without empty components, `.` and `..`; `None` if it is too long for one.
fn cleaned(path: &str) -> Option<String> {
    if path.len() > PATH {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    Some(format!("/{}", parts.join("/")))
}

/// The volumes that the mounts of a pod may name.
struct Volumes<'g> {
    volumes: FxHashMap<&'g str, Volume<'g>>,
    claims: FxHashMap<&'g str, Node<'g>>,
}

impl<'g> Volumes<'g> {
    fn of(container: Container<'g>) -> Self {
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
    fn mount(&self, entry: Node<'g>, environment: &Environment<'g>) -> Option<(Mount<'g>, bool)> {
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

/// Reads the files of volumes.
struct Reader<'g> {
    resource: Resource<'g>,
    stores: Stores<'g>,
    /// Those of the mount that is read.
    files: Vec<MountedFile<'g>>,
    /// Whether they are all.
    is_complete: bool,
    total: usize,
}

/// Where files come from.
#[derive(Clone, Copy)]
struct Place<'a, 'g> {
    mount: &'a Mount<'g>,
    volume: Volume<'g>,
    object: Option<Resource<'g>>,
    sensitive: bool,
}

impl<'g> Reader<'g> {
    fn new(resource: Resource<'g>) -> Self {
        Self { resource, stores: Stores::default(), files: Vec::new(), is_complete: true, total: 0 }
    }

    /// The files of `mount`, and whether these are all.
    fn read(&mut self, mount: &Mount<'g>) -> (Vec<MountedFile<'g>>, bool) {
        self.is_complete = true;
        match (mount.volume, mount.source) {
            (Some(volume), Some(source)) => {
                self.volume(Place { mount, volume, object: None, sensitive: false }, source);
            }
            _ => self.is_complete = false,
        }
        (std::mem::take(&mut self.files), self.is_complete)
    }

    fn volume(&mut self, place: Place<'_, 'g>, source: Node<'g>) {
        match place.mount.kind {
            VolumeKind::ConfigMap => self.store(place, StoreKind::ConfigMap, source, "name"),
            VolumeKind::Secret => self.store(place, StoreKind::Secret, source, "secretName"),
            VolumeKind::DownwardApi => self.items(place, source),
            VolumeKind::Projected => {
                for source in source.get("sources").into_iter().flat_map(Node::items) {
                    self.projected(place, source);
                }
            }
            _ => self.is_complete = false,
        }
    }

    fn projected(&mut self, place: Place<'_, 'g>, source: Node<'g>) {
        let Some(entry) = source.entries().next() else { return };
        let (node, secret) = (entry.value, Place { sensitive: true, ..place });
        match entry.key.text() {
            Some("configMap") => self.store(place, StoreKind::ConfigMap, node, "name"),
            Some("secret") => self.store(place, StoreKind::Secret, node, "name"),
            Some("downwardAPI") => self.items(place, node),
            Some("serviceAccountToken") => self.item(secret, node, "path", node, Content::Opaque),
            Some("clusterTrustBundle") => self.item(place, node, "path", node, Content::Opaque),
            Some("podCertificate") => {
                for key in ["credentialBundlePath", "keyPath", "certificateChainPath"] {
                    self.item(secret, node, key, node, Content::Opaque);
                }
            }
            _ => self.is_complete = false,
        }
    }

    /// The files of a downward API source.
    fn items(&mut self, place: Place<'_, 'g>, source: Node<'g>) {
        for item in source.get("items").into_iter().flat_map(Node::items) {
            self.item(place, item, "path", item, Content::Opaque);
        }
    }

    /// The files of a ConfigMap or Secret: one for each key, or those that `items` names.
    fn store(&mut self, place: Place<'_, 'g>, kind: StoreKind, source: Node<'g>, name: &str) {
        let name = source.get(name).and_then(Node::text).unwrap_or_default();
        let store = self.stores.look_up(self.resource, kind, name);
        let object = store.as_ref().map(|store| store.owner);
        let place = Place { object, sensitive: kind == StoreKind::Secret, ..place };
        let Some(items) = source.get("items").filter(|items| !items.is_empty()) else {
            self.is_complete &= store.as_ref().is_some_and(|store| store.is_complete);
            for (store, entry) in
                store.iter().flat_map(|store| store.entries().iter().map(move |it| (store, it)))
            {
                self.file(place, entry.key, entry.node, store.content(entry));
            }
            return;
        };
        let is_optional = source.get("optional").and_then(Node::as_bool) == Some(true);
        for item in items.items() {
            let key = item.get("key").and_then(Node::text).unwrap_or_default();
            let entry = store.as_ref().and_then(|store| Some((store, store.get(key)?)));
            let has_all = store.as_ref().is_some_and(|store| store.is_complete);
            match entry {
                Some((store, entry)) => self.item(place, item, "path", entry.node, store.content(entry)),
                None if has_all && is_optional => {}
                None if has_all => self.item(place, item, "path", item, Content::Absent),
                None => self.item(place, item, "path", item, Content::Opaque),
            }
        }
    }

    /// Adds a file at the path that `item` has under `key`.
    fn item(
        &mut self,
        place: Place<'_, 'g>,
        item: Node<'g>,
        key: &str,
        entry: Node<'g>,
        content: Content<'g>,
    ) {
        if let Some(path) = item.get(key).and_then(Node::text) {
            self.file(place, path, entry, content);
        }
    }

    /// Adds a file at `path` of the volume, if the mount shows it.
    fn file(&mut self, place: Place<'_, 'g>, path: &str, entry: Node<'g>, content: Content<'g>) {
        self.total = self.total.saturating_add(1);
        let mount = place.mount;
        let path = cleaned(path).filter(|_| self.total <= FILES);
        let below = |path: &str| match &mount.sub_path {
            None => Some(path.to_owned()),
            Some(file) if file == path => Some(String::new()),
            Some(folder) if is_below(path, folder) => path.get(folder.len()..).map(str::to_owned),
            Some(_) => None,
        };
        let Some(path) = path else {
            self.is_complete = false;
            return;
        };
        let Some(below) = below(&path) else { return };
        let Some(path) = cleaned(&format!("{}{below}", mount.path)) else {
            self.is_complete = false;
            return;
        };
        self.files.push(MountedFile {
            path,
            content,
            mount: mount.node,
            volume: place.volume,
            object: place.object,
            entry,
            sensitive: place.sensitive,
        });
    }
}
