//! Endpoints in configuration files that volumes of ConfigMaps and Secrets mount. Each ConfigMap is read once, however many pods mount it.

use std::borrow::Cow;
use std::sync::OnceLock;

use readylint_yaml::{Node, NodeId};
use rustc_hash::FxHashMap;

use super::pairs::{Half, Ports, endpoints_of_value};
use super::{CONTACTS, ContactedEndpoint, EndpointSource};
use crate::facts::environment::Environment;
use crate::facts::files::MountedFiles;
use crate::{Kind, Resource, ResourceId};
use readylint_scalars::{
    Endpoint, EndpointForm, Engine, SCANNED, SettingName, SettingPart, client_calls, config_lines,
};

/// How many endpoints of one ConfigMap are told, and in how many bytes of it they are looked for.
const ENDPOINTS_OF_ONE: usize = 512;
const BYTES_OF_ONE: usize = 1 << 20;

/// How long a file of a Secret may be to be read, which happens for every container that mounts it.
const BYTES_OF_SECRET: usize = 1 << 14;

/// The endpoints in the values of ConfigMaps, each read when it is first asked for.
#[derive(Debug, Default)]
pub(crate) struct FileEndpoints {
    by_config_map: FxHashMap<ResourceId, OnceLock<Vec<FileEndpoint>>>,
}

/// An endpoint in a file, without the tree it is in.
#[derive(Debug)]
struct FileEndpoint {
    /// The value of the ConfigMap's key.
    node: NodeId,
    host: Box<str>,
    port: Option<u16>,
    is_port_assumed: bool,
    scheme: Option<Box<str>>,
    form: EndpointForm,
    engine: Option<Engine>,
    name: Option<Box<str>>,
    is_named_so: bool,
}

impl FileEndpoints {
    /// Place for those of `config_maps`.
    pub(crate) fn of(config_maps: impl Iterator<Item = ResourceId>) -> Self {
        Self { by_config_map: config_maps.map(|id| (id, OnceLock::new())).collect() }
    }

    fn in_config_map(&self, config_map: Resource<'_>) -> &[FileEndpoint] {
        let cell = self.by_config_map.get(&config_map.id());
        cell.map_or(&[], |cell| cell.get_or_init(|| read(config_map)))
    }
}

pub(super) fn collect<'g>(environment: &Environment<'g>, found: &mut Vec<ContactedEndpoint<'g>>) {
    let graph = environment.container().pod().resource().graph();
    for file in MountedFiles::of(environment).iter() {
        let Some(object) = file.object else { continue };
        let entry = file.entry.resolved();
        if object.kind() == Kind::ConfigMap {
            let all = graph.file_endpoints().in_config_map(object);
            // they stand in the order of the keys, thus of the text
            let first = all
                .partition_point(|endpoint| object.at(endpoint.node).range().start() < entry.range().start());
            let own = all
                .get(first..)
                .unwrap_or_default()
                .iter()
                .take_while(|endpoint| endpoint.node == entry.id());
            found.extend(own.map(|endpoint| endpoint.contact(object.at(endpoint.node), file.mount)));
        } else if let Some(text) = file.content.text().filter(|text| text.len() <= BYTES_OF_SECRET) {
            let mut own = Vec::new();
            if !is_documentation(&file.path) {
                read_file((entry, &text.readable()), &mut own);
            }
            found.extend(own.iter().map(|endpoint| endpoint.contact(entry, file.mount)));
        }
        if found.len() >= CONTACTS {
            return;
        }
    }
}

impl FileEndpoint {
    fn contact<'g>(&self, origin: Node<'g>, mount: Node<'g>) -> ContactedEndpoint<'g> {
        ContactedEndpoint {
            host: self.host.to_string(),
            port: self.port,
            is_port_assumed: self.is_port_assumed,
            scheme: self.scheme.as_deref().map(str::to_owned),
            form: self.form,
            engine: self.engine,
            origin,
            name: self.name.as_deref().map(|name| Cow::Owned(name.to_owned())),
            is_named_so: self.is_named_so,
            source: EndpointSource::File,
            reference: mount,
            is_certain: true,
        }
    }
}

fn read(config_map: Resource<'_>) -> Vec<FileEndpoint> {
    let mut found = Vec::new();
    let mut left = BYTES_OF_ONE;
    for entry in config_map.node().get("data").into_iter().flat_map(Node::entries) {
        let (Some(file), Some(text)) = (entry.key.text(), entry.value.text()) else { continue };
        let length = text.len().min(SCANNED);
        if length > left || found.len() >= ENDPOINTS_OF_ONE {
            break;
        }
        left -= length;
        if !is_documentation(file) {
            read_file((entry.value.resolved(), text), &mut found);
        }
    }
    found.truncate(ENDPOINTS_OF_ONE);
    found
}

/// Files whose addresses are read by people or browsers.
fn is_documentation(file: &str) -> bool {
    let extension = file.rsplit_once('.').map_or("", |(_, extension)| extension);
    matches!(
        extension,
        "md" | "html" | "htm" | "css" | "js" | "svg" | "xsd" | "pem" | "crt" | "sql" | "txt" | "rules"
    )
}

fn read_file((node, text): (Node<'_>, &str), found: &mut Vec<FileEndpoint>) {
    let first = found.len();
    let mut ports = Ports::default();
    let mut halves: Vec<(usize, Half)> = Vec::new();
    for line in config_lines(text) {
        if found.len() >= ENDPOINTS_OF_ONE {
            break;
        }
        let setting = line.key.and_then(|key| setting_in(key, line.parent));
        if let Some(SettingName { prefix, part: SettingPart::Port }) = setting {
            ports.take(line.block, prefix, Some(line.value).filter(|value| value.is_ascii()));
            continue;
        }
        let value = if line.key.is_some() { line.value } else { line.text };
        for endpoint in endpoints_of_value(value, setting.as_ref()) {
            if endpoint.is_address() {
                continue;
            }
            if let Some(setting) =
                setting.clone().filter(|_| endpoint.port_range().is_none() && !endpoint.has_opaque_port())
            {
                halves.push((found.len(), Half { block: line.block, setting }));
            }
            let scheme = endpoint.base_scheme();
            let engine = scheme.as_deref().and_then(Engine::of_scheme);
            found.push(FileEndpoint {
                node: node.id(),
                host: endpoint.host().to_ascii_lowercase().into(),
                port: endpoint.port(),
                is_port_assumed: endpoint.port_range().is_none() && sets_nginx_variable(line.text),
                engine: engine.or_else(|| {
                    let by_name = setting.as_ref().and_then(SettingName::engine);
                    by_name.filter(|engine| engine.has_scheme(scheme.as_deref()))
                }),
                scheme: scheme.map(String::into_boxed_str),
                form: endpoint.form(),
                name: line.key.map(Into::into),
                is_named_so: setting.is_some(),
            });
        }
    }
    for (number, half) in halves {
        let Some(endpoint) = found.get_mut(number).filter(|_| number >= first) else { continue };
        (endpoint.port, endpoint.is_port_assumed) = ports.of(&half, endpoint.port, endpoint.engine);
    }
    if text.starts_with("#!") {
        script(node, text, found, first);
    }
}

/// Whether a line of nginx gives a variable its value: `proxy_pass $upstream:3100` puts a port behind it later.
fn sets_nginx_variable(line: &str) -> bool {
    line.trim_start().strip_prefix("set").is_some_and(|rest| rest.trim_start().starts_with('$'))
}

/// Hosts that clients of datastores are given in a script.
fn script(node: Node<'_>, text: &str, found: &mut Vec<FileEndpoint>, first: usize) {
    for call in client_calls([text]) {
        let endpoint = call.host.and_then(|host| Endpoint::of_host(host.text));
        let Some(endpoint) = endpoint.filter(|endpoint| !endpoint.is_address()) else { continue };
        let written = call.port.map_or(endpoint.port(), |port| port.parse().ok());
        let is_port_assumed = call.port.is_none() && written.is_none();
        let default = call.engine.and_then(|engine| engine.ports().first().copied());
        let host = endpoint.host().to_ascii_lowercase();
        // a name of the cluster stands out as such
        let same = found
            .iter()
            .skip(first)
            .position(|other| other.form == EndpointForm::Name && *other.host == *host);
        if let Some(at) = same {
            found.remove(first + at);
        }
        found.push(FileEndpoint {
            node: node.id(),
            host: host.into(),
            port: if is_port_assumed { default } else { written },
            is_port_assumed,
            scheme: None,
            form: endpoint.form(),
            engine: call.engine,
            name: None,
            is_named_so: true,
        });
    }
}

/// The setting `key` in the block `parent`: the block's name says what a `host` is of.
fn setting_in(key: &str, parent: Option<&str>) -> Option<SettingName> {
    let setting = SettingName::of(key)?;
    match parent {
        Some(parent) if setting.prefix.is_empty() => SettingName::of(&format!("{parent}_{key}")),
        _ => Some(setting),
    }
}
