//! Volumes, mount paths and the files that a container finds there.
//!
//! Files of ConfigMaps, Secrets and projected volumes are known by name, and by content as far as [`Environment`]
//! knows values. Of other volumes only the place is known.

mod reader;
mod volumes;

use std::collections::hash_map::Entry;
use std::fmt;

use readylint_yaml::Node;
use rustc_hash::FxHashMap;

use super::environment::{Content, Environment};
use crate::{Resource, Volume};
use reader::Reader;
use volumes::Volumes;

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
pub(super) fn cleaned(path: &str) -> Option<String> {
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
