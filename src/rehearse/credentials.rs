//! What clients of a rehearsal show: stand-ins for the keys and users of the topology's files, which no rehearsal needs to
//! know.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::client::Request;
use crate::plan::{Plan, Route};
use crate::topology::{Credential, Topology};

/// How many keys or users each file of the copy holds.
const COUNT: u32 = 16;

/// Every user's password.
pub const PASSWORD: &str = "Rehearsal-Password";

/// Its hash, of the lowest cost.
const HASH: &str = "$2y$04$FR5moPiuqaZow0rLQRcms.NA/uLjm8AnUQ3PyjVs9VDuVR90/n7ZG";

/// Puts stand-ins in place of the keys and users: the same in each file, so that one client is let in by every route.
pub fn stand_in(topology: &mut Topology) {
    let key = |number| Credential { name: owner(number), secret: key(number) };
    let keys: Arc<[Credential]> = (0..COUNT).map(key).collect();
    let user = |number| Credential { name: owner(number), secret: HASH.to_owned() };
    let users: Arc<[Credential]> = (0..COUNT).map(user).collect();
    for route in &mut topology.routes {
        let Some(auth) = &mut route.value_mut().auth else { continue };
        if let Some(api_key) = &mut auth.value_mut().api_key {
            api_key.value_mut().keys = Some(Arc::clone(&keys));
        }
        if let Some(basic) = &mut auth.value_mut().basic {
            basic.value_mut().users = Some(Arc::clone(&users));
        }
    }
}

/// The key of that number.
pub fn key(number: u32) -> String {
    format!("Rehearsal-Key-{}", number % COUNT)
}

/// Whose key it is, or who the user of that number is.
pub fn owner(number: u32) -> String {
    format!("client-{}", number % COUNT)
}

/// A name and a password as clients send them (RFC 7617 section 2).
pub fn basic(name: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{name}:{password}")))
}

/// What routes want to be shown.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The headers in which they want a key.
    key_headers: Vec<String>,
    /// Some want a name and a password.
    login: bool,
}

impl Wanted {
    /// By the routes of a plan.
    pub fn by(plan: &Plan<'_>) -> Self {
        let mut key_headers: Vec<String> = Vec::new();
        for api_key in plan.routes.iter().filter_map(Route::api_key) {
            let name = api_key.header.as_str();
            if !key_headers.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                key_headers.push(name.to_owned());
            }
        }
        Self { key_headers, login: plan.routes.iter().any(|route| route.basic().is_some()) }
    }

    /// The request with the key, the name and the password of that number.
    pub fn shown(&self, request: Request, number: u32) -> Request {
        let request = self.key_headers.iter().fold(request, |request, name| request.header(name, &key(number)));
        if self.login { request.header(LOGIN, &basic(&owner(number), PASSWORD)) } else { request }
    }

    /// Something is shown in this header.
    pub fn is_in(&self, name: &str) -> bool {
        let login = self.login.then_some(LOGIN);
        self.key_headers.iter().map(String::as_str).chain(login).any(|header| header.eq_ignore_ascii_case(name))
    }
}

const LOGIN: &str = "Authorization";
