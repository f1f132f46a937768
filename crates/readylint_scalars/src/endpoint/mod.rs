//! Endpoints written in plain text: URLs, `host:port`, in-cluster DNS names, connection strings.
//!
//! ```text
//! postgresql://vote:secret@postgres.data.svc:5432/votes
//! ^scheme      ^user ^password ^host         ^port
//! ```
//!
//! A host that is not there yet (`$(HOST)`, `${HOST}`, `{{ .host }}`, `<host>`) makes no endpoint. Text is scanned once,
//! and no more of it than [`SCANNED`].

mod scan;
mod scheme;

use std::fmt;
use std::net::IpAddr;

use readylint_text::TextRange;

pub use scan::{ENDPOINTS, SCANNED, endpoints};
pub use scheme::default_port;

/// How an endpoint is written, which says how certainly it is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EndpointForm {
    /// `scheme://host`.
    Url,
    /// `host=… port=…`, `Server=…;`, `tcp(host:3306)`.
    ConnectionString,
    /// `host:port` alone. A word with a number (`web:100`, an image with its tag) looks the same.
    HostPort,
    /// A name alone, which only an in-cluster name (`api.shop.svc`) or its place can make an endpoint.
    Name,
}

/// The port of an endpoint as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Port {
    Absent,
    Written(u16, TextRange),
    /// Something to be filled in later: `$(PORT)`.
    Opaque,
}

/// An endpoint in a text. Its debug form shows neither user nor password.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Endpoint<'a> {
    text: &'a str,
    form: EndpointForm,
    scheme: Option<&'a str>,
    host: TextRange,
    port: Port,
    user: Option<TextRange>,
    password: Option<TextRange>,
}

impl<'a> Endpoint<'a> {
    /// The endpoint that `text` is where a host is expected, as in a variable called `…_HOST`: a name or an address, with
    /// or without port. `None` for anything else, URLs among them.
    pub fn of_host(text: &'a str) -> Option<Self> {
        let start = text.len() - text.trim_start().len();
        scan::host_and_port(text, start, start + text.trim().len(), EndpointForm::Name)
    }

    /// How it is written.
    pub fn form(&self) -> EndpointForm {
        self.form
    }

    /// The scheme as written, without `jdbc:` and with its driver: `postgresql+asyncpg`.
    pub fn scheme(&self) -> Option<&'a str> {
        self.scheme
    }

    /// The scheme in lower case without what it runs over or which driver it takes: `postgresql` of `postgresql+asyncpg`.
    pub fn base_scheme(&self) -> Option<String> {
        self.scheme.map(scheme::base)
    }

    /// The host as written: a DNS name or an IP address, without the brackets of IPv6.
    pub fn host(&self) -> &'a str {
        &self.text[self.host.to_usize()]
    }

    /// Where the host stands in the text.
    pub fn host_range(&self) -> TextRange {
        self.host
    }

    /// The port: as written, else the default of the scheme; `None` if neither is there or it is not known yet.
    pub fn port(&self) -> Option<u16> {
        match self.port {
            Port::Written(number, _) => Some(number),
            Port::Opaque => None,
            Port::Absent => default_port(&scheme::base(self.scheme?)),
        }
    }

    /// Where the port stands in the text, if it is written as a number.
    pub fn port_range(&self) -> Option<TextRange> {
        match self.port {
            Port::Written(_, range) => Some(range),
            _ => None,
        }
    }

    /// Whether a port is written that is not known yet.
    pub fn has_opaque_port(&self) -> bool {
        self.port == Port::Opaque
    }

    /// Where the user's name stands in the text.
    pub fn user_range(&self) -> Option<TextRange> {
        self.user
    }

    /// Where the password stands in the text.
    pub fn password_range(&self) -> Option<TextRange> {
        self.password
    }

    /// Whether the host is an IP address, this host, or any address.
    pub fn is_address(&self) -> bool {
        is_address(self.host())
    }

    /// Whether the host is the pod's own, or no certain one: `localhost`, `127.0.0.1`, `0.0.0.0`, `::1`.
    pub fn is_own_host(&self) -> bool {
        match self.host().parse::<IpAddr>() {
            // 0.0.0.0/8 is "this network" (RFC 1122, 3.2.1.3)
            Ok(IpAddr::V4(address)) => address.is_loopback() || address.octets()[0] == 0,
            Ok(IpAddr::V6(address)) => address.is_loopback() || address.is_unspecified(),
            Err(_) => self.is_address(),
        }
    }

    /// `host:port` or `host`: safe to show, other than the text.
    pub fn address(&self) -> String {
        shown_address(self.host(), self.port())
    }

    /// The same endpoint as part of `text`, whose byte `offset` is the first of its own text.
    #[must_use]
    pub fn within(self, text: &'a str, offset: usize) -> Self {
        let shift = |range: TextRange| {
            let range = range.to_usize();
            TextRange::at(range.start + offset, range.end + offset)
        };
        let port = match self.port {
            Port::Written(number, range) => Port::Written(number, shift(range)),
            other => other,
        };
        let (user, password) = (self.user.map(shift), self.password.map(shift));
        Self { text, host: shift(self.host), port, user, password, ..self }
    }
}

impl fmt::Debug for Endpoint<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {} {}", self.form, self.scheme.unwrap_or("-"), self.address())
    }
}

/// `host:port`, or the host alone; an IPv6 address stands in brackets.
pub fn shown_address(host: &str, port: Option<u16>) -> String {
    match port {
        Some(port) if host.contains(':') => format!("[{host}]:{port}"),
        None if host.contains(':') => format!("[{host}]"),
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// Whether `host` is an IP address or a name of the host itself.
pub(super) fn is_address(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    host.eq_ignore_ascii_case("localhost")
        || host.to_ascii_lowercase().ends_with(".localhost")
        || host.parse::<IpAddr>().is_ok()
}
