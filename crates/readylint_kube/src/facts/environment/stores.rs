//! What ConfigMaps and Secrets hold, as far as the input tells.

use std::cell::RefCell;
use std::collections::hash_map::Entry;
use std::rc::Rc;

use readylint_yaml::Node;
use rustc_hash::FxHashMap;

use super::template;
use super::text::{Content, Piece, Text};
use crate::{Kind, Produced, ProducedKeys, Resource};
use readylint_yaml::decode_base64;

/// Which of the two kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum StoreKind {
    ConfigMap,
    Secret,
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// As it is.
    Plain,
    /// In base64 (`data` of a Secret).
    Base64,
    /// A Go template, as the External Secrets Operator fills it in.
    Template,
    /// Nothing can be read.
    Hidden,
    /// `binaryData` of a ConfigMap: in files, but in no environment.
    Binary,
}

/// One key of a store.
#[derive(Clone, Copy)]
pub(crate) struct StoreEntry<'g> {
    /// The key.
    pub(crate) key: &'g str,
    /// Its value; the scalar that names the key where no value is written.
    pub(crate) node: Node<'g>,
    form: Form,
}

impl StoreEntry<'_> {
    /// Whether environments see it.
    pub(crate) fn is_text(&self) -> bool {
        self.form != Form::Binary
    }
}

/// The keys and values of a ConfigMap or Secret that is in the input, or is made from something that is.
pub(crate) struct Store<'g> {
    /// The object that says so: the ConfigMap, the Secret, the `ExternalSecret`.
    pub(crate) owner: Resource<'g>,
    kind: StoreKind,
    entries: Vec<StoreEntry<'g>>,
    by_key: FxHashMap<&'g str, usize>,
    /// What was decoded so far, by key: many variables may name one.
    decoded: RefCell<FxHashMap<&'g str, Content<'g>>>,
    /// Whether it holds no other keys.
    pub(crate) is_complete: bool,
}

impl<'g> Store<'g> {
    fn new(owner: Resource<'g>, kind: StoreKind) -> Self {
        let (entries, by_key, decoded) = (Vec::new(), FxHashMap::default(), RefCell::default());
        Self { owner, kind, entries, by_key, decoded, is_complete: true }
    }

    fn set(&mut self, key: &'g str, node: Node<'g>, form: Form) {
        let entry = StoreEntry { key, node, form };
        match self.by_key.entry(key) {
            Entry::Occupied(occupied) => self.entries[*occupied.get()] = entry,
            Entry::Vacant(vacant) => {
                vacant.insert(self.entries.len());
                self.entries.push(entry);
            }
        }
    }

    fn set_all(&mut self, data: Option<Node<'g>>, form: Form) {
        for entry in data.into_iter().flat_map(Node::entries) {
            if let Some(key) = entry.key.text() {
                let form =
                    if form == Form::Plain && is_filled_in_later(entry.value) { Form::Hidden } else { form };
                self.set(key, entry.value, form);
            }
        }
    }

    /// Its keys, in order.
    pub(crate) fn entries(&self) -> &[StoreEntry<'g>] {
        &self.entries
    }

    /// The entry of `key`.
    pub(crate) fn get(&self, key: &str) -> Option<&StoreEntry<'g>> {
        self.by_key.get(key).map(|&at| &self.entries[at])
    }

    /// The value of one of its entries.
    pub(crate) fn content(&self, entry: &StoreEntry<'g>) -> Content<'g> {
        let sensitive = self.kind == StoreKind::Secret;
        match entry.form {
            Form::Plain => Content::Known(Text::of(entry.node, sensitive)),
            Form::Base64 => {
                self.decoded.borrow_mut().entry(entry.key).or_insert_with(|| decoded(entry.node)).clone()
            }
            Form::Template => template::text(entry.node).map_or(Content::Opaque, Content::Known),
            Form::Hidden | Form::Binary => Content::Opaque,
        }
    }
}

fn decoded(value: Node<'_>) -> Content<'_> {
    let bytes = value.text().and_then(decode_base64);
    match bytes.and_then(|bytes| String::from_utf8(bytes).ok()) {
        Some(text) if !is_placeholder(&text) => {
            Content::Known(Text::from(Piece::decoded(text, value.resolved())))
        }
        _ => Content::Opaque,
    }
}

/// The stores that a container refers to, each read once.
#[derive(Default)]
pub(crate) struct Stores<'g> {
    known: FxHashMap<(StoreKind, &'g str), Option<Rc<Store<'g>>>>,
}

impl<'g> Stores<'g> {
    /// The ConfigMap or Secret `name` in the namespace of `from`; `None` if nothing in the input says what it holds.
    pub(crate) fn look_up(
        &mut self,
        from: Resource<'g>,
        kind: StoreKind,
        name: &'g str,
    ) -> Option<Rc<Store<'g>>> {
        let read = || match kind {
            StoreKind::ConfigMap => config_map(from, name),
            StoreKind::Secret => secret(from, name),
        };
        self.known.entry((kind, name)).or_insert_with(|| read().map(Rc::new)).clone()
    }
}

fn config_map<'g>(from: Resource<'g>, name: &str) -> Option<Store<'g>> {
    let made = from.graph().produced(from.id(), Kind::ConfigMap, from.namespace(), name);
    let object = from.graph().look_up(from.id(), Kind::ConfigMap, from.namespace(), name);
    let mut store = Store::new(object.or(made.as_ref().map(|made| made.by))?, StoreKind::ConfigMap);
    if let Some(object) = object {
        store.set_all(object.node().get("binaryData"), Form::Binary);
        store.set_all(object.node().get("data"), Form::Plain);
        store.is_complete = !is_filled_by_others(object);
    }
    store.add_made(made, object.is_some());
    Some(store)
}

fn secret<'g>(from: Resource<'g>, name: &str) -> Option<Store<'g>> {
    let made = from.graph().produced(from.id(), Kind::Secret, from.namespace(), name);
    let object = from.graph().look_up(from.id(), Kind::Secret, from.namespace(), name);
    let mut store = Store::new(object.or(made.as_ref().map(|made| made.by))?, StoreKind::Secret);
    if let Some(object) = object {
        let node = object.node();
        let encrypted = node.get("sops").is_some();
        let form = |form| if encrypted { Form::Hidden } else { form };
        store.set_all(node.get("data"), form(Form::Base64));
        store.set_all(node.get("stringData"), form(Form::Plain));
        // the token controller adds `token`, `ca.crt` and `namespace`
        let is_token = node.get("type").and_then(Node::text) == Some("kubernetes.io/service-account-token");
        store.is_complete = !is_token && !is_filled_by_others(object);
    }
    store.add_made(made, object.is_some());
    Some(store)
}

impl<'g> Store<'g> {
    /// Adds what a controller writes (D7), over what the manifest holds, if there is one.
    fn add_made(&mut self, made: Option<Produced<'g>>, is_held: bool) {
        let Some(made) = made else { return };
        self.is_complete &= is_held || made.is_certain && !made.is_addition;
        match made.keys {
            ProducedKeys::Known(keys) => {
                for key in keys {
                    self.set(key, made.site, Form::Hidden);
                }
            }
            ProducedKeys::Unknown => self.is_complete = false,
        }
        let spec = match made.by.kind() {
            Kind::ExternalSecret => made.by.spec(),
            Kind::ClusterExternalSecret => made.by.spec().and_then(|spec| spec.get("externalSecretSpec")),
            _ => None,
        };
        if let Some(spec) = spec {
            self.add_external(spec, made.is_certain);
        }
    }

    /// Adds what the spec of an `ExternalSecret` says about the values: the places of the keys that are fetched, and
    /// `target.template.data`, which replaces those unless its `mergePolicy` is `Merge`.
    fn add_external(&mut self, spec: Node<'g>, is_certain: bool) {
        let template = spec.get("target").and_then(|target| target.get("template"));
        let has = |key| template.and_then(|template| template.get(key)).is_some_and(|node| !node.is_empty());
        let merges = template.and_then(|template| template.get("mergePolicy")?.text()) == Some("Merge");
        if merges || !(has("data") || has("templateFrom")) {
            let data = spec.get("data").into_iter().flat_map(Node::items);
            for key in data.filter_map(|entry| entry.get("secretKey")) {
                self.set(key.text().unwrap_or_default(), key, Form::Hidden);
            }
        }
        let data = template.and_then(|template| template.get("data"));
        self.set_all(data, if is_certain { Form::Template } else { Form::Hidden });
    }
}

/// Whether something in the cluster copies or adds keys: replicators, reflectors, injectors of certificates.
fn is_filled_by_others(object: Resource<'_>) -> bool {
    const ANNOTATIONS: [&str; 3] = [
        "replicator.v1.mittwald.de/replicate-from",
        "reflector.v1.k8s.emberstack.com/reflects",
        "service.beta.openshift.io/inject-cabundle",
    ];
    let metadata = object.metadata();
    ANNOTATIONS.into_iter().any(|key| metadata.annotation(key).is_some())
        || metadata.labels().get("config.openshift.io/inject-trusted-cabundle").is_some()
}

fn is_filled_in_later(value: Node<'_>) -> bool {
    value.text().is_some_and(is_placeholder)
}

/// Whether the value is replaced before it reaches the cluster or the container: by the Vault plugin of Argo CD
/// (`<path:…>`), by vals (`ref+…`), by the webhook of Bank-Vaults (`vault:…`), or decrypted by SOPS.
fn is_placeholder(value: &str) -> bool {
    let value = value.trim_ascii();
    ["<path:", "ref+", "secretref+", "vault:", ">>vault:", "ENC[AES256_GCM,"]
        .into_iter()
        .any(|prefix| value.starts_with(prefix))
}
