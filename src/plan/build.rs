//! Makes the plan of a topology that the rules have passed.

use std::collections::HashMap;

use super::host::hosts;
use super::server::planned_servers;
use super::service::instances;
use super::tcp::{tcp_listeners, tcp_upstreams};
use super::{
    Action, Auth, CookieSecurity, Listeners, Plan, Proxied, Route, Service, Side, Sides, StickyCookie, Tls, Trust,
    Upstream,
};
use super::{acme, canary, routes_on};
use crate::source::Placed;
use crate::topology::{self, CookieName, Duration, ListenAddress, OneOrMany, ResourceName, Topology};

/// Resolves what the topology refers to. A reference that leads nowhere has been reported by the rules; its owner is
/// left out here.
pub fn build(topology: &Topology) -> Plan<'_> {
    let Topology {
        version: _,
        name,
        output,
        engines,
        listen,
        clients,
        tls,
        upstreams,
        routes,
        tcp,
        logs,
        metrics,
        defaults: _,
        services,
    } = topology;
    let listeners = listeners(listen, routes, **metrics);
    let trust = Trust::of(clients, &listen.proxy_protocol);
    let tls = (!listeners.https.is_empty()).then(|| tls_plan(tls.as_ref(), &listeners, routes));
    let services: Vec<Service<'_>> = services
        .iter()
        .map(|(name, definition)| Service { name, definition, instances: instances(name, definition.replicas.get()) })
        .collect();
    let tcp_upstreams = tcp_upstreams(upstreams, tcp, &services);
    let tcp = tcp_listeners(tcp, &tcp_upstreams);
    let upstreams = used_upstreams(upstreams, routes, &services, tls.as_ref());
    let places: HashMap<&str, usize> = upstreams.iter().enumerate().map(|(at, upstream)| (upstream.name, at)).collect();
    let routes: Vec<Route<'_>> = routes.iter().filter_map(|entry| route(entry, &places, tls.as_ref())).collect();
    let routes: Vec<Route<'_>> =
        routes.into_iter().enumerate().map(|(index, route)| Route { index, ..route }).collect();
    let names_consumers = routes.iter().any(|route| route.api_key().is_some() || route.basic().is_some());
    let hosts = Sides::each(|side| hosts(&routes, side));
    let (output, metrics) = (output.value(), **metrics);
    Plan {
        name,
        output,
        engines,
        listeners,
        clients,
        trust,
        tls,
        upstreams,
        routes,
        names_consumers,
        tcp,
        tcp_upstreams,
        hosts,
        logs,
        metrics,
        services,
    }
}

fn listeners(listen: &topology::Listen, routes: &[Placed<topology::Route>], metrics: bool) -> Listeners {
    // Who speaks PROXY is a matter of trust.
    let topology::Listen { http, https, private, admin, proxy_protocol: _ } = listen;
    let list = |addresses: &Option<OneOrMany<ListenAddress>>, side: Side| -> Vec<ListenAddress> {
        let has_routes = routes_on(routes, side).next().is_some();
        addresses.iter().filter(|_| has_routes).flat_map(OneOrMany::iter).map(|address| **address).collect()
    };
    let usual = ListenAddress { ip: Some(std::net::Ipv4Addr::LOCALHOST.into()), port: 9180 };
    let admin = admin.as_ref().map(|address| **address).or(metrics.then_some(usual));
    let (http, https) = (list(http, Side::Public), list(https, Side::Public));
    Listeners { http, https, private: list(private, Side::Private), admin }
}

fn tls_plan<'t>(
    tls: Option<&'t Placed<topology::Tls>>,
    listeners: &Listeners,
    routes: &'t [Placed<topology::Route>],
) -> Tls<'t> {
    let port = listeners.https.first().map_or(443, |address| address.port);
    let Some(tls) = tls else {
        let profile = topology::TlsProfile::Intermediate;
        let redirect_http = !listeners.http.is_empty();
        return Tls {
            place: None,
            profile,
            redirect_http,
            port,
            hsts: None,
            http3: None,
            certificates: Vec::new(),
            acme: None,
        };
    };
    let topology::Tls { profile, redirect_http, hsts, http3, certificates, acme: _ } = tls.value();
    Tls {
        place: tls.place(),
        profile: **profile,
        redirect_http: redirect_http.as_ref().is_none_or(|redirect| **redirect) && !listeners.http.is_empty(),
        port,
        hsts: hsts.as_ref(),
        http3: Some(http3).filter(|http3| ***http3),
        certificates: certificates.iter().collect(),
        acme: acme::plan(tls, routes),
    }
}

fn used_upstreams<'t>(
    upstreams: &'t topology::Named<topology::Upstream>,
    routes: &'t [Placed<topology::Route>],
    services: &[Service<'t>],
    tls: Option<&Tls<'_>>,
) -> Vec<Upstream<'t>> {
    let used = canary::used(routes);
    let services = by_name(services);
    upstreams
        .iter()
        .filter_map(|(name, upstream)| {
            let reached = *used.get(name.as_str())?;
            Some(plan_upstream(name, upstream, reached, &services, tls))
        })
        .collect()
}

/// Services by their names.
pub(super) fn by_name<'s, 't>(services: &'s [Service<'t>]) -> HashMap<&'s str, &'s Service<'t>> {
    services.iter().map(|service| (service.name.as_str(), service)).collect()
}

fn plan_upstream<'t>(
    name: &'t Placed<ResourceName>,
    upstream: &'t Placed<topology::Upstream>,
    reached: Sides<bool>,
    services: &HashMap<&str, &Service<'t>>,
    tls: Option<&Tls<'_>>,
) -> Upstream<'t> {
    let topology::Upstream {
        // For the servers, see `planned_servers`.
        service: _,
        port: _,
        servers: _,
        protocol,
        tls: upstream_tls,
        host,
        balance,
        hash_by,
        sticky,
        health_check,
        passive_health,
        retries,
        timeouts,
        streaming,
        keepalive,
        max_connections,
        queue_timeout,
    } = upstream.value();
    let silence = if **streaming { Duration::from_secs(3600) } else { Duration::from_secs(60) };
    Upstream {
        name: name.as_str(),
        place: name.place(),
        reached,
        servers: planned_servers(name, upstream, services),
        protocol,
        tls: upstream_tls.as_ref(),
        host,
        balance,
        hash_by: hash_by.as_ref(),
        sticky: sticky
            .as_ref()
            .map(|sticky| sticky_cookie(name, sticky, |asked| CookieSecurity::of(asked, tls, reached))),
        health_check: health_check.as_ref(),
        passive_health: passive_health.as_ref(),
        retries,
        timeouts,
        read_timeout: timeouts.read.as_ref().map_or(silence, |read| **read),
        streaming,
        keepalive,
        max_connections: max_connections.as_ref(),
        queue_timeout: queue_timeout.as_ref().map_or(Duration::from_secs(10), |timeout| **timeout),
        queue_timeout_place: queue_timeout.as_ref().and_then(Placed::place),
    }
}

fn sticky_cookie<'t>(
    upstream: &ResourceName,
    sticky: &'t Placed<topology::Sticky>,
    secured: impl Fn(topology::Secure) -> CookieSecurity,
) -> StickyCookie<'t> {
    let topology::Sticky { cookie } = sticky.value();
    let topology::StickyCookie { name, max_age, secure, http_only, same_site, path } = cookie.value();
    StickyCookie {
        place: sticky.place(),
        name: name.as_ref().map_or_else(|| CookieName::for_upstream(upstream), |name| name.value().clone()),
        max_age: max_age.as_ref().map(|max_age| **max_age),
        secure: secured(**secure),
        http_only: **http_only,
        same_site: **same_site,
        path,
    }
}

fn route<'t>(
    entry: &'t Placed<topology::Route>,
    upstreams: &HashMap<&str, usize>,
    tls: Option<&Tls<'_>>,
) -> Option<Route<'t>> {
    let topology::Route {
        host,
        // `Side::of` reads it.
        private: _,
        path,
        methods,
        to,
        redirect,
        respond,
        strip_prefix,
        add_prefix,
        rate_limit,
        concurrency,
        max_body,
        access,
        auth,
        headers,
        security_headers,
        compress,
        cache,
        waf,
        canary,
    } = entry.value();
    let side = Side::of(entry);
    let proxied = to
        .as_ref()
        .and_then(|to| canary::destinations(to, canary.as_deref(), side, upstreams, tls))
        .map(|(upstream, canary)| Proxied { upstream, canary, strip_prefix, add_prefix: add_prefix.as_ref() })
        .map(Action::Proxy);
    let fixed = || redirect.as_ref().map(Action::Redirect).or_else(|| respond.as_ref().map(Action::Respond));
    Some(Route {
        index: 0,
        place: entry.place(),
        side,
        hosts: host.iter().flat_map(OneOrMany::iter).collect(),
        path,
        methods: methods.as_ref(),
        action: proxied.or_else(fixed)?,
        rate_limit: rate_limit.as_ref(),
        concurrency: concurrency.as_ref(),
        max_body: max_body.as_ref().filter(|limit| ***limit != topology::SizeLimit::Unlimited),
        access: access.as_ref(),
        auth: auth.as_ref().and_then(|auth| Auth::of(auth)),
        headers: headers.as_ref(),
        security_headers,
        compress,
        cache: cache.as_ref(),
        waf: waf.as_ref(),
    })
}
