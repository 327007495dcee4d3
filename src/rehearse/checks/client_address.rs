//! P2: whose request it is, and what an upstream is told of it.

use crate::engine::Feature;
use crate::plan::{Plan, Side};
use crate::promise::Promise;
use crate::rehearse::Entrance;
use crate::rehearse::check::{Check, Subject, nothing_shortened};
use crate::rehearse::client::{Announced, ProxyVersion, Request};
use crate::rehearse::networks;
use crate::rehearse::stage::{Stage, trusted_peer};
use crate::rehearse::upstream::{Recorded, Server};
use crate::rehearse::verdict::{Failure, Tried, expect};
use crate::rehearse::wire::header_values;
use crate::source::Place;
use crate::topology::{Access, HostHeader};

const EXCUSES: &[Feature] = &[Feature::TrustedProxies, Feature::ForwardedFor];

pub const CLAIMS: Check = Check {
    promise: Promise::ClientAddress,
    name: "claims",
    shows: "what a stranger claims to be is discarded, and the upstream is told the truth",
    asked: |plan| asked(plan, true, "clients", plan.trust.place),
    excuses: EXCUSES,
    shorten: nothing_shortened,
    run: |stage, _| Box::pin(claims(stage)),
};

pub const ANNOUNCED: Check = Check {
    promise: Promise::ClientAddress,
    name: "proxy-protocol",
    shows: "a trusted peer's PROXY header names the client, and nobody else's does",
    asked: |plan| {
        let is_asked = plan.trust.announcers().is_some();
        asked(plan, is_asked, "listen.proxy_protocol", plan.trust.proxy_protocol_place)
    },
    excuses: &[],
    shorten: nothing_shortened,
    run: |stage, _| Box::pin(announced(stage)),
};

pub const TRUSTED: Check = Check {
    promise: Promise::ClientAddress,
    name: "trusted-proxies",
    shows: "behind a trusted proxy the client is the right-most address that is not trusted",
    asked: |plan| asked(plan, !plan.trust.forwarders().is_empty(), "clients", plan.trust.place),
    excuses: EXCUSES,
    shorten: nothing_shortened,
    run: |stage, _| Box::pin(trusted(stage)),
};

fn asked(plan: &Plan<'_>, is_asked: bool, key: &str, place: Option<Place>) -> Vec<Subject> {
    let is_seen = is_asked && !plan.upstreams.is_empty();
    is_seen.then(|| Subject::whole(key, place)).into_iter().collect()
}

/// A way to an upstream that anyone may take, by a side.
fn open_way(stage: &Stage, sides: &[Side]) -> Result<Entrance, Failure> {
    let plan = stage.plan();
    let open = plan
        .routes
        .iter()
        .filter(|route| sides.contains(&route.side))
        .filter(|route| route.upstream().is_some() && route.access.is_none_or(|access| is_open(access)));
    let way = open.map(|route| Entrance::of(&plan, route)).find_map(Result::ok);
    way.ok_or_else(|| Failure::untried("every route to an upstream lets in listed networks alone"))
}

/// Denies some, and allows everyone else.
const fn is_open(access: &Access) -> bool {
    access.allow.is_empty()
}

/// The request for this target as it reached the upstream.
fn recorded(stage: &Stage, way: &Entrance, target: &str) -> Result<Recorded, Failure> {
    let upstream = way.upstream.unwrap_or_default();
    let requests = stage.servers(upstream).iter().flat_map(Server::requests);
    let found = requests.filter(|request| request.target().contains(target)).last();
    found.ok_or(Failure::Broken { expected: "the request at the upstream".to_owned(), seen: "none".to_owned() })
}

fn is(request: &Recorded, name: &str, value: &str) -> Tried {
    let values: Vec<&str> = header_values(&request.head.headers, name).collect();
    expect(values == [value], format!("{name}: {value}"), || format!("{name}: {values:?}"))
}

async fn claims(stage: &Stage) -> Tried {
    let way = open_way(stage, &Side::ALL)?;
    let source = way.source(stage.number());
    let client = stage.client(&way, source)?;
    let host = format!("{}:8443", way.host);
    let request = way
        .let_in(Request::new(way.method(&["GET"]).unwrap_or("GET"), &host, &way.target("/whoami")))
        .header("X-Forwarded-For", "198.51.100.66")
        .header("X_Forwarded_For", "198.51.100.67")
        .header("X-Real-IP", "198.51.100.68")
        .header("Forwarded", "for=198.51.100.69;proto=gopher")
        .header("X-Forwarded-Proto", "gopher")
        .header("X-Forwarded-Host", "evil.example")
        .header("X-Forwarded-Port", "1");
    let answer = client.try_send(&request).await?;
    expect(answer.status == 200, "status 200", || answer.status.to_string())?;
    let request = recorded(stage, &way, "/whoami")?;
    is(&request, "X-Forwarded-For", &source.to_string())?;
    is(&request, "X-Real-IP", &source.to_string())?;
    is(&request, "X-Forwarded-Proto", if way.is_https { "https" } else { "http" })?;
    is(&request, "X-Forwarded-Host", &host)?;
    is(&request, "X-Forwarded-Port", "8443")?;
    for name in ["Forwarded", "X_Forwarded_For"] {
        let value = request.header(name);
        expect(value.is_none(), format!("no {name}"), || format!("{name}: {}", value.unwrap_or_default()))?;
    }
    let plan = stage.plan();
    let upstream = plan.upstreams.get(way.upstream.unwrap_or_default());
    if upstream.is_some_and(|upstream| *upstream.host.value() == HostHeader::Pass) {
        is(&request, "Host", &host)?;
    }
    Ok(())
}

async fn trusted(stage: &Stage) -> Tried {
    let way = open_way(stage, &Side::ALL)?;
    let plan = stage.plan();
    let networks = plan.trust.forwarders();
    let (peer, inner) = (trusted_peer(networks, 1)?, trusted_peer(networks, 2)?);
    let client = stage.client(&way, peer)?;
    let chain = if inner == peer {
        "198.51.100.66, 198.51.100.9".to_owned()
    } else {
        format!("198.51.100.66, 198.51.100.9, {inner}")
    };
    let request = way.get("/whoami").header("X-Forwarded-For", &chain);
    let answer = client.try_send(&request).await?;
    expect(answer.status == 200, "status 200", || answer.status.to_string())?;
    is(&recorded(stage, &way, "/whoami")?, "X-Real-IP", "198.51.100.9")
}

async fn announced(stage: &Stage) -> Tried {
    let way = open_way(stage, &[Side::Public])?;
    let peer = trusted_peer(stage.plan().trust.announcers().unwrap_or_default(), 1)?;
    let client = way.source(stage.number());
    for (version, target) in [(ProxyVersion::V1, "/by-v1"), (ProxyVersion::V2, "/by-v2")] {
        let through = stage.client(&way, client)?.announced(Announced { peer, version });
        let answer = through.try_send(&way.get(target)).await?;
        expect(answer.status == 200, format!("status 200 by {version:?}"), || answer.status.to_string())?;
        is(&recorded(stage, &way, target)?, "X-Real-IP", &client.to_string())?;
    }
    let stranger = networks::nobody(stage.number());
    let through = stage.client(&way, client)?.announced(Announced { peer: stranger, version: ProxyVersion::V1 });
    // Whoever is not trusted may be refused, and may be served as himself.
    let refused = through.try_send(&way.get("/by-a-stranger")).await.map_or(true, |answer| answer.status >= 400);
    if refused { Ok(()) } else { is(&recorded(stage, &way, "/by-a-stranger")?, "X-Real-IP", &stranger.to_string()) }
}
