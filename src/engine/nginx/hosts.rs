//! Server blocks: one for each set of hosts that share their routes and certificates, and one for all other hosts.
//! Wildcards are regular expressions, since nginx's own stand for several labels; nginx asks them after exact names.

use std::collections::BTreeSet;

use super::certificates::{CertificateIndex, CertificateView};
use super::distinct::grouped;
use super::error_pages::{self, ErrorPageView};
use super::forward::{self, RefusalView};
use super::headers::HeaderView;
use super::http3;
use super::listen::{Role, listens};
use super::release::Release;
use super::routing::RouteView;
use super::shared_headers::SharedHeaders;
use crate::escape::{Escaped, nginx};
use crate::plan::{CLIENT_ADDRESS, Plan, Side, Tls, VirtualHost};
use crate::topology::{HostPattern, NginxAcme};

crate::view! {
    /// A server block.
    pub struct ServerBlockView {
        /// What it is for.
        pub comment: Escaped,
        /// Where it listens.
        pub listens: Vec<Escaped>,
        /// The hosts that it is for.
        pub names: Vec<Escaped>,
        /// A client that asks for a host that no certificate covers is turned away.
        pub rejects_handshakes: bool,
        /// Its certificates.
        pub certificates: Vec<CertificateView>,
        /// Where every request is sent instead of being served.
        pub redirect: Option<Escaped>,
        /// Where the questions of an ACME authority go.
        pub challenges: Option<&'static str>,
        /// Headers of the answers of all its routes.
        pub add_headers: Vec<HeaderView>,
        /// Headers of upstreams' answers that all its routes drop.
        pub hide: Vec<String>,
        /// All headers that its routes send upstream, where they are the same unusual ones.
        pub send_headers: Vec<HeaderView>,
        /// Its routes, the longest path first.
        pub routes: Vec<RouteView>,
        /// No route takes every path.
        pub answers_unknown_paths: bool,
        /// Its error pages.
        pub error_pages: Vec<ErrorPageView>,
        /// What authentication services say to those whom they turn away.
        pub refusals: Vec<RefusalView>,
        /// It serves nothing.
        pub is_unknown: bool,
    }
}

/// What server blocks are made of.
pub struct Hosts<'a, 't> {
    /// The plan.
    pub plan: &'a Plan<'t>,
    /// The locations of all routes.
    pub routes: &'a [Vec<RouteView>],
    /// All certificates.
    pub certificates: &'a [CertificateView],
    /// What nginx it is for.
    pub release: Release,
    /// Who gets the certificates of `tls.acme`.
    pub acme: NginxAcme,
    /// It speaks HTTP/3.
    pub speaks_http3: bool,
}

/// Hosts that share a server block: their routes and certificates, by number.
type Group = (Vec<usize>, Vec<usize>);

impl Hosts<'_, '_> {
    /// The server blocks: other hosts, redirects, then the topology's hosts in its order; last those of the private side.
    pub fn views(&self) -> Vec<ServerBlockView> {
        let mut blocks = self.public();
        blocks.extend(self.private());
        blocks
    }

    fn public(&self) -> Vec<ServerBlockView> {
        let listeners = &self.plan.listeners;
        // A server without an address would listen on port 80.
        if listeners.http.is_empty() && listeners.https.is_empty() {
            return Vec::new();
        }
        let hosts = self.plan.hosts.on(Side::Public);
        let any_host = hosts.iter().find(|host| host.host.is_none());
        let groups = self.groups(any_host);
        let mut blocks = self.other_hosts(any_host);
        if self.redirect().is_some() && !listeners.http.is_empty() {
            let names: Vec<&HostPattern> = hosts.iter().filter_map(|host| host.host).collect();
            if any_host.is_none() && !names.is_empty() {
                blocks.push(self.redirecting(names.into_iter().map(server_name).collect(), false));
            }
        }
        for ((routes, certificates), names) in &groups {
            blocks.extend(self.named(names, routes, certificates));
        }
        blocks
    }

    fn role(&self, is_default: bool, is_tls: bool) -> Role {
        let is_announced = self.plan.trust.announcers().is_some();
        Role { is_default, is_tls, is_announced, speaks_http3: is_tls && self.speaks_http3 }
    }

    fn answer_headers(&self, side: Side) -> Vec<HeaderView> {
        http3::answer_headers(self.plan.tls.as_ref(), side, self.speaks_http3)
    }

    fn redirect(&self) -> Option<Escaped> {
        let Tls { place: _, profile: _, redirect_http, port, hsts: _, http3: _, certificates: _, acme: _ } =
            self.plan.tls.as_ref()?;
        let port = if *port == 443 { String::new() } else { format!(":{port}") };
        redirect_http.then(|| Escaped::trusted(format!("https://$host{port}$request_uri")))
    }

    /// Where the questions of an ACME authority go; nginx's own module answers them before any location is looked for.
    fn challenges(&self) -> Option<&'static str> {
        let is_asked = self.plan.tls.as_ref().is_some_and(Tls::answers_challenges);
        (is_asked && self.acme == NginxAcme::Client).then_some(CLIENT_ADDRESS)
    }

    /// Hosts by what they share. Hosts that have a certificate but no route are served as any host is.
    fn groups<'p>(&'p self, any_host: Option<&'p VirtualHost<'_>>) -> Vec<(Group, Vec<&'p HostPattern>)> {
        let index = CertificateIndex::new(self.plan.tls.as_ref(), self.acme);
        let hosts = self.plan.hosts.on(Side::Public);
        let routed = hosts.iter().filter_map(|host| Some((host.host?, &host.routes)));
        let known: BTreeSet<&HostPattern> = hosts.iter().filter_map(|host| host.host).collect();
        let unrouted = index.names().filter(|name| !known.contains(name));
        let unrouted = any_host.into_iter().flat_map(|any| unrouted.clone().map(|name| (name, &any.routes)));
        grouped(routed.chain(unrouted).map(|(name, routes)| (name, (routes.clone(), index.covering(name)))))
    }

    fn other_hosts(&self, any_host: Option<&VirtualHost<'_>>) -> Vec<ServerBlockView> {
        let listeners = &self.plan.listeners;
        let plain = listens(&listeners.http, self.role(true, false), self.release);
        let tls = listens(&listeners.https, self.role(true, true), self.release);
        let rejects_handshakes = !tls.is_empty();
        let block = |listens: Vec<Escaped>, rejects_handshakes: bool| {
            let routes: &[usize] = any_host.map_or(&[], |host| &host.routes);
            let comment = if any_host.is_some() { "any other host" } else { "hosts that no route names" };
            ServerBlockView { listens, rejects_handshakes, ..self.serving(comment, routes, Side::Public) }
        };
        if self.redirect().is_none() {
            return vec![block(plain.into_iter().chain(tls).collect(), rejects_handshakes)];
        }
        let plain_block = match any_host {
            Some(_) => self.redirecting(Vec::new(), true),
            None => block(plain, false),
        };
        vec![plain_block, block(tls, true)]
    }

    fn redirecting(&self, names: Vec<Escaped>, is_default: bool) -> ServerBlockView {
        let listens = listens(&self.plan.listeners.http, self.role(is_default, false), self.release);
        let challenges = self.challenges();
        let error_pages = challenges
            .map(|_| error_pages::assign(&mut [], &[], &self.answer_headers(Side::Public)))
            .unwrap_or_default();
        let empty = self.serving("tls.redirect_http", &[], Side::Public);
        ServerBlockView {
            listens,
            names,
            redirect: self.redirect(),
            challenges,
            error_pages,
            is_unknown: false,
            ..empty
        }
    }

    fn named(&self, names: &[&HostPattern], routes: &[usize], certificates: &[usize]) -> Option<ServerBlockView> {
        let listeners = &self.plan.listeners;
        let plain = listens(&listeners.http, self.role(false, false), self.release);
        let tls = listens(&listeners.https, self.role(false, true), self.release);
        let plain: Vec<Escaped> = plain.into_iter().filter(|_| self.redirect().is_none()).collect();
        let challenges = self.challenges().filter(|_| !plain.is_empty());
        let listens: Vec<Escaped> =
            plain.into_iter().chain(tls.into_iter().filter(|_| !certificates.is_empty())).collect();
        let certificates = certificates.iter().filter_map(|number| self.certificates.get(*number)).cloned().collect();
        (!listens.is_empty()).then(|| ServerBlockView {
            listens,
            names: names.iter().copied().map(server_name).collect(),
            certificates,
            challenges,
            ..self.serving(&first_of(names), routes, Side::Public)
        })
    }

    /// A block that serves these routes of a side, without its listeners and names.
    pub fn serving(&self, comment: &str, routes: &[usize], side: Side) -> ServerBlockView {
        let locations = || routes.iter().filter_map(|index| self.routes.get(*index)).flatten();
        let mut routes = Vec::with_capacity(locations().count());
        routes.extend(locations().cloned());
        let SharedHeaders { add, hide, send } = SharedHeaders::lift(&mut routes);
        let is_unknown = routes.is_empty();
        let error_pages = error_pages::assign(&mut routes, &add, &self.answer_headers(side));
        ServerBlockView {
            comment: Escaped::trusted(comment),
            listens: Vec::new(),
            names: Vec::new(),
            rejects_handshakes: false,
            certificates: Vec::new(),
            redirect: None,
            challenges: None,
            add_headers: add,
            hide,
            send_headers: send,
            answers_unknown_paths: !is_unknown && !routes.iter().any(RouteView::takes_every_path),
            is_unknown,
            refusals: forward::refusals(&routes, &error_pages, self.release.joins_headers()),
            error_pages: if is_unknown { Vec::new() } else { error_pages },
            routes,
        }
    }
}

/// A host as `server_name` and `map` take it. A wildcard is one label: an expression, after `~` or, where letters come in
/// any case, `~*`.
pub fn name_pattern(host: &HostPattern, operator: &str) -> Escaped {
    let pattern = host.wildcard_parent().map(|parent| format!("{operator}^[^.]+[.]{}$", nginx::pattern(parent)));
    Escaped::trusted(pattern.map_or_else(|| host.to_string(), |pattern| nginx::literal(&pattern).into_owned()))
}

/// A host as `server_name` takes it.
pub fn server_name(host: &HostPattern) -> Escaped {
    name_pattern(host, "~")
}

/// The first of the names, for a comment.
pub fn first_of(names: &[&HostPattern]) -> String {
    let first = names.iter().map(|name| name.as_str()).take(3).collect::<Vec<_>>().join(", ");
    let more = if names.len() > 3 { " …" } else { "" };
    format!("{first}{more}")
}
