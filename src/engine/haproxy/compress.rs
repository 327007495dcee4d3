//! Compression: HAProxy compresses for a whole upstream, so routes that do not want it ask for plain answers.

use super::context::Context;
use super::rules::{Shared, key, shared};
use super::view::{CompressionView, UncompressedView};
use crate::engine::Feature;
use crate::escape::Escaped;
use crate::plan::Route;
use crate::plan::policy::{COMPRESS_FROM_BYTES, COMPRESSIBLE_TYPES};

fn is_mixed(routes: &[&Route<'_>]) -> bool {
    routes.iter().any(|route| **route.compress) && !routes.iter().all(|route| **route.compress)
}

/// Compression of an upstream's answers, when one of its routes wants it.
pub fn compression(routes: &[&Route<'_>], context: &mut Context<'_>) -> Option<CompressionView> {
    let wanted: Vec<&Route<'_>> = routes.iter().filter(|route| **route.compress).copied().collect();
    let first = wanted.first()?;
    if is_mixed(routes) {
        context.degrade(
            Feature::Compress,
            first.compress.place(),
            "compresses for a whole upstream, not for a route",
            "its routes without `compress` ask the upstream for uncompressed answers",
        );
    }
    // From 3.4 on, an answer out of the cache counts as one without a length, which is never enough.
    let keeps_answers = routes.iter().any(|route| route.cache.is_some());
    let from_bytes = (context.since(3, 2) && !keeps_answers).then_some(COMPRESS_FROM_BYTES);
    let types = Escaped::trusted(COMPRESSIBLE_TYPES.join(" "));
    Some(CompressionView { key: key(&wanted, "compress"), types, from_bytes })
}

/// The routes whose answers must stay as they are although their upstream's are compressed for others.
pub fn uncompressed(backend: &str, routes: &[&Route<'_>]) -> Vec<UncompressedView> {
    if !is_mixed(routes) {
        return Vec::new();
    }
    let plain = shared(backend, routes, "compress", |route| Some(route.compress).filter(|compress| !***compress));
    plain.into_iter().map(|Shared { value: _, key, only }| UncompressedView { key, only }).collect()
}
