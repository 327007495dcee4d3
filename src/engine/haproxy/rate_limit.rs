//! Rate limits: the generic cell rate algorithm on a stick table, which is a token bucket that needs one number a client.

use super::context::{Context, Table};
use super::networks::source_in;
use super::rules::Shared;
use super::view::RateView;
use crate::escape::Escaped;
use crate::plan::policy::IPV6_CLIENT_PREFIX;
use crate::source::Placed;
use crate::topology::{LimitKey, Rate, RateLimit};

/// The clocks wrap at 2^31 ticks; half of that is the farthest that a time can be told to be ahead.
const HALF_TURN: u64 = 1 << 30;

/// One tick of a clock, and the tables that count in it.
struct Clock {
    expression: &'static str,
    ticks_per_second: u64,
    by_client: Table,
    by_header: Table,
}

const fn table(name: &'static str, purpose: &'static str, key: &'static str) -> Table {
    Table { name, purpose, key, store: "gpt0", expire_millis: 60_000 }
}

/// Turns once in 24 days.
const MILLIS: Clock = Clock {
    expression: "date(0,ms)",
    ticks_per_second: 1_000,
    by_client: table("rate.client", "rate_limit: buckets by client and route, in ms", CLIENT_KEY),
    by_header: table("rate.header", "rate_limit: buckets by header and route, in ms", HEADER_KEY),
};

/// Turns once in 36 minutes: for fast rates that milliseconds would round.
const MICROS: Clock = Clock {
    expression: "date(0,us)",
    ticks_per_second: 1_000_000,
    by_client: table("rate.client.us", "rate_limit: buckets by client and route, in us", CLIENT_KEY),
    by_header: table("rate.header.us", "rate_limit: buckets by header and route, in us", HEADER_KEY),
};

/// An address and a route as text.
pub const CLIENT_KEY: &str = "string len 128";

/// A SHA-256 digest: two long keys with the same beginning stay two.
pub const HEADER_KEY: &str = "binary len 32";

/// What a limit counts by, together with the route.
pub fn bucket(by: &LimitKey, context: &Context<'_>) -> Escaped {
    let route = context.counted_route;
    match by {
        LimitKey::ClientIp => Escaped::trusted(format!("src,ipmask(32,{IPV6_CLIENT_PREFIX}),concat(/,{route})")),
        LimitKey::Header(name) => Escaped::trusted(format!("req.fhdr({name}),concat(/,{route}),sha2(256)")),
    }
}

/// Ticks between two requests at that rate: milliseconds where they are exact, or long enough not to matter.
fn spacing(rate: Rate, burst: u64) -> (&'static Clock, u64) {
    let requests = u64::from(rate.requests);
    let seconds = u64::from(rate.per.seconds());
    let millis = seconds * 1_000;
    let micros = (seconds * 1_000_000 + requests / 2) / requests;
    let exact = millis.is_multiple_of(requests) || millis / requests >= 1_000;
    if exact || micros.saturating_mul(burst) >= HALF_TURN {
        (&MILLIS, ((millis + requests / 2) / requests).max(1))
    } else {
        (&MICROS, micros.max(1))
    }
}

/// Buckets of `burst` requests that fill with `rate`.
pub fn rates(routes: &[Shared<'_, Placed<RateLimit>>], context: &mut Context<'_>) -> Vec<RateView> {
    routes.iter().map(|shared| rate(shared, context)).collect()
}

fn rate(shared: &Shared<'_, Placed<RateLimit>>, context: &mut Context<'_>) -> RateView {
    let RateLimit { rate, burst, by, exempt } = shared.value.value();
    let burst = u64::from(burst.get());
    let (clock, spacing) = spacing(**rate, burst);
    // Ten days at the most: beyond, the clock could turn under a bucket; no real limit is that slow.
    let full = spacing.saturating_mul(burst).min(HALF_TURN - 1);
    let expire_millis = (full * 1_000).div_ceil(clock.ticks_per_second) + 1_000;
    let table = match **by {
        LimitKey::ClientIp => clock.by_client,
        LimitKey::Header(_) => clock.by_header,
    };
    RateView {
        key: shared.key.clone(),
        only: shared.only.clone(),
        rate: Escaped::trusted(rate.to_string()),
        burst,
        bucket: bucket(by, context),
        table: context.table(Table { expire_millis: table.expire_millis.max(expire_millis), ..table }),
        exempt: source_in(exempt.iter().map(Placed::value), "exempt", context),
        clock: Escaped::trusted(clock.expression),
        full,
        limit: full.saturating_sub(spacing),
        spacing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topology::Period;

    fn ticks(requests: u32, per: Period, burst: u64) -> (u64, u64) {
        let (clock, spacing) = spacing(Rate { requests, per }, burst);
        (clock.ticks_per_second, spacing)
    }

    #[test]
    fn rates_that_milliseconds_hold_exactly_count_in_milliseconds() {
        assert_eq!(ticks(10, Period::Second, 20), (1_000, 100));
        assert_eq!(ticks(600, Period::Minute, 20), (1_000, 100));
        assert_eq!(ticks(10, Period::Hour, 20), (1_000, 360_000));
    }

    #[test]
    fn fast_rates_that_milliseconds_would_round_count_in_microseconds() {
        assert_eq!(ticks(300, Period::Second, 20), (1_000_000, 3_333));
    }

    #[test]
    fn a_bucket_that_microseconds_cannot_hold_counts_in_milliseconds() {
        assert_eq!(ticks(7, Period::Second, 1_000_000), (1_000, 143));
    }
}
