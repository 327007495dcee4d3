//! Listeners: one frontend for the public routes, one more for plain HTTP that is sent to HTTPS, and one for the private
//! routes.

use std::net::{IpAddr, Ipv6Addr};

use super::context::Context;
use super::routing::hosts_file;
use super::view::{FrontendView, HostsView, Http3View, HttpsRedirectView};
use super::{client_address, http3, logs, tls};
use crate::escape::Escaped;
use crate::plan::{CHALLENGE_PATH, Listeners, Plan, Side};
use crate::topology::ListenAddress;

/// The frontends of both sides.
pub fn frontends(plan: &Plan<'_>, context: &mut Context<'_>) -> Vec<FrontendView> {
    // `listen.admin` has a frontend of its own.
    let Listeners { http, https, private, admin: _ } = &plan.listeners;
    let mut views = public(plan, http, https, context);
    if !private.is_empty() {
        let binds = private.iter().flat_map(|address| binds(*address, "")).collect();
        views.push(frontend("listen.private", Side::Private, binds, plan, context));
    }
    views
}

fn public(
    plan: &Plan<'_>,
    http: &[ListenAddress],
    https: &[ListenAddress],
    context: &mut Context<'_>,
) -> Vec<FrontendView> {
    let tls = plan.tls.as_ref();
    let redirected = tls.filter(|tls| tls.redirect_http);
    let plain: Vec<Escaped> = http.iter().flat_map(|address| binds(*address, "")).collect();
    let mut secure: Vec<Escaped> =
        https.iter().flat_map(|address| binds(*address, &tls::bind(tls, "h2,http/1.1"))).collect();
    // There is plain TCP alone, or the private side.
    if plain.is_empty() && secure.is_empty() {
        return Vec::new();
    }
    let speaks_http3 = http3::speaks(tls, context);
    if speaks_http3 {
        secure.extend(https.iter().flat_map(|address| http3::binds(*address, &tls::bind(tls, "h3"))));
    }
    let mut frontend = |name, binds| frontend(name, Side::Public, binds, plan, context);
    let challenges = tls.filter(|tls| tls.answers_challenges()).map(|_| CHALLENGE_PATH);
    let Some(tls) = redirected else {
        let takes_plain = !http.is_empty();
        return vec![FrontendView {
            hsts: tls.and_then(|tls| tls.hsts).map(|hsts| tls::hsts(hsts, takes_plain)),
            http3: speaks_http3.then_some(Http3View { mixed: takes_plain }),
            challenges: challenges.filter(|_| takes_plain),
            ..frontend("listen.web", [plain, secure].concat())
        }];
    };
    let port = if tls.port == 443 { String::new() } else { format!(":{}", tls.port) };
    let redirect = HttpsRedirectView { port: Escaped::trusted(port) };
    let (plain, secure) = (frontend("listen.http", plain), frontend("listen.https", secure));
    vec![
        FrontendView { challenges, redirect: Some(redirect), forwarding: None, canaries: Vec::new(), ..plain },
        FrontendView {
            hsts: tls.hsts.map(|hsts| tls::hsts(hsts, false)),
            http3: speaks_http3.then_some(Http3View { mixed: false }),
            ..secure
        },
    ]
}

/// A frontend that serves a side's routes. Who announces clients has no part in the private side.
fn frontend(
    name: &'static str,
    side: Side,
    binds: Vec<Escaped>,
    plan: &Plan<'_>,
    context: &mut Context<'_>,
) -> FrontendView {
    let trusted = client_address::trusted(&plan.trust, context);
    let (key, announced) = match side {
        Side::Public => ("listen", client_address::announced(&plan.trust, context)),
        Side::Private => ("listen.private", None),
    };
    let log = logs::log(plan.logs, context);
    let forwarding = client_address::forwarding(*plan.clients.forwarded_for, trusted.is_some(), side, context);
    FrontendView {
        name,
        key,
        binds,
        lists: client_address::lists(&plan.trust),
        announced,
        log,
        hsts: None,
        http3: None,
        forwarding: Some(forwarding),
        canaries: context.canaries.on(side).clone(),
        trusted,
        hosts: known(plan, side),
        challenges: None,
        redirect: None,
    }
}

/// IPv4 and IPv6 each have a socket: on a shared one IPv4 clients would all look like one IPv6 network.
pub fn binds(address: ListenAddress, options: &str) -> Vec<Escaped> {
    let everywhere = |port| vec![format!(":{port}"), format!("[::]:{port} v6only")];
    let addresses = match address.ip {
        None => everywhere(address.port),
        Some(IpAddr::V6(Ipv6Addr::UNSPECIFIED)) => vec![format!("[::]:{} v6only", address.port)],
        Some(_) => vec![address.to_string()],
    };
    addresses.into_iter().map(|address| Escaped::trusted(format!("{address}{options}"))).collect()
}

fn known(plan: &Plan<'_>, side: Side) -> HostsView {
    let hosts = plan.hosts.on(side);
    let mut named = hosts.iter().filter_map(|host| host.host).peekable();
    let listed = named.peek().map(|_| hosts_file(side));
    HostsView {
        listed,
        wildcards: named.any(|host| host.wildcard_parent().is_some()),
        any: hosts.iter().any(|host| host.host.is_none()),
    }
}
