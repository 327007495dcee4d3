//! Server blocks: one for each set of hosts that share their routes and certificates, and one for all other hosts.
//! Wildcards are regular expressions, since nginx's own stand for several labels; nginx asks them after exact names.

use std::collections::{BTreeSet, HashMap};

use super::certificates::CertificateView;
use super::distinct::Distinct;
use super::headers::HeaderView;
use super::listen::{Role, listens};
use super::release::Release;
use super::routing::RouteView;
use crate::escape::{Escaped, nginx};
use crate::plan::{Plan, Tls, VirtualHost};
use crate::topology::HostPattern;

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
        /// Its routes, the longest path first.
        pub routes: Vec<RouteView>,
        /// No route takes every path.
        pub answers_unknown_paths: bool,
        /// Its error pages.
        pub error_pages: Vec<ErrorPageView>,
        /// It serves nothing.
        pub is_unknown: bool,
    }
}

crate::view! {
    /// A location that answers errors.
    pub struct ErrorPageView {
        /// Its name.
        pub name: Escaped,
        /// Headers of the route that the error happened on.
        pub headers: Vec<HeaderView>,
    }
}

/// What server blocks are made of.
pub struct Hosts<'a, 't> {
    /// The plan.
    pub plan: &'a Plan<'t>,
    /// All routes.
    pub routes: &'a [RouteView],
    /// All certificates.
    pub certificates: &'a [CertificateView],
    /// What nginx it is for.
    pub release: Release,
}

/// Hosts that share a server block: their routes and certificates, by number.
type Group = (Vec<usize>, Vec<usize>);

impl Hosts<'_, '_> {
    /// The server blocks: other hosts, redirects, then the topology's hosts in its order.
    pub fn views(&self) -> Vec<ServerBlockView> {
        let any_host = self.plan.hosts.iter().find(|host| host.host.is_none());
        let (groups, names) = self.groups(any_host);
        let mut blocks = self.other_hosts(any_host);
        if self.redirect().is_some() && !self.plan.listeners.http.is_empty() {
            let names: Vec<&HostPattern> = self.plan.hosts.iter().filter_map(|host| host.host).collect();
            if any_host.is_none() && !names.is_empty() {
                blocks.push(self.redirecting(names.into_iter().map(server_name).collect(), false));
            }
        }
        for ((_, (routes, certificates)), names) in groups.iter().zip(names) {
            blocks.extend(self.named(&names, routes, certificates));
        }
        blocks
    }

    fn redirect(&self) -> Option<Escaped> {
        let Tls { place: _, profile: _, redirect_http, port, hsts: _, certificates: _ } = self.plan.tls.as_ref()?;
        let port = if *port == 443 { String::new() } else { format!(":{port}") };
        redirect_http.then(|| Escaped::trusted(format!("https://$host{port}$request_uri")))
    }

    /// Hosts by what they share. Hosts that have a certificate but no route are served as any host is.
    fn groups<'p>(&'p self, any_host: Option<&'p VirtualHost<'_>>) -> (Distinct<Group>, Vec<Vec<&'p HostPattern>>) {
        let index = CertificateIndex::new(self.plan.tls.as_ref());
        let mut groups: Distinct<Group> = Distinct::default();
        let mut names: Vec<Vec<&HostPattern>> = Vec::new();
        let routed = self.plan.hosts.iter().filter_map(|host| Some((host.host?, &host.routes)));
        let known: BTreeSet<&HostPattern> = self.plan.hosts.iter().filter_map(|host| host.host).collect();
        let unrouted = index.names().filter(|name| !known.contains(name));
        let unrouted = any_host.into_iter().flat_map(|any| unrouted.clone().map(|name| (name, &any.routes)));
        for (name, routes) in routed.chain(unrouted) {
            let number = groups.number((routes.clone(), index.covering(name)));
            if number > names.len() {
                names.push(Vec::new());
            }
            if let Some(list) = names.get_mut(number - 1) {
                list.push(name);
            }
        }
        (groups, names)
    }

    fn other_hosts(&self, any_host: Option<&VirtualHost<'_>>) -> Vec<ServerBlockView> {
        let listeners = &self.plan.listeners;
        let plain = listens(&listeners.http, Role { is_default: true, is_tls: false }, self.release);
        let tls = listens(&listeners.https, Role { is_default: true, is_tls: true }, self.release);
        let rejects_handshakes = !tls.is_empty();
        let block = |listens: Vec<Escaped>, rejects_handshakes: bool| {
            let routes: &[usize] = any_host.map_or(&[], |host| &host.routes);
            let comment = if any_host.is_some() { "any other host" } else { "hosts that no route names" };
            ServerBlockView { listens, rejects_handshakes, ..self.serving(comment, routes) }
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
        let listens = listens(&self.plan.listeners.http, Role { is_default, is_tls: false }, self.release);
        let empty = self.serving("tls.redirect_http", &[]);
        ServerBlockView { listens, names, redirect: self.redirect(), is_unknown: false, ..empty }
    }

    fn named(&self, names: &[&HostPattern], routes: &[usize], certificates: &[usize]) -> Option<ServerBlockView> {
        let listeners = &self.plan.listeners;
        let plain = listens(&listeners.http, Role::PLAIN, self.release);
        let tls = listens(&listeners.https, Role { is_default: false, is_tls: true }, self.release);
        let plain = plain.into_iter().filter(|_| self.redirect().is_none());
        let listens: Vec<Escaped> = plain.chain(tls.into_iter().filter(|_| !certificates.is_empty())).collect();
        let comment = names.iter().map(|name| name.as_str()).take(3).collect::<Vec<_>>().join(", ");
        let more = if names.len() > 3 { " …" } else { "" };
        let certificates = certificates.iter().filter_map(|number| self.certificates.get(*number)).cloned().collect();
        (!listens.is_empty()).then(|| ServerBlockView {
            listens,
            names: names.iter().copied().map(server_name).collect(),
            certificates,
            ..self.serving(&format!("{comment}{more}"), routes)
        })
    }

    /// A block that serves these routes, without its listeners and names.
    fn serving(&self, comment: &str, routes: &[usize]) -> ServerBlockView {
        let mut pages = ErrorPages::default();
        let routes: Vec<RouteView> =
            routes.iter().filter_map(|index| self.routes.get(*index)).map(|route| pages.of(route)).collect();
        ServerBlockView {
            comment: Escaped::trusted(comment),
            listens: Vec::new(),
            names: Vec::new(),
            rejects_handshakes: false,
            certificates: Vec::new(),
            redirect: None,
            answers_unknown_paths: !routes.is_empty() && routes.iter().all(|route| route.location.as_str() != "/"),
            is_unknown: routes.is_empty(),
            error_pages: if routes.is_empty() { Vec::new() } else { pages.into_views(self.plan) },
            routes,
        }
    }
}

/// The error pages of one server: errors leave the location that they happened in, and its headers with it, so that
/// each distinct set of headers needs a page.
#[derive(Default)]
struct ErrorPages {
    headers: Distinct<Vec<HeaderView>>,
}

impl ErrorPages {
    fn of(&mut self, route: &RouteView) -> RouteView {
        let own = (!route.add_headers.is_empty()).then(|| page_name(self.headers.number(route.add_headers.clone())));
        let own_error_page = own.is_some() && route.tunnel.is_some();
        // A location that names any error page inherits none.
        let error_page = own.or(route.tunnel.is_some().then(|| Escaped::trusted("@errors")));
        RouteView { error_page, own_error_page, ..route.clone() }
    }

    fn into_views(self, plan: &Plan<'_>) -> Vec<ErrorPageView> {
        let is_strict = plan.tls.as_ref().is_some_and(|tls| tls.hsts.is_some());
        let hsts = is_strict.then(|| HeaderView::fixed("Strict-Transport-Security", "$hsts"));
        let usual = ErrorPageView { name: Escaped::trusted("@errors"), headers: hsts.into_iter().collect() };
        let own = self
            .headers
            .iter()
            .map(|(number, headers)| ErrorPageView { name: page_name(number), headers: headers.clone() });
        std::iter::once(usual).chain(own).collect()
    }
}

fn page_name(number: usize) -> Escaped {
    Escaped::trusted(format!("@errors_{number}"))
}

/// A wildcard is one label.
fn server_name(host: &HostPattern) -> Escaped {
    let pattern = host.wildcard_parent().map(|parent| format!("~^[^.]+[.]{}$", nginx::pattern(parent)));
    Escaped::trusted(pattern.map_or_else(|| host.to_string(), |pattern| nginx::literal(&pattern).into_owned()))
}

/// Finds the certificates that cover a host.
struct CertificateIndex<'p> {
    order: Vec<&'p HostPattern>,
    by_name: HashMap<&'p str, Vec<usize>>,
}

impl<'p> CertificateIndex<'p> {
    fn new(tls: Option<&'p Tls<'_>>) -> Self {
        let mut index = Self { order: Vec::new(), by_name: HashMap::new() };
        for (at, certificate) in tls.into_iter().flat_map(|tls| &tls.certificates).enumerate() {
            for name in certificate.hosts.iter() {
                let certificates = index.by_name.entry(name.as_str()).or_default();
                if certificates.is_empty() {
                    index.order.push(name.value());
                }
                certificates.push(at);
            }
        }
        index
    }

    fn names(&self) -> impl Iterator<Item = &'p HostPattern> + Clone {
        self.order.clone().into_iter()
    }

    /// Those that name the host, else those with a wildcard for it.
    fn covering(&self, host: &HostPattern) -> Vec<usize> {
        let wildcard = || {
            let (_, parent) = host.as_str().split_once('.')?;
            self.by_name.get(format!("*.{parent}").as_str())
        };
        self.by_name.get(host.as_str()).or_else(wildcard).cloned().unwrap_or_default()
    }
}
