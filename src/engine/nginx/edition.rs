//! `edition`: what OpenResty and NGINX Plus can do beside open-source nginx. Rendered by their documentation; neither has
//! been rehearsed.
//!
//! OpenResty: <https://github.com/openresty/lua-resty-upstream-healthcheck>, which comes with it. NGINX Plus:
//! <https://nginx.org/en/docs/http/ngx_http_upstream_hc_module.html>.

use std::net::IpAddr;

use super::active_checks::{self, asked_host};
use super::names::Lookup;
use super::protocol::UpstreamTlsView;
use super::proxy::Target;
use super::scope::Scope;
use super::units;
use super::upstream::UpstreamView;
use crate::engine::{Feature, Refusal};
use crate::escape::{Escaped, lua, nginx};
use crate::plan::{Server, Upstream};
use crate::source::Placed;
use crate::topology::{Edition, HealthCheck, Protocol, ServerHost, StatusRange};

crate::view! {
    /// An upstream whose servers OpenResty's library asks.
    pub struct LuaCheckView {
        /// The upstream's name.
        pub upstream: String,
        /// Its groups of servers.
        pub groups: Vec<Escaped>,
        /// The whole question.
        pub question: Escaped,
        /// Milliseconds between two questions.
        pub interval: u64,
        /// Milliseconds that an answer may take.
        pub timeout: u64,
        /// Bad answers in a row that make a healthy server sick.
        pub fall: u32,
        /// Good answers in a row that make a sick server healthy.
        pub rise: u32,
        /// Statuses that are good answers.
        pub statuses: Escaped,
    }
}

crate::view! {
    /// An upstream whose servers NGINX Plus asks.
    pub struct PlusCheckView {
        /// The upstream's name.
        pub upstream: String,
        /// Its number, in names.
        pub number: usize,
        /// Where the question goes.
        pub pass: Escaped,
        /// The version of HTTP.
        pub version: Option<u32>,
        /// TLS.
        pub tls: Option<UpstreamTlsView>,
        /// The Host of the question.
        pub host: Escaped,
        /// What is asked for.
        pub uri: Escaped,
        /// Time between two questions.
        pub interval: Escaped,
        /// How long an answer may take.
        pub timeout: Escaped,
        /// Bad answers in a row that make a healthy server sick.
        pub fails: u32,
        /// Good answers in a row that make a sick server healthy.
        pub passes: u32,
        /// Statuses that are good answers.
        pub statuses: Escaped,
    }
}

/// OpenResty's last core that its documentation knows is 1.29.
pub fn report(edition: &Placed<Edition>, scope: &mut Scope<'_, '_>) {
    if **edition == Edition::Openresty && scope.release.version.is_at_least(1, 30, 0) {
        scope.findings.refuse(
            Feature::Edition,
            edition.place(),
            Refusal {
                what: "be OpenResty".to_owned(),
                why: "`version` is that of its core, which is one from 1.21 to 1.29".to_owned(),
                help: "write the first numbers of its release, such as `version: \"1.27\"`".to_owned(),
            },
        );
    }
}

/// Why OpenResty's library cannot ask the servers of an upstream.
pub fn hindrance(upstream: &Upstream<'_>, lookup: Lookup) -> Option<&'static str> {
    let is_v6 = |server: &Server<'_>| matches!(server.host, ServerHost::Ip(IpAddr::V6(_)));
    if **upstream.protocol != Protocol::Http {
        return Some("OpenResty's checks speak plain HTTP alone");
    }
    if upstream.servers.iter().any(Server::is_named) && lookup == Lookup::Continuous {
        return Some(
            "OpenResty's checks know only servers that were there at the start, not names that are looked up again",
        );
    }
    upstream.servers.iter().any(is_v6).then_some("OpenResty's checks cannot read addresses of IPv6")
}

/// Upstreams that have a check which this edition can do, by their place in the plan.
fn checked<'p, 't>(
    edition: Edition,
    scope: &'p Scope<'p, 't>,
) -> impl Iterator<Item = (usize, &'p Upstream<'t>, &'t Placed<HealthCheck>)> {
    let all = scope.plan.upstreams.iter().enumerate().filter(move |_| scope.release.edition == edition);
    let able = all.filter(|(_, upstream)| active_checks::hindrance(upstream, scope).is_none());
    able.filter_map(|(at, upstream)| Some((at, upstream, upstream.health_check?)))
}

/// What OpenResty's library asks.
pub fn lua_checks(upstreams: &[UpstreamView], scope: &Scope<'_, '_>) -> Vec<LuaCheckView> {
    let view = |(at, upstream, check): (usize, &Upstream<'_>, &Placed<HealthCheck>)| {
        let HealthCheck { path, interval, timeout, healthy_after, unhealthy_after, status } = check.value();
        let host = asked_host(upstream, at + 1, scope.plan);
        let question = format!("GET {} HTTP/1.0\r\nHost: {host}\r\nConnection: close\r\n\r\n", path.as_str());
        let groups = upstreams.get(at).into_iter().flat_map(|view| &view.groups);
        LuaCheckView {
            upstream: upstream.name.to_owned(),
            groups: groups.map(|group| Escaped::trusted(lua::string(&group.name))).collect(),
            question: Escaped::trusted(lua::string(&question)),
            interval: interval.millis(),
            timeout: timeout.millis(),
            fall: unhealthy_after.get(),
            rise: healthy_after.get(),
            statuses: joined(status, ", ", |range| format!("{{ {}, {} }}", range.first, range.last)),
        }
    };
    checked(Edition::Openresty, scope).map(view).collect()
}

/// What NGINX Plus asks.
pub fn plus_checks(targets: &[Target], scope: &Scope<'_, '_>) -> Vec<PlusCheckView> {
    let view = |(at, upstream, check): (usize, &Upstream<'_>, &Placed<HealthCheck>)| {
        let HealthCheck { path, interval, timeout, healthy_after, unhealthy_after, status } = check.value();
        let spoken = targets.get(at).map(|target| &target.spoken);
        let scheme = spoken.map_or("http", |spoken| spoken.scheme);
        PlusCheckView {
            upstream: upstream.name.to_owned(),
            number: at + 1,
            pass: Escaped::trusted(format!("{scheme}://{}", upstream.name)),
            version: spoken.and_then(|spoken| spoken.version),
            tls: spoken.and_then(|spoken| spoken.tls.clone()),
            host: Escaped::trusted(nginx::literal(&asked_host(upstream, at + 1, scope.plan))),
            uri: Escaped::trusted(nginx::literal(&format!("uri={}", path.as_str()))),
            interval: units::time(**interval),
            timeout: units::time(**timeout),
            fails: unhealthy_after.get(),
            passes: healthy_after.get(),
            statuses: joined(status, " ", ToString::to_string),
        }
    };
    checked(Edition::Plus, scope).map(view).collect()
}

fn joined(ranges: &[Placed<StatusRange>], between: &str, word: impl Fn(&StatusRange) -> String) -> Escaped {
    Escaped::trusted(ranges.iter().map(|range| word(range)).collect::<Vec<_>>().join(between))
}

/// How many requests may wait for a server that takes one more.
const QUEUED: u32 = 10_000;

/// Where requests wait while every server is at its limit: NGINX Plus alone has a queue, and not for an upstream's limit.
pub fn queue(upstream: &Upstream<'_>, scope: &Scope<'_, '_>) -> Option<Escaped> {
    let is_limited = upstream.servers.iter().any(|server| server.max_connections.is_some());
    let is_queued = scope.release.edition == Edition::Plus && is_limited && upstream.max_connections.is_none();
    is_queued.then(|| Escaped::trusted(format!("{QUEUED} timeout={}", units::time(upstream.queue_timeout).as_str())))
}
