//! `listen` and `clients`: entry points, and what is granted to clients there.

use super::client_address;
use super::draft::Draft;
use super::surface::entry_point;
use super::timeouts::seconds;
use crate::engine::Feature;
use crate::escape::Escaped;
use crate::plan::{Listeners, TcpListener};
use crate::topology::{ClientTimeouts, Duration, ListenAddress};

crate::view! {
    /// An entry point.
    #[derive(Debug)]
    pub struct EntryPoint {
        name: String,
        key: Escaped,
        web: Option<Web>,
        address: String,
    }
}

crate::view! {
    /// What only an entry point of HTTP has.
    #[derive(Debug)]
    pub struct Web {
        tls: bool,
        http3: bool,
        lists: Vec<Escaped>,
        trusted: Option<Escaped>,
        announced: Option<Escaped>,
        max_header: u64,
        encoded_characters: bool,
        alias_headers: bool,
    }
}

crate::view! {
    /// What all entry points grant to clients.
    #[derive(Debug)]
    pub struct Patience { request: Escaped, keepalive: Escaped, grace: u32 }
}

/// How long requests in flight may take to end when Traefik is stopped; streams are cut then.
pub const GRACE_SECONDS: u32 = 60;

/// How many silences of the longest allowed length a request may take in all: Traefik limits a request as a whole.
const SILENCES_PER_REQUEST: u64 = 10;

/// All entry points.
pub fn entry_points(draft: &mut Draft<'_, '_>) -> Vec<EntryPoint> {
    review(draft);
    let Listeners { http, https, private, admin } = &draft.plan.listeners;
    let list = |name: &'static str, addresses: &[ListenAddress]| -> Vec<EntryPoint> {
        let named = addresses.iter().enumerate();
        named.map(|(at, address)| of_address(draft, entry_point(name, at, addresses), name, *address)).collect()
    };
    let admin = admin.map(|address| of_address(draft, super::metrics::ENTRY_POINT.to_owned(), "admin", address));
    let mut points: Vec<EntryPoint> = [list("http", http), list("https", https), list("private", private)]
        .into_iter()
        .flatten()
        .chain(admin)
        .collect();
    points.extend(draft.plan.tcp.iter().map(of_tcp));
    points
}

fn of_address(draft: &Draft<'_, '_>, name: String, key: &'static str, address: ListenAddress) -> EntryPoint {
    let clients = draft.plan.clients;
    let serves_routes = key != "admin";
    let trusted = (serves_routes && !draft.plan.trust.forwarders().is_empty())
        .then(|| client_address::networks(draft.plan.trust.forwarders()));
    let announcers = draft.plan.trust.announcers().filter(|_| matches!(key, "http" | "https"));
    let web = Web {
        tls: key == "https",
        http3: key == "https" && draft.plan.tls.as_ref().is_some_and(|tls| tls.http3.is_some()),
        lists: if serves_routes { client_address::lists(&draft.plan.trust) } else { Vec::new() },
        trusted,
        announced: announcers.map(client_address::networks),
        max_header: clients.max_header.bytes(),
        encoded_characters: draft.gates.encoded_characters(),
        alias_headers: draft.gates.alias_headers(),
    };
    let key = Escaped::trusted(format!("listen.{key}"));
    EntryPoint { name, key, address: written(address), web: Some(web) }
}

/// What is granted to clients of HTTP has no part in a connection that is only passed on.
fn of_tcp(entry: &TcpListener<'_>) -> EntryPoint {
    let key = Escaped::trusted(entry.key());
    EntryPoint { name: super::tcp::entry_point(entry), key, address: written(**entry.listen), web: None }
}

fn written(address: ListenAddress) -> String {
    if address.ip.is_some() { address.to_string() } else { format!(":{address}") }
}

/// How long clients may take.
pub fn patience(timeouts: &ClientTimeouts) -> Patience {
    let ClientTimeouts { header, body, keepalive } = timeouts;
    let longest = header.millis().max(body.millis());
    Patience {
        request: seconds(Duration::from_millis(longest * SILENCES_PER_REQUEST)),
        keepalive: seconds(**keepalive),
        grace: GRACE_SECONDS,
    }
}

fn review(draft: &mut Draft<'_, '_>) {
    // Native.
    let ClientTimeouts { header, body, keepalive: _ } = &draft.plan.clients.timeouts;
    let place = header.place().or(body.place());
    draft.findings.degrade(
        Feature::ClientTimeouts,
        place,
        "limits the time of a request as a whole",
        format!(
            "head and body together may take {SILENCES_PER_REQUEST} times the longer of `header` and `body`, so that long \
             uploads pass; single silences are not limited"
        ),
    );
}
