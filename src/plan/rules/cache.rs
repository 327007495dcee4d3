//! Caches that have something to keep.

use super::error;
use crate::diagnostic::Found;
use crate::source::Placed;
use crate::topology::{Cache, Route, RoutePath, Topology};

/// The least `size`: HAProxy counts in it.
const LEAST_BYTES: u64 = 1 << 20;

/// A cache of a route that goes to no upstream, of paths that are not the route's, of a path twice, and one that keeps
/// next to nothing.
pub fn check(topology: &Topology, found: &mut Found) {
    for route in &topology.routes {
        let Some(cache) = route.cache.as_ref() else { continue };
        if route.to.is_none() {
            let summary = "the cache of a route that goes to no upstream has nothing to keep";
            let help = "remove the key, or give the route a `to`";
            found.push(error("cache-without-upstream", cache.key_span(), summary, help));
        }
        check_paths(route, cache, found);
        check_amounts(cache, found);
    }
}

fn check_paths(route: &Route, cache: &Cache, found: &mut Found) {
    for (at, path) in cache.paths.iter().enumerate() {
        let is_below = |upper: &RoutePath| path.is_below(upper);
        // Of two that are the same, the second is one too many.
        let is_upper = |(other, upper): &(usize, &Placed<RoutePath>)| {
            *other != at && is_below(upper) && (*other < at || path.value() != upper.value())
        };
        if !is_below(&route.path) {
            let summary = format!("no request of this route is for `{}`", path.value());
            let help = format!("write a path at or below the route's own, `{}`", route.path.value());
            found.push(error("cache-path", path.span(), summary, help));
        } else if let Some((_, upper)) = cache.paths.iter().enumerate().find(is_upper) {
            let summary = format!("`{}` is cached already, by `{}`", path.value(), upper.value());
            found.push(error("cache-path", path.span(), summary, "name each path once"));
        }
    }
}

fn check_amounts(cache: &Cache, found: &mut Found) {
    let Cache { paths: _, max_age, size } = cache;
    if max_age.millis() < 1000 {
        too_little(max_age, "max_age", "1s", found);
    }
    if size.bytes() < LEAST_BYTES {
        too_little(size, "size", "1MiB", found);
    }
}

fn too_little<T: std::fmt::Display>(value: &Placed<T>, key: &str, least: &str, found: &mut Found) {
    let summary = format!("`{key}` is {}, too little for a cache", value.value());
    found.push(error("out-of-range", value.span(), summary, format!("write `{least}` or more")));
}
