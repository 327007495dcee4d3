//! `tls.http3`: listeners on UDP beside those of HTTPS.

use std::net::{IpAddr, Ipv6Addr};

use super::context::Context;
use crate::engine::{Feature, Refusal};
use crate::escape::Escaped;
use crate::plan::Tls;
use crate::topology::ListenAddress;

/// HTTP/3 is asked for, and this HAProxy speaks it. Older ones are refused.
pub fn speaks(tls: Option<&Tls<'_>>, context: &mut Context<'_>) -> bool {
    let Some(asked) = tls.and_then(|tls| tls.http3) else { return false };
    if context.since(3, 2) {
        return true;
    }
    let refusal = Refusal {
        what: "speak HTTP/3".to_owned(),
        why: "with the OpenSSL that distributions ship it does since 3.2".to_owned(),
        help: "use HAProxy 3.2 or later, built with QUIC".to_owned(),
    };
    context.refuse(Feature::Http3, asked.place(), refusal);
    false
}

/// The sockets of one address, with `options` behind each.
pub fn binds(address: ListenAddress, options: &str) -> Vec<Escaped> {
    let port = address.port;
    let sockets = match address.ip {
        None => vec![format!("quic4@:{port}"), format!("quic6@[::]:{port} v6only")],
        Some(IpAddr::V6(Ipv6Addr::UNSPECIFIED)) => vec![format!("quic6@[::]:{port} v6only")],
        Some(IpAddr::V6(_)) => vec![format!("quic6@{address}")],
        Some(IpAddr::V4(_)) => vec![format!("quic4@{address}")],
    };
    sockets.into_iter().map(|socket| Escaped::trusted(format!("{socket}{options}"))).collect()
}
