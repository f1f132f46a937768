//! Whom a container contacts, as far as its manifests say: endpoints in its effective environment (D4), in its command
//! and arguments, and in the configuration files that ConfigMaps mount.
//!
//! Every endpoint keeps the literal that decides its host, through references and expansion. Nothing here says whether
//! something answers there: that is the graph's business.

mod command;
mod environment;
mod files;
mod pairs;

use std::borrow::Cow;
use std::fmt;

use readylint_yaml::Node;

use crate::{Container, End};
use readylint_scalars::{Endpoint, EndpointForm, Engine, shown_address};

pub(crate) use files::FileEndpoints;

/// How many endpoints of one container are told.
const CONTACTS: usize = 1024;

/// Where an endpoint is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EndpointSource {
    /// A variable of the environment.
    Environment,
    /// `command` or `args`.
    Command,
    /// A configuration file that the container mounts.
    File,
}

/// An endpoint that a container contacts.
#[derive(Clone)]
pub struct ContactedEndpoint<'g> {
    /// The host, in lower case.
    pub host: String,
    /// The port: as written, as another setting says, or the default of the scheme; `None` if none of them tells.
    pub port: Option<u16>,
    /// Whether the port is only what the engine's clients take by default, or what they take where they are told a host
    /// alone.
    pub is_port_assumed: bool,
    /// The scheme in lower case, without its driver.
    pub scheme: Option<String>,
    /// How it is written.
    pub form: EndpointForm,
    /// The engine that the scheme or the setting's name speaks of.
    pub engine: Option<Engine>,
    /// The scalar that holds the host: of the container, or of a ConfigMap or Secret.
    pub origin: Node<'g>,
    /// The variable, option or key that holds it.
    pub name: Option<Cow<'g, str>>,
    /// Whether that name says that its value is an endpoint: `…_HOST`, `…_URL`, `--addr`.
    pub is_named_so: bool,
    /// Where it is written.
    pub source: EndpointSource,
    /// The place in the container that brings it in: the variable, the entry of `envFrom`, the argument, the mount.
    pub reference: Node<'g>,
    /// Whether nothing that cannot be read may put another value in its place.
    pub is_certain: bool,
}

impl<'g> ContactedEndpoint<'g> {
    /// `endpoint` as found at `origin`.
    fn new(endpoint: &Endpoint<'_>, source: EndpointSource, origin: Node<'g>, reference: Node<'g>) -> Self {
        let scheme = endpoint.base_scheme();
        Self {
            host: endpoint.host().to_ascii_lowercase(),
            port: endpoint.port(),
            is_port_assumed: false,
            engine: scheme.as_deref().and_then(Engine::of_scheme),
            scheme,
            form: endpoint.form(),
            origin,
            name: None,
            is_named_so: false,
            source,
            reference,
            is_certain: true,
        }
    }

    /// `host:port`, or the host alone: safe to show.
    pub fn address(&self) -> String {
        shown_address(&self.host, self.port)
    }

    /// The scalar that holds the host as one end of an edge, or as the place of a finding.
    pub fn site(&self, container: Container<'g>) -> Option<End> {
        container.pod().resource().graph().end_of(self.origin)
    }
}

impl fmt::Debug for ContactedEndpoint<'_> {
    /// Without the nodes, which show more than the address.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = self.scheme.as_deref().unwrap_or("-");
        write!(f, "{scheme} {} of {:?} {:?}", self.address(), self.source, self.name)
    }
}

/// The endpoints that `container` contacts: in its environment, its command and its files, in this order. The host
/// itself is left out, and in files all addresses. At most 1024.
pub fn endpoints_of(container: Container<'_>) -> Vec<ContactedEndpoint<'_>> {
    let mut found = Vec::new();
    let node = container.node();
    let has = |key| node.get(key).is_some();
    let has_files = has("volumeMounts");
    if has_files || ["env", "envFrom", "command", "args"].into_iter().any(has) {
        let environment = super::environment::Environment::of(container);
        environment::collect(&environment, &mut found);
        command::collect(&environment, &mut found);
        if has_files {
            files::collect(&environment, &mut found);
        }
    }
    found.truncate(CONTACTS);
    found
}
