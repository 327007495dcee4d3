//! PROXY headers: how a proxy before the proxy names its client.

use std::net::{IpAddr, SocketAddr};

/// The two forms of a PROXY header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProxyVersion {
    /// A line of text.
    V1,
    /// Bytes behind a signature.
    V2,
}

/// A proxy that names the client at the start of each connection.
#[derive(Debug, Clone, Copy)]
pub struct Announced {
    /// The proxy's own address.
    pub peer: IpAddr,
    /// How it speaks.
    pub version: ProxyVersion,
}

/// What opens every header of the second version.
const SIGNATURE: [u8; 12] = *b"\r\n\r\n\0\r\nQUIT\n";
/// Version 2, PROXY; TCP over IPv4.
const V2_TCP4: [u8; 4] = [0x21, 0x11, 0, 12];
/// Version 2, PROXY; TCP over IPv6.
const V2_TCP6: [u8; 4] = [0x21, 0x21, 0, 36];

impl Announced {
    /// The header for a client of this address and a listener of that one.
    pub fn header(self, client: IpAddr, listener: SocketAddr) -> Vec<u8> {
        match self.version {
            ProxyVersion::V1 => v1(client, listener),
            ProxyVersion::V2 => v2(client, listener),
        }
    }
}

/// Any port of a client's will do.
const CLIENT_PORT: u16 = 40_000;

fn v1(client: IpAddr, listener: SocketAddr) -> Vec<u8> {
    let (family, to) = if client.is_ipv4() { ("TCP4", listener.ip()) } else { ("TCP6", mapped(listener.ip())) };
    format!("PROXY {family} {client} {to} {CLIENT_PORT} {}\r\n", listener.port()).into_bytes()
}

fn v2(client: IpAddr, listener: SocketAddr) -> Vec<u8> {
    let mut header = SIGNATURE.to_vec();
    match (client, listener.ip()) {
        (IpAddr::V4(from), IpAddr::V4(to)) => {
            header.extend(V2_TCP4);
            header.extend(from.octets());
            header.extend(to.octets());
        }
        (from, to) => {
            header.extend(V2_TCP6);
            for address in [from, to] {
                header.extend(octets_v6(address));
            }
        }
    }
    header.extend(CLIENT_PORT.to_be_bytes());
    header.extend(listener.port().to_be_bytes());
    header
}

fn mapped(address: IpAddr) -> IpAddr {
    IpAddr::from(octets_v6(address))
}

fn octets_v6(address: IpAddr) -> [u8; 16] {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().octets(),
        IpAddr::V6(address) => address.octets(),
    }
}
