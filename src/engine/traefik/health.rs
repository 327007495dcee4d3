//! `health_check` and `passive_health`: how a server's health is found out.

use super::balance;
use super::draft::Draft;
use super::gates::Gates;
use super::timeouts::seconds;
use crate::engine::{Feature, Refusal};
use crate::escape::Escaped;
use crate::plan::Upstream;
use crate::source::Placed;
use crate::topology::{Duration, HealthCheck, HostHeader, PassiveHealth, StatusRange};

crate::view! {
    /// `healthCheck`.
    #[derive(Debug)]
    pub struct HealthCheckView {
        path: String,
        interval: Escaped,
        timeout: Escaped,
        status: Option<u32>,
        hostname: Option<String>,
    }
}

crate::view! {
    /// `passiveHealthCheck`.
    #[derive(Debug)]
    pub struct PassiveView { failures: u32, window: Escaped, for_pinned: bool }
}

/// The check by asking.
pub fn active(upstream: &Upstream<'_>) -> Option<HealthCheckView> {
    // How often a check must agree is not for Traefik to decide, see `review`.
    let HealthCheck { path, interval, timeout, healthy_after: _, unhealthy_after: _, status } =
        upstream.health_check?.value();
    Some(HealthCheckView {
        path: path.as_str().to_owned(),
        interval: seconds(**interval),
        timeout: seconds(**timeout),
        status: one_status(status),
        hostname: match upstream.host.value() {
            HostHeader::Literal(name) => Some(name.clone()),
            HostHeader::Pass | HostHeader::Server => None,
        },
    })
}

/// The one status that is healthy; none stands for Traefik's own range, 200 to 399.
fn one_status(statuses: &[Placed<StatusRange>]) -> Option<u32> {
    match statuses {
        [one] if one.first == one.last => Some(u32::from(one.first)),
        _ => None,
    }
}

/// For how long a server that clients are pinned to is left out when the user asks for no check by watching: long enough
/// to move a request elsewhere and short, because Traefik takes every answer from 500 on for a failure.
const MOVE_WINDOW: Duration = Duration::from_secs(5);

/// Whether clients are pinned to a server, by a cookie or a hash. Only a check by watching moves them from a dead one: a
/// retry is given the same server again.
pub fn watches_for_pinned(upstream: &Upstream<'_>, gates: Gates) -> bool {
    gates.passive_health() && (upstream.sticky.is_some() || balance::pins(upstream, gates))
}

/// Whether servers are watched, so that a dead one is left out after a few failures.
pub fn watches(upstream: &Upstream<'_>, gates: Gates) -> bool {
    gates.passive_health() && (upstream.passive_health.is_some() || watches_for_pinned(upstream, gates))
}

/// The check by watching.
pub fn passive(upstream: &Upstream<'_>, gates: Gates) -> Option<PassiveView> {
    let failures = failures_until_left_out(upstream);
    match upstream.passive_health.map(Placed::value).filter(|_| gates.passive_health()) {
        Some(PassiveHealth { max_failures: _, window }) => {
            Some(PassiveView { failures, window: seconds(**window), for_pinned: false })
        }
        None => watches_for_pinned(upstream, gates).then(|| PassiveView {
            failures,
            window: seconds(MOVE_WINDOW),
            for_pinned: true,
        }),
    }
}

/// Failures in a row that make a server left out.
pub fn failures_until_left_out(upstream: &Upstream<'_>) -> u32 {
    let usual = PassiveHealth::default();
    upstream.passive_health.map_or(&usual, Placed::value).max_failures.get()
}

/// Says what differs from the checks that were asked for.
pub fn review(draft: &mut Draft<'_, '_>, upstream: &Upstream<'_>) {
    if let Some(check) = upstream.health_check {
        let HealthCheck { path: _, interval: _, timeout: _, healthy_after, unhealthy_after, status } = check.value();
        let thresholds =
            [healthy_after, unhealthy_after].into_iter().find(|after| after.is_written() && after.get() > 1);
        if let Some(after) = thresholds {
            draft.findings.degrade(
                Feature::HealthThresholds,
                after.place(),
                "believes one check",
                "the first bad answer makes a server sick, the first good one healthy",
            );
        }
        let own_range = StatusRange { first: 200, last: 399 };
        let is_own = matches!(status.as_slice(), [one] if **one == own_range);
        if one_status(status).is_none() && !is_own {
            draft.findings.degrade(
                Feature::HealthStatus,
                status.place(),
                "takes every status from 200 to 399 for healthy",
                "it knows one status, or that range",
            );
        }
    }
    if let Some(passive) = upstream.passive_health.filter(|_| !draft.gates.passive_health()) {
        let refusal = Refusal {
            what: "leave out a server by what its answers show".to_owned(),
            why: "it knows `passiveHealthCheck` from 3.6 on".to_owned(),
            help: "say `version: \"3.6\"` if that is what runs, or use `health_check`".to_owned(),
        };
        draft.findings.refuse(Feature::PassiveHealth, passive.place(), refusal);
    }
}
