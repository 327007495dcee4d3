//! Plays the authentication services that routes ask.

use std::collections::HashMap;

use super::upstream::{Behaviour, Server};
use crate::topology::{Address, ServerHost, Topology};

/// Puts a mock service in place of each that a route asks, which lets everyone in and says nothing of him. TLS is not
/// played.
pub async fn play(topology: &mut Topology) -> anyhow::Result<Vec<Server>> {
    let mut known: HashMap<Address, Address> = HashMap::new();
    let mut playing = Vec::new();
    for route in &mut topology.routes {
        let Some(auth) = &mut route.value_mut().auth else { continue };
        let Some(forward) = &mut auth.value_mut().forward else { continue };
        let forward = forward.value_mut();
        let asked = forward.url.address.clone();
        let here = if let Some(here) = known.get(&asked) {
            here.clone()
        } else {
            let server = Server::start(&format!("auth-{}", known.len() + 1)).await?;
            server.behave(says(200, Vec::new()));
            let here = Address { host: ServerHost::Ip(server.address().ip()), port: server.address().port() };
            known.insert(asked, here.clone());
            playing.push(server);
            here
        };
        *forward.url.value_mut() = forward.url.at(here);
        forward.tls = None;
    }
    Ok(playing)
}

/// What a service answers.
pub fn says(status: u16, headers: Vec<(String, String)>) -> Behaviour {
    Behaviour::Headers { status, headers }
}
