//! P12: how many requests at once, and how large a body may be.

use std::time::Duration;

use crate::engine::{Difference, Feature};
use crate::promise::Promise;
use crate::rehearse::Entrance;
use crate::rehearse::check::{Check, Subject, nothing_shortened, routes, upstreams};
use crate::rehearse::client::{Client, Connection, Request};
use crate::rehearse::stage::{Stage, eventually};
use crate::rehearse::upstream::Server;
use crate::rehearse::verdict::{Failure, Tried, asked_for, expect};
use crate::source::Placed;
use crate::topology::{LimitKey, SizeLimit};

/// More at once are not tried here.
const MOST: u32 = 128;

pub const CONCURRENCY: Check = Check {
    promise: Promise::Limits,
    name: "concurrency",
    shows: "one client may have `limit` requests in flight; one more gets 429, and others are not hurt",
    asked: |plan| {
        routes(plan, "concurrency", |route| route.concurrency.filter(|_| route.upstream().is_some()).map(Placed::place))
    },
    excuses: &[Feature::Concurrency],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(concurrency(stage, subject)),
};

pub const MAX_BODY: Check = Check {
    promise: Promise::Limits,
    name: "max-body",
    shows: "a body whose length is over `max_body` gets 413, and a smaller one passes",
    asked: |plan| {
        routes(plan, "max_body", |route| route.max_body.filter(|_| route.upstream().is_some()).map(Placed::place))
    },
    excuses: &[],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(max_body(stage, subject)),
};

pub const CHUNKED_BODY: Check = Check {
    promise: Promise::Limits,
    name: "max-body-chunked",
    shows: "a body in chunks over `max_body` gets 413, and a smaller one passes",
    asked: |plan| {
        routes(plan, "max_body", |route| route.max_body.filter(|_| route.upstream().is_some()).map(Placed::place))
    },
    excuses: &[Feature::MaxBody],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(chunked_body(stage, subject)),
};

pub const MAX_CONNECTIONS: Check = Check {
    promise: Promise::Limits,
    name: "max-connections",
    shows: "servers never answer more requests at once than `max_connections`",
    asked: |plan| {
        upstreams(plan, "max_connections", |upstream| {
            let own = upstream.servers.iter().find_map(|server| server.max_connections);
            upstream.max_connections.or(own).map(Placed::place)
        })
    },
    excuses: &[],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(max_connections(stage, subject)),
};

/// A client of one address, and its request with one key.
fn one(stage: &Stage, way: &Entrance, by: &LimitKey, behaviour: &str) -> Result<(Client, Request), Failure> {
    let (source, request) = stage.counted(way, by, behaviour);
    Ok((stage.client(way, source)?, request))
}

async fn open(
    stage: &Stage,
    client: &Client,
    way: &Entrance,
    request: &Request,
    count: usize,
) -> Result<Vec<Connection>, Failure> {
    let mut open = Vec::new();
    for number in 1..=count {
        let mut connection = client.try_connect(&way.host).await?;
        connection.start(request).await?;
        let arrived = async || {
            stage.all_servers().flat_map(Server::requests).filter(|one| one.target().contains("/sse")).count() >= number
        };
        eventually(&format!("request {number} of {count} to be let in"), Duration::from_secs(5), arrived).await?;
        open.push(connection);
    }
    Ok(open)
}

async fn concurrency(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way(subject.index())?;
    let plan = stage.plan();
    let route = way.route_of(&plan)?;
    let asked = asked_for(route.concurrency)?;
    let limit = asked.limit.get();
    if limit > MOST {
        return Err(Failure::untried(format!("{limit} requests in flight are more than are tried here")));
    }
    if route.rate_limit.is_some_and(|rate| rate.burst.get() <= limit) {
        return Err(Failure::untried("its rate limit is met before"));
    }
    let (client, request) = one(stage, &way, asked.by.value(), "/sse?n=100&gap_ms=200")?;
    let held = open(stage, &client, &way, &request, usize::try_from(limit).unwrap_or(1)).await?;
    let mut connection = client.try_connect(&way.host).await?;
    connection.start(&request).await?;
    let status = connection.head().await?.status;
    expect(status == 429, format!("429 for request {}", limit + 1), || status.to_string())?;
    drop(connection);
    if !way.is_listed() {
        let (other, request) = one(stage, &way, asked.by.value(), "/")?;
        let answer = other.try_send(&request).await?;
        expect(answer.status == 200, "another client not to be limited", || answer.status.to_string())?;
    }
    drop(held);
    let free = async || client.try_send(&way.get("/")).await.is_ok_and(|answer| answer.status == 200);
    eventually("room again when the requests have ended", Duration::from_secs(5), free).await.map(drop)
}

fn body_limit(stage: &Stage, way: &Entrance) -> Result<u64, Failure> {
    way.by("POST", "/")?;
    match stage.plan().routes.get(way.route).and_then(|route| route.max_body).map(Placed::value) {
        Some(SizeLimit::AtMost(limit)) => Ok(limit.bytes()),
        Some(SizeLimit::Unlimited) | None => Err(Failure::untried("nothing is asked for")),
    }
}

/// As much of a body within the limit as is worth sending.
fn small(limit: u64) -> Vec<u8> {
    vec![b'x'; usize::try_from(limit.min(100_000)).unwrap_or(1)]
}

async fn max_body(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way(subject.index())?;
    let limit = body_limit(stage, &way)?;
    let client = stage.visitor(&way)?.patient_for(Duration::from_secs(4));
    let mut connection = client.try_connect(&way.host).await?;
    let (target, length) = (way.target("/body"), limit + 1);
    let head = format!("POST {target} HTTP/1.1\r\nHost: {}\r\nContent-Length: {length}\r\n\r\n", way.host);
    connection.write(head.as_bytes()).await?;
    let over = connection.head().await?.status;
    expect(over == 413, format!("413 for {length} bytes"), || over.to_string())?;
    let body = small(limit);
    let length = body.len();
    let answer = stage.visitor(&way)?.try_send(&way.by("POST", "/body")?.body(body)).await?;
    expect(answer.status == 200, format!("{length} bytes to pass"), || answer.status.to_string())
}

async fn chunked_body(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way(subject.index())?;
    let limit = body_limit(stage, &way)?;
    let body = small(limit);
    let length = body.len();
    let answer = stage.visitor(&way)?.try_send(&way.by("POST", "/body")?.body(body).chunked()).await?;
    expect(answer.status == 200, format!("{length} bytes in chunks to pass"), || answer.status.to_string())?;
    if limit > 4 << 20 {
        return Ok(());
    }
    let large = usize::try_from(limit + 1).unwrap_or(1);
    let over = way.by("POST", "/body")?.body(vec![b'x'; large]).chunked();
    if let Ok(answer) = stage.visitor(&way)?.try_send(&over).await {
        expect(answer.status == 413, format!("413 for {large} bytes in chunks"), || answer.status.to_string())?;
    }
    // A proxy may close before all of a body that it refuses was sent.
    let reached = stage.all_servers().flat_map(Server::requests).any(|request| request.body.len() >= large);
    expect(!reached, "a large body in chunks not to reach the upstream", || "it did".to_owned())
}

async fn max_connections(stage: &Stage, subject: &Subject) -> Tried {
    // Where the engine only counts another way, it lets through no more than was asked for all the same.
    let is_refused = |told: &Difference| told.is_refusal && told.feature == Feature::MaxConnections;
    if let Some(told) = stage.differences().iter().find(|told| is_refused(told)) {
        return Err(Failure::untried(format!("{}: {}", told.what, told.why)));
    }
    let way = stage.way_to(subject.index())?;
    let plan = stage.plan();
    let upstream = subject.upstream_of(&plan)?;
    let whole = upstream.max_connections.map(|limit| limit.get());
    let own: Vec<Option<u32>> =
        upstream.servers.iter().map(|server| server.max_connections.map(|limit| limit.get())).collect();
    let sum: u32 = own.iter().map(|limit| limit.unwrap_or(MOST + 1)).sum();
    let most = whole.unwrap_or(u32::MAX).min(sum);
    if most > MOST {
        return Err(Failure::untried(format!("{most} requests at once are more than are tried here")));
    }
    let mut open = Vec::new();
    for _ in 0..most + 6 {
        let mut connection = stage.visitor(&way)?.try_connect(&way.host).await?;
        connection.start(&way.get("/slow?ms=1500")).await?;
        open.push(connection);
    }
    tokio::time::sleep(Duration::from_millis(900)).await;
    let busy: Vec<usize> = stage.servers(subject.index()).iter().map(Server::most_in_flight).collect();
    let at_once: usize = stage.servers(subject.index()).iter().map(Server::in_flight).sum();
    let seen = || format!("{busy:?}, {at_once} together");
    expect(
        at_once <= usize::try_from(most).unwrap_or(usize::MAX),
        format!("{most} requests at once at the most"),
        seen,
    )?;
    for (count, limit) in busy.iter().zip(&own) {
        if let Some(limit) = limit {
            expect(
                *count <= usize::try_from(*limit).unwrap_or(usize::MAX),
                format!("{limit} requests at one server at the most"),
                seen,
            )?;
        }
    }
    Ok(())
}
