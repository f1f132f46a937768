//! Ports and protocols.

use std::fmt;

use super::quoted::Quoted;

/// The transport protocol of a port (`core/v1 Protocol`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// What a port without `protocol` has.
    #[default]
    Tcp,
    /// UDP.
    Udp,
    /// SCTP.
    Sctp,
}

impl Protocol {
    /// Reads a protocol's name; the API knows them in capitals only.
    ///
    /// # Errors
    ///
    /// When the API server would refuse `text`.
    pub fn parse(text: &str) -> Result<Self, UnknownProtocol> {
        match text {
            "TCP" => Ok(Self::Tcp),
            "UDP" => Ok(Self::Udp),
            "SCTP" => Ok(Self::Sctp),
            _ => Err(UnknownProtocol(text.to_owned())),
        }
    }

    /// The name as the API spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tcp => "TCP",
            Self::Udp => "UDP",
            Self::Sctp => "SCTP",
        }
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A protocol that the API does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownProtocol(String);

impl fmt::Display for UnknownProtocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown protocol {}", Quoted(&self.0))?;
        match Protocol::parse(&self.0.to_ascii_uppercase()) {
            Ok(protocol) => write!(f, "; did you mean `{protocol}`?"),
            Err(_) => f.write_str("; known are `TCP`, `UDP` and `SCTP`"),
        }
    }
}

impl std::error::Error for UnknownProtocol {}

/// A number that is no port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PortError(i64);

impl fmt::Display for PortError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is no port; ports are 1 to 65535", self.0)
    }
}

impl std::error::Error for PortError {}

/// The port `number`, if it is one: 1 to 65535.
///
/// # Errors
///
/// When it is not.
pub fn port_number(number: i64) -> Result<u16, PortError> {
    u16::try_from(number).ok().filter(|&port| port != 0).ok_or(PortError(number))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn protocols_are_capitals() {
        assert_eq!(Protocol::parse("SCTP"), Ok(Protocol::Sctp));
        assert_eq!(Protocol::default(), Protocol::Tcp);
        assert_eq!(
            Protocol::parse("udp").unwrap_err().to_string(),
            "unknown protocol `udp`; did you mean `UDP`?"
        );
        assert_eq!(
            Protocol::parse("ICMP").unwrap_err().to_string(),
            "unknown protocol `ICMP`; known are `TCP`, `UDP` and `SCTP`"
        );
    }

    #[test]
    fn zero_is_no_port() {
        assert_eq!(port_number(65535), Ok(65535));
        for number in [0, -1, 65536, i64::MIN, i64::MAX] {
            assert!(port_number(number).is_err(), "{number}");
        }
    }
}
