//! What clients of a rehearsal show: stand-ins for the keys of the topology's files, which no rehearsal needs to know.

use std::sync::Arc;

use super::client::Request;
use crate::plan::{Plan, Route};
use crate::topology::{Credential, Topology};

/// How many keys each file of the copy holds.
const KEYS: u32 = 16;

/// Puts stand-ins in place of the keys: the same in each file, so that one client is let in by every route.
pub fn stand_in(topology: &mut Topology) {
    let key = |number| Credential { name: owner(number), secret: key(number) };
    let keys: Arc<[Credential]> = (0..KEYS).map(key).collect();
    for route in &mut topology.routes {
        let Some(auth) = &mut route.value_mut().auth else { continue };
        if let Some(api_key) = &mut auth.value_mut().api_key {
            api_key.value_mut().keys = Some(Arc::clone(&keys));
        }
    }
}

/// The key of that number.
pub fn key(number: u32) -> String {
    format!("Rehearsal-Key-{}", number % KEYS)
}

/// Whose key it is.
pub fn owner(number: u32) -> String {
    format!("client-{}", number % KEYS)
}

/// The headers in which routes want a key.
pub fn headers(plan: &Plan<'_>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for api_key in plan.routes.iter().filter_map(Route::api_key) {
        let name = api_key.header.as_str();
        if !names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            names.push(name.to_owned());
        }
    }
    names
}

/// The request with the key of that number in each of these headers.
pub fn shown(request: Request, headers: &[String], number: u32) -> Request {
    headers.iter().fold(request, |request, name| request.header(name, &key(number)))
}
