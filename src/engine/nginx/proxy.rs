//! How a route's requests go upstream. What is usual stands once, at the top of the file; only the rest is repeated.

use super::headers::{self, HeaderView};
use super::limits::{self, UpstreamLimitView};
use super::protocol::{Spoken, UpstreamTlsView};
use super::scope::Scope;
use super::upstream::Reached;
use super::{paths, retries, units};
use crate::escape::Escaped;
use crate::plan::{Proxied, Route, Upstream};
use crate::topology::{Duration, Protocol, Retries, Timeouts};

crate::view! {
    /// How a request goes upstream; what is usual is left out.
    #[derive(Clone)]
    pub struct ProxyView {
        /// Headers of the upstream's answers that are dropped.
        pub hide: Vec<String>,
        /// The version of HTTP.
        pub version: Option<u32>,
        /// All headers that the proxy sends.
        pub send_headers: Vec<HeaderView>,
        /// TLS.
        pub tls: Option<UpstreamTlsView>,
        /// Nothing is buffered.
        pub streaming: bool,
        /// What is tried on another server.
        pub next_upstream: Option<Escaped>,
        /// Tries in all.
        pub tries: Option<u32>,
        /// Time to connect.
        pub connect: Option<Escaped>,
        /// Time between two writes.
        pub send: Option<Escaped>,
        /// Time between two reads.
        pub read: Option<Escaped>,
        /// Where it goes.
        pub pass: Escaped,
    }
}

crate::view! {
    /// What holds for every upstream that says nothing else.
    pub struct UsualView {
        /// Time to connect.
        pub connect: Escaped,
        /// Time between two writes.
        pub send: Escaped,
        /// Time between two reads.
        pub read: Escaped,
        /// What is tried on another server.
        pub next_upstream: Escaped,
        /// Tries in all.
        pub tries: u32,
    }
}

/// An upstream as its routes see it.
pub struct Target {
    /// Its group.
    pub reached: Reached,
    /// What is spoken to it.
    pub spoken: Spoken,
}

/// The parts of a location that lead upstream.
#[derive(Default)]
pub struct Passage {
    /// The variable that is empty for paths that cannot be cut byte for byte.
    pub plain_path: Option<Escaped>,
    /// How it goes upstream.
    pub proxy: Option<ProxyView>,
    /// How long a silent tunnel lives, where that is not how long a silent answer may take.
    pub tunnel: Option<Escaped>,
    /// How many requests to the upstream may be in flight.
    pub upstream_limit: Option<UpstreamLimitView>,
}

/// Silence between two reads, where the topology names none.
const USUAL_READ: Duration = Duration::from_secs(60);

/// What holds for every upstream that says nothing else.
pub fn usual() -> UsualView {
    let (timeouts, retries) = (Timeouts::default(), Retries::default());
    UsualView {
        connect: units::time(*timeouts.connect),
        send: units::time(*timeouts.send),
        read: units::time(USUAL_READ),
        next_upstream: Escaped::trusted(retries::conditions(&retries)),
        tries: retries::attempts(&retries),
    }
}

/// The parts of a location that lead to the upstream at that place of the plan. `hide` are headers of its answers that
/// are dropped; the route `is_counted` when it limits requests in flight by itself.
pub fn passage(
    route: &Route<'_>,
    (proxied, at): (&Proxied<'_>, usize),
    targets: &[Target],
    hide: Vec<String>,
    is_counted: bool,
    scope: &mut Scope<'_, '_>,
) -> Passage {
    let plan = scope.plan;
    let Some(upstream) = plan.upstreams.get(at) else { return Passage::default() };
    let Some(Target { reached, spoken }) = targets.get(at) else { return Passage::default() };
    let protocol = **upstream.protocol;
    let (plain_path, pass) = paths::pass(route.path, proxied, spoken.scheme, &reached.group, scope);
    let Timeouts { connect, read: _, send, tunnel } = upstream.timeouts;
    let usual = Timeouts::default();
    let unusual = |time: Duration, usual: Duration| (time != usual).then(|| units::time(time));
    // HTTP/2 has no Upgrade.
    let is_upgradable = protocol != Protocol::H2c;
    let proxy = ProxyView {
        hide,
        version: spoken.version,
        send_headers: headers::sent(route, spoken.host.clone(), protocol, scope),
        tls: spoken.tls.clone(),
        streaming: **upstream.streaming,
        next_upstream: conditions(upstream),
        tries: tries(upstream),
        connect: unusual(**connect, *usual.connect),
        send: unusual(**send, *usual.send),
        read: unusual(upstream.read_timeout, USUAL_READ),
        pass,
    };
    Passage {
        plain_path,
        proxy: Some(proxy),
        tunnel: unusual(**tunnel, upstream.read_timeout).filter(|_| is_upgradable),
        upstream_limit: limits::upstream_limit(upstream, at + 1, is_counted),
    }
}

fn conditions(upstream: &Upstream<'_>) -> Option<Escaped> {
    let conditions = retries::conditions(upstream.retries);
    (conditions != retries::conditions(&Retries::default())).then(|| Escaped::trusted(conditions))
}

fn tries(upstream: &Upstream<'_>) -> Option<u32> {
    let attempts = retries::attempts(upstream.retries);
    (attempts != retries::attempts(&Retries::default())).then_some(attempts)
}
