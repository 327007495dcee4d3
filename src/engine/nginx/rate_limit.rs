//! `rate_limit`: one zone for each distinct rate, key and exemption, in it a bucket for each route and client.

use super::distinct::Distinct;
use super::limits::client;
use super::scope::Scope;
use crate::engine::{Feature, Refusal};
use crate::escape::Escaped;
use crate::source::Placed;
use crate::topology::{Period, Rate, RateLimit};

/// What routes with the same kind of limit share.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RateZone {
    client: String,
    exempt: Vec<String>,
    rate: String,
}

crate::view! {
    /// A zone.
    pub struct RateZoneView {
        /// The zone's name and that of the variable that is its key.
        pub name: Escaped,
        /// The variable that tells clients apart; empty for those that are not limited.
        pub client: Escaped,
        /// Networks that are not limited.
        pub exempt: Vec<Escaped>,
        /// Requests in a second or a minute.
        pub rate: Escaped,
    }
}

crate::view! {
    /// A route's limit.
    #[derive(Clone)]
    pub struct RateView {
        /// The zone.
        pub zone: Escaped,
        /// How many requests may come at once, after a blank; empty for one.
        pub burst: Escaped,
    }
}

/// A route's limit; none when it has none, or one that nginx cannot count.
pub fn view(limit: Option<&Placed<RateLimit>>, scope: &mut Scope<'_, '_>) -> Option<RateView> {
    let RateLimit { rate, burst, by, exempt } = limit?.value();
    let rate = exact_rate(rate, scope)?;
    let exempt = exempt.iter().map(|network| network.network().to_string()).collect();
    let client = client(by, scope);
    let number = scope.rates.number(RateZone { client, exempt, rate });
    // nginx lets one request pass besides the burst.
    let burst = match burst.get() - 1 {
        0 => String::new(),
        beyond_the_first => format!(" burst={beyond_the_first} nodelay"),
    };
    Some(RateView { zone: name(number), burst: Escaped::trusted(burst) })
}

fn name(number: usize) -> Escaped {
    Escaped::trusted(format!("rate_{number}"))
}

/// nginx counts whole requests in a second or a minute.
fn exact_rate(rate: &Placed<Rate>, scope: &mut Scope<'_, '_>) -> Option<String> {
    let Rate { requests, per } = *rate.value();
    Some(match per {
        Period::Second => format!("{requests}r/s"),
        Period::Minute if requests.is_multiple_of(60) => format!("{}r/s", requests / 60),
        Period::Minute => format!("{requests}r/m"),
        Period::Hour if requests.is_multiple_of(3600) => format!("{}r/s", requests / 3600),
        Period::Hour if requests < 60 => {
            scope.findings.refuse(
                Feature::RateLimit,
                rate.place(),
                Refusal {
                    what: format!("limit to {requests} requests an hour"),
                    why: "its slowest rate is one request a minute".to_owned(),
                    help: "allow `1/m`, or more".to_owned(),
                },
            );
            return None;
        }
        Period::Hour => {
            let minute = requests / 60;
            if !requests.is_multiple_of(60) {
                let differs =
                    format!("it counts whole requests in a minute: `{minute}/m` in place of `{}`", rate.value());
                scope.findings.degrade(Feature::RateLimit, rate.place(), "rounds this rate down", differs);
            }
            format!("{minute}r/m")
        }
    })
}

/// The zones of all routes.
pub fn views(zones: &Distinct<RateZone>) -> Vec<RateZoneView> {
    let view = |(number, zone): (usize, &RateZone)| {
        let RateZone { client, exempt, rate } = zone;
        RateZoneView {
            name: name(number),
            client: Escaped::trusted(client),
            exempt: exempt.iter().map(Escaped::trusted).collect(),
            rate: Escaped::trusted(rate),
        }
    };
    zones.iter().map(view).collect()
}
