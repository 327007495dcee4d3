//! `listen.private`: server blocks for the hosts of private routes. Their sockets are theirs alone, so that no Host leads
//! from them to a public block, or from a public socket to one of these.

use super::distinct::grouped;
use super::hosts::{Hosts, ServerBlockView, first_of, server_name};
use super::listen::{Role, listens};
use crate::plan::Side;
use crate::topology::HostPattern;

impl Hosts<'_, '_> {
    /// The server blocks of the private side: other hosts, then the topology's in its order. Hosts that have the same
    /// routes share one.
    pub fn private(&self) -> Vec<ServerBlockView> {
        if self.plan.listeners.private.is_empty() {
            return Vec::new();
        }
        let hosts = self.plan.hosts.on(Side::Private);
        let groups = grouped(hosts.iter().filter_map(|host| Some((host.host?, host.routes.clone()))));
        let any_host = hosts.iter().find(|host| host.host.is_none());
        let other = self.inside(&[], any_host.map_or(&[], |host| &host.routes));
        let named = groups.iter().map(|(routes, names)| self.inside(names, routes));
        std::iter::once(other).chain(named).collect()
    }

    /// A block for these names; without any, for the hosts that no other block names.
    fn inside(&self, names: &[&HostPattern], routes: &[usize]) -> ServerBlockView {
        let role = Role { is_default: names.is_empty(), ..Role::PLAIN };
        let comment = match (names, routes) {
            ([], []) => "hosts that no private route names".to_owned(),
            ([], _) => "any other host".to_owned(),
            (names, _) => first_of(names),
        };
        ServerBlockView {
            listens: listens(&self.plan.listeners.private, role, self.release),
            names: names.iter().copied().map(server_name).collect(),
            ..self.serving(&format!("listen.private: {comment}"), routes, Side::Private)
        }
    }
}
