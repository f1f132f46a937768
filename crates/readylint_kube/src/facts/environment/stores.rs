//! What ConfigMaps and Secrets hold, as far as the input tells.

use std::cell::RefCell;
use std::collections::hash_map::Entry;
use std::rc::Rc;

use readylint_yaml::Node;
use rustc_hash::FxHashMap;

use super::template;
use super::text::{Content, Piece, Text};
use crate::graph::TypeCode;
use crate::values::decode_base64;
use crate::{Kind, Resource};

/// How many `ExternalSecrets` of a namespace are asked whether they make a Secret.
const EXTERNAL_SECRETS: usize = 1024;

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
    let object = from.graph().look_up(from.id(), Kind::ConfigMap, from.namespace(), name)?;
    let mut store = Store::new(object, StoreKind::ConfigMap);
    store.set_all(object.node().get("binaryData"), Form::Binary);
    store.set_all(object.node().get("data"), Form::Plain);
    store.is_complete = !is_filled_by_others(object);
    Some(store)
}

fn secret<'g>(from: Resource<'g>, name: &str) -> Option<Store<'g>> {
    let made = external_secret(from, name);
    let Some(object) = from.graph().look_up(from.id(), Kind::Secret, from.namespace(), name) else {
        return made;
    };
    let mut store = Store::new(object, StoreKind::Secret);
    let node = object.node();
    let encrypted = node.get("sops").is_some();
    let form = |form| if encrypted { Form::Hidden } else { form };
    store.set_all(node.get("data"), form(Form::Base64));
    store.set_all(node.get("stringData"), form(Form::Plain));
    // the token controller adds `token`, `ca.crt` and `namespace`
    let is_token = node.get("type").and_then(Node::text) == Some("kubernetes.io/service-account-token");
    store.is_complete = made.is_none() && !is_token && !is_filled_by_others(object);
    Some(store)
}

/// The Secret `name` as an `ExternalSecret` makes it (`spec.target.name`, the `ExternalSecret`'s own name by default).
fn external_secret<'g>(from: Resource<'g>, name: &str) -> Option<Store<'g>> {
    let graph = from.graph();
    let target = |object: Resource<'g>| object.spec().and_then(|spec| spec.get("target"));
    let target_name = |object: Resource<'g>| {
        let name = target(object).and_then(|target| target.get("name")).and_then(Node::text);
        name.filter(|name| !name.is_empty()).or_else(|| object.name())
    };
    let makes = |object: &Resource<'g>| target_name(*object) == Some(name);
    let own_name = graph.look_up(from.id(), Kind::ExternalSecret, from.namespace(), name);
    let object = own_name.filter(makes).or_else(|| {
        let all = graph.index().in_scope(TypeCode::known(Kind::ExternalSecret), from.namespace_symbol());
        all.iter().take(EXTERNAL_SECRETS).map(|&id| graph.resource(id)).find(makes)
    })?;

    let mut store = Store::new(object, StoreKind::Secret);
    let target = target(object);
    let text = |node: Option<Node<'g>>, key| node.and_then(|node| node.get(key)).and_then(Node::text);
    let template = target.and_then(|target| target.get("template"));
    let has = |node: Option<Node<'g>>, key| {
        node.and_then(|node| node.get(key)).is_some_and(|node| !node.is_empty())
    };
    let replaces = (has(template, "data") || has(template, "templateFrom"))
        && text(template, "mergePolicy") != Some("Merge");
    if !replaces {
        let data = object.spec().and_then(|spec| spec.get("data")).into_iter().flat_map(Node::items);
        for key in data.filter_map(|entry| entry.get("secretKey")) {
            store.set(key.text().unwrap_or_default(), key, Form::Hidden);
        }
    }
    store.set_all(template.and_then(|template| template.get("data")), Form::Template);
    // `Merge` adds to a Secret that something else makes, `None` makes nothing
    let is_owner = !matches!(text(target, "creationPolicy"), Some("Merge" | "None"));
    let has_more = has(template, "templateFrom") || !replaces && has(object.spec(), "dataFrom");
    store.is_complete = is_owner && !has_more;
    Some(store)
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
