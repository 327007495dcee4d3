//! `rate_limit`: a token bucket per key and router.

use super::chain::Middlewares;
use super::client_address::{Peer, Source, source_by};
use super::draft::Draft;
use super::surface::Surface;
use crate::engine::Feature;
use crate::escape::Escaped;
use crate::source::Placed;
use crate::topology::{Period, Rate, RateLimit};

crate::view! {
    /// `rateLimit`.
    #[derive(Debug, Clone, PartialEq, Eq, Hash)]
    pub struct RateLimitView { average: u32, period: Escaped, burst: u32, source: Source }
}

/// The middleware that limits the rate.
pub fn limiter(rate_limit: &RateLimit, peer: &Peer<'_>, middlewares: &mut Middlewares) -> String {
    // The exempt networks have routers of their own.
    let RateLimit { rate, burst, by, exempt: _ } = rate_limit;
    let period = Escaped::trusted(match rate.per {
        Period::Second => "1s",
        Period::Minute => "1m",
        Period::Hour => "1h",
    });
    middlewares.rates.name(RateLimitView {
        average: rate.requests,
        period,
        burst: burst.get(),
        source: source_by(by, peer),
    })
}

/// Says what differs from the bucket that was asked for.
pub fn review<'s>(
    rate_limit: &Placed<RateLimit>,
    surfaces: impl Iterator<Item = &'s Surface>,
    draft: &mut Draft<'_, '_>,
) {
    let RateLimit { rate, burst, by: _, exempt } = rate_limit.value();
    if forgets(**rate, burst.get()) {
        draft.findings.degrade(
            Feature::RateLimit,
            burst.place().or(rate_limit.place()),
            "lets more than one burst through at such a rate",
            "it forgets the bucket of a client that is silent for two seconds (at rates below one in a second: for the \
             time of one request and a second), so that the bucket is full again before it was refilled",
        );
    }
    if surfaces.map(|surface| surface.count).sum::<usize>() > 1 {
        draft.findings.degrade(
            Feature::RateLimit,
            rate_limit.place(),
            "counts the requests of each listener apart",
            "every listener has its own buckets: a client that uses several gets the rate at each",
        );
    }
    if !exempt.is_empty() && !draft.plan.trust.forwarders().is_empty() {
        draft.findings.degrade(
            Feature::RateLimit,
            exempt.first().and_then(Placed::place),
            "exempts only clients that come without a proxy",
            "its routers see the address of the peer, not the one that a trusted proxy names",
        );
    }
}

/// The bucket is thrown away before it would be full: Traefik keeps it for 2 s, or for 1 s and the whole seconds of one
/// request at rates below 1/s (`pkg/middlewares/ratelimiter`).
fn forgets(rate: Rate, burst: u32) -> bool {
    let (requests, seconds) = (u64::from(rate.requests), u64::from(rate.per.seconds()));
    let kept = if requests >= seconds { 2 } else { 1 + seconds / requests };
    u64::from(burst) * seconds > requests * kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(requests: u32, per: Period) -> Rate {
        Rate { requests, per }
    }

    #[test]
    fn twice_the_rate_is_the_largest_burst_that_is_kept() {
        assert!(!forgets(rate(10, Period::Second), 20));
        assert!(forgets(rate(10, Period::Second), 21));
        assert!(!forgets(rate(6, Period::Minute), 1));
        assert!(forgets(rate(6, Period::Minute), 3));
    }
}
