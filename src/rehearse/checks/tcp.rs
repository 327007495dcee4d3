//! P25: plain TCP.

use std::time::Duration;

use crate::engine::Feature;
use crate::plan::{Plan, TcpListener};
use crate::promise::Promise;
use crate::rehearse::check::{Check, Subject, each_upstream, nothing_shortened};
use crate::rehearse::client::Request;
use crate::rehearse::stage::Stage;
use crate::rehearse::verdict::{Failure, Tried, asked_for, expect};
use crate::topology;

/// What `timeouts.tunnel` is shortened to.
const SILENCE: Duration = Duration::from_secs(2);

pub const PASSES: Check = Check {
    promise: Promise::Tcp,
    name: "tcp",
    shows: "bytes pass as they are, both ways",
    asked: |plan| listeners(plan, |_, _| true),
    excuses: &[],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(passes(stage, subject)),
};

pub const FAILOVER: Check = Check {
    promise: Promise::Tcp,
    name: "tcp-failover",
    shows: "a connection that one server refuses goes to another",
    asked: |plan| {
        listeners(plan, |plan, entry| {
            plan.tcp_upstreams.get(entry.upstream).is_some_and(|upstream| {
                let open = upstream.servers.iter().filter(|server| server.backup.is_none() && server.drain.is_none());
                upstream.attempts.get() > 1 && open.count() > 1
            })
        })
    },
    excuses: &[Feature::Tcp],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(failover(stage, subject)),
};

pub const IDLE: Check = Check {
    promise: Promise::Tcp,
    name: "tcp-idle",
    shows: "a connection on which both sides are silent ends after `timeouts.tunnel`",
    asked: |plan| listeners(plan, |_, _| true),
    excuses: &[Feature::TunnelTimeout],
    shorten: |topology| {
        each_upstream(topology, |upstream| {
            *upstream.timeouts.tunnel.value_mut() = topology::Duration::from_secs(SILENCE.as_secs());
        });
        vec![format!("`timeouts.tunnel` is shortened to {SILENCE:?}")]
    },
    run: |stage, subject| Box::pin(idle(stage, subject)),
};

fn listeners(plan: &Plan<'_>, asks: fn(&Plan<'_>, &TcpListener<'_>) -> bool) -> Vec<Subject> {
    let all = plan.tcp.iter().enumerate();
    all.filter(|(_, entry)| asks(plan, entry)).map(|(at, entry)| Subject::tcp(at, entry)).collect()
}

fn listener<'p, 't>(plan: &'p Plan<'t>, subject: &Subject) -> Result<&'p TcpListener<'t>, Failure> {
    asked_for(plan.tcp.get(subject.index()))
}

/// The mock upstreams speak HTTP, of which the proxy must know nothing.
async fn passes(stage: &Stage, subject: &Subject) -> Tried {
    let plan = stage.plan();
    let entry = listener(&plan, subject)?;
    let bytes: Vec<u8> = (0..=u8::MAX).cycle().take(70_000).collect();
    let odd = Request::new("POST", "any.test", "/%7e/../raw?x").header("X_Odd", "kept").body(bytes.clone());
    let answer = stage.tcp(entry).try_send(&odd).await?;
    expect(answer.status == 200, "an answer of a server", || answer.status.to_string())?;
    let servers = stage.servers_behind(entry).iter();
    let arrived = servers.flat_map(|server| server.requests_to("/%7e/../raw?x")).next();
    let arrived = arrived.ok_or_else(|| Failure::Broken {
        expected: "the bytes at a server of the upstream".to_owned(),
        seen: "nothing".to_owned(),
    })?;
    let is_same = arrived.body == bytes && arrived.header("X_Odd") == Some("kept");
    expect(is_same, "the bytes as they were sent", || format!("{} others", arrived.body.len()))
}

async fn failover(stage: &Stage, subject: &Subject) -> Tried {
    let plan = stage.plan();
    let entry = listener(&plan, subject)?;
    let servers = stage.servers_behind(entry);
    asked_for(servers.first())?.die().await;
    for _ in 0..servers.len() * 4 {
        let answer = stage.tcp(entry).try_send(&Request::get("any.test", "/")).await;
        let is_served = answer.as_ref().is_ok_and(|answer| answer.status == 200);
        expect(is_served, "another server", || {
            answer.map_or_else(|error| error.to_string(), |answer| answer.status.to_string())
        })?;
    }
    Ok(())
}

async fn idle(stage: &Stage, subject: &Subject) -> Tried {
    let plan = stage.plan();
    let entry = listener(&plan, subject)?;
    let mut connection = stage.tcp(entry).try_connect("any.test").await?;
    connection.try_send(&Request::get("any.test", "/")).await?;
    let closed = connection.closed_within(SILENCE * 4).await;
    let after = closed.map_err(|_| Failure::Broken {
        expected: format!("the connection to end after {SILENCE:?}"),
        seen: format!("still open after {:?}", SILENCE * 4),
    })?;
    expect(after * 2 > SILENCE, format!("the connection to last {SILENCE:?}"), || format!("{after:?}"))
}
