//! `cache`: cached paths are a location of their own, before the route's, since what is kept has to be buffered and what
//! streams must not be.

use super::canary;
use super::headers::HeaderView;
use super::proxy::ProxyView;
use super::routing::RouteView;
use super::scope::Scope;
use super::sticky::{MapEntryView, entry};
use super::units;
use crate::escape::{Escaped, nginx};
use crate::plan::{Plan, Route};
use crate::rendered::RenderedFile;
use crate::topology::{Cache, Duration, RoutePath, Size};

crate::view! {
    /// What a route keeps answers in.
    pub struct CacheZoneView {
        /// The route's number.
        pub route: usize,
        /// Memory for the keys of the answers.
        pub keys: Escaped,
        /// What the files may take.
        pub size: Escaped,
        /// How long an answer is kept that nobody asks for.
        pub max_age: Escaped,
        /// What tells the times apart that no answer outlives.
        pub periods: Vec<MapEntryView>,
    }
}

crate::view! {
    /// How a location keeps answers.
    #[derive(Clone)]
    pub struct CacheView {
        /// Which of the route's upstreams it leads to.
        pub group: &'static str,
        /// How long an answer is kept that does not say so itself.
        pub max_age: Escaped,
    }
}

/// The folder that nginx makes the folders of the zones in. A file in it makes it exist where the rest is read-only.
pub const FOLDER: &str = "cache";

/// That file, when some route keeps answers.
pub fn folder(plan: &Plan<'_>) -> Option<RenderedFile> {
    let text = "# answers that nginx keeps\n*\n!.gitignore\n".to_owned();
    plan.keeps_answers().then(|| RenderedFile::text(format!("nginx/{FOLDER}/.gitignore"), text))
}

/// The zones of all routes.
pub fn views(scope: &Scope<'_, '_>) -> Vec<CacheZoneView> {
    let zone = |route: &Route<'_>| {
        let Cache { paths: _, max_age, size } = route.cache?.value();
        Some(CacheZoneView {
            route: route.index,
            keys: keys(**size),
            size: units::bytes(**size),
            max_age: units::seconds(**max_age),
            periods: periods(**max_age),
        })
    };
    scope.plan.routes.iter().filter_map(zone).collect()
}

/// The location of a route's cached paths. All that holds for the route holds there, but nothing streams, and `sticky`,
/// the header that binds a client to the server that answered, is left out: what is kept was answered to somebody else.
pub fn location(route: &Route<'_>, own: &RouteView, sticky: Option<&HeaderView>) -> Option<RouteView> {
    let Cache { paths, max_age, size: _ } = route.cache?.value();
    let location =
        if own.is_canary { canary::cached_location(route) } else { pattern(paths.iter().map(|path| &**path)) };
    let proxy = own.proxy.clone().map(|proxy| ProxyView { streaming: false, ..proxy });
    let group = if own.is_canary { "canary" } else { "main" };
    Some(RouteView {
        location,
        proxy,
        cache: Some(CacheView { group, max_age: units::seconds(**max_age) }),
        guard: super::auth::again(route).map(Box::new),
        add_headers: own.add_headers.iter().filter(|header| Some(*header) != sticky).cloned().collect(),
        ..own.clone()
    })
}

/// A regular expression for all of the paths, on segment boundaries.
fn pattern<'p>(paths: impl Iterator<Item = &'p RoutePath>) -> Escaped {
    let paths: Vec<String> = paths.map(|path| nginx::pattern(path.as_str().trim_end_matches('/'))).collect();
    let pattern = format!("^(?:{})(?:/|$)", paths.join("|"));
    Escaped::trusted(format!("~ {}", nginx::literal(&pattern)))
}

/// A megabyte holds about 8000 keys; answers of 16 KiB fill both at once.
fn keys(size: Size) -> Escaped {
    Escaped::trusted(format!("{}m", size.bytes().div_ceil(128 << 20).clamp(1, 64)))
}

/// An answer's own `max-age` outranks what nginx is told, however long it is. So the key names the time, cut into
/// periods no longer than the limit: what was kept in one is not found in the next. A period is one, two or five times a
/// power of ten of seconds, which a pattern finds in the seconds since 1970.
fn periods(max_age: Duration) -> Vec<MapEntryView> {
    let seconds = (max_age.millis() / 1000).max(1);
    let zeros = seconds.ilog10();
    let groups: &[&str] = match seconds / 10_u64.pow(zeros) {
        1 => &[],
        2..=4 => &["[01]", "[23]", "[45]", "[67]", "[89]"],
        _ => &["[0-4]", "[5-9]"],
    };
    let rest = format!("[0-9]{{{zeros}}}[.]");
    let period = |(at, digits): (usize, &&str)| {
        entry(&nginx::literal(&format!("~^(?<period>[0-9]+){digits}{rest}")), &format!("${{period}}_{at}"))
    };
    if groups.is_empty() {
        return vec![entry(&nginx::literal(&format!("~^(?<period>[0-9]+){rest}")), "$period")];
    }
    groups.iter().enumerate().map(period).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns(seconds: u64) -> Vec<String> {
        periods(Duration::from_secs(seconds)).into_iter().map(|entry| entry.pattern.into_string()).collect()
    }

    #[test]
    fn a_period_is_never_longer_than_the_limit() {
        assert_eq!(patterns(1), [r#""~^(?<period>[0-9]+)[0-9]{0}[.]""#]);
        assert_eq!(patterns(19), [r#""~^(?<period>[0-9]+)[0-9]{1}[.]""#]);
        assert_eq!(patterns(40)[1], r#""~^(?<period>[0-9]+)[23][0-9]{1}[.]""#);
        assert_eq!(patterns(99)[1], r#""~^(?<period>[0-9]+)[5-9][0-9]{1}[.]""#);
        assert_eq!(patterns(30 * 24 * 3600).len(), 5);
        assert!(patterns(30 * 24 * 3600)[0].contains("[01][0-9]{6}"));
    }
}
