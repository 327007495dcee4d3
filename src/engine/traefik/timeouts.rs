//! `timeouts`, `keepalive` and `tls` of upstreams: the transports to servers; and the names of their CA files.

use super::draft::Draft;
use crate::engine::Feature;
use crate::escape::Escaped;
use crate::plan::Upstream;
use crate::source::Placed;
use crate::topology::{Duration, Keepalive, Timeouts, UpstreamTls};

crate::view! {
    /// `serversTransport`.
    #[derive(Debug, Clone, PartialEq, Eq, Hash)]
    pub struct Transport {
        connect: Escaped,
        first_byte: Escaped,
        idle: Escaped,
        idle_connections: u32,
        server_name: Option<String>,
        unverified: bool,
        ca: Option<String>,
    }
}

/// A length of time as Go reads it, which knows no days.
pub fn seconds(duration: Duration) -> Escaped {
    let millis = duration.millis();
    Escaped::trusted(if millis.is_multiple_of(1000) { format!("{}s", millis / 1000) } else { format!("{millis}ms") })
}

/// Where an upstream's authorities lie in the engine's folder.
pub fn ca_file(upstream: &Upstream<'_>) -> String {
    format!("certs/upstream-{}-ca.pem", upstream.name)
}

/// How an upstream's servers are reached.
pub fn transport(upstream: &Upstream<'_>) -> Transport {
    // `read` is the plan's `read_timeout`; the others have no counterpart, see `review`.
    let Timeouts { connect, read: _, send: _, tunnel: _ } = upstream.timeouts;
    let Keepalive { connections, idle } = upstream.keepalive;
    let (server_name, unverified, ca) = match upstream.tls.map(Placed::value) {
        None => (None, false, None),
        Some(UpstreamTls { verify, ca, server_name }) => (
            server_name.as_ref().map(|name| name.as_str().to_owned()),
            !**verify,
            ca.as_ref().map(|_| ca_file(upstream)),
        ),
    };
    Transport {
        connect: seconds(**connect),
        first_byte: seconds(upstream.read_timeout),
        idle: seconds(**idle),
        idle_connections: connections.get(),
        server_name,
        unverified,
        ca,
    }
}

/// Says which silences are not limited.
pub fn review(draft: &mut Draft<'_, '_>, upstream: &Upstream<'_>) {
    // Native.
    let Timeouts { connect: _, read, send, tunnel } = upstream.timeouts;
    draft.findings.degrade(
        Feature::ReadTimeout,
        read.as_ref().and_then(Placed::place),
        "limits the silence before an answer, not within it",
        "its transport to servers has no limit between two reads",
    );
    draft.findings.degrade(
        Feature::SendTimeout,
        send.place(),
        "does not limit how long a server takes a request",
        "its transport to servers has no limit between two writes",
    );
    draft.findings.degrade(
        Feature::TunnelTimeout,
        tunnel.place(),
        "does not end silent WebSocket tunnels",
        "they last until one side closes them",
    );
}
