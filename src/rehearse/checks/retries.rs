//! P9: failing servers are left out, and what is safe to repeat is tried elsewhere.

use std::time::Duration;

use crate::engine::Feature;
use crate::plan::{Plan, Upstream};
use crate::promise::Promise;
use crate::rehearse::check::{Check, Subject, each_upstream, nothing_shortened, upstreams};
use crate::rehearse::stage::{Stage, eventually};
use crate::rehearse::upstream::{Behaviour, Server};
use crate::rehearse::verdict::{Failure, Tried, expect};
use crate::source::Placed;
use crate::topology::{self, RetryCondition};

pub const FAILOVER: Check = Check {
    promise: Promise::Retries,
    name: "failover",
    shows: "no idempotent request is lost while a server dies and comes back",
    asked: |plan| retried(plan, |upstream| has(upstream, |cause| matches!(cause, RetryCondition::ConnectError))),
    excuses: &[Feature::Retries],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(failover(stage, subject)),
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

async fn failover(stage: &Stage, subject: &Subject) -> Tried {
    const REQUESTS: usize = 90;
    let way = stage.way_to(subject.index())?;
    let server = stage.servers(subject.index()).first().ok_or_else(|| Failure::untried("there is no server"))?;
    let mut lost = Vec::new();
    for number in 0..REQUESTS {
        if number == REQUESTS / 3 {
            server.die().await;
        }
        if number == REQUESTS * 2 / 3 {
            server.revive().await?;
        }
        match stage.visitor(&way)?.try_send(&way.get("/")).await {
            Ok(answer) if answer.status == 200 && answer.complete => {}
            Ok(answer) => lost.push(answer.status.to_string()),
            Err(error) => lost.push(error.to_string()),
        }
    }
    expect(lost.is_empty(), format!("{REQUESTS} answers"), || format!("{} lost: {}", lost.len(), lost.join(", ")))
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
