//! No two listeners want one port.

use std::collections::HashMap;
use std::net::IpAddr;

use super::error;
use crate::diagnostic::{Diagnostic, Found, Related};
use crate::plan::{Side, routes_on};
use crate::source::Placed;
use crate::topology::{ListenAddress, OneOrMany, Topology};

/// Two listeners on one port of one address.
pub fn check(topology: &Topology, found: &mut Found) {
    let listen = &topology.listen;
    let public = [listen.http.as_ref(), listen.https.as_ref()].into_iter().flatten().flat_map(OneOrMany::iter);
    // Without public routes the default of plain HTTP is not listened on.
    let has_public = routes_on(&topology.routes, Side::Public).next().is_some();
    let public = public.filter(|address| address.is_written() || has_public);
    let private = listen.private.iter().flat_map(OneOrMany::iter);
    let tcp = topology.tcp.iter().map(|entry| &entry.listen);
    let mut seen = Ports::default();
    for later in public.chain(private).chain(listen.admin.as_ref()).chain(tcp) {
        if let Some(earlier) = seen.take(later) {
            let (later, earlier) = if later.is_written() { (later, earlier) } else { (earlier, later) };
            found.push(conflict(later, earlier));
        }
    }
}

/// The first listener of each port and address, so that a long list is not compared pair by pair.
#[derive(Default)]
struct Ports<'t> {
    by_address: HashMap<(u16, IpAddr), &'t Placed<ListenAddress>>,
    everywhere: HashMap<u16, &'t Placed<ListenAddress>>,
    any: HashMap<u16, &'t Placed<ListenAddress>>,
}

impl<'t> Ports<'t> {
    /// Takes a listener's port, and returns an earlier listener that has it already.
    fn take(&mut self, later: &'t Placed<ListenAddress>) -> Option<&'t Placed<ListenAddress>> {
        let port = later.port;
        let earlier = match later.ip.filter(|_| !later.is_everywhere()) {
            None => self.any.get(&port).copied(),
            Some(ip) => self.everywhere.get(&port).or(self.by_address.get(&(port, ip))).copied(),
        };
        match later.ip.filter(|_| !later.is_everywhere()) {
            None => self.everywhere.entry(port).or_insert(later),
            Some(ip) => self.by_address.entry((port, ip)).or_insert(later),
        };
        self.any.entry(port).or_insert(later);
        earlier
    }
}

fn conflict(later: &Placed<ListenAddress>, earlier: &Placed<ListenAddress>) -> Diagnostic {
    let summary = format!("two listeners want the port {}", later.port);
    let mut diagnostic = error("listener-conflict", later.span(), summary, "give each listener a port of its own");
    match earlier.span() {
        Some(span) => diagnostic.related.push(Related { span, label: "the other one".to_owned() }),
        None => {
            diagnostic.notes.push("plain HTTP listens on port 80 unless `listen.http` says otherwise".to_owned());
        }
    }
    diagnostic
}
