//! The order of a route's rules, and which routes of a backend they are for.

use serde::Serialize;

use super::context::Context;
use super::routing::route_id;
use super::view::RulesView;
use super::{access, auth, basic, compress, forward, headers, limits, methods, prefix, rate_limit};
use crate::escape::Escaped;
use crate::plan::Route;

/// HAProxy reads at most 64 words a line: more routes take more lines.
const MOST_PATTERNS: usize = 40;

/// A setting that some routes of a backend have in common.
pub struct Shared<'p, T> {
    /// The setting.
    pub value: &'p T,
    /// The topology's key, for the comment.
    pub key: Escaped,
    /// The condition that a request is for one of them; none when all routes of the backend have it.
    pub only: Option<Escaped>,
}

/// The rules of a backend's routes.
///
/// The frontend has found the route; what is refused is refused in the order in which a refusal costs least and tells
/// least: a wrong method before anything of the client is looked at; a client that is shut out before he uses up a
/// bucket; the bucket before the requests in flight, so that a refused request counts for neither; then the body, whose
/// length is the one thing that a well-behaved client can correct; last what the client shows, so that whoever guesses
/// has used up his bucket. What is kept is looked for once a request may have it, and by its own Host and path. Only
/// what then passes is changed on its way: headers first, then the path, on which nothing above may depend. Answers get the security headers before the
/// route's own, which may replace them.
pub fn rules<'t>(backend: &str, routes: &[&Route<'t>], context: &mut Context<'t>) -> Result<RulesView, String> {
    Ok(RulesView {
        methods: methods::methods(&shared(backend, routes, "methods", |route| route.methods)),
        access: access::access(&shared(backend, routes, "access", |route| route.access), context),
        rates: rate_limit::rates(&shared(backend, routes, "rate_limit", |route| route.rate_limit), context),
        concurrency: limits::concurrency(&shared(backend, routes, "concurrency", |route| route.concurrency), context),
        bodies: limits::bodies(&shared(backend, routes, "max_body", |route| route.max_body), context),
        keys: auth::keys(&shared(backend, routes, "auth.api_key", Route::api_key), context)?,
        logins: basic::logins(&shared(backend, routes, "auth.basic", Route::basic), context)?,
        security_headers: headers::security(&shared(backend, routes, "security_headers", |route| {
            Some(route.security_headers).filter(|on| ***on)
        }))?,
        response_headers: headers::response(&shared(backend, routes, "headers.response", |route| route.headers))?,
        request_headers: forward::claims(&shared(backend, routes, "auth.forward", Route::forward))
            .into_iter()
            .chain(headers::request(&shared(backend, routes, "headers.request", |route| route.headers))?)
            .collect(),
        prefixes: prefix::prefixes(backend, routes)?,
        uncompressed: compress::uncompressed(backend, routes),
        caches: Vec::new(),
        host: None,
    })
}

/// The distinct settings among the routes, in the order of the first route that has each.
pub fn shared<'p, 't, T: Serialize>(
    backend: &str,
    routes: &[&'p Route<'t>],
    topic: &str,
    of: impl Fn(&'p Route<'t>) -> Option<&'p T>,
) -> Vec<Shared<'p, T>> {
    let with_value = routes.iter().filter_map(|route| Some((*route, of(route)?)));
    if let [route] = routes {
        let shared = |value| Shared { value, key: key(routes, topic), only: None };
        return of(route).map(shared).into_iter().collect();
    }
    let mut groups: Vec<(&'p T, Vec<&'p Route<'t>>)> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for (route, value) in with_value {
        let identity = serde_json::to_string(value).unwrap_or_default();
        let at = *places.entry(identity).or_insert_with(|| {
            groups.push((value, Vec::new()));
            groups.len() - 1
        });
        if let Some((_, members)) = groups.get_mut(at) {
            members.push(route);
        }
    }
    groups.into_iter().flat_map(|(value, members)| split(backend, routes.len(), topic, value, &members)).collect()
}

fn split<'p, T>(backend: &str, all: usize, topic: &str, value: &'p T, members: &[&Route<'_>]) -> Vec<Shared<'p, T>> {
    let everywhere = members.len() == all;
    let chunk = if everywhere { all.max(1) } else { MOST_PATTERNS };
    members
        .chunks(chunk)
        .map(|chunk| Shared { value, key: key(chunk, topic), only: (!everywhere).then(|| only(backend, chunk)) })
        .collect()
}

/// The condition that a request is for one of these routes of the backend.
pub fn only(backend: &str, routes: &[&Route<'_>]) -> Escaped {
    let ids: Vec<String> = routes.iter().map(|route| route_id(backend, route)).collect();
    Escaped::trusted(format!("{{ var(txn.route) -m str {} }}", ids.join(" ")))
}

/// The topology's key for a comment; of many routes the first and the number of the others.
pub fn key(routes: &[&Route<'_>], topic: &str) -> Escaped {
    let named: Vec<String> = routes.iter().take(5).map(|route| route.index.to_string()).collect();
    let more = match routes.len().saturating_sub(named.len()) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Escaped::trusted(format!("routes[{}{more}].{topic}", named.join(", ")))
}
