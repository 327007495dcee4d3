//! `metrics` and `listen.admin`: what is told to loopback and private addresses alone.

use super::rule;
use crate::escape::{Escaped, traefik};
use crate::plan::Plan;

/// The entry point of `listen.admin`.
pub const ENTRY_POINT: &str = "admin";

/// Loopback and private networks (RFC 1918, RFC 4193).
const PRIVATE: [&str; 6] = ["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7"];

crate::view! {
    /// A router of the admin entry point.
    #[derive(Debug)]
    pub struct AdminRouter { name: &'static str, entry_point: &'static str, rule: Escaped, service: &'static str }
}

/// The routers of `listen.admin`.
pub fn routers(plan: &Plan<'_>) -> Vec<AdminRouter> {
    let router = |name, path: &str, service| AdminRouter {
        name,
        entry_point: ENTRY_POINT,
        rule: traefik::rule(&rule::all(&[rule::exact_path(path), rule::peer_in_fixed(&PRIVATE)])),
        service,
    };
    let ping = plan.listeners.admin.map(|_| router("admin-ping", "/ping", "ping@internal"));
    let metrics = plan.metrics.then(|| router("admin-metrics", "/metrics", "prometheus@internal"));
    ping.into_iter().chain(metrics).collect()
}
