//! `clients`: how long they may take, and how much they may say.

use super::release::Release;
use super::scope::Scope;
use super::units;
use crate::engine::Feature;
use crate::escape::Escaped;
use crate::topology::{ClientTimeouts, Clients, Duration};

crate::view! {
    /// What is granted to clients.
    pub struct ClientsView {
        /// Time for a request's head.
        pub header: Escaped,
        /// Time between two reads of a body.
        pub body: Escaped,
        /// Time for the next request.
        pub keepalive: Escaped,
        /// How long a reload leaves an idle connection open, at least.
        pub keepalive_min: Option<Escaped>,
        /// The largest head; the one buffer holds all lines beyond the first kilobyte.
        pub max_header: Escaped,
    }
}

/// Longer than a client needs to see that its connection will be closed.
const KEEPALIVE_AT_RELOAD: Duration = Duration::from_secs(5);

/// What is granted to clients.
pub fn view(clients: &Clients, release: Release) -> ClientsView {
    // Addresses are another topic's.
    let Clients { trusted_proxies: _, forwarded_for: _, max_header, timeouts } = clients;
    let ClientTimeouts { header, body, keepalive } = timeouts;
    let at_reload = KEEPALIVE_AT_RELOAD.min(**keepalive);
    ClientsView {
        header: units::time(**header),
        body: units::time(**body),
        keepalive: units::time(**keepalive),
        keepalive_min: release.reloads_without_loss().then(|| units::time(at_reload)),
        max_header: units::bytes(**max_header),
    }
}

/// Says that a reload may lose requests, which nobody asks for by a key.
pub fn report_reload(scope: &mut Scope<'_, '_>) {
    if !scope.release.reloads_without_loss() {
        let differs = "an idle connection is closed although a request may be under way on it; fixed in 1.27.4";
        scope.findings.degrade(Feature::Reload, None, "may lose requests at a reload", differs);
    }
}
