//! Listeners: one frontend for the routes, and one more for plain HTTP that is sent to HTTPS.

use std::net::{IpAddr, Ipv6Addr};

use super::context::Context;
use super::routing::HOSTS;
use super::view::{FrontendView, HostsView, Http3View, HttpsRedirectView};
use super::{client_address, http3, logs, tls};
use crate::escape::Escaped;
use crate::plan::{CHALLENGE_PATH, Listeners, Tls, Trust, VirtualHost};
use crate::topology::{Clients, ListenAddress, Logs};

/// The public frontends.
pub fn frontends(
    listeners: &Listeners,
    clients: &Clients,
    trust: &Trust<'_>,
    tls: Option<&Tls<'_>>,
    logs: &Logs,
    hosts: &[VirtualHost<'_>],
    context: &mut Context<'_>,
) -> Vec<FrontendView> {
    // `listen.admin` has a frontend of its own.
    let Listeners { http, https, admin: _ } = listeners;
    let redirected = tls.filter(|tls| tls.redirect_http);
    let plain: Vec<Escaped> = http.iter().flat_map(|address| binds(*address, "")).collect();
    let mut secure: Vec<Escaped> =
        https.iter().flat_map(|address| binds(*address, &tls::bind(tls, "h2,http/1.1"))).collect();
    // There is plain TCP alone.
    if plain.is_empty() && secure.is_empty() {
        return Vec::new();
    }
    let speaks_http3 = http3::speaks(tls, context);
    if speaks_http3 {
        secure.extend(https.iter().flat_map(|address| http3::binds(*address, &tls::bind(tls, "h3"))));
    }
    let mut frontend = |name, takes_plain: bool, binds, hsts, redirect: Option<HttpsRedirectView>| {
        let is_offered = speaks_http3 && redirect.is_none();
        let trusted = client_address::trusted(trust, context);
        FrontendView {
            name,
            binds,
            lists: client_address::lists(trust),
            announced: client_address::announced(trust, context),
            log: logs::log(logs, context),
            hsts,
            http3: is_offered.then_some(Http3View { mixed: takes_plain }),
            forwarding: redirect
                .is_none()
                .then(|| client_address::forwarding(*clients.forwarded_for, trusted.is_some(), context)),
            canaries: if redirect.is_none() { context.canaries.clone() } else { Vec::new() },
            trusted,
            hosts: known(hosts),
            challenges: (takes_plain && tls.is_some_and(Tls::answers_challenges)).then_some(CHALLENGE_PATH),
            redirect,
        }
    };
    let Some(tls) = redirected else {
        let strict = tls.and_then(|tls| tls.hsts).map(|hsts| tls::hsts(hsts, !http.is_empty()));
        return vec![frontend("listen.web", !http.is_empty(), [plain, secure].concat(), strict, None)];
    };
    let port = if tls.port == 443 { String::new() } else { format!(":{}", tls.port) };
    let redirect = HttpsRedirectView { port: Escaped::trusted(port) };
    vec![
        frontend("listen.http", true, plain, None, Some(redirect)),
        frontend("listen.https", false, secure, tls.hsts.map(|hsts| tls::hsts(hsts, false)), None),
    ]
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

fn known(hosts: &[VirtualHost<'_>]) -> HostsView {
    let mut named = hosts.iter().filter_map(|host| host.host).peekable();
    let listed = named.peek().map(|_| HOSTS);
    HostsView {
        listed,
        wildcards: named.any(|host| host.wildcard_parent().is_some()),
        any: hosts.iter().any(|host| host.host.is_none()),
    }
}
