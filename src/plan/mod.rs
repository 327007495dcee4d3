//! What every engine owes: references resolved, defaults in, order fixed; the topology's leaves stay where they are.

mod acme;
mod auth;
mod build;
mod canary;
pub mod forward;
mod host;
mod label;
mod line_files;
mod network_lists;
mod read;
mod route;
mod secrets;
mod server;
mod service;
mod side;
mod tcp;
mod tls;
mod trust;
mod upstream;

pub mod policy;
pub mod rules;

pub use acme::{Acme, CHALLENGE_PATH, CLIENT_ADDRESS, Challenge, uncovered as uncovered_hosts};
pub use auth::{Auth, CONSUMER};
pub use build::build;
pub use canary::{Canary, Groups, used as reached_upstreams};
pub use host::VirtualHost;
pub use line_files::ReadFile;
pub use network_lists::read_networks;
pub use read::read;
pub use route::{Action, Proxied, Route};
pub use secrets::read_secrets;
pub use server::Server;
use service::instances as service_instances;
pub use service::{Instance, Service};
pub use side::{Side, Sides, routes_on};
pub use tcp::{TcpListener, TcpUpstream};
pub use tls::Tls;
pub use trust::{Trust, TrustedList};
pub use upstream::{CookieSecurity, StickyCookie, Upstream};

use std::collections::BTreeSet;

use crate::topology::{Clients, Engines, ListenAddress, Logs, OutputFolder, RequestValue, SecretName, StackName};

/// A whole stack as every engine has to render it.
#[derive(Debug)]
pub struct Plan<'t> {
    /// The stack's name.
    pub name: &'t StackName,
    /// The folder that the rendered files stand in, relative to the topology's.
    pub output: &'t OutputFolder,
    /// The engines asked for, and what is known of their binaries.
    pub engines: &'t Engines,
    /// Where the proxy listens.
    pub listeners: Listeners,
    /// What is believed of clients, and granted to them.
    pub clients: &'t Clients,
    /// Whose word on the client's address counts.
    pub trust: Trust<'t>,
    /// How HTTPS is spoken; there when an HTTPS listener is.
    pub tls: Option<Tls<'t>>,
    /// The upstreams that routes lead to, in the order of the file.
    pub upstreams: Vec<Upstream<'t>>,
    /// The routes in the order of the file; `hosts` says which of them a request meets first.
    pub routes: Vec<Route<'t>>,
    /// Some route tells its upstream who was let in, so that nobody else may tell any of them.
    pub names_consumers: bool,
    /// Plain TCP, in the order of the file.
    pub tcp: Vec<TcpListener<'t>>,
    /// The upstreams that plain TCP leads to, in the order of the file; none of them is among `upstreams`.
    pub tcp_upstreams: Vec<TcpUpstream<'t>>,
    /// Every host that a route of each side is for: exact names, then wildcards, then any host; unknown hosts get 404.
    pub hosts: Sides<Vec<VirtualHost<'t>>>,
    /// What is logged.
    pub logs: &'t Logs,
    /// Metrics are to be served on `listeners.admin`.
    pub metrics: bool,
    /// The containers, in the order of the file.
    pub services: Vec<Service<'t>>,
}

impl<'t> Plan<'t> {
    /// The variables that the proxy's environment must hold for headers of requests, each once.
    pub fn secrets(&self) -> BTreeSet<&'t SecretName> {
        let headers = self.routes.iter().filter_map(|route| route.headers);
        let values = headers.flat_map(|headers| headers.value().request.set.iter().map(|(_, value)| value.value()));
        let names = values.filter_map(|value| match value {
            RequestValue::Text(_) => None,
            RequestValue::Secret(secret) => Some(secret.from_secret.value()),
        });
        names.collect()
    }

    /// The listeners of plain TCP that lead to the upstream at that place of `tcp_upstreams`.
    pub fn tcp_to(&self, upstream: usize) -> impl Iterator<Item = &TcpListener<'t>> {
        self.tcp.iter().filter(move |entry| entry.upstream == upstream)
    }

    /// The keys of those listeners, as a list.
    pub fn tcp_keys(&self, upstream: usize) -> String {
        self.tcp_to(upstream).map(TcpListener::key).collect::<Vec<_>>().join(", ")
    }

    /// Every listener that the world is to reach: HTTP, HTTPS and plain TCP.
    pub fn public_listeners(&self) -> impl Iterator<Item = &ListenAddress> + Clone {
        let Listeners { http, https, private: _, admin: _ } = &self.listeners;
        http.iter().chain(https).chain(self.tcp.iter().map(|entry| entry.listen.value()))
    }

    /// Every listener that traffic comes to: the public ones, then those of the private side.
    pub fn traffic_listeners(&self) -> impl Iterator<Item = &ListenAddress> + Clone {
        self.public_listeners().chain(&self.listeners.private)
    }

    /// Every server of every upstream.
    pub fn servers(&self) -> impl Iterator<Item = &Server<'t>> {
        let of_requests = self.upstreams.iter().flat_map(|upstream| &upstream.servers);
        of_requests.chain(self.tcp_upstreams.iter().flat_map(|upstream| &upstream.servers))
    }

    /// `tls.acme`, where some host is left for it.
    pub fn acme(&self) -> Option<&Acme<'t>> {
        self.tls.as_ref()?.acme.as_ref()
    }

    /// Files that only the proxy may read are among its own.
    pub fn has_secrets(&self) -> bool {
        self.tls.as_ref().is_some_and(Tls::has_keys) || self.names_consumers
    }

    /// Some route keeps answers.
    pub fn keeps_answers(&self) -> bool {
        self.routes.iter().any(|route| route.cache.is_some())
    }
}

/// Where the proxy listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listeners {
    /// Plain HTTP; nowhere when there are no public routes.
    pub http: Vec<ListenAddress>,
    /// HTTPS; nowhere when there are no public routes.
    pub https: Vec<ListenAddress>,
    /// Plain HTTP of the private side; nowhere when there are no private routes.
    pub private: Vec<ListenAddress>,
    /// Metrics and status; there when asked for, or when metrics are.
    pub admin: Option<ListenAddress>,
}
