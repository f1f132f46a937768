//! References that say the kind of what they mean, and references to ports of Services.

use readylint_yaml::{Node, NodeId};

use super::Edges;
use super::ports::WantedPort;
use crate::graph::fields::{text, text_of};
use crate::graph::{End, Relation, Target, TypeCode};
use crate::views::{Service, ServicePort};
use crate::{GroupVersion, Kind, Symbol};

/// How many ports of a Service one reference is held against.
const PORTS: usize = 1024;

/// How many definitions of one Service are looked at: the copies of several overlays.
const DEFINITIONS: usize = 64;

/// A reference to an object by group, kind and name.
#[derive(Clone, Copy)]
pub(super) struct ObjectReference<'g> {
    pub(super) group: &'g str,
    pub(super) kind: &'g str,
    pub(super) namespace: Option<&'g str>,
    pub(super) name: &'g str,
    /// Where the name is written.
    pub(super) site: Node<'g>,
}

impl<'g> ObjectReference<'g> {
    /// The reference at `node`, with the fields `apiVersion` or `group`, `kind`, `name` and `namespace`; what it leaves out
    /// is that of `default` (group and kind). `None` if it names nothing.
    pub(super) fn of(
        node: Node<'g>,
        default: (&'g str, &'g str),
        own_namespace: Option<&'g str>,
    ) -> Option<Self> {
        let (site, name) = node.get("name").and_then(|site| Some((site, text_of(site)?)))?;
        let version = text(node, "apiVersion").map(|version| GroupVersion::of(version).group);
        // `group: ""` is the core group, not an omission
        let group = node.get("group").filter(|group| !group.is_null()).and_then(Node::text);
        Some(Self {
            group: group.or(version).unwrap_or(default.0),
            kind: text(node, "kind").unwrap_or(default.1),
            namespace: text(node, "namespace").or(own_namespace),
            name,
            site,
        })
    }

    /// The kind, if the model knows it.
    pub(super) fn known(&self) -> Option<Kind> {
        let kind = Kind::of(self.group, self.kind);
        (!matches!(kind, Kind::Other | Kind::ForeignNetworkPolicy)).then_some(kind)
    }
}

/// Whether `service` has the port. One without ports, and an ExternalName, have every one: what is behind them is not said.
pub(super) fn service_port<'g>(service: Service<'g>, wanted: &WantedPort<'g>) -> bool {
    if service.service_type() == "ExternalName" {
        return true;
    }
    let fits = |port: ServicePort<'_>| match wanted {
        WantedPort::Name(name) => port.name() == Some(name),
        WantedPort::Numbers(numbers) => {
            port.port().and_then(Node::as_i64).is_some_and(|number| numbers.contains(&number))
        }
    };
    let mut ports = service.ports().take(PORTS).peekable();
    ports.peek().is_none() || ports.any(fits)
}

impl<'g> Edges<'_, 'g> {
    /// What a reference leads to. An object of a kind that the model does not know is outside if the input has it not.
    pub(super) fn resolve_object(&self, reference: &ObjectReference<'g>) -> Target {
        if let Some(kind) = reference.known() {
            return self.resolve_in(kind, reference.namespace, reference.name);
        }
        let graph = self.resource.graph();
        let find = |namespace: Option<Symbol>| {
            let (group, kind) = graph.symbol(reference.group).zip(graph.symbol(reference.kind))?;
            let type_code = TypeCode::of(Kind::of(reference.group, reference.kind), group, kind);
            graph.find(self.resource.id(), type_code, namespace, graph.symbol(reference.name)?)
        };
        let namespace = reference.namespace.and_then(|namespace| graph.symbol(namespace));
        // the scope of an unknown kind is unknown
        let found = find(namespace).or_else(|| find(None));
        found.map_or(Target::External, |found| Target::Found(found.end()))
    }

    /// An edge for a reference; an absent one makes none.
    pub(super) fn refer_to(
        &mut self,
        from: NodeId,
        relation: Relation,
        reference: Option<ObjectReference<'g>>,
    ) {
        if let Some(reference) = reference {
            let to = self.resolve_object(&reference);
            self.push(from, relation, reference.site, to, false);
        }
    }

    /// `to`, or that the Service there lacks the port.
    pub(super) fn with_port(&self, to: Target, wanted: &WantedPort<'g>) -> Target {
        let Target::Found(end) = to else { return to };
        let graph = self.resource.graph();
        let definitions = graph.definitions(end.resource).take(DEFINITIONS);
        let mut services = definitions.filter_map(|id| Service::of(graph.resource(id)));
        let own = Service::of(graph.resource(end.resource));
        let has = own.is_none_or(|own| service_port(own, wanted))
            || services.any(|service| service_port(service, wanted));
        if has { to } else { Target::Incomplete(end) }
    }

    /// The root of the object, from which most references start.
    pub(super) fn root(&self) -> NodeId {
        self.resource.data().root
    }

    /// The end of an edge at the part `node` of the object `of`.
    pub(super) fn part(of: End, node: Node<'g>) -> End {
        End { resource: of.resource, node: node.resolved().id() }
    }
}
