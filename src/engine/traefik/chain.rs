//! The middlewares of a router, and the order in which they stand.

use std::collections::{BTreeMap, BTreeSet};

use super::access::AllowList;
use super::auth::{self, Shows};
use super::compress::Compress;
use super::draft::Draft;
use super::forward::{self, ForwardView};
use super::headers::{HeaderChanges, request_headers};
use super::limits::InFlight;
use super::names::Shared;
use super::prefix::PathChange;
use super::rate_limit::RateLimitView;
use super::respond::RedirectRegex;
use super::retries::Retry;
use super::surface::Surface;
use super::variant::Variant;
use super::{access, basic, canary, client_address, compress, headers, limits, prefix, rate_limit, respond, retries};
use crate::plan::{Action, Route};

/// The middlewares that routers name, each content once.
#[derive(Debug)]
pub struct Middlewares {
    pub forwarded: Shared<HeaderChanges>,
    /// The names of those, by what they depend on: whether the listener is HTTPS, and whether a proxy speaks.
    pub forwarded_names: BTreeMap<(bool, bool), String>,
    pub response: Shared<HeaderChanges>,
    pub request: Shared<HeaderChanges>,
    pub refusal: Shared<HeaderChanges>,
    pub access: Shared<AllowList>,
    pub rates: Shared<RateLimitView>,
    pub in_flight: Shared<InFlight>,
    pub forwards: Shared<ForwardView>,
    pub claims: Shared<HeaderChanges>,
    pub redirects: Shared<RedirectRegex>,
    pub paths: Shared<PathChange>,
    pub compress: Shared<Compress>,
    pub retries: Shared<Retry>,
    pub replies: BTreeSet<u16>,
    pub to_https: bool,
}

impl Middlewares {
    /// None yet.
    pub fn new() -> Self {
        Self {
            forwarded: Shared::new("forwarded"),
            forwarded_names: BTreeMap::new(),
            response: Shared::new("response-headers"),
            request: Shared::new("request-headers"),
            refusal: Shared::new("reply-headers"),
            access: Shared::new("access"),
            rates: Shared::new("rate-limit"),
            in_flight: Shared::new("in-flight"),
            forwards: Shared::new("ask"),
            claims: Shared::new("no-claims"),
            redirects: Shared::new("redirect"),
            paths: Shared::new("path"),
            compress: Shared::new("compress"),
            retries: Shared::new("retry"),
            replies: BTreeSet::new(),
            to_https: false,
        }
    }
}

/// The order of a router's middlewares: a request meets them from the first to the last, its answer the other way.
pub fn of_route<'t>(
    draft: &mut Draft<'_, 't>,
    route: &Route<'t>,
    surface: &Surface,
    variant: &Variant<'_>,
) -> Vec<String> {
    let mut chain = Vec::new();
    // First, so that nothing after it sees what a stranger claims.
    chain.push(client_address::forwarded(draft, surface, &variant.peer));
    // Around all that may refuse, so that refusals carry the headers too.
    chain.extend(headers::response_headers(draft, route, surface));
    chain.extend(access::allow_list(route, &variant.peer, &mut draft.middlewares));
    if let Some(rate_limit) = route.rate_limit.filter(|_| variant.rate_limited) {
        chain.push(rate_limit::limiter(rate_limit, &variant.peer, &mut draft.middlewares));
    }
    // After the rate, so that what the rate refuses is never in flight.
    if let Some(concurrency) = route.concurrency.filter(|_| variant.concurrency_limited) {
        chain.push(limits::in_flight(concurrency, &variant.peer, &mut draft.middlewares));
    }
    // After the limits, so that guessing is limited too.
    match (&variant.shows, route.auth) {
        (Shows::NoKey, Some(auth)) => {
            chain.extend(auth::refusal(auth, &mut draft.middlewares));
            return chain;
        }
        (Shows::KeyOf(owner), _) => chain.push(owner.clone()),
        (Shows::Anything | Shows::AnyKey | Shows::NoKey, _) => chain.extend(basic::login(draft, route)),
    }
    chain.extend(forward::asked(draft, route, &variant.peer));
    match &route.action {
        Action::Redirect(redirect) => chain.extend(respond::redirect(redirect, &mut draft.middlewares)),
        Action::Respond(answer) => chain.extend(respond::answer(answer, &mut draft.middlewares)),
        Action::Proxy(proxied) => {
            chain.extend(compress::compressor(route.compress, &mut draft.middlewares));
            // Where users are drawn between two upstreams, what each of them needs comes after the draw.
            let only = Some(proxied.upstream).filter(|_| canary::of(draft, route).is_none());
            // After the limits, which may count by a header that is removed here.
            chain.extend(request_headers(draft, Some(route), only));
            chain.extend(prefix::change(route, proxied, &mut draft.middlewares));
            // Last: everything behind a retry is done again.
            chain.extend(only.and_then(|upstream| retries::retry(draft, upstream)));
        }
    }
    chain
}

/// What the requests to one upstream need, whichever route they came by.
pub fn of_upstream(draft: &mut Draft<'_, '_>, upstream: usize) -> Vec<String> {
    let host = request_headers(draft, None, Some(upstream));
    host.into_iter().chain(retries::retry(draft, upstream)).collect()
}

/// What the requests that are drawn for one of two upstreams need; with `host` the Host of both.
pub fn of_draw(draft: &mut Draft<'_, '_>, upstreams: [usize; 2], host: Option<usize>) -> Vec<String> {
    let host = host.and_then(|upstream| request_headers(draft, None, Some(upstream)));
    host.into_iter().chain(retries::of_either(draft, upstreams)).collect()
}

/// The middlewares of a router that refuses what the route does not take: a request shut out is told so first, if it is
/// asked about at all.
pub fn of_refusal(
    draft: &mut Draft<'_, '_>,
    route: &Route<'_>,
    surface: &Surface,
    variant: &Variant<'_>,
    status: u16,
) -> Vec<String> {
    let mut chain: Vec<String> = headers::response_headers(draft, route, surface).into_iter().collect();
    // A wrong method is refused to everyone, as on the other engines; a large body only to those who are let in.
    if status != respond::METHOD_NOT_ALLOWED {
        chain.extend(access::allow_list(route, &variant.peer, &mut draft.middlewares));
    }
    let allow = route.methods.filter(|_| status == respond::METHOD_NOT_ALLOWED);
    chain.extend(respond::refusal(&mut draft.middlewares, status, allow));
    chain
}
