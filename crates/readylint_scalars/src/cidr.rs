//! Blocks of IP addresses.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::quoted::Quoted;

/// A block of addresses: `10.0.0.0/8`, `2001:db8::/32`. A single address is a block of one.
///
/// IPv4 and IPv6 are two worlds: a block of one never holds addresses of the other, nor does `::ffff:10.0.0.1`, which is
/// an IPv6 address, belong to `10.0.0.0/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cidr {
    first: IpAddr,
    prefix: u8,
}

impl Cidr {
    /// Every IPv4 address.
    pub const ALL_IPV4: Self = Self { first: IpAddr::V4(Ipv4Addr::UNSPECIFIED), prefix: 0 };

    /// Every IPv6 address.
    pub const ALL_IPV6: Self = Self { first: IpAddr::V6(Ipv6Addr::UNSPECIFIED), prefix: 0 };

    /// Reads `address/prefix`. Bits behind the prefix do not count (`10.1.2.3/8` is `10.0.0.0/8`), as for the API server.
    ///
    /// # Errors
    ///
    /// When it is no such thing. An address alone is none either; see [`Cidr::from`].
    pub fn parse(text: &str) -> Result<Self, CidrError> {
        let refused = || CidrError(text.to_owned());
        let (address, prefix) = text.split_once('/').ok_or_else(refused)?;
        let is_number = !prefix.is_empty() && prefix.bytes().all(|byte| byte.is_ascii_digit());
        let prefix: u8 = prefix.parse().ok().filter(|_| is_number).ok_or_else(refused)?;
        let first = match address.parse().map_err(|_| refused())? {
            IpAddr::V4(address) if prefix <= 32 => {
                IpAddr::V4((address.to_bits() & high_bits_v4(prefix)).into())
            }
            IpAddr::V6(address) if prefix <= 128 => {
                IpAddr::V6((address.to_bits() & high_bits_v6(prefix)).into())
            }
            _ => return Err(refused()),
        };
        Ok(Self { first, prefix })
    }

    /// The first address.
    pub fn first(self) -> IpAddr {
        self.first
    }

    /// How many leading bits are the same for all its addresses.
    pub fn prefix(self) -> u8 {
        self.prefix
    }

    /// Whether all addresses of `other` belong to it.
    pub fn contains(self, other: Self) -> bool {
        self.prefix <= other.prefix
            && match (self.first, other.first) {
                (IpAddr::V4(own), IpAddr::V4(other)) => {
                    own.to_bits() == other.to_bits() & high_bits_v4(self.prefix)
                }
                (IpAddr::V6(own), IpAddr::V6(other)) => {
                    own.to_bits() == other.to_bits() & high_bits_v6(self.prefix)
                }
                _ => false,
            }
    }

    /// Whether some address belongs to both: one of the two then contains the other.
    pub fn overlaps(self, other: Self) -> bool {
        self.contains(other) || other.contains(self)
    }
}

impl From<IpAddr> for Cidr {
    /// The block of this address alone.
    fn from(first: IpAddr) -> Self {
        Self { first, prefix: if first.is_ipv4() { 32 } else { 128 } }
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.first, self.prefix)
    }
}

/// The mask of `prefix` leading bits; 0 has none.
fn high_bits_v4(prefix: u8) -> u32 {
    u32::MAX.checked_shl(32_u32.saturating_sub(prefix.into())).unwrap_or(0)
}

/// [`high_bits_v4`] of the longer addresses.
fn high_bits_v6(prefix: u8) -> u128 {
    u128::MAX.checked_shl(128_u32.saturating_sub(prefix.into())).unwrap_or(0)
}

/// A text that is no block of addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CidrError(String);

impl fmt::Display for CidrError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is no block of IP addresses like `10.0.0.0/8` or `2001:db8::/32`", Quoted(&self.0))
    }
}

impl std::error::Error for CidrError {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn blocks_are_read() {
        for (text, expected) in [
            ("10.1.2.3/8", "10.0.0.0/8"),
            ("0.0.0.0/0", "0.0.0.0/0"),
            ("255.255.255.255/0", "0.0.0.0/0"),
            ("192.0.2.1/32", "192.0.2.1/32"),
            ("::/0", "::/0"),
            ("2001:db8:ffff::1/33", "2001:db8:8000::/33"),
            ("::1/128", "::1/128"),
        ] {
            assert_eq!(Cidr::parse(text).unwrap().to_string(), expected, "{text}");
        }
        for text in
            ["", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/+8", "10.0.0/8", "::/129", "a/8", "/8"]
        {
            assert!(Cidr::parse(text).is_err(), "{text}");
        }
        assert_eq!(
            Cidr::parse("10.0.0.0").unwrap_err().to_string(),
            "`10.0.0.0` is no block of IP addresses like `10.0.0.0/8` or `2001:db8::/32`"
        );
    }

    #[test]
    fn blocks_hold_blocks() {
        let block = |text: &str| Cidr::parse(text).unwrap();
        for (outer, inner, contains, overlaps) in [
            ("10.0.0.0/8", "10.2.0.0/16", true, true),
            ("10.2.0.0/16", "10.0.0.0/8", false, true),
            ("10.0.0.0/9", "10.128.0.0/9", false, false),
            ("0.0.0.0/0", "203.0.113.7/32", true, true),
            ("0.0.0.0/0", "::/0", false, false),
            ("::/0", "2001:db8::/32", true, true),
            ("2001:db8::/33", "2001:db8:8000::/33", false, false),
            ("203.0.113.7/32", "203.0.113.7/32", true, true),
        ] {
            let (outer, inner) = (block(outer), block(inner));
            assert_eq!(
                (outer.contains(inner), outer.overlaps(inner)),
                (contains, overlaps),
                "{outer} {inner}"
            );
        }
        assert!(Cidr::ALL_IPV4.contains(Cidr::from("192.0.2.1".parse::<IpAddr>().unwrap())));
        assert!(!Cidr::ALL_IPV6.contains(Cidr::from("192.0.2.1".parse::<IpAddr>().unwrap())));
    }
}
