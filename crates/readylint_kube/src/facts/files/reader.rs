//! The files of volumes that the API fills: ConfigMaps, Secrets, the downward API, and projections of them.

use readylint_yaml::Node;

use super::{Mount, MountedFile, VolumeKind, cleaned, is_below};
use crate::facts::environment::Content;
use crate::facts::environment::{StoreKind, Stores};
use crate::{Resource, Volume};

/// How many files one container may have; what further mounts hold counts as unknown.
const FILES: usize = 1 << 14;

/// Reads the files of volumes.
pub(super) struct Reader<'g> {
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
    pub(super) fn new(resource: Resource<'g>) -> Self {
        Self { resource, stores: Stores::default(), files: Vec::new(), is_complete: true, total: 0 }
    }

    /// The files of `mount`, and whether these are all.
    pub(super) fn read(&mut self, mount: &Mount<'g>) -> (Vec<MountedFile<'g>>, bool) {
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
