//! Endpoints whose host and port are settings of their own: `DB_HOST` and `DB_PORT`.

use rustc_hash::FxHashMap;

use readylint_scalars::{Endpoint, EndpointForm, Engine, SettingName, SettingPart, endpoints};

/// How many settings of a container or of a file are paired.
const SETTINGS: usize = 4096;

/// What a port setting says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PortSetting {
    Number(u16),
    /// It is there, but not known.
    Opaque,
}

/// The port settings of a container or file, by what they are a part of.
#[derive(Debug, Default)]
pub(super) struct Ports {
    /// By block (0 in environments) and prefix.
    by_prefix: FxHashMap<(u32, String), PortSetting>,
}

/// What an endpoint lacks that other settings may say.
#[derive(Clone, Debug)]
pub(super) struct Half {
    pub(super) block: u32,
    pub(super) setting: SettingName,
}

impl Ports {
    /// Takes the value of a port setting; `None` if it is not known.
    pub(super) fn take(&mut self, block: u32, prefix: String, value: Option<&str>) {
        let port = match value.map(|value| value.trim().parse::<u16>()) {
            Some(Ok(number)) if number > 0 => PortSetting::Number(number),
            // empty, a URL: nothing that stands beside a host
            Some(_) => return,
            None => PortSetting::Opaque,
        };
        if self.by_prefix.len() < SETTINGS {
            self.by_prefix.insert((block, prefix), port);
        }
    }

    /// The port that goes with the host of `half`, and whether it is only assumed: the setting of the same prefix, else
    /// `of_scheme`, the default of the scheme, else that of `engine`, of which the name speaks.
    pub(super) fn of(
        &self,
        half: &Half,
        of_scheme: Option<u16>,
        engine: Option<Engine>,
    ) -> (Option<u16>, bool) {
        let key = (half.block, half.setting.prefix.clone());
        match self.by_prefix.get(&key) {
            Some(PortSetting::Number(number)) => (Some(*number), false),
            Some(PortSetting::Opaque) => (None, false),
            // a URL in a setting called `…_HOST` is the start of one
            None if of_scheme.is_some() => (of_scheme, half.setting.part == SettingPart::Host),
            None => (engine.and_then(|engine| engine.ports().first().copied()), true),
        }
    }
}

/// The endpoints in the value of a setting. Where the name of the setting says that its value is one, a name alone is.
pub(super) fn endpoints_of_value<'t>(text: &'t str, setting: Option<&SettingName>) -> Vec<Endpoint<'t>> {
    let may_hold = memchr::memchr3(b':', b'.', b'=', text.as_bytes()).is_some();
    let mut found = if may_hold { endpoints(text) } else { Vec::new() };
    let is_text = !found.is_empty();
    found.retain(|endpoint| !is_identifier(text, endpoint));
    if is_text || !found.is_empty() || setting.is_none_or(|setting| setting.part == SettingPart::Port) {
        return found;
    }
    let mut alone = Vec::new();
    let mut start = 0;
    for part in text.split(',') {
        match Endpoint::of_host(part).filter(|endpoint| is_name(endpoint)) {
            Some(endpoint) => alone.push(endpoint.within(text, start)),
            // a list with something else in it is no list of hosts
            None => return Vec::new(),
        }
        start += part.len() + 1;
        if alone.len() == readylint_scalars::ENDPOINTS {
            break;
        }
    }
    alone
}

/// Whether a URL only names something: an XML namespace, a schema.
fn is_identifier(text: &str, endpoint: &Endpoint<'_>) -> bool {
    const HOSTS: [&str; 7] = [
        "www.w3.org",
        "schemas.xmlsoap.org",
        "schemas.microsoft.com",
        "schemas.openxmlformats.org",
        "xmlns.jcp.org",
        "java.sun.com",
        "json-schema.org",
    ];
    /// How far before a URL its attribute or key is looked for.
    const WINDOW: usize = 64;
    let Some(scheme) = endpoint.scheme().filter(|_| endpoint.form() == EndpointForm::Url) else {
        return false;
    };
    if HOSTS.iter().any(|host| endpoint.host().eq_ignore_ascii_case(host)) {
        return true;
    }
    let before = &text[..endpoint.host_range().start().to_usize()];
    let start = before.rfind("://").map_or(0, |at| at.saturating_sub(scheme.len()));
    let from = (start.saturating_sub(WINDOW)..=start).find(|&at| text.is_char_boundary(at)).unwrap_or(start);
    let before = text.get(from..start).unwrap_or_default().trim_end_matches([' ', '"', '\'', '=', ':']);
    let name = before.rsplit(|c: char| c.is_whitespace() || "<{,;\"'".contains(c)).next().unwrap_or(before);
    name == "$schema" || name == "xmlns" || name.starts_with("xmlns:") || name.ends_with("schemaLocation")
}

/// Whether it has a letter or is an address: `8080` and `1.5` are no hosts. Words for truth and absence are none either.
fn is_name(endpoint: &Endpoint<'_>) -> bool {
    const WORDS: [&str; 12] =
        ["true", "false", "yes", "no", "on", "off", "none", "null", "nil", "enabled", "disabled", "auto"];
    let host = endpoint.host();
    let is_word =
        endpoint.form() == EndpointForm::Name && WORDS.iter().any(|word| host.eq_ignore_ascii_case(word));
    !is_word && (endpoint.is_address() || host.bytes().any(|byte| byte.is_ascii_alphabetic()))
}
