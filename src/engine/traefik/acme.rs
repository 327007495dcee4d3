//! `tls.acme`: the resolver of certificates, which Traefik has itself.

use std::collections::HashMap;

use super::surface::entry_point;
use crate::engine::acme::{FOLDER, folder};
use crate::plan::{Acme, Challenge, Plan, Side};
use crate::rendered::RenderedFile;

crate::view! {
    /// The resolver in the static file.
    #[derive(Debug)]
    pub struct ResolverView {
        email: String,
        directory: String,
        /// The file of accounts, keys and certificates.
        storage: String,
        /// The entry point that the authority's questions come to.
        entry_point: Option<String>,
        /// Who is told to serve records.
        provider: Option<String>,
    }
}

/// The resolver.
pub fn resolver(plan: &Plan<'_>) -> Option<ResolverView> {
    // Routers name the hosts.
    let Acme { place: _, email, challenge, directory, hosts: _ } = plan.acme()?;
    let (entry_point, provider) = match challenge {
        Challenge::Http => (Some(entry_point("http", 0, &plan.listeners.http)), None),
        Challenge::Dns(provider) => (None, Some(provider.to_string())),
    };
    Some(ResolverView {
        email: email.to_string(),
        directory: directory.to_string(),
        storage: format!("{FOLDER}/acme.json"),
        entry_point,
        provider,
    })
}

/// The folder of the storage.
pub fn files(plan: &Plan<'_>) -> Option<RenderedFile> {
    plan.acme().map(|_| folder("traefik"))
}

/// The hosts that each route's routers ask certificates for, by the route's place: every host is asked for once.
pub fn domains<'t>(plan: &Plan<'t>) -> HashMap<usize, Vec<&'t str>> {
    let mut first: HashMap<&str, usize> = HashMap::new();
    for route in plan.routes.iter().filter(|route| route.side == Side::Public) {
        for host in &route.hosts {
            first.entry(host.as_str()).or_insert(route.index);
        }
    }
    let mut by_route: HashMap<usize, Vec<&str>> = HashMap::new();
    for host in plan.acme().into_iter().flat_map(|acme| &acme.hosts) {
        if let Some(index) = first.get(host.as_str()) {
            by_route.entry(*index).or_default().push(host.as_str());
        }
    }
    by_route
}
