//! Metrics and status, for loopback and private addresses only.

use super::view::AdminView;
use crate::escape::Escaped;
use crate::topology::ListenAddress;

/// Loopback, link-local and private networks (RFC 1122, 1918, 3927, 4193, 4291).
const PRIVATE: &str = "src 127.0.0.0/8 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 169.254.0.0/16 ::1 fc00::/7 fe80::/10";

/// The frontend on `listen.admin`.
pub fn admin(address: ListenAddress, metrics: bool) -> AdminView {
    let bind = address.ip.map_or_else(|| format!(":{}", address.port), |_| address.to_string());
    AdminView { bind: Escaped::trusted(bind), networks: Escaped::trusted(PRIVATE), metrics }
}
