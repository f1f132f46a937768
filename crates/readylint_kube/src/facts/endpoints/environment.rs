//! Endpoints in the environment.

use std::borrow::Cow;

use super::pairs::{Half, Ports, endpoints_of_value};
use super::{CONTACTS, ContactedEndpoint, EndpointSource};
use crate::Resource;
use crate::facts::environment::{Environment, Piece, PieceKind, Text, Variable};
use crate::facts::is_secret_name;
use readylint_scalars::{EndpointForm, Engine, SettingName, SettingPart};

/// A text in which the variable of a Service's address is the name of the Service.
pub(super) struct Readable<'t, 'g> {
    pub(super) text: Cow<'t, str>,
    of: &'t Text<'g>,
    /// Where pieces end in it.
    ends: Vec<usize>,
}

impl<'t, 'g> Readable<'t, 'g> {
    pub(super) fn of(text: &'t Text<'g>) -> Self {
        if let [piece] = text.pieces()
            && piece.service().is_none()
        {
            return Self { text: Cow::Borrowed(piece.text()), of: text, ends: Vec::new() };
        }
        let mut whole = String::with_capacity(text.len());
        let mut ends = Vec::with_capacity(text.pieces().len());
        for piece in text.pieces() {
            // the scalar behind the variable of the address is the Service's name, behind that of a port the port
            let name = piece.service().and_then(Resource::name);
            match name.filter(|_| piece.kind() == PieceKind::Opaque && piece.origin().text() == name) {
                Some(name) => whole.push_str(name),
                None if is_port(piece) && whole.ends_with(':') => {
                    whole.push_str(piece.origin().text().unwrap_or_default());
                }
                None => whole.push_str(piece.text()),
            }
            ends.push(whole.len());
        }
        Self { text: Cow::Owned(whole), of: text, ends }
    }

    /// The scalar that `byte` comes from.
    pub(super) fn origin_at(&self, byte: usize) -> Option<readylint_yaml::Node<'g>> {
        let piece = self.ends.partition_point(|&end| end <= byte);
        self.of.pieces().get(piece).map(Piece::origin)
    }
}

/// Whether `piece` is the variable of a Service's port.
fn is_port(piece: &Piece<'_>) -> bool {
    let is_number = || piece.origin().text().is_some_and(|text| text.parse::<u16>().is_ok());
    piece.service().is_some() && piece.kind() == PieceKind::Opaque && is_number()
}

pub(super) fn collect<'g>(environment: &Environment<'g>, found: &mut Vec<ContactedEndpoint<'g>>) {
    let mut ports = Ports::default();
    let mut halves: Vec<(usize, Half)> = Vec::new();
    for variable in environment.iter() {
        if found.len() >= CONTACTS {
            break;
        }
        // hosts that are asked without a proxy, if they are asked
        if variable.name.eq_ignore_ascii_case("NO_PROXY") {
            continue;
        }
        let setting = SettingName::of(&variable.name);
        if let Some(SettingName { prefix, part: SettingPart::Port }) = setting {
            ports.take(0, prefix, variable.value.known().as_deref());
            continue;
        }
        let Some(text) = variable.value.text() else { continue };
        let readable = Readable::of(text);
        for endpoint in endpoints_of_value(&readable.text, setting.as_ref()) {
            if endpoint.is_own_host() || is_password(&variable.name, &endpoint) {
                continue;
            }
            let Some(origin) = readable.origin_at(endpoint.host_range().start().to_usize()) else { continue };
            if let Some(setting) =
                setting.clone().filter(|_| endpoint.port_range().is_none() && !endpoint.has_opaque_port())
            {
                halves.push((found.len(), Half { block: 0, setting }));
            }
            found.push(contact(variable, setting.as_ref(), &endpoint, origin));
        }
    }
    complete(found, halves, &ports);
}

/// Whether a variable is for a secret, and its value no URL: `word:123` is a password then, which nothing may show (D8).
fn is_password(variable: &str, endpoint: &readylint_scalars::Endpoint<'_>) -> bool {
    matches!(endpoint.form(), EndpointForm::HostPort | EndpointForm::Name) && is_secret_name(variable)
}

fn contact<'g>(
    variable: &Variable<'g>,
    setting: Option<&SettingName>,
    endpoint: &readylint_scalars::Endpoint<'_>,
    origin: readylint_yaml::Node<'g>,
) -> ContactedEndpoint<'g> {
    let reference = variable.reference.unwrap_or(variable.entry);
    let contact = ContactedEndpoint::new(endpoint, EndpointSource::Environment, origin, reference);
    ContactedEndpoint {
        engine: engine_of(&contact, setting),
        name: Some(variable.name.clone()),
        is_named_so: setting.is_some(),
        is_certain: variable.is_certain,
        ..contact
    }
}

/// The engine that the scheme speaks to, else the one of which the name of the setting speaks, unless the scheme says that
/// it is something else beside it.
pub(super) fn engine_of(contact: &ContactedEndpoint<'_>, setting: Option<&SettingName>) -> Option<Engine> {
    let by_name = || setting.and_then(SettingName::engine);
    contact.engine.or_else(|| by_name().filter(|engine| engine.has_scheme(contact.scheme.as_deref())))
}

/// Gives the endpoints without a port of their own the one of their setting.
pub(super) fn complete(found: &mut [ContactedEndpoint<'_>], halves: Vec<(usize, Half)>, ports: &Ports) {
    for (number, half) in halves {
        let Some(contact) = found.get_mut(number) else { continue };
        (contact.port, contact.is_port_assumed) = ports.of(&half, contact.port, contact.engine);
    }
}
