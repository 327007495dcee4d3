//! P14: who is let in by a name and a password.

use std::time::Instant;

use super::auth::send;
use super::rate_limit::{ask, burst};
use crate::engine::Feature;
use crate::promise::Promise;
use crate::rehearse::Entrance;
use crate::rehearse::check::{Check, Subject, nothing_shortened, routes};
use crate::rehearse::client::Client;
use crate::rehearse::credentials::{PASSWORD, basic, owner};
use crate::rehearse::stage::Stage;
use crate::rehearse::verdict::{Failure, Tried, asked_for, expect};
use crate::source::Placed;
use crate::topology::{LimitKey, RateLimit};

pub const BASIC: Check = Check {
    promise: Promise::Auth,
    name: "basic",
    shows: "a missing or wrong password gets 401, and with a right one the upstream sees its user's name alone",
    asked: |plan| routes(plan, "auth.basic", |route| route.basic().map(Placed::place)),
    excuses: &[Feature::Basic],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(login(stage, subject)),
};

pub const GUESSES: Check = Check {
    promise: Promise::Auth,
    name: "basic-guesses",
    shows: "guesses of passwords use up the rate limit: after `burst` of them, 429",
    asked: |plan| {
        routes(plan, "auth.basic", |route| {
            route.basic().filter(|_| route.rate_limit.is_some_and(counts_clients)).map(Placed::place)
        })
    },
    excuses: &[Feature::Basic, Feature::RateLimit],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(guesses(stage, subject)),
};

/// Buckets that hold more are not emptied here.
const MOST: u32 = 200;

fn counts_clients(limit: &Placed<RateLimit>) -> bool {
    match limit.by.value() {
        LimitKey::ClientIp => limit.exempt.is_empty(),
        LimitKey::Header(_) => false,
    }
}

async fn login(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way(subject.index())?;
    let plan = stage.plan();
    let asked = asked_for(way.route_of(&plan)?.basic())?;
    let challenge = format!("Basic realm=\"{}\"", *asked.realm);
    let name = owner(1);
    let nearly = PASSWORD.to_lowercase();
    let wrong = [(&*name, ""), (&name, &nearly), ("nobody", PASSWORD), ("", PASSWORD)];
    let wrong = wrong.map(|(name, password)| Some(basic(name, password)));
    for shown in [None, Some("Bearer x".to_owned())].into_iter().chain(wrong) {
        let answer = send(stage, &way, "Authorization", shown.as_deref()).await?;
        let seen = || format!("{} for `{}`", answer.status, shown.as_deref().unwrap_or("no password"));
        expect(answer.status == 401 && answer.served_by().is_none(), "401 from the proxy", seen)?;
        let told = answer.header_values("WWW-Authenticate");
        expect(told == [&*challenge], format!("`{challenge}` in a 401"), || format!("{told:?}"))?;
    }
    let answer = send(stage, &way, "Authorization", Some(&basic(&name, PASSWORD))).await?;
    expect(![401, 403].contains(&answer.status), "a right password to be let in", || answer.status.to_string())?;
    if way.upstream.is_none() {
        return Ok(());
    }
    let echo = answer.try_echo()?;
    let names = echo.header_values("X-Consumer");
    expect(names == [&*name], format!("`{name}` alone as X-Consumer"), || format!("{names:?}"))?;
    let sent = echo.header_values("Authorization").iter().filter(|value| value.starts_with("Basic ")).count();
    expect(sent == 0, "no password at the upstream", || format!("{sent} of them"))
}

async fn guesses(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way(subject.index())?;
    let plan = stage.plan();
    let limit = asked_for(way.route_of(&plan)?.rate_limit)?;
    let burst = burst(limit, MOST)?;
    let client = stage.visitor(&way)?;
    let rate = f64::from(limit.rate.requests) / f64::from(limit.rate.per.seconds());
    let (start, most) = (Instant::now(), 2 * burst + 20);
    if is_stopped(&client, &way, most).await? {
        return Ok(());
    }
    if rate * start.elapsed().as_secs_f64() > f64::from(burst) {
        return Err(Failure::untried("the bucket fills faster than guesses can be sent here"));
    }
    expect(false, format!("429 after {burst} guesses"), || format!("401 for {most} of them"))
}

/// Whether one of so many guesses, sent one after another on one connection, gets 429.
async fn is_stopped(client: &Client, way: &Entrance, most: u32) -> Result<bool, Failure> {
    let mut connection = client.try_connect(&way.host).await?;
    for count in 1..=most {
        let guess = basic(&owner(1), &format!("guess-{count}"));
        let request = way.bare(&way.target("/")).header("Authorization", &guess);
        let status = ask(&mut connection, client, way, &request).await?.status;
        if status == 429 {
            return Ok(true);
        }
        expect(status == 401, "401 or 429 for a guess", || status.to_string())?;
    }
    Ok(false)
}
