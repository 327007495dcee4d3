//! What stands after `listen`.

use super::release::Release;
use crate::escape::Escaped;
use crate::topology::ListenAddress;

/// What a server is on its sockets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a word of its own after `listen`")]
pub struct Role {
    /// It answers requests for hosts that no other server names. The sockets' own options stand at this one.
    pub is_default: bool,
    /// It speaks TLS.
    pub is_tls: bool,
    /// Its peers name the client in a PROXY header.
    pub is_announced: bool,
    /// It speaks HTTP/3 beside TLS.
    pub speaks_http3: bool,
}

impl Role {
    /// Plain HTTP, straight from its clients.
    pub const PLAIN: Self = Self { is_default: false, is_tls: false, is_announced: false, speaks_http3: false };
}

/// The arguments of `listen` for each address. A port alone means all addresses, IPv4 and IPv6.
pub fn listens(addresses: &[ListenAddress], role: Role, release: Release) -> Vec<Escaped> {
    let mut words = String::new();
    if role.is_tls {
        words.push_str(if release.has_http2_directive() { " ssl" } else { " ssl http2" });
    }
    if role.is_announced {
        words.push_str(" proxy_protocol");
    }
    if role.is_default {
        words.push_str(" default_server so_keepalive=on");
    }
    // Each worker has a socket of its own, without which the packets of one connection come to different workers.
    let datagrams = if role.is_default { " quic default_server reuseport" } else { " quic" };
    let kinds: Vec<&str> = std::iter::once(words.as_str()).chain(role.speaks_http3.then_some(datagrams)).collect();
    let lines = |socket: String| kinds.iter().map(move |words| Escaped::trusted(format!("{socket}{words}")));
    addresses.iter().flat_map(sockets).flat_map(lines).collect()
}

/// The sockets of an address: a port alone is one of IPv4 and one of IPv6.
pub fn sockets(address: &ListenAddress) -> Vec<String> {
    match address.ip {
        Some(_) => vec![address.to_string()],
        None => vec![address.port.to_string(), format!("[::]:{}", address.port)],
    }
}
