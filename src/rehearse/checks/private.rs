//! P1: what is private is found by the private listener and by no other, and nothing else is found there.

use super::routing::{answered, taken_by};
use crate::plan::{Plan, Route, Side};
use crate::promise::Promise;
use crate::rehearse::Entrance;
use crate::rehearse::check::{Check, Subject, nothing_shortened, routes};
use crate::rehearse::client::{Client, Response};
use crate::rehearse::stage::Stage;
use crate::rehearse::verdict::{Failure, Tried, expect};

pub const SIDES: Check = Check {
    promise: Promise::Routing,
    name: "private",
    shows: "a private route is found by the private listener alone, and nothing public is found there",
    asked: |plan| routes(plan, "private", |route| (route.side == Side::Private).then_some(None)),
    excuses: &[],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(sides(stage, subject)),
};

/// So many public routes are looked for inside.
const PUBLIC_ROUTES: usize = 4;

async fn sides(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way(subject.index())?;
    let plan = stage.plan();
    let answer = stage.visitor(&way)?.try_send(&way.get("/inside")).await?;
    if way.upstream.is_some() {
        let seen = || format!("{} of {}", answer.status, answer.served_by().unwrap_or("the proxy itself"));
        expect(answered(stage, &plan, &answer) == way.upstream, "the private listener to lead to it", seen)?;
    }
    for (listener, client) in public_clients(stage, &way).await? {
        let client = client.coming_from(way.source(stage.number()));
        let answer = client.try_send(&way.get("/outside")).await?;
        let expected = taken_by(&plan, Side::Public, &way.host, &way.target("/outside"));
        let is_sent_on = (300..400).contains(&answer.status) && plan.tls.as_ref().is_some_and(|tls| tls.redirect_http);
        if !is_sent_on {
            is_taken_by(stage, &plan, expected, &answer, &format!("`{}` by {listener}", way.host))?;
        }
    }
    for way in stage.ways().into_iter().filter(|way| way.side == Side::Public).take(PUBLIC_ROUTES) {
        let client = stage.private()?.coming_from(way.source(stage.number()));
        let answer = client.try_send(&way.get("/other-side")).await?;
        let expected = taken_by(&plan, Side::Private, &way.host, &way.target("/other-side"));
        is_taken_by(stage, &plan, expected, &answer, &format!("`{}` by the private listener", way.host))?;
    }
    Ok(())
}

/// The clients of the public listeners that may ask for a private route's host. Where no certificate is for it, the
/// handshake names another.
async fn public_clients(stage: &Stage, way: &Entrance) -> Result<Vec<(&'static str, Client)>, Failure> {
    let mut clients: Vec<(&str, Client)> =
        stage.http().ok().map(|client| ("`listen.http`", client)).into_iter().collect();
    if let Ok(https) = stage.https() {
        if https.handshake(&way.host).await.is_ok() {
            clients.push(("`listen.https`", https.clone()));
        }
        let other = stage.ways().into_iter().find(|way| way.is_https);
        let named = other.map(|other| https.with_tls(stage.tls().server_name(&other.host)));
        clients.extend(named.map(|client| ("`listen.https` under another name", client)));
    }
    Ok(clients)
}

/// What answered is that route of the side that was asked, or 404 where it has none.
fn is_taken_by(stage: &Stage, plan: &Plan<'_>, route: Option<&Route<'_>>, answer: &Response, asked: &str) -> Tried {
    let upstream = answered(stage, plan, answer);
    let is_own = match route {
        Some(route) => upstream.is_none() || upstream == route.upstream() || route.canary().is_some(),
        None => answer.status == 404 && upstream.is_none(),
    };
    let expected = match route {
        Some(route) => format!("{asked} to meet routes[{}]", route.index),
        None => format!("404 for {asked}"),
    };
    let seen = || format!("{} of {}", answer.status, answer.served_by().unwrap_or("the proxy itself"));
    expect(is_own, expected, seen)
}
