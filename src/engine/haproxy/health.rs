//! How a server's health is found out.

use super::context::Context;
use super::timeouts::time;
use super::view::{CheckView, HealthCheckView, ObserveView};
use crate::engine::Feature;
use crate::escape::{Escaped, haproxy};
use crate::plan::{Route, Server, Upstream};
use crate::source::Placed;
use crate::topology::{Duration, HealthCheck, HostHeader, PassiveHealth, Retries, RetryCondition};

/// A TCP check that only finds out whether primary servers are there, in milliseconds.
const PRESENCE_MILLIS: u64 = 1_000;

/// In how many steps a server that was left out is let back in.
const STEPS: u64 = 4;

/// What the servers are asked.
pub fn health_check(upstream: &Upstream<'_>, routes: &[&Route<'_>]) -> Result<Option<HealthCheckView>, String> {
    upstream.health_check.map(|check| question(check.value(), &asked_host(upstream, routes))).transpose()
}

/// What a server is asked under this Host.
pub fn question(check: &HealthCheck, host: &str) -> Result<HealthCheckView, String> {
    // How often is said on the servers' line.
    let HealthCheck { path, interval: _, timeout, healthy_after: _, unhealthy_after: _, status } = check;
    let statuses: Vec<String> = status.iter().map(|range| range.to_string()).collect();
    Ok(HealthCheckView {
        path: Escaped::trusted(haproxy::format(path.as_str())?),
        host: Escaped::trusted(haproxy::format(host)?),
        status: Escaped::trusted(statuses.join(",")),
        timeout: time(**timeout),
    })
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

fn retries_a_status(upstream: &Upstream<'_>) -> bool {
    let Retries { attempts, on } = upstream.retries.value();
    attempts.get() > 1 && on.iter().any(|condition| matches!(condition.value(), RetryCondition::Status(_)))
}

/// How often the servers are asked, and which of their answers count besides.
pub fn check(upstream: &Upstream<'_>, context: &mut Context<'_>) -> Option<CheckView> {
    if let Some(passive) = upstream.passive_health.filter(|_| !context.since(2, 8) && retries_a_status(upstream)) {
        let what = "does not count an answer that is tried again on another server";
        let differs = "no server is left out for the statuses in `retries.on`; fixed in 2.8";
        context.degrade(Feature::PassiveHealth, passive.place(), what, differs);
    }
    let watched = Watched {
        health_check: upstream.health_check,
        passive_health: upstream.passive_health,
        layer: "layer7",
        servers: &upstream.servers,
    };
    watched.check(context)
}

/// What says how an upstream's servers are watched.
pub struct Watched<'a, 't> {
    /// What is asked for by asking.
    pub health_check: Option<&'t Placed<HealthCheck>>,
    /// What is asked for by watching.
    pub passive_health: Option<&'t Placed<PassiveHealth>>,
    /// What is watched: connections (`layer4`) or answers (`layer7`).
    pub layer: &'static str,
    /// The servers.
    pub servers: &'a [Server<'t>],
}

impl Watched<'_, '_> {
    /// How often the servers are asked, and which failures count besides.
    pub fn check(&self, context: &mut Context<'_>) -> Option<CheckView> {
        let Self { health_check, passive_health, layer, servers } = self;
        let observed = passive_health.map(|passive| {
            let PassiveHealth { max_failures, window } = passive.value();
            let differs = if health_check.is_some() {
                "failures count while they follow each other; `health_check` says when the server is let in again"
            } else {
                "failures count while they follow each other; a TCP check lets the server in again after the window"
            };
            context.degrade(
                Feature::PassiveHealth,
                passive.place(),
                "counts failures in a row, not in a window",
                differs,
            );
            (ObserveView { layer, errors: max_failures.get() }, **window)
        });
        if let Some(check) = health_check {
            let HealthCheck { path: _, interval, timeout: _, healthy_after, unhealthy_after, status: _ } =
                check.value();
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
        servers.iter().any(|server| server.backup.is_some()).then(|| CheckView {
            key: Some(Escaped::trusted("servers[].backup: a TCP check tells when the others are down")),
            interval: time(Duration::from_millis(PRESENCE_MILLIS)),
            rise: 1,
            fall: 1,
            observe: Some(ObserveView { layer: "layer4", errors: 1 }),
        })
    }
}
