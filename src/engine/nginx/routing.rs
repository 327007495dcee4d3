//! Routes as locations, in the order of nginx's phases: what is refused at once, then limits, then the upstream.

use super::answers::{self, AnswerView};
use super::auth::GuardView;
use super::basic::{self, LoginView};
use super::cache::{self, CacheView};
use super::headers::{self, AnswerHeaders, HeaderView};
use super::limits::{self, ConcurrencyView, UpstreamLimitView};
use super::proxy::{self, ProxyView, Target};
use super::rate_limit::{self, RateView};
use super::scope::Scope;
use super::{access, auth, canary, methods, secrets, units, waf};
use crate::escape::{Escaped, nginx};
use crate::plan::{Action, Route};
use crate::topology::{RoutePath, SizeLimit};

crate::view! {
    /// A route as a location.
    #[derive(Clone)]
    pub struct RouteView {
        /// Its number, as in the topology.
        pub index: usize,
        /// What the location matches.
        pub location: Escaped,
        /// Limits count by its number, and tunnels are found by it.
        pub is_numbered: bool,
        /// The variable that holds the allowed methods, for any other.
        pub allow: Option<Escaped>,
        /// The variable that is 1 for clients that are shut out.
        pub denied: Option<Escaped>,
        /// The variable that is 1 for requests that go to the canary.
        pub canary: Option<Escaped>,
        /// It is the location of the canary.
        pub is_canary: bool,
        /// The variables that are empty while a secret is not set.
        pub secrets: Vec<Escaped>,
        /// The variable that is empty for paths that cannot be cut byte for byte.
        pub plain_path: Option<Escaped>,
        /// The variable that is `none` while no server of its upstream is well.
        pub chosen: Option<Escaped>,
        /// The location of its own error pages.
        pub error_page: Option<Escaped>,
        /// How fast one client may ask.
        pub rate: Option<RateView>,
        /// How many requests of one client may be in flight.
        pub concurrency: Option<ConcurrencyView>,
        /// How many requests to its upstream may be in flight.
        pub upstream_limit: Option<UpstreamLimitView>,
        /// What a client has to show.
        pub guard: Option<Box<GuardView>>,
        /// The name and password that a client has to show.
        pub login: Option<LoginView>,
        /// The largest body.
        pub max_body: Option<Escaped>,
        /// What the firewall does.
        pub waf: Option<Escaped>,
        /// Text is compressed.
        pub compress: bool,
        /// Answers are kept.
        pub cache: Option<CacheView>,
        /// Headers of its answers.
        pub add_headers: Vec<HeaderView>,
        /// How it goes upstream.
        pub proxy: Option<ProxyView>,
        /// How long a silent tunnel lives, where that is not how long a silent answer may take.
        pub tunnel: Option<Escaped>,
        /// The answer, when it does not go upstream.
        pub answer: Option<AnswerView>,
        /// The answer stands in a location of its own, behind the limits and the guard.
        pub answer_after_limits: bool,
    }
}

impl RouteView {
    /// No path is left to be answered 404.
    pub fn takes_every_path(&self) -> bool {
        self.location.as_str() == ROOT
    }
}

const ROOT: &str = "/";

/// A route as locations: its own, and that of its canary, each after the one of its cached paths.
pub fn views(route: &Route<'_>, targets: &[Target], scope: &mut Scope<'_, '_>) -> Vec<RouteView> {
    let canary = route.canary().map(|canary| canary.upstream);
    let own = view(route, route.upstream(), targets, scope);
    // Its methods, lists and path have been seen to where the request came in.
    let other = canary.map(|upstream| RouteView {
        location: canary::location(route),
        is_numbered: false,
        is_canary: true,
        canary: None,
        allow: None,
        denied: None,
        plain_path: None,
        guard: auth::again(route).map(Box::new),
        ..view(route, Some(upstream), targets, scope)
    });
    let sticky = |at: Option<usize>| targets.get(at?)?.reached.cookie.as_ref();
    let all = [(Some(own), route.upstream()), (other, canary)].into_iter();
    let mut locations = Vec::new();
    for (view, at) in all.filter_map(|(view, at)| Some((view?, at))) {
        let cached = cache::location(route, &view, sticky(at));
        // Most routes are one location, and a location is large.
        locations.reserve_exact(1 + usize::from(cached.is_some()));
        locations.extend(cached);
        locations.push(view);
    }
    locations
}

fn view(route: &Route<'_>, upstream: Option<usize>, targets: &[Target], scope: &mut Scope<'_, '_>) -> RouteView {
    // Hosts, side and place belong to others; `auth` and `waf` are read by their own files; `headers` and
    // `security_headers` are what `AnswerHeaders` are made of; cached paths have locations of their own.
    let Route {
        index,
        place: _,
        side: _,
        hosts: _,
        path,
        methods,
        action,
        rate_limit,
        concurrency,
        max_body,
        access,
        auth: _,
        headers: _,
        security_headers: _,
        compress,
        waf: _,
        cache: _,
    } = route;
    let allow = methods::variable(*methods, scope);
    let rate = rate_limit::view(*rate_limit, scope);
    let concurrency = limits::concurrency(*concurrency, scope);
    let guard = auth::guard(route, scope).map(Box::new);
    let login = basic::login(route, scope);
    let waf = waf::engine(route, scope);
    let is_limited = rate.is_some() || concurrency.is_some();
    let allowed = allow.as_ref().map(|name| HeaderView::fixed("Allow", &format!("${}", name.as_str())));
    let reached = upstream.and_then(|at| targets.get(at)).map(|target| &target.reached);
    let sticky = reached.and_then(|reached| reached.cookie.clone());
    let wanted = auth::told(route, scope);
    let also = allowed.into_iter().chain(sticky).chain(canary::cookie(route)).chain(wanted).collect();
    let AnswerHeaders { hide, add } = headers::answer(route, also, scope);
    let is_counted = concurrency.is_some();
    let view = RouteView {
        index: *index,
        location: location(path),
        is_numbered: is_limited,
        allow,
        denied: access::variable(*access, scope),
        canary: canary::decision(route),
        is_canary: false,
        secrets: Vec::new(),
        plain_path: None,
        chosen: reached.and_then(|reached| reached.chosen.clone()),
        error_page: None,
        rate,
        concurrency,
        upstream_limit: None,
        guard,
        login,
        max_body: max_body.and_then(|limit| largest_body(limit)),
        compress: ***compress,
        cache: None,
        add_headers: add,
        proxy: None,
        tunnel: None,
        answer: None,
        answer_after_limits: is_limited || route.auth.is_some() || waf.is_some(),
        waf,
    };
    match action {
        Action::Redirect(to) => RouteView { answer: Some(answers::redirect(to, scope)), ..view },
        Action::Respond(with) => RouteView { answer: Some(answers::respond(with, &mut scope.texts)), ..view },
        Action::Proxy(proxied) => {
            let way = (proxied, upstream.unwrap_or(proxied.upstream));
            let proxy::Passage { plain_path, proxy, tunnel, upstream_limit } =
                proxy::passage(route, way, targets, hide, is_counted, scope);
            let is_numbered = is_limited || tunnel.is_some() || view.canary.is_some();
            let secrets = secrets::of_route(route, scope);
            RouteView {
                is_numbered,
                secrets,
                plain_path,
                proxy,
                tunnel,
                upstream_limit,
                answer_after_limits: false,
                ..view
            }
        }
    }
}

/// A regular expression, since a prefix would also match beyond the end of a segment; the longest path comes first.
fn location(path: &RoutePath) -> Escaped {
    if path.is_root() {
        return Escaped::trusted(ROOT);
    }
    let pattern = format!("^{}(?:/|$)", nginx::pattern(path.as_str()));
    Escaped::trusted(format!("~ {}", nginx::literal(&pattern)))
}

fn largest_body(limit: &SizeLimit) -> Option<Escaped> {
    match limit {
        SizeLimit::Unlimited => None,
        SizeLimit::AtMost(size) => Some(units::bytes(*size)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topology::Leaf;

    #[test]
    fn a_path_matches_on_segment_boundaries_and_literally() {
        let location = |path: &str| location(&RoutePath::read(path).unwrap()).into_string();
        assert_eq!(location("/"), "/");
        assert_eq!(location("/api/v1.2"), r#"~ "^/api/v1[.]2(?:/|$)""#);
        assert_eq!(location("/a;$b'(c)"), r#"~ "^/a;[$]b'[(]c[)](?:/|$)""#);
    }
}
