//! P9: failing servers are left out, and what is safe to repeat is tried elsewhere.

use std::time::Duration;

use futures_util::future::join_all;

use super::failover;
use crate::engine::Feature;
use crate::plan::{Plan, Upstream};
use crate::promise::Promise;
use crate::rehearse::check::{Check, Subject, each_upstream, nothing_shortened, shorten_read, upstreams};
use crate::rehearse::stage::{Stage, eventually};
use crate::rehearse::upstream::{Behaviour, Server};
use crate::rehearse::verdict::{Failure, Tried, expect};
use crate::source::Placed;
use crate::topology::{self, RetryCondition};

pub const FAILOVER: Check = Check {
    promise: Promise::Retries,
    name: "failover",
    shows: "no idempotent request is lost while servers die and come back under load",
    asked: |plan| retried(plan, |upstream| has(upstream, |cause| matches!(cause, RetryCondition::ConnectError))),
    excuses: &[Feature::Retries],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(failover::hold(stage, subject)),
};

pub const CODES: Check = Check {
    promise: Promise::Retries,
    name: "retry-status",
    shows: "a listed status of one server is answered by another",
    asked: |plan| retried(plan, |upstream| has(upstream, |cause| matches!(cause, RetryCondition::Status(_)))),
    excuses: &[Feature::Retries, Feature::RetriesOn],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(codes(stage, subject)),
};

pub const TIMEOUTS: Check = Check {
    promise: Promise::Retries,
    name: "retry-timeout",
    shows: "what one server is silent about is answered by another",
    asked: |plan| retried(plan, |upstream| has(upstream, |cause| matches!(cause, RetryCondition::Timeout))),
    excuses: &[Feature::Retries, Feature::RetriesOn],
    shorten: |topology| {
        shorten_read(topology, 1);
        vec!["`timeouts.read` is shortened to 1s".to_owned()]
    },
    run: |stage, subject| Box::pin(silences(stage, subject)),
};

pub const POST_ONCE: Check = Check {
    promise: Promise::Retries,
    name: "post-once",
    shows: "a POST that was sent is never sent again",
    asked: |plan| upstreams(plan, "retries", |upstream| (upstream.servers.len() > 1).then(|| upstream.retries.place())),
    excuses: &[],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(post_once(stage, subject)),
};

pub const LEFT_OUT: Check = Check {
    promise: Promise::Retries,
    name: "passive-health",
    shows: "a server that fails too often gets nothing for the window, and something after it",
    asked: |plan| {
        upstreams(plan, "passive_health", |upstream| {
            upstream.passive_health.filter(|_| upstream.servers.len() > 1).map(Placed::place)
        })
    },
    excuses: &[Feature::PassiveHealth],
    shorten: |topology| {
        each_upstream(topology, |upstream| {
            if let Some(passive) = &mut upstream.passive_health {
                *passive.value_mut().window.value_mut() = topology::Duration::from_secs(4);
            }
        });
        vec!["`passive_health.window` is shortened to 4s".to_owned()]
    },
    run: |stage, subject| Box::pin(left_out(stage, subject)),
};

fn retried(plan: &Plan<'_>, asks: fn(&Upstream<'_>) -> bool) -> Vec<Subject> {
    upstreams(plan, "retries", |upstream| {
        let open = upstream.servers.iter().filter(|server| server.backup.is_none() && server.drain.is_none()).count();
        (open > 1 && upstream.retries.attempts.get() > 1 && asks(upstream)).then(|| upstream.retries.place())
    })
}

fn has(upstream: &Upstream<'_>, is: fn(&RetryCondition) -> bool) -> bool {
    upstream.retries.on.iter().any(|cause| is(cause.value()))
}

async fn codes(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way_to(subject.index())?;
    let plan = stage.plan();
    let upstream = subject.upstream_of(&plan)?;
    let server = stage.servers(subject.index()).first().ok_or_else(|| Failure::untried("there is no server"))?;
    for cause in upstream.retries.on.iter() {
        let RetryCondition::Status(code) = *cause.value() else { continue };
        server.behave(Behaviour::Status(code));
        for _ in 0..upstream.servers.len() * 2 {
            let answer = stage.visitor(&way)?.try_send(&way.get("/")).await?;
            expect(answer.status == 200, format!("{code} of one server to be tried at another"), || {
                answer.status.to_string()
            })?;
        }
    }
    Ok(())
}

async fn silences(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way_to(subject.index())?;
    let servers = stage.servers(subject.index());
    let server = servers.first().ok_or_else(|| Failure::untried("there is no server"))?;
    server.behave(Behaviour::Slow(Duration::from_secs(20)));
    let ask = async || stage.visitor(&way)?.try_send(&way.get("/")).await.map_err(Failure::from);
    for answer in join_all((0..servers.len() * 4).map(|_| ask())).await {
        let status = answer?.status;
        expect(status == 200, "the silence of one server to be tried at another", || status.to_string())?;
    }
    if server.requests().is_empty() {
        return Err(Failure::untried(format!("no request was given to `{}`", server.name())));
    }
    Ok(())
}

async fn post_once(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way_to(subject.index())?;
    let servers = stage.servers(subject.index());
    for server in servers {
        server.behave(Behaviour::CloseUnanswered);
    }
    let answer = stage.visitor(&way)?.try_send(&way.by("POST", "/post")?.body("order")).await;
    let sent = servers.iter().flat_map(Server::requests).filter(|request| request.method() == "POST").count();
    expect(sent == 1, "the POST once at an upstream", || {
        format!(
            "{sent} times, answered by {}",
            answer.map_or_else(|error| error.to_string(), |answer| answer.status.to_string())
        )
    })
}

async fn left_out(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way_to(subject.index())?;
    let plan = stage.plan();
    let upstream = subject.upstream_of(&plan)?;
    let failures = upstream.passive_health.map_or(1, |passive| passive.max_failures.get());
    let rounds = usize::try_from(failures).unwrap_or(1) * upstream.servers.len() * 2;
    if rounds > 200 {
        return Err(Failure::untried(format!("{failures} failures are too many to make here")));
    }
    let server = stage.servers(subject.index()).first().ok_or_else(|| Failure::untried("there is no server"))?;
    server.die().await;
    for _ in 0..rounds {
        let _either_way = stage.visitor(&way)?.try_send(&way.get("/")).await?;
    }
    server.revive().await?;
    server.forget();
    for _ in 0..upstream.servers.len() * 3 {
        stage.visitor(&way)?.try_send(&way.get("/left-out")).await?;
    }
    let early = server.requests_to(&way.target("/left-out")).len();
    expect(early == 0, format!("`{}` to get nothing within the window", server.name()), || {
        format!("{early} requests")
    })?;
    let back = async || stage.is_taking(&way, server.name()).await;
    eventually(&format!("`{}` to get requests again", server.name()), Duration::from_secs(25), back).await?;
    Ok(())
}
