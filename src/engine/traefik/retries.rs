//! `retries`: what is tried again on another server.

use super::draft::Draft;
use super::gates::Gates;
use super::{balance, health};
use crate::engine::{Feature, Refusal};
use crate::plan::Upstream;
use crate::topology::{Retries, RetryCondition};

crate::view! {
    /// `retry`.
    #[derive(Debug, Clone, PartialEq, Eq, Hash)]
    pub struct Retry { attempts: u32, statuses: Vec<String>, not_on_connect_error: bool }
}

/// The middleware that tries again, if the upstream's routes need one.
pub fn retry(draft: &mut Draft<'_, '_>, upstream: usize) -> Option<String> {
    let retry = of_upstream(draft.plan.upstreams.get(upstream)?, draft.gates)?;
    Some(draft.middlewares.retries.name(retry))
}

/// The middleware for requests that may go to either upstream: it tries as the more patient one wants, since what stands
/// behind a draw would take away the cookie that the draw has set.
pub fn of_either(draft: &mut Draft<'_, '_>, upstreams: [usize; 2]) -> Option<String> {
    let plan = draft.plan;
    let found = upstreams.into_iter().filter_map(|at| of_upstream(plan.upstreams.get(at)?, draft.gates));
    let both = found.reduce(|one, other| {
        let mut statuses = [one.statuses, other.statuses].concat();
        statuses.sort_unstable();
        statuses.dedup();
        let not_on_connect_error = one.not_on_connect_error && other.not_on_connect_error;
        Retry { attempts: one.attempts.max(other.attempts), statuses, not_on_connect_error }
    })?;
    Some(draft.middlewares.retries.name(both))
}

fn of_upstream(upstream: &Upstream<'_>, gates: Gates) -> Option<Retry> {
    let Retries { attempts, on } = upstream.retries.value();
    let on: Vec<RetryCondition> = on.iter().map(|condition| **condition).collect();
    let not_on_connect_error = !on.contains(&RetryCondition::ConnectError);
    let statuses = if gates.retry_status() { statuses(&on) } else { Vec::new() };
    let nothing = statuses.is_empty() && not_on_connect_error;
    if attempts.get() == 1 || nothing || (not_on_connect_error && !gates.retry_status()) {
        return None;
    }
    let attempts = attempts.get() + tries_until_left_out(upstream, gates);
    Some(Retry { attempts, statuses, not_on_connect_error })
}

/// A retry may be given the server that has just failed: a pinned client's always is, any other when requests beside it have
/// taken the turns between. One request can fail there so often before it is left out.
fn tries_until_left_out(upstream: &Upstream<'_>, gates: Gates) -> u32 {
    if health::watches(upstream, gates) { health::failures_until_left_out(upstream) - 1 } else { 0 }
}

fn statuses(on: &[RetryCondition]) -> Vec<String> {
    let mut codes: Vec<u16> = on
        .iter()
        .filter_map(|condition| match condition {
            RetryCondition::ConnectError => None,
            RetryCondition::Timeout => Some(504),
            RetryCondition::Status(code) => Some(*code),
        })
        .collect();
    codes.sort_unstable();
    codes.dedup();
    codes.iter().map(ToString::to_string).collect()
}

/// Says what cannot be tried again.
pub fn review(draft: &mut Draft<'_, '_>, upstream: &Upstream<'_>) {
    let Retries { attempts: _, on } = upstream.retries.value();
    let conditions: Vec<RetryCondition> = on.iter().map(|condition| **condition).collect();
    review_losses(draft, upstream);
    if draft.gates.retry_status() {
        return;
    }
    if !statuses(&conditions).is_empty() {
        let why = "below 3.7 it tries again only when no connection could be made".to_owned();
        let what = "try again after a timeout or on a status".to_owned();
        let help = "say `version: \"3.7\"` if that is what runs, or leave only `connect_error`".to_owned();
        draft.findings.refuse(Feature::RetriesOn, on.place(), Refusal { what, why, help });
    }
}

/// Says which requests a dying server takes with it although they are safe to repeat.
fn review_losses(draft: &mut Draft<'_, '_>, upstream: &Upstream<'_>) {
    let gates = draft.gates;
    let Some(retry) = of_upstream(upstream, gates).filter(|_| upstream.servers.len() > 1) else { return };
    let mut place = upstream.retries.place();
    let mut causes = Vec::new();
    if !health::watches(upstream, gates) {
        causes.push(if balance::prefers_the_dead(upstream, gates) {
            place = place.or(upstream.balance.place());
            "until a check leaves it out, a dead server is tried again, since `p2c` prefers the one with the fewest requests"
        } else {
            "until a check leaves it out, a dead server may be tried again, since requests beside it take turns too"
        });
    }
    if !retry.statuses.iter().any(|status| status == "502") {
        causes.push(if gates.retry_status() {
            "what is under way at a server that dies is repeated only with `\"502\"` in `on`"
        } else {
            "what is under way at a server that dies is not repeated before 3.7"
        });
    }
    if !causes.is_empty() {
        draft.findings.degrade(Feature::Retries, place, "may lose requests while a server dies", causes.join("; "));
    }
}
