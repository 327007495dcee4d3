//! No two listeners want one port.

use super::error;
use crate::diagnostic::{Diagnostic, Related};
use crate::source::Placed;
use crate::topology::{ListenAddress, OneOrMany, Topology};

/// Two listeners on one port of one address.
pub fn check(topology: &Topology, found: &mut Vec<Diagnostic>) {
    let listen = &topology.listen;
    let public = [listen.http.as_ref(), listen.https.as_ref()].into_iter().flatten().flat_map(OneOrMany::iter);
    let all: Vec<&Placed<ListenAddress>> = public.chain(listen.admin.as_ref()).collect();
    for (index, later) in all.iter().enumerate() {
        let Some(earlier) = all.iter().take(index).find(|earlier| earlier.collides(***later)) else { continue };
        let (later, earlier) = if later.is_written() { (later, earlier) } else { (earlier, later) };
        let summary = format!("two listeners want the port {}", later.port);
        let mut diagnostic = error("listener-conflict", later.span(), summary, "give each listener a port of its own");
        let other = earlier.span().map(|span| Related { span, label: "the other one".to_owned() });
        if other.is_none() {
            diagnostic.notes.push("plain HTTP listens on port 80 unless `listen.http` says otherwise".to_owned());
        }
        diagnostic.related = other.into_iter().collect();
        found.push(diagnostic);
    }
}
