//! `health_check` and `passive_health`: where nginx cannot have its servers asked, it watches the answers of requests.

use super::scope::Scope;
use crate::engine::Feature;
use crate::plan::Upstream;
use crate::source::Placed;
use crate::topology::{Duration, HealthCheck, PassiveHealth};

/// When a server is left out.
#[derive(Debug, Clone, Copy)]
pub struct Failures {
    /// Failures within the window; 0: it is never left out.
    pub most: u32,
    /// Within which failures count, and for how long the server is left out.
    pub window: Duration,
}

/// When an upstream's servers are left out. `hindrance`: why it cannot have them asked.
pub fn failures(upstream: &Upstream<'_>, hindrance: Option<&str>, scope: &mut Scope<'_, '_>) -> Failures {
    // A sticky client whose server is down must not try it first again and again.
    let usual = Failures { most: u32::from(upstream.sticky.is_some()), window: Duration::from_secs(10) };
    asked_for(upstream.health_check.zip(hindrance), upstream.passive_health, scope).unwrap_or(usual)
}

/// What is asked for by `passive_health`, else what stands in for a `health_check` that something hinders.
pub fn asked_for(
    hindered: Option<(&Placed<HealthCheck>, &str)>,
    passive_health: Option<&Placed<PassiveHealth>>,
    scope: &mut Scope<'_, '_>,
) -> Option<Failures> {
    let checked = hindered.map(|(check, hindrance)| {
        let failures = instead_of(check.value());
        let differs = format!(
            "{hindrance}: a server is left out for {} after {} failed requests within that time",
            failures.window, failures.most
        );
        scope.findings.degrade(Feature::HealthCheck, check.place(), "watches the answers of requests instead", differs);
        failures
    });
    let watched = passive_health.map(|passive| {
        let PassiveHealth { max_failures, window } = passive.value();
        Failures { most: max_failures.get(), window: **window }
    });
    watched.or(checked)
}

fn instead_of(check: &HealthCheck) -> Failures {
    // What only a request of nginx's own could find out has no use here.
    let HealthCheck { path: _, interval, timeout: _, healthy_after: _, unhealthy_after, status: _ } = check;
    let window = Duration::from_millis(interval.millis().saturating_mul(unhealthy_after.get().into()));
    Failures { most: unhealthy_after.get(), window }
}
