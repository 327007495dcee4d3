//! How a server's health is found out.

use super::context::Context;
use super::timeouts::time;
use super::view::{CheckView, HealthCheckView, ObserveView};
use crate::engine::Feature;
use crate::escape::{Escaped, haproxy};
use crate::plan::{Route, Upstream};
use crate::topology::{Duration, HealthCheck, HostHeader, PassiveHealth};

/// A TCP check that only finds out whether primary servers are there, in milliseconds.
const PRESENCE_MILLIS: u64 = 1_000;

/// In how many steps a server that was left out is let back in.
const STEPS: u64 = 4;

/// What the servers are asked.
pub fn health_check(upstream: &Upstream<'_>, routes: &[&Route<'_>]) -> Result<Option<HealthCheckView>, String> {
    let Some(check) = upstream.health_check else { return Ok(None) };
    // How often is said on the servers' line.
    let HealthCheck { path, interval: _, timeout, healthy_after: _, unhealthy_after: _, status } = check.value();
    let statuses: Vec<String> = status.iter().map(|range| range.to_string()).collect();
    Ok(Some(HealthCheckView {
        path: Escaped::trusted(haproxy::format(path.as_str())?),
        host: Escaped::trusted(haproxy::format(&asked_host(upstream, routes))?),
        status: Escaped::trusted(statuses.join(",")),
        timeout: time(**timeout),
    }))
}

/// The Host of a check: what requests have, as far as that can be known beforehand.
fn asked_host(upstream: &Upstream<'_>, routes: &[&Route<'_>]) -> String {
    let literal = match &**upstream.host {
        HostHeader::Literal(name) => Some(name.clone()),
        HostHeader::Pass | HostHeader::Server => None,
    };
    let named = || routes.iter().flat_map(|route| &route.hosts).find(|host| host.wildcard_parent().is_none());
    literal.or_else(|| named().map(|host| host.to_string())).unwrap_or_else(|| "localhost".to_owned())
}

/// How often the servers are asked, and which of their answers count besides.
pub fn check(upstream: &Upstream<'_>, context: &mut Context<'_>) -> Option<CheckView> {
    let observed = upstream.passive_health.map(|passive| {
        let PassiveHealth { max_failures, window } = passive.value();
        let differs = if upstream.health_check.is_some() {
            "failures count while they follow each other; `health_check` says when the server is let in again"
        } else {
            "failures count while they follow each other; a TCP check lets the server in again after the window"
        };
        context.degrade(Feature::PassiveHealth, passive.place(), "counts failures in a row, not in a window", differs);
        (ObserveView { layer: "layer7", errors: max_failures.get() }, **window)
    });
    if let Some(check) = upstream.health_check {
        let HealthCheck { path: _, interval, timeout: _, healthy_after, unhealthy_after, status: _ } = check.value();
        return Some(CheckView {
            key: observed.is_some().then(|| Escaped::trusted("health_check, passive_health")),
            interval: time(**interval),
            rise: healthy_after.get(),
            fall: unhealthy_after.get(),
            observe: observed.map(|(observe, _)| observe),
        });
    }
    if let Some((observe, window)) = observed {
        return Some(CheckView {
            key: Some(Escaped::trusted("passive_health: a TCP check lets a server in again that was left out")),
            interval: time(Duration::from_millis(window.millis() / STEPS)),
            rise: 4,
            fall: 3,
            observe: Some(observe),
        });
    }
    upstream.servers.iter().any(|server| server.backup.is_some()).then(|| CheckView {
        key: Some(Escaped::trusted("servers[].backup: a TCP check tells when the others are down")),
        interval: time(Duration::from_millis(PRESENCE_MILLIS)),
        rise: 1,
        fall: 1,
        observe: Some(ObserveView { layer: "layer4", errors: 1 }),
    })
}
