//! P8: who may keep whom waiting, and what is answered then.

use std::time::{Duration, Instant};

use crate::engine::Feature;
use crate::plan::Plan;
use crate::promise::Promise;
use crate::rehearse::check::{Check, Subject, each_upstream, nothing_shortened, shorten_read, upstreams};
use crate::rehearse::stage::Stage;
use crate::rehearse::verdict::{Failure, Tried, expect};
use crate::source::Placed;
use crate::topology;

pub const REFUSED: Check = Check {
    promise: Promise::Timeouts,
    name: "refused-502",
    shows: "an upstream whose servers refuse connections is answered by 502",
    asked: |plan| upstreams(plan, "", |_| Some(None)),
    excuses: &[],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(refused(stage, subject)),
};

pub const UNREACHABLE: Check = Check {
    promise: Promise::Timeouts,
    name: "connect-504",
    shows: "servers that take no connection within `timeouts.connect` are answered by 504",
    asked: |plan| upstreams(plan, "timeouts.connect", |upstream| Some(upstream.timeouts.connect.place())),
    excuses: &[Feature::ConnectTimeout],
    shorten: |topology| {
        each_upstream(topology, |upstream| *upstream.timeouts.connect.value_mut() = topology::Duration::from_secs(1));
        vec!["`timeouts.connect` is shortened to 1s".to_owned()]
    },
    run: |stage, subject| Box::pin(unreachable(stage, subject)),
};

pub const SILENT: Check = Check {
    promise: Promise::Timeouts,
    name: "silent-504",
    shows: "an upstream that is silent for `timeouts.read` before its answer is answered by 504",
    asked: |plan| {
        upstreams(plan, "timeouts.read", |upstream| Some(upstream.timeouts.read.as_ref().and_then(Placed::place)))
    },
    excuses: &[],
    shorten: |topology| {
        shorten_read(topology, 1);
        vec!["`timeouts.read` is shortened to 1s".to_owned()]
    },
    run: |stage, subject| Box::pin(silent(stage, subject)),
};

pub const SLOW_HEAD: Check = Check {
    promise: Promise::Timeouts,
    name: "slow-head",
    shows: "a client whose request's head does not end within `clients.timeouts.header` is sent away",
    asked: clients,
    excuses: &[Feature::ClientTimeouts],
    shorten: |topology| {
        *topology.clients.timeouts.header.value_mut() = topology::Duration::from_secs(2);
        vec!["`clients.timeouts.header` is shortened to 2s".to_owned()]
    },
    run: |stage, _| Box::pin(slow_head(stage)),
};

pub const IDLE_CLIENT: Check = Check {
    promise: Promise::Timeouts,
    name: "idle-client",
    shows: "a client's connection that is idle for `clients.timeouts.keepalive` is closed, and not before",
    asked: clients,
    excuses: &[Feature::ClientTimeouts],
    shorten: |topology| {
        *topology.clients.timeouts.keepalive.value_mut() = topology::Duration::from_secs(2);
        vec!["`clients.timeouts.keepalive` is shortened to 2s".to_owned()]
    },
    run: |stage, _| Box::pin(idle_client(stage)),
};

fn clients(plan: &Plan<'_>) -> Vec<Subject> {
    if plan.routes.is_empty() { Vec::new() } else { vec![Subject::whole("clients.timeouts", None)] }
}

async fn refused(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way_to(subject.index())?;
    for server in stage.servers(subject.index()) {
        server.die().await;
    }
    let answer = stage.visitor(&way)?.try_send(&way.get("/")).await?;
    // A proxy that watches its servers may know by then that none is there: 503.
    let is_watched = stage.plan().upstreams.get(subject.index()).is_some_and(|upstream| {
        upstream.health_check.is_some()
            || upstream.passive_health.is_some()
            || upstream.servers.iter().any(|server| server.backup.is_some())
    });
    let is_so = answer.status == 502 || (is_watched && answer.status == 503);
    expect(is_so, "502", || answer.status.to_string())
}

async fn unreachable(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way_to(subject.index())?;
    for server in stage.servers(subject.index()) {
        server.become_unreachable().await?;
    }
    let client = stage.visitor(&way)?.patient_for(Duration::from_secs(30));
    let answer = client.try_send(&way.get("/")).await?;
    expect(answer.status == 504, "504", || format!("{} after {:?}", answer.status, answer.head_after))
}

async fn silent(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way_to(subject.index())?;
    let attempts = stage.plan().upstreams.get(subject.index()).map_or(1, |upstream| upstream.retries.attempts.get());
    let limit = Duration::from_secs(u64::from(attempts) + 4);
    let start = Instant::now();
    let answer = stage.visitor(&way)?.patient_for(Duration::from_secs(30)).try_send(&way.get("/silence")).await?;
    let took = start.elapsed();
    let seen = || format!("{} after {took:?}", answer.status);
    expect(answer.status == 504, "504", seen)?;
    expect(took > Duration::from_millis(700) && took < limit, "the answer after about a second for each attempt", seen)
}

async fn slow_head(stage: &Stage) -> Tried {
    let way = stage.any_way()?;
    let mut connection = stage.visitor(&way)?.patient_for(Duration::from_secs(20)).try_connect(&way.host).await?;
    connection.write(format!("GET / HTTP/1.1\r\nHost: {}\r\nX-Slow: ", way.host).as_bytes()).await?;
    let start = Instant::now();
    match connection.head().await {
        Ok(head) => expect(head.status == 408, "408 or a closed connection", || head.status.to_string())?,
        Err(error) if error.kind() == std::io::ErrorKind::TimedOut => {
            return Err(Failure::Broken {
                expected: "408 or a closed connection after 2 s".to_owned(),
                seen: "neither after 20 s".to_owned(),
            });
        }
        Err(_closed) => {}
    }
    let took = start.elapsed();
    expect(took < Duration::from_secs(6), "the end after about 2 s", || format!("after {took:?}"))
}

async fn idle_client(stage: &Stage) -> Tried {
    let way = stage.any_way()?;
    let mut connection = stage.visitor(&way)?.try_connect(&way.host).await?;
    connection.try_send(&way.get("/")).await?;
    tokio::time::sleep(Duration::from_millis(800)).await;
    let again = connection.try_send(&way.get("/")).await;
    expect(again.is_ok(), "the connection to be kept for 0.8 s", || "it was closed".to_owned())?;
    match connection.closed_within(Duration::from_secs(8)).await {
        Ok(_) => Ok(()),
        Err(_) => Err(Failure::Broken {
            expected: "the idle connection to be closed after 2 s".to_owned(),
            seen: "it was open after 8 s".to_owned(),
        }),
    }
}
