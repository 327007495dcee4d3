//! P3 and P5: which server is chosen, and who moves when one is gone.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::engine::Feature;
use crate::plan::{Plan, Upstream};
use crate::promise::Promise;
use crate::rehearse::Entrance;
use crate::rehearse::check::{Check, Subject, nothing_shortened, upstreams};
use crate::rehearse::client::{Client, Connection, Request};
use crate::rehearse::networks;
use crate::rehearse::stage::{Stage, eventually};
use crate::rehearse::upstream::Server;
use crate::rehearse::verdict::{Failure, Tried, expect};
use crate::source::Placed;
use crate::topology::{Balance, HashKey, LimitKey};

/// Clients whose servers are watched where a hash decides.
const CLIENTS: u32 = 12;

pub const SHARES: Check = Check {
    promise: Promise::Balance,
    name: "balance",
    shows: "servers get their shares, backups and draining ones nothing new",
    asked: |plan| upstreams(plan, "balance", |upstream| (upstream.servers.len() > 1).then(|| upstream.balance.place())),
    excuses: &[Feature::Balance, Feature::HashBy, Feature::Weight, Feature::Backup, Feature::Drain],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(shares(stage, subject)),
};

pub const LEAST: Check = Check {
    promise: Promise::Balance,
    name: "least-connections",
    shows: "open streams are spread evenly over the servers, also after some have ended",
    asked: |plan| {
        upstreams(plan, "balance", |upstream| {
            let is_least = *upstream.balance.value() == Balance::LeastConnections && taking(upstream).len() > 1;
            let is_even = upstream.servers.iter().all(|server| server.weight == 1 && server.max_connections.is_none());
            (is_least && is_even && upstream.max_connections.is_none()).then(|| upstream.balance.place())
        })
    },
    excuses: &[Feature::Balance],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(least(stage, subject)),
};

pub const HASH: Check = Check {
    promise: Promise::Balance,
    name: "hash",
    shows: "one key always reaches one server, and only a dead server's keys move",
    asked: |plan| hashed(plan, false),
    excuses: &[Feature::Balance, Feature::HashBy],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(keyed(stage, subject)),
};

pub const IP_HASH: Check = Check {
    promise: Promise::IpHash,
    name: "ip-hash",
    shows: "one client address always reaches one server, and only a dead server's clients move",
    asked: |plan| hashed(plan, true),
    excuses: &[Feature::Balance],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(keyed(stage, subject)),
};

fn hashed(plan: &Plan<'_>, by_ip: bool) -> Vec<Subject> {
    upstreams(plan, "balance", |upstream| {
        let is_hashed = match upstream.balance.value() {
            Balance::IpHash => by_ip,
            Balance::Hash => !by_ip,
            Balance::RoundRobin | Balance::LeastConnections | Balance::RandomTwo => false,
        };
        (is_hashed && taking(upstream).len() > 1).then(|| upstream.balance.place())
    })
}

/// The places of the servers that take new clients while all are well.
fn taking(upstream: &Upstream<'_>) -> Vec<usize> {
    let servers = upstream.servers.iter().enumerate();
    servers.filter(|(_, server)| server.backup.is_none() && server.drain.is_none()).map(|(at, _)| at).collect()
}

fn names(stage: &Stage, upstream: usize, places: &[usize]) -> Vec<String> {
    let servers = stage.servers(upstream);
    places.iter().filter_map(|at| servers.get(*at)).map(|server| server.name().to_owned()).collect()
}

/// A request with a key of its own where a key decides.
fn request(way: &Entrance, key: Option<&HashKey>, number: u32) -> Request {
    match key {
        None | Some(HashKey::ClientIp) => way.get("/"),
        Some(HashKey::Header(name)) => way.get("/").header(name.as_str(), &format!("key-{number}")),
        Some(HashKey::Cookie(name)) => way.get("/").header("Cookie", &format!("{}=key-{number}", name.as_str())),
        Some(HashKey::Uri) => way.get(&format!("/key-{number}")),
    }
}

async fn served(client: &Client, request: &Request) -> Result<String, Failure> {
    let answer = client.try_send(request).await?;
    let seen = || format!("{} {}", answer.status, answer.text());
    expect(answer.served_by().is_some(), "an answer of a server", seen)?;
    Ok(answer.served_by().unwrap_or_default().to_owned())
}

async fn shares(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way_to(subject.index())?;
    let plan = stage.plan();
    let upstream = subject.upstream_of(&plan)?;
    let places = taking(upstream);
    let open = names(stage, subject.index(), &places);
    let weights: Vec<u32> =
        places.iter().filter_map(|at| upstream.servers.get(*at)).map(|server| server.weight).collect();
    let total: u32 = weights.iter().sum();
    let rounds = total * 120_u32.div_ceil(total.max(1)).clamp(1, 6);
    let key = upstream.hash_by.map(Placed::value);
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for number in 0..rounds {
        *counts.entry(served(&stage.visitor(&way)?, &request(&way, key, number)).await?).or_default() += 1;
    }
    for (name, count) in &counts {
        expect(open.contains(name), "backups and draining servers to get nothing new", || {
            format!("{count} at `{name}`")
        })?;
    }
    let is_exact = *upstream.balance.value() == Balance::RoundRobin;
    for (name, weight) in open.iter().zip(&weights) {
        let count = counts.get(name).copied().unwrap_or_default();
        let share = rounds * weight / total.max(1);
        let room = (rounds / 12).max(2);
        let seen = || format!("{count} of {rounds}: {counts:?}");
        if is_exact {
            expect(count.abs_diff(share) <= room, format!("about {share} requests at `{name}`"), seen)?;
        } else if way.is_listed() {
            return Err(Failure::untried("its lists let in too few addresses to see a spread"));
        } else {
            expect(count > 0, format!("some requests at `{name}`"), seen)?;
        }
    }
    Ok(())
}

async fn least(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way_to(subject.index())?;
    let plan = stage.plan();
    let places = taking(subject.upstream_of(&plan)?);
    let servers = stage.servers(subject.index());
    let mut open = Vec::new();
    for _ in 0..places.len() * 3 {
        open.push(stream(stage, &way, servers).await?);
    }
    are_even(&places, servers)?;
    // Taking turns would be even so far. It is not when one server has become free.
    let free = places.first().and_then(|at| servers.get(*at)).ok_or_else(|| Failure::untried("there is no server"))?;
    let before = open.len();
    open.retain(|(server, _)| server != free.name());
    eventually("the streams of one server to end", Duration::from_secs(5), async || free.in_flight() == 0).await?;
    // The proxy closes a connection before it counts the stream as ended.
    tokio::time::sleep(Duration::from_millis(200)).await;
    for _ in open.len()..before {
        open.push(stream(stage, &way, servers).await?);
    }
    are_even(&places, servers)
}

/// An open stream, and the server that it comes from.
async fn stream(stage: &Stage, way: &Entrance, servers: &[Server]) -> Result<(String, Connection), Failure> {
    let running = || servers.iter().map(Server::in_flight).sum::<usize>();
    let before = running();
    // The servers are asked who has it: where `streaming` is off, the head may be held back.
    let mark = format!("&stream={}", stage.number());
    let takes = |server: &&Server| server.requests().iter().any(|request| request.target().ends_with(&mark));
    let mut connection = stage.visitor(way)?.try_connect(&way.host).await?;
    connection.start(&way.get(&format!("/sse?n=200&gap_ms=200{mark}"))).await?;
    let has_begun = async || running() > before && servers.iter().any(|server| takes(&server));
    eventually("a stream at the upstream", Duration::from_secs(5), has_begun).await?;
    let server = servers.iter().find(takes).map(|server| server.name().to_owned()).unwrap_or_default();
    Ok((server, connection))
}

fn are_even(places: &[usize], servers: &[Server]) -> Tried {
    let counts: Vec<usize> = places.iter().filter_map(|at| servers.get(*at)).map(Server::in_flight).collect();
    let spread = counts.iter().max().unwrap_or(&0) - counts.iter().min().unwrap_or(&0);
    expect(spread <= 1, "open streams to differ by one at the most", || format!("{counts:?}"))
}

/// A client for each key: where the address is the key, each in a network of its own.
fn client(stage: &Stage, way: &Entrance, by_address: bool, number: u32) -> Result<Client, Failure> {
    if !by_address {
        return stage.visitor(way);
    }
    if way.is_listed() {
        return Err(Failure::untried("its lists let in too few addresses to see who moves"));
    }
    stage.client(way, networks::nobody(0x000a_0000 + number))
}

async fn keyed(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way_to(subject.index())?;
    let plan = stage.plan();
    let upstream = subject.upstream_of(&plan)?;
    let key = upstream.hash_by.map(Placed::value);
    let by_address = matches!(key, None | Some(HashKey::ClientIp));
    // A limit by the address would be met, since the address must stay.
    let limited = way.route_of(&plan)?.rate_limit;
    if by_address && limited.is_some_and(|limit| *limit.by.value() == LimitKey::ClientIp && limit.burst.get() < 8) {
        return Err(Failure::untried("its rate limit lets one address ask too seldom"));
    }
    let mut homes = Vec::new();
    for number in 0..CLIENTS {
        let (client, request) = (client(stage, &way, by_address, number)?, request(&way, key, number));
        let home = served(&client, &request).await?;
        for _ in 0..3 {
            let again = served(&client, &request).await?;
            expect(again == home, format!("key {number} always at `{home}`"), || format!("`{again}`"))?;
        }
        homes.push((client, request, home));
    }
    let different = homes.iter().any(|(_, _, home)| homes.first().is_some_and(|(_, _, first)| first != home));
    expect(different, "keys spread over the servers", || "all at one".to_owned())?;
    let dead = homes.first().map(|(_, _, home)| home.clone()).unwrap_or_default();
    stage.server_named(&dead).ok_or_else(|| Failure::untried("no server answered"))?.die().await;
    for (client, request, home) in &homes {
        let now = served(client, request).await?;
        if *home == dead {
            expect(now != dead, "the dead server's clients elsewhere", || now.clone())?;
        } else {
            expect(now == *home, format!("a client of `{home}` to stay"), || format!("it moved to `{now}`"))?;
        }
    }
    Ok(())
}
