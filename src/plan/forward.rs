//! What a forwarded question says, and where it goes.

use super::Server;
use crate::source::Placed;
use crate::topology::{Duration, ForwardAuth};

/// The longest that an authentication service may take to answer. Traefik knows no other.
pub const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// What a client claims in these is never believed: they say what he asked for.
pub const QUESTION: [&str; 2] = ["X-Forwarded-Method", "X-Forwarded-Uri"];

/// The service as a server.
pub fn server(forward: &Placed<ForwardAuth>) -> Server<'static> {
    let ForwardAuth { url, copy_headers: _, tls: _ } = forward.value();
    Server {
        number: 1,
        host: url.address.host.clone(),
        port: url.address.port,
        address: url.address.to_string(),
        label: String::new(),
        weight: 1,
        max_connections: None,
        backup: None,
        drain: None,
        place: url.place(),
    }
}
