//! What a topology must mean beyond its shape: a list of named rules, one rule a file.

mod acme;
mod admin;
mod auth;
mod balance;
mod cache;
mod canary;
mod certificates;
mod compose_proxy;
mod cookies;
mod dependencies;
mod empty_lists;
mod engines;
mod exclusive;
mod forward;
mod listeners;
mod networks;
mod prefixes;
mod private;
mod proxy_protocol;
mod references;
mod report;
mod resources;
mod routes;
mod servers;
mod services;
mod tcp;
mod tls;
mod unused;
mod upstream_tls;

use report::{error, warning};

use crate::diagnostic::Found;
use crate::topology::Topology;

/// A rule looks at the whole topology and reports what breaks it.
pub type Rule = fn(&Topology, &mut Found);

/// Every rule.
pub const ALL: &[Rule] = &[
    engines::check,
    compose_proxy::check,
    listeners::check,
    admin::check,
    private::check,
    proxy_protocol::check,
    networks::check,
    tls::check,
    certificates::check,
    acme::check,
    exclusive::check,
    references::check,
    servers::check,
    balance::check,
    cookies::check,
    upstream_tls::check,
    auth::check,
    forward::check,
    empty_lists::check,
    routes::check,
    tcp::check,
    prefixes::check,
    cache::check,
    canary::check,
    services::check,
    resources::check,
    dependencies::check,
    unused::check,
];
