//! P10: servers are asked how they are, and a sick one gets nothing new.

use std::time::Duration;

use crate::engine::Feature;
use crate::promise::Promise;
use crate::rehearse::check::{Check, Subject, each_upstream, upstreams};
use crate::rehearse::stage::{Stage, eventually};
use crate::rehearse::upstream::Behaviour;
use crate::rehearse::verdict::{Failure, Tried, asked_for};
use crate::source::Placed;
use crate::topology;

pub const SICK: Check = Check {
    promise: Promise::ActiveHealth,
    name: "health-check",
    shows: "a server that fails its checks gets nothing new, and is taken back when it is well",
    asked: |plan| {
        upstreams(plan, "health_check", |upstream| {
            upstream.health_check.filter(|_| upstream.servers.len() > 1).map(Placed::place)
        })
    },
    excuses: &[Feature::HealthCheck, Feature::HealthThresholds, Feature::HealthStatus],
    shorten: |topology| {
        each_upstream(topology, |upstream| {
            if let Some(check) = &mut upstream.health_check {
                let check = check.value_mut();
                *check.interval.value_mut() = topology::Duration::from_secs(1);
                *check.timeout.value_mut() = topology::Duration::from_millis(800);
            }
        });
        vec!["`health_check.interval` is shortened to 1s, its timeout to 800ms".to_owned()]
    },
    run: |stage, subject| Box::pin(sick(stage, subject)),
};

async fn sick(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way_to(subject.index())?;
    let plan = stage.plan();
    let upstream = subject.upstream_of(&plan)?;
    let check = asked_for(upstream.health_check)?;
    let path = check.path.as_str().split('?').next().unwrap_or_default().to_owned();
    let is_healthy = |code: u16| check.status.iter().any(|range| range.first <= code && code <= range.last);
    let bad = [500, 503, 404, 418].into_iter().find(|code| !is_healthy(*code));
    let bad = bad.ok_or_else(|| Failure::untried("every status counts as healthy"))?;
    let server = stage.servers(subject.index()).first().ok_or_else(|| Failure::untried("there is no server"))?;
    let rounds = upstream.servers.len() * 3;
    server.behave_at(&path, Behaviour::Status(bad));
    let left_out = async || {
        for _ in 0..rounds {
            let Ok(visitor) = stage.visitor(&way) else { return false };
            let answer = visitor.try_send(&way.get("/")).await;
            if !answer.is_ok_and(|answer| answer.status == 200 && answer.served_by() != Some(server.name())) {
                return false;
            }
        }
        true
    };
    let limit = |count: u32| Duration::from_secs(u64::from(count) * 2 + 6);
    eventually(
        &format!("`{}`, which is sick, to get nothing", server.name()),
        limit(check.unhealthy_after.get()),
        left_out,
    )
    .await?;
    server.behave_at(&path, Behaviour::Status(check.status.first().map_or(200, |range| range.first)));
    let back = async || stage.is_taking(&way, server.name()).await;
    eventually(&format!("`{}`, which is well, to get requests", server.name()), limit(check.healthy_after.get()), back)
        .await?;
    Ok(())
}
