//! The effective environment of a container (D4), as the kubelet makes it (`makeEnvironmentVariables` in
//! `pkg/kubelet/kubelet_pods.go`), with the place of every byte.
//!
//! `envFrom` comes first, in order, then `env`; what is later wins. `$(NAME)` in a value of `env`, in `command` and in
//! `args` is replaced, in `env` from what stands before it only. Variables of the image are no part of it: nothing in
//! the manifests tells them.

mod expand;
mod services;
mod stores;
mod template;
mod text;

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::fmt;

use readylint_yaml::Node;
use rustc_hash::FxHashMap;

use crate::{Container, EnvVar, Resource};
use expand::Part;
use services::ServiceVariable;
pub(super) use stores::{StoreKind, Stores};
pub use text::{Content, OPAQUE, Piece, PieceKind, Text};

/// How long an expanded value may be, in bytes; a longer one is opaque.
const VALUE_LENGTH: usize = 64 << 10;

/// How many pieces an expanded value may have; one with more is opaque.
const VALUE_PIECES: usize = 1024;

/// How many pieces the values of one environment may copy from each other; later references are opaque.
const COPIED_PIECES: usize = 1 << 16;

/// How many entries of `envFrom` are read; what later ones define is unknown.
const SOURCES: usize = 256;

/// How many variables `envFrom` may bring in; later sources count as unknown.
const VARIABLES: usize = 1 << 14;

/// The names in the references `$(NAME)` of a text, as the kubelet reads them; `$$(NAME)` is none.
pub fn references(text: &str) -> impl Iterator<Item = &str> {
    expand::parts(text).into_iter().filter_map(|part| match part {
        Part::Reference(name, _) => Some(name),
        Part::Literal(..) => None,
    })
}

/// What a variable gets its value from.
#[derive(Clone, Copy, Debug)]
pub enum VariableSource<'g> {
    /// `value`.
    Value,
    /// A ConfigMap; `None` if nothing in the input says what it holds.
    ConfigMap(Option<Resource<'g>>),
    /// A Secret, by the object that says what it holds (also an `ExternalSecret`); `None` if nothing in the input does.
    Secret(Option<Resource<'g>>),
    /// A Service of the namespace; `None` is the API server's.
    Service(Option<Resource<'g>>),
    /// A field of the pod, a resource of the container, a key of a file, or anything newer.
    Other,
}

/// A variable of an environment.
#[derive(Clone)]
pub struct Variable<'g> {
    /// Its name, with the prefix of `envFrom`.
    pub name: Cow<'g, str>,
    /// What is known about its value.
    pub value: Content<'g>,
    /// What defines it: its entry in `env`, the value in the ConfigMap or Secret that `envFrom` names, the name or port
    /// of the Service.
    pub entry: Node<'g>,
    /// The place in the container that brings in what stands elsewhere: the entry of `envFrom`, the mapping in
    /// `valueFrom`.
    pub reference: Option<Node<'g>>,
    /// What gives the value.
    pub source: VariableSource<'g>,
    /// Whether some byte of the value is, or may be, that of a Secret.
    pub sensitive: bool,
    /// Whether nothing that cannot be read may give it another value: an unknown Secret later in `envFrom` may.
    pub is_certain: bool,
}

impl fmt::Debug for Variable<'_> {
    /// Without the value and the nodes, which show it: it may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} = {:?} from {:?}", self.name, self.value, self.source)
    }
}

/// A source of `envFrom` of which not all variables are known.
#[derive(Clone, Copy)]
struct Unknown<'g> {
    prefix: &'g str,
    reference: Node<'g>,
    sensitive: bool,
}

/// The environment of a container.
#[derive(Clone)]
pub struct Environment<'g> {
    container: Container<'g>,
    variables: Vec<Variable<'g>>,
    by_name: FxHashMap<Cow<'g, str>, usize>,
    unknown: Vec<Unknown<'g>>,
    copied: usize,
}

impl fmt::Debug for Environment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.variables).finish()
    }
}

impl<'g> Environment<'g> {
    /// The environment of `container`.
    pub fn of(container: Container<'g>) -> Self {
        let mut stores = Stores::default();
        let mut environment = Self::read_sources(container, &mut stores);
        for variable in container.env() {
            environment.take_variable(variable, &mut stores);
        }
        environment
    }

    /// What `envFrom` of `container` brings in, before `env` adds to it and replaces some of it.
    pub fn of_sources(container: Container<'g>) -> Self {
        Self::read_sources(container, &mut Stores::default())
    }

    fn read_sources(container: Container<'g>, stores: &mut Stores<'g>) -> Self {
        let (variables, by_name, unknown) = (Vec::new(), FxHashMap::default(), Vec::new());
        let mut environment = Self { container, variables, by_name, unknown, copied: 0 };
        for (number, source) in container.env_from().enumerate() {
            if number == SOURCES {
                environment.take_unknown(Unknown { prefix: "", reference: source, sensitive: true });
                break;
            }
            environment.take_source(source.resolved(), stores);
        }
        environment
    }

    /// The container.
    pub fn container(&self) -> Container<'g> {
        self.container
    }

    /// The variable `name` that `env` or `envFrom` defines. Those of Services are behind them all:
    /// [`Environment::service_variable`].
    pub fn get(&self, name: &str) -> Option<&Variable<'g>> {
        self.by_name.get(name).map(|&at| &self.variables[at])
    }

    /// The variable `name` that the kubelet makes of a Service of the namespace, or of the API server's
    /// (`KUBERNETES_SERVICE_HOST`…), unless `env` or `envFrom` define one. Always opaque.
    pub fn service_variable(&self, name: &str) -> Option<Variable<'g>> {
        if self.get(name).is_some() {
            return None;
        }
        let (entry, service) = match services::variable(self.container, name) {
            ServiceVariable::Made(service, node) => (node, Some(service.resource())),
            ServiceVariable::OfApiServer => (self.container.node(), None),
            ServiceVariable::Possible | ServiceVariable::None => return None,
        };
        Some(Variable {
            name: Cow::Owned(name.to_owned()),
            value: Content::Opaque,
            entry,
            reference: None,
            source: VariableSource::Service(service),
            sensitive: false,
            is_certain: true,
        })
    }

    /// The variables that `env` and `envFrom` define, each once, in the order in which their names come up.
    pub fn iter(&self) -> impl Iterator<Item = &Variable<'g>> {
        self.variables.iter()
    }

    /// Whether `env` and `envFrom` define no others than those of [`Environment::iter`]: every source is known.
    pub fn is_complete(&self) -> bool {
        self.unknown.is_empty()
    }

    /// Whether a source of `envFrom` that cannot be read may define `name`.
    pub fn may_define(&self, name: &str) -> bool {
        self.unknown_source(name).is_some()
    }

    /// The text of a scalar of the container in which `$(NAME)` is replaced: an item of `command` or `args`,
    /// `subPathExpr`.
    pub fn expand(&self, node: Node<'g>) -> Text<'g> {
        let (text, _) = self.expanded(node, &mut 0);
        text.unwrap_or_else(|| Text::from(Piece::opaque(node.resolved(), true)))
    }

    // --- envFrom ------------------------------------------------------------------------------------------------

    fn take_source(&mut self, source: Node<'g>, stores: &mut Stores<'g>) {
        let prefix = source.get("prefix").and_then(Node::text).unwrap_or_default();
        let reference = |key| source.get(key).filter(|node| node.is_mapping());
        let (kind, reference) = match (reference("configMapRef"), reference("secretRef")) {
            (Some(reference), _) => (StoreKind::ConfigMap, reference),
            (None, Some(reference)) => (StoreKind::Secret, reference),
            (None, None) => return,
        };
        let sensitive = kind == StoreKind::Secret;
        let unknown = Unknown { prefix, reference: source, sensitive };
        let name = reference.get("name").and_then(Node::text);
        let store = name.and_then(|name| stores.look_up(self.resource(), kind, name));
        let Some(store) = store.filter(|store| self.variables.len() + store.entries().len() <= VARIABLES)
        else {
            return self.take_unknown(unknown);
        };
        if !store.is_complete {
            self.take_unknown(unknown);
        }
        for entry in store.entries().iter().filter(|entry| entry.is_text()) {
            let name = match prefix {
                "" => Cow::Borrowed(entry.key),
                prefix => Cow::Owned(format!("{prefix}{}", entry.key)),
            };
            // what else the API server refuses in a name depends on its version
            if name.is_empty() || name.contains('=') {
                continue;
            }
            self.define(Variable {
                name,
                value: store.content(entry),
                entry: entry.node,
                reference: Some(source),
                source: store_source(kind, Some(store.owner)),
                sensitive,
                is_certain: true,
            });
        }
    }

    /// Notes a source that may define anything, also what is defined already.
    fn take_unknown(&mut self, unknown: Unknown<'g>) {
        let touched = self.variables.iter_mut().filter(|variable| variable.name.starts_with(unknown.prefix));
        for variable in touched {
            variable.is_certain = false;
        }
        self.unknown.push(unknown);
    }

    // --- env ----------------------------------------------------------------------------------------------------

    fn take_variable(&mut self, variable: EnvVar<'g>, stores: &mut Stores<'g>) {
        let Some(name) = variable.name().filter(|name| !name.is_empty()) else { return };
        let value = variable.value().filter(|value| value.text().is_some_and(|text| !text.is_empty()));
        let value = value.filter(|value| !value.is_null());
        let value_from = variable.node().get("valueFrom").filter(|node| !node.is_null());
        let new = |value: Content<'g>, reference, source, is_certain| {
            let sensitive = value.is_sensitive() || matches!(source, VariableSource::Secret(_));
            let name = Cow::Borrowed(name);
            Variable { name, value, entry: variable.node(), reference, source, sensitive, is_certain }
        };
        // the kubelet asks for `valueFrom` only if there is no value
        match (value, value_from) {
            (None, None) => {
                let value = Content::Known(Text::default());
                self.define(new(value, None, VariableSource::Value, true));
            }
            (Some(value), _) => {
                let mut copied = self.copied;
                let (text, is_certain) = self.expanded(value, &mut copied);
                self.copied = copied;
                let value = text.map_or(Content::Opaque, Content::Known);
                self.define(new(value, None, VariableSource::Value, is_certain));
            }
            (None, Some(from)) => {
                let of = |kind, key| from.get(key).filter(|node| node.is_mapping()).map(|node| (kind, node));
                let reference = of(StoreKind::ConfigMap, "configMapKeyRef")
                    .or_else(|| of(StoreKind::Secret, "secretKeyRef"));
                let Some((kind, reference)) = reference else {
                    let reference = from.entries().next().map(|entry| entry.value);
                    return self.define(new(Content::Opaque, reference, VariableSource::Other, true));
                };
                let (value, owner) = self.key_of(kind, reference, stores);
                let is_optional = reference.get("optional").and_then(Node::as_bool) == Some(true);
                // what is optional and not there leaves alone what stands before it
                if !(is_optional && matches!(value, Content::Absent) && self.by_name.contains_key(name)) {
                    self.define(new(value, Some(reference), store_source(kind, owner), true));
                }
            }
        }
    }

    /// What a `configMapKeyRef` or `secretKeyRef` brings in, and what says so.
    fn key_of(
        &self,
        kind: StoreKind,
        reference: Node<'g>,
        stores: &mut Stores<'g>,
    ) -> (Content<'g>, Option<Resource<'g>>) {
        let text = |key| reference.get(key).and_then(Node::text);
        let store = text("name").and_then(|name| stores.look_up(self.resource(), kind, name));
        let (Some(store), Some(key)) = (store, text("key")) else { return (Content::Opaque, None) };
        let value = match store.get(key).filter(|entry| entry.is_text()) {
            Some(entry) => store.content(entry),
            None if store.is_complete => Content::Absent,
            None => Content::Opaque,
        };
        (value, Some(store.owner))
    }

    fn define(&mut self, variable: Variable<'g>) {
        match self.by_name.entry(variable.name.clone()) {
            Entry::Occupied(occupied) => self.variables[*occupied.get()] = variable,
            Entry::Vacant(vacant) => {
                vacant.insert(self.variables.len());
                self.variables.push(variable);
            }
        }
    }

    // --- references ---------------------------------------------------------------------------------------------

    /// The text of `node` with what its references stand for by now, `None` past a budget; and whether all of it is
    /// certain. `copied` counts the pieces copied so far.
    fn expanded(&self, node: Node<'g>, copied: &mut usize) -> (Option<Text<'g>>, bool) {
        let origin = node.resolved();
        let whole = origin.text().filter(|_| !origin.is_null()).unwrap_or_default();
        if memchr::memchr(b'$', whole.as_bytes()).is_none() {
            return (Some(Text::of(origin, false)), true);
        }
        let mut text = Text::default();
        let mut length = 0;
        let mut is_certain = true;
        for part in expand::parts(whole) {
            let from = text.pieces().len();
            match part {
                Part::Literal(literal, start) => text.push(Piece::written(literal, origin, start, false)),
                Part::Reference(name, start) => {
                    let raw = whole.get(start..start + name.len() + 3).unwrap_or_default();
                    is_certain &= self.refer(&mut text, name, Piece::unresolved(raw, origin, start));
                    *copied += text.pieces().len() - from;
                }
            }
            length += text.pieces()[from..].iter().map(|piece| piece.text().len()).sum::<usize>();
            if length > VALUE_LENGTH || text.pieces().len() > VALUE_PIECES || *copied > COPIED_PIECES {
                return (None, is_certain);
            }
        }
        (Some(text), is_certain)
    }

    /// Appends what `$(name)` stands for; `unresolved` is the reference itself. Whether that is certain.
    fn refer(&self, text: &mut Text<'g>, name: &str, unresolved: Piece<'g>) -> bool {
        let origin = unresolved.origin();
        if let Some(variable) = self.get(name) {
            match &variable.value {
                Content::Known(value) => {
                    value.pieces().iter().for_each(|piece| text.push(piece.clone()));
                    return variable.is_certain;
                }
                // with a key missing that is not optional the container never starts
                Content::Absent if variable.is_optional() => {}
                Content::Opaque | Content::Absent => {
                    text.push(Piece::opaque(variable.entry, variable.sensitive));
                    return variable.is_certain;
                }
            }
        }
        if let Some(unknown) = self.unknown_source(name) {
            text.push(Piece::opaque(unknown.reference, unknown.sensitive));
            return true;
        }
        text.push(match services::variable(self.container, name) {
            ServiceVariable::Made(service, node) => {
                Piece::opaque(node, false).of_service(Some(service.resource()))
            }
            ServiceVariable::OfApiServer | ServiceVariable::Possible => Piece::opaque(origin, false),
            ServiceVariable::None => unresolved,
        });
        true
    }

    fn unknown_source(&self, name: &str) -> Option<Unknown<'g>> {
        self.unknown.iter().rev().find(|unknown| name.starts_with(unknown.prefix)).copied()
    }

    fn resource(&self) -> Resource<'g> {
        self.container.pod().resource()
    }
}

impl Variable<'_> {
    /// Whether the reference that brings it in is `optional`.
    pub fn is_optional(&self) -> bool {
        let flag = |node: Node<'_>| node.get("optional").and_then(Node::as_bool) == Some(true);
        let nested = |key| self.reference.and_then(|reference| reference.get(key)).is_some_and(flag);
        self.reference.is_some_and(flag) || nested("configMapRef") || nested("secretRef")
    }
}

fn store_source<'g>(kind: StoreKind, owner: Option<Resource<'g>>) -> VariableSource<'g> {
    match kind {
        StoreKind::ConfigMap => VariableSource::ConfigMap(owner),
        StoreKind::Secret => VariableSource::Secret(owner),
    }
}
