//! P6: upgrades pass, silent tunnels live as long as asked for, and other requests reuse connections.

use std::time::Duration;

use crate::engine::Feature;
use crate::plan::Plan;
use crate::promise::Promise;
use crate::rehearse::check::{Check, Subject, each_upstream, nothing_shortened, shorten_read, upstreams};
use crate::rehearse::stage::{Stage, eventually};
use crate::rehearse::upstream::Server;
use crate::rehearse::verdict::{Failure, Tried, expect};
use crate::topology::{self, Protocol, Topology};

pub const PASSES: Check = Check {
    promise: Promise::WebSocket,
    name: "websocket",
    shows: "an upgrade to WebSocket passes, and no other upgrade does",
    asked: tunnelled,
    excuses: &[],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(passes(stage, subject)),
};

pub const LIVES: Check = Check {
    promise: Promise::WebSocket,
    name: "tunnel-lives",
    shows: "a silent tunnel outlives `timeouts.read`",
    asked: tunnelled,
    excuses: &[Feature::TunnelTimeout],
    shorten: shorten_tunnels,
    run: |stage, subject| Box::pin(lives(stage, subject)),
};

pub const ENDS: Check = Check {
    promise: Promise::WebSocket,
    name: "tunnel-ends",
    shows: "a tunnel that is silent for longer than `timeouts.tunnel` is closed",
    asked: tunnelled,
    excuses: &[Feature::TunnelTimeout],
    shorten: shorten_tunnels,
    run: |stage, subject| Box::pin(ends(stage, subject)),
};

pub const REUSED: Check = Check {
    promise: Promise::WebSocket,
    name: "keepalive",
    shows: "requests one after another reuse connections to the upstream",
    asked: |plan| upstreams(plan, "keepalive", |_| Some(None)),
    excuses: &[],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(reused(stage, subject)),
};

pub const IDLE: Check = Check {
    promise: Promise::WebSocket,
    name: "keepalive-idle",
    shows: "no connection to the upstream is idle for longer than `keepalive.idle`",
    asked: |plan| {
        upstreams(plan, "keepalive.idle", |upstream| {
            upstream.keepalive.idle.is_written().then(|| upstream.keepalive.idle.place())
        })
    },
    excuses: &[Feature::Keepalive],
    shorten: |topology| {
        each_upstream(topology, |upstream| *upstream.keepalive.idle.value_mut() = topology::Duration::from_secs(1));
        vec!["`keepalive.idle` is shortened to 1s".to_owned()]
    },
    run: |stage, subject| Box::pin(idle(stage, subject)),
};

fn tunnelled(plan: &Plan<'_>) -> Vec<Subject> {
    upstreams(plan, "timeouts.tunnel", |upstream| {
        (*upstream.protocol.value() != Protocol::H2c).then(|| upstream.timeouts.tunnel.place())
    })
}

fn shorten_tunnels(topology: &mut Topology) -> Vec<String> {
    shorten_read(topology, 1);
    each_upstream(topology, |upstream| *upstream.timeouts.tunnel.value_mut() = topology::Duration::from_secs(4));
    vec!["`timeouts.read` is shortened to 1s and `timeouts.tunnel` to 4s".to_owned()]
}

async fn passes(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way_to(subject.index())?;
    let mut socket = stage.visitor(&way)?.try_websocket(&way.by("GET", "/ws")?).await?;
    let reply = socket.exchange("hello").await;
    expect(reply.as_deref() == Some("hello"), "a message to come back", || format!("{reply:?}"))?;
    // Some proxies drop or answer an upgrade to h2c by themselves: another one shows whether any would pass.
    for protocol in ["h2c", "lbgen-rehearsal"] {
        let request = way.get("/upgrade").header("Connection", "Upgrade, HTTP2-Settings").header("Upgrade", protocol);
        let request = request.header("HTTP2-Settings", "AAMAAABkAAQAAP__");
        let _any_answer = stage.visitor(&way)?.try_send(&request).await;
    }
    let requests = stage.servers(subject.index()).iter().flat_map(Server::requests);
    let upgraded = requests
        .filter(|request| request.target().contains("/upgrade"))
        .any(|request| request.header("Upgrade").is_some());
    expect(!upgraded, "an upgrade to anything but WebSocket to stop at the proxy", || {
        "it reached the upstream".to_owned()
    })
}

async fn lives(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way_to(subject.index())?;
    let mut socket = stage.visitor(&way)?.try_websocket(&way.by("GET", "/ws")?).await?;
    expect(socket.exchange("before").await.is_some(), "a message to come back", || "none".to_owned())?;
    tokio::time::sleep(Duration::from_millis(2500)).await;
    expect(socket.exchange("after").await.is_some(), "the tunnel to live through 2.5 s of silence", || {
        "it was closed".to_owned()
    })
}

async fn ends(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way_to(subject.index())?;
    let mut socket = stage.visitor(&way)?.try_websocket(&way.by("GET", "/ws")?).await?;
    expect(socket.exchange("before").await.is_some(), "a message to come back", || "none".to_owned())?;
    let closed = socket.closes_within(Duration::from_secs(9)).await;
    expect(closed, "the tunnel to be closed after 4 s of silence", || "it was open after 9 s".to_owned())
}

async fn reused(stage: &Stage, subject: &Subject) -> Tried {
    const REQUESTS: usize = 40;
    let way = stage.way_to(subject.index())?;
    for _ in 0..REQUESTS {
        let answer = stage.visitor(&way)?.try_send(&way.get("/")).await?;
        expect(answer.served_by().is_some(), "an answer of a server", || answer.status.to_string())?;
    }
    let opened: usize = stage.servers(subject.index()).iter().map(Server::connections).sum();
    expect(opened * 2 <= REQUESTS, format!("fewer than {} connections for {REQUESTS} requests", REQUESTS / 2), || {
        opened.to_string()
    })
}

async fn idle(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way_to(subject.index())?;
    if stage.plan().upstreams.get(subject.index()).is_some_and(|upstream| upstream.health_check.is_some()) {
        return Err(Failure::untried("health checks hold connections of their own"));
    }
    stage.visitor(&way)?.try_send(&way.get("/")).await?;
    let gone = async || stage.servers(subject.index()).iter().all(|server| server.open_connections() == 0);
    eventually("no connection to be open after 1 s of idleness", Duration::from_secs(4), gone).await?;
    Ok(())
}
