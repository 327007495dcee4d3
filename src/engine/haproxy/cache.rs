//! `cache`: a cache in memory for each route and backend. The request says whether its answer may come from there and go
//! there; a rule for answers no longer sees the request.

use super::context::Context;
use super::rules::{key, only};
use super::view::{CacheSectionView, CacheView};
use crate::engine::Feature;
use crate::escape::Escaped;
use crate::plan::{Route, StickyCookie};
use crate::source::Placed;
use crate::topology::{Cache, RoutePath};

/// The most that HAProxy gives to one cache, in MiB.
const MOST_MEBIBYTES: u64 = 4095;

/// The largest answer that is kept, as a part of all; HAProxy's own is a 256th.
const LARGEST_PART: u64 = 16;

/// The caches of a backend's routes; `sticky` is its cookie.
pub fn caches(
    backend: &str,
    routes: &[&Route<'_>],
    sticky: Option<&StickyCookie<'_>>,
    context: &mut Context<'_>,
) -> Vec<CacheView> {
    let of_route = |route: &&Route<'_>| {
        let cache = route.cache?;
        let Cache { paths, max_age, size } = cache.value();
        report(cache, context);
        let name = format!("{backend}.{}", route.index);
        let mebibytes = (size.bytes() >> 20).clamp(1, MOST_MEBIBYTES);
        context.caches.push(CacheSectionView {
            key: key(&[route], "cache"),
            name: name.clone(),
            mebibytes,
            largest: (mebibytes << 20) / LARGEST_PART,
            max_age: max_age.millis() / 1000,
        });
        let list = context.list("cached", &paths.iter().map(|path| begins(path)).collect::<Vec<_>>());
        Some(CacheView {
            key: key(&[route], "cache"),
            name,
            only: (routes.len() > 1).then(|| only(backend, &[route])),
            paths: list,
            // Names of cookies hold nothing that would have to be escaped.
            sticky: sticky.map(|cookie| Escaped::trusted(format!("req.cook({})", cookie.name))),
        })
    };
    routes.iter().filter_map(of_route).collect()
}

/// `txn.path`, which it is compared with, ends in a slash.
fn begins(path: &RoutePath) -> String {
    format!("{}/", path.as_str().trim_end_matches('/'))
}

fn report(cache: &Placed<Cache>, context: &mut Context<'_>) {
    let most = cache.size.bytes() >> 20 > MOST_MEBIBYTES;
    let size = if most { format!(", {MOST_MEBIBYTES} MiB of it at the most") } else { String::new() };
    let differs = format!(
        "`size` is memory that is taken at once{size}, and a reload loses what it holds; an answer larger than a \
         {LARGEST_PART}th of it is not kept, nor one that varies by more than Accept-Encoding, nor one without `Cache-Control`, \
         `Expires`, `ETag` and `Last-Modified`; of many who ask at once, each asks the upstream until an answer is kept"
    );
    context.degrade(Feature::CacheStorage, cache.place(), "keeps answers in memory", differs);
}
