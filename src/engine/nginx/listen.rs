//! What stands after `listen`.

use super::release::Release;
use crate::escape::Escaped;
use crate::topology::ListenAddress;

/// What a server is on its sockets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role {
    /// It answers requests for hosts that no other server names. The sockets' own options stand at this one.
    pub is_default: bool,
    /// It speaks TLS.
    pub is_tls: bool,
    /// Its peers name the client in a PROXY header.
    pub is_announced: bool,
}

impl Role {
    /// Plain HTTP, straight from its clients.
    pub const PLAIN: Self = Self { is_default: false, is_tls: false, is_announced: false };
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
    let sockets = |address: &ListenAddress| match address.ip {
        Some(_) => vec![address.to_string()],
        None => vec![address.port.to_string(), format!("[::]:{}", address.port)],
    };
    addresses.iter().flat_map(sockets).map(|socket| Escaped::trusted(format!("{socket}{words}"))).collect()
}
