//! How long clients and upstreams may take, and how large a request's head may be.

use super::context::Context;
use super::view::{ClientTimeoutsView, TimeoutsView};
use crate::engine::Feature;
use crate::plan::{Plan, Upstream};
use crate::topology::{ClientTimeouts, Clients, Duration, Timeouts};

/// Room that HAProxy keeps in each buffer for headers that it adds.
pub const REWRITE_BYTES: u32 = 1024;

/// A buffer holds at least one frame of HTTP/2 (RFC 9113 section 4.2).
const LEAST_BUFFER_BYTES: u64 = 16_384;

/// What fits into the smallest buffer besides an answer's own head.
pub const BUFFER_RESERVE_BYTES: usize = 14_336;

/// A length of time in a unit of HAProxy's that holds it exactly. Its clocks reach 24 days.
pub fn time(duration: Duration) -> String {
    let millis = duration.millis().min(i32::MAX.unsigned_abs().into());
    let units = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000)];
    match units.iter().find(|(_, scale)| millis.is_multiple_of(*scale)) {
        Some((unit, scale)) => format!("{}{unit}", millis / scale),
        None => format!("{millis}ms"),
    }
}

/// What may still run when the proxy stops: as long as the most patient upstream may be silent.
pub fn drain(plan: &Plan<'_>) -> Duration {
    let of_requests = plan.upstreams.iter().map(|upstream| upstream.read_timeout);
    let of_tcp = plan.tcp_upstreams.iter().map(|upstream| **upstream.tunnel);
    of_requests.chain(of_tcp).max().unwrap_or(Duration::from_secs(60))
}

/// How long clients may take.
pub fn clients(clients: &Clients, context: &mut Context<'_>) -> ClientTimeoutsView {
    let ClientTimeouts { header, body, keepalive } = &clients.timeouts;
    let mut silence = **body;
    if !context.since(2, 8) {
        // There it does not hold for bodies, and ends the wait for the next request where it is the shorter one.
        silence = silence.max(**keepalive);
        context.degrade(
            Feature::ClientTimeouts,
            body.place(),
            "waits for a request's body as long as for the upstream",
            "the time between two reads of a body is the upstream's `timeouts.read`, and ends in 504; fixed in 2.8",
        );
    }
    ClientTimeoutsView { header: time(**header), body: time(silence), keepalive: time(**keepalive) }
}

/// The size of a buffer, into which a request's head has to fit.
pub fn buffer(clients: &Clients, context: &mut Context<'_>) -> u64 {
    // Who is trusted and what is told upstream is the concern of `client_address`.
    let Clients { trusted_proxies: _, forwarded_for: _, max_header, timeouts: _ } = clients;
    let wanted = max_header.bytes() + u64::from(REWRITE_BYTES);
    if wanted < LEAST_BUFFER_BYTES {
        context.degrade(
            Feature::MaxHeader,
            max_header.place(),
            "takes request heads of 15KiB at the least",
            "a smaller buffer would not hold a frame of HTTP/2",
        );
    }
    wanted.max(LEAST_BUFFER_BYTES)
}

/// What an upstream sets besides the usual.
pub fn upstream(upstream: &Upstream<'_>, context: &mut Context<'_>) -> TimeoutsView {
    let usual = Timeouts::default();
    let Timeouts { connect, read, send, tunnel } = upstream.timeouts;
    context.degrade(
        Feature::ConnectTimeout,
        connect.place(),
        "answers 502 to a connection that timed out",
        "it cannot tell a refused connection from one that took too long, which would be 504",
    );
    if read.as_ref().map(|read| **read) != Some(**send) {
        context.degrade(
            Feature::SendTimeout,
            send.place(),
            "has one timeout for reading and writing",
            "`timeouts.read` limits the time between two writes too",
        );
    }
    let other = |value: Duration, usual: Duration| (value != usual).then(|| time(value));
    TimeoutsView {
        connect: other(**connect, *usual.connect),
        read: other(upstream.read_timeout, super::upstream::USUAL_READ),
        tunnel: other(**tunnel, *usual.tunnel),
        queue: other(upstream.queue_timeout, super::upstream::USUAL_QUEUE),
    }
}
