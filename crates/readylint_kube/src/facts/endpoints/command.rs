//! Endpoints in `command` and `args`.

use std::borrow::Cow;

use readylint_yaml::Node;

use super::environment::{Readable, complete, engine_of};
use super::pairs::{Half, Ports, endpoints_of_value};
use super::{CONTACTS, ContactedEndpoint, EndpointSource};
use crate::facts::environment::{Environment, Text};
use readylint_scalars::{Endpoint, EndpointForm, SettingName, SettingPart, client_calls, shell_comments};

/// How many items of a command are read.
const ITEMS: usize = 1024;

pub(super) fn collect<'g>(environment: &Environment<'g>, found: &mut Vec<ContactedEndpoint<'g>>) {
    let node = environment.container().node();
    let list = |key| node.get(key).into_iter().flat_map(Node::items);
    let items: Vec<(Node<'g>, Text<'g>)> = list("command")
        .chain(list("args"))
        .take(ITEMS)
        .map(|item| (item.resolved(), environment.expand(item)))
        .collect();
    let texts: Vec<Readable<'_, 'g>> = items.iter().map(|(_, text)| Readable::of(text)).collect();
    options(&items, &texts, found);
    clients(&items, &texts, found);
}

/// Endpoints as they stand, and as values of options: `--redis-host redis`, `--redis-port=6379`.
fn options<'g>(
    items: &[(Node<'g>, Text<'g>)],
    texts: &[Readable<'_, 'g>],
    found: &mut Vec<ContactedEndpoint<'g>>,
) {
    let mut ports = Ports::default();
    let mut halves: Vec<(usize, Half)> = Vec::new();
    let mut asked: Option<&str> = None;
    let mut before = "";
    for (readable, (item, _)) in texts.iter().zip(items) {
        let text = &*readable.text;
        let is_script = text.contains('\n') || is_script_flag(before);
        let comments = if is_script { shell_comments(text) } else { Vec::new() };
        before = text;
        let is_option = text.starts_with('-') && !text.contains(char::is_whitespace);
        let option = Some(text.trim_start_matches('-')).filter(|_| is_option);
        let (name, value) = match option.map(|option| option.split_once('=').ok_or(option)) {
            Some(Ok((name, value))) => (Some(name), value),
            Some(Err(option)) => {
                asked = Some(option);
                continue;
            }
            None => (asked.take(), text),
        };
        asked = None;
        let start = text.len() - value.len();
        // `-h` is too short to mean the same everywhere
        let name = name.filter(|name| name.len() > 1);
        let setting = name.and_then(SettingName::of);
        if let Some(SettingName { prefix, part: SettingPart::Port }) = setting {
            ports.take(0, prefix, Some(value).filter(|value| value.is_ascii()));
            continue;
        }
        for endpoint in endpoints_of_value(value, setting.as_ref()) {
            let at = start + endpoint.host_range().start().to_usize();
            let comment = comments.partition_point(|comment| comment.end <= at);
            if comments.get(comment).is_some_and(|comment| comment.contains(&at)) {
                continue;
            }
            let origin = readable.origin_at(at);
            let Some(origin) = origin.filter(|_| !endpoint.is_own_host() && found.len() < CONTACTS) else {
                continue;
            };
            if let Some(setting) =
                setting.clone().filter(|_| endpoint.port_range().is_none() && !endpoint.has_opaque_port())
            {
                halves.push((found.len(), Half { block: 0, setting }));
            }
            let contact = ContactedEndpoint::new(&endpoint, EndpointSource::Command, origin, *item);
            let engine = engine_of(&contact, setting.as_ref());
            let is_named_so = setting.is_some();
            let name = name.map(|name| Cow::Owned(name.to_owned()));
            found.push(ContactedEndpoint { engine, name, is_named_so, ..contact });
        }
    }
    complete(found, halves, &ports);
}

/// Whether `option` is a shell's for the script that follows: `-c`, `-ec`.
fn is_script_flag(option: &str) -> bool {
    let letters = option.strip_prefix('-').and_then(|rest| rest.strip_suffix('c'));
    letters.is_some_and(|letters| letters.len() < 5 && letters.bytes().all(|byte| byte.is_ascii_lowercase()))
}

/// Hosts that clients of datastores are given: `pg_dump -h postgres`.
fn clients<'g>(
    items: &[(Node<'g>, Text<'g>)],
    texts: &[Readable<'_, 'g>],
    found: &mut Vec<ContactedEndpoint<'g>>,
) {
    for call in client_calls(texts.iter().map(|readable| &*readable.text)) {
        let Some(host) = call.host else { continue };
        let (Some(readable), Some((item, _))) = (texts.get(host.item), items.get(host.item)) else {
            continue;
        };
        // a URL was found already
        let Some(endpoint) = Endpoint::of_host(host.text).filter(|endpoint| !endpoint.is_own_host()) else {
            continue;
        };
        let Some(origin) = readable.origin_at(host.offset) else { continue };
        let contact = ContactedEndpoint::new(&endpoint, EndpointSource::Command, origin, *item);
        // a name of the cluster stands out as such, without its port
        let same = |other: &ContactedEndpoint<'g>| other.host == contact.host && other.origin == origin;
        let known = found.iter().position(same);
        if found.len() >= CONTACTS || known.is_some_and(|at| found[at].form != EndpointForm::Name) {
            continue;
        }
        if let Some(at) = known {
            found.remove(at);
        }
        let default = || call.engine.and_then(|engine| engine.ports().first().copied());
        // a port that is written but cannot be read is not the default
        let written = call.port.map_or(contact.port, |port| port.parse().ok());
        let is_port_assumed = call.port.is_none() && written.is_none();
        let port = if is_port_assumed { default() } else { written };
        found.push(ContactedEndpoint {
            engine: call.engine,
            port,
            is_port_assumed,
            is_named_so: true,
            ..contact
        });
    }
}
