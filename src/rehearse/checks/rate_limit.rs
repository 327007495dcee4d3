//! P11: how fast one client may ask, counted against a token bucket.

use std::time::{Duration, Instant};

use crate::engine::Feature;
use crate::promise::Promise;
use crate::rehearse::Entrance;
use crate::rehearse::check::{Check, Subject, nothing_shortened, routes};
use crate::rehearse::client::{Client, Connection, Request, Response};
use crate::rehearse::networks;
use crate::rehearse::stage::Stage;
use crate::rehearse::verdict::{Failure, Tried, asked_for, expect};
use crate::source::Placed;
use crate::topology::{Cidr, LimitKey, RateLimit};

/// Buckets that hold more are not emptied here.
const MOST: u32 = 600;

pub const BUCKET: Check = Check {
    promise: Promise::RateLimit,
    name: "rate-limit",
    shows: "a full bucket passes `burst` requests, then as many as `rate` fills in; others get 429 with Retry-After",
    asked: |plan| routes(plan, "rate_limit", |route| route.rate_limit.map(Placed::place)),
    excuses: &[Feature::RateLimit],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(bucket(stage, subject)),
};

pub const EXEMPT: Check = Check {
    promise: Promise::RateLimit,
    name: "rate-limit-exempt",
    shows: "an exempt network is not limited",
    asked: |plan| {
        routes(plan, "rate_limit.exempt", |route| {
            route.rate_limit.filter(|limit| !limit.exempt.is_empty()).map(Placed::place)
        })
    },
    excuses: &[Feature::RateLimit],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(exempt(stage, subject)),
};

/// One client as the limit counts: always the same address and key.
fn client(stage: &Stage, way: &Entrance, limit: &RateLimit, exempt: &[Cidr]) -> Result<(Client, Request), Failure> {
    let (source, request) = stage.counted(way, limit.by.value(), "/");
    if exempt.iter().any(|network| network.network().contains(&source)) {
        return Err(Failure::untried("everyone that it lets in is exempt"));
    }
    Ok((stage.client(way, source)?, request))
}

/// How many requests fill the bucket, where so many at the most can be sent.
pub(super) fn burst(limit: &RateLimit, most: u32) -> Result<u32, Failure> {
    let burst = limit.burst.get();
    if burst > most {
        return Err(Failure::untried(format!("a bucket of {burst} is too large to be emptied here")));
    }
    Ok(burst)
}

/// Asks on this connection, or on a new one in its place when it is closed.
pub(super) async fn ask(
    connection: &mut Connection,
    client: &Client,
    way: &Entrance,
    request: &Request,
) -> Result<Response, Failure> {
    if let Ok(answer) = connection.try_send(request).await {
        return Ok(answer);
    }
    *connection = client.try_connect(&way.host).await?;
    Ok(connection.try_send(request).await?)
}

/// How many of so many requests, sent one after another on one connection, were let through; and the last refusal.
async fn send(
    client: &Client,
    way: &Entrance,
    request: &Request,
    count: u32,
) -> Result<(u32, Option<String>), Failure> {
    let (mut passed, mut refusal) = (0, None);
    let mut connection = client.try_connect(&way.host).await?;
    for _ in 0..count {
        let answer = ask(&mut connection, client, way, request).await?;
        if answer.status == 429 {
            refusal = Some(answer.header("Retry-After").unwrap_or_default().to_owned());
        } else {
            passed += 1;
        }
    }
    Ok((passed, refusal))
}

async fn bucket(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way(subject.index())?;
    let plan = stage.plan();
    let limit = asked_for(way.route_of(&plan)?.rate_limit)?;
    let burst = burst(limit, MOST)?;
    let rate = f64::from(limit.rate.requests) / f64::from(limit.rate.per.seconds());
    let exempt = networks::of(&limit.exempt);
    let (one, request) = client(stage, &way, limit, &exempt)?;
    let start = Instant::now();
    let (mut passed, mut refusal) = send(&one, &way, &request, burst).await?;
    let after_burst = passed;
    let (more, refused) = send(&one, &way, &request, burst.min(60) + 20).await?;
    passed += more;
    refusal = refused.or(refusal);
    let filled = rate * start.elapsed().as_secs_f64();
    let seen = || format!("{passed} passed, {after_burst} of them of the first {burst}, in {:?}", start.elapsed());
    expect(after_burst == burst, format!("the first {burst} requests to pass"), seen)?;
    expect(
        f64::from(passed) <= f64::from(burst) + filled + 1.5,
        format!("{burst} requests and {filled:.1} filled in"),
        seen,
    )?;
    match refusal {
        Some(words) => expect(!words.is_empty(), "Retry-After on a 429", || "none".to_owned())?,
        None if filled < f64::from(burst.min(60)) => {
            return Err(Failure::Broken { expected: "refusals by 429".to_owned(), seen: seen() });
        }
        None => return Err(Failure::untried("the bucket fills faster than requests can be sent here")),
    }
    let (other, request) = client(stage, &way, limit, &exempt)?;
    if way.is_listed() {
        return Ok(());
    }
    let (others, _) = send(&other, &way, &request, 1).await?;
    expect(others == 1, "another client not to be limited", || "it was".to_owned())?;
    refills(&one, &way, limit, rate).await
}

/// After a pause, as many pass as the rate has filled in.
async fn refills(client: &Client, way: &Entrance, limit: &RateLimit, rate: f64) -> Tried {
    let pause = Duration::from_secs_f64((2.0 / rate).clamp(0.5, 3.0));
    let due = (rate * pause.as_secs_f64()).floor().min(f64::from(limit.burst.get()));
    if due < 1.0 {
        return Ok(());
    }
    let request = match limit.by.value() {
        LimitKey::ClientIp => way.get("/"),
        // Another key would be another bucket: that of the pause is not at hand here.
        LimitKey::Header(_) => return Ok(()),
    };
    tokio::time::sleep(pause).await;
    let start = Instant::now();
    let (passed, _) = send(client, way, &request, 40).await?;
    let most = due + rate * start.elapsed().as_secs_f64() + 1.5;
    let is_so = f64::from(passed) >= (due - 1.0).min(40.0) && f64::from(passed) <= most;
    expect(is_so, format!("about {due} more after {pause:?}"), || passed.to_string())
}

async fn exempt(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way(subject.index())?;
    let plan = stage.plan();
    let route = plan.routes.get(way.route);
    let limit = route.and_then(|route| route.rate_limit).ok_or_else(|| Failure::untried("nothing is asked for"))?;
    let list = |networks: &[Placed<Cidr>]| networks.iter().map(|network| **network).collect::<Vec<Cidr>>();
    let denied = route.and_then(|route| route.access).map(|access| list(&access.deny)).unwrap_or_default();
    let source = networks::member(&list(&limit.exempt), &denied, 1);
    let source = source.ok_or_else(|| Failure::untried("no exempt network can be played on loopback"))?;
    if way.is_listed() {
        return Err(Failure::untried("its lists may shut the exempt networks out"));
    }
    let count = limit.burst.get().min(MOST) + 40;
    let client = stage.client(&way, source)?;
    let (passed, _) = send(&client, &way, &way.get("/"), count).await?;
    expect(passed == count, format!("all {count} requests of an exempt client to pass"), || format!("{passed} passed"))
}
