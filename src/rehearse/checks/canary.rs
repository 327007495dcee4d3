//! P24: a share of the users goes to another upstream and stays there; a header or a cookie decides before it.

use super::sticky::Visitor;
use crate::engine::Feature;
use crate::plan::{Canary, CookieSecurity, Groups};
use crate::promise::Promise;
use crate::rehearse::Entrance;
use crate::rehearse::check::{Check, Subject, nothing_shortened, routes};
use crate::rehearse::client::Request;
use crate::rehearse::stage::Stage;
use crate::rehearse::verdict::{Failure, Tried, asked_for, expect};

/// New users, enough to tell a share.
const USERS: u32 = 400;

/// Of so many users one comes again.
const ONE_IN: usize = 10;

const EXCUSES: &[Feature] = &[Feature::Canary];

pub const GROUPS: Check = Check {
    promise: Promise::Canary,
    name: "canary-groups",
    shows: "four hundred new users are shared by the weight, and each stays in his group",
    asked: |plan| routes(plan, "canary", |route| route.canary().filter(|it| it.groups.is_some()).map(|it| it.place)),
    excuses: EXCUSES,
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(groups(stage, subject)),
};

pub const SWITCHES: Check = Check {
    promise: Promise::Canary,
    name: "canary-switches",
    shows: "the header and the cookie lead to the canary, other values do not",
    asked: |plan| {
        let has_switch = |canary: &&Canary<'_>| canary.header.is_some() || canary.cookie.is_some();
        routes(plan, "canary", |route| route.canary().filter(has_switch).map(|it| it.place))
    },
    excuses: EXCUSES,
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(switches(stage, subject)),
};

/// The server is one of the upstream's.
fn is_of(stage: &Stage, upstream: usize, server: &str) -> bool {
    stage.servers(upstream).iter().any(|known| known.name() == server)
}

async fn groups(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way(subject.index())?;
    let plan = stage.plan();
    let canary = asked_for(way.route_of(&plan)?.canary())?;
    let groups = asked_for(canary.groups.as_ref())?;
    let mut visitors = Vec::new();
    for _ in 0..USERS {
        visitors.push(Visitor::new(stage, &way).await?);
    }
    let at_canary = |server: &str| is_of(stage, canary.upstream, server);
    let count = visitors.iter().filter(|visitor| at_canary(&visitor.home)).count();
    let (least, most) = bounds(groups.weight);
    let expected = format!("{least} to {most} of {USERS} users at the canary, by its weight of {}", groups.weight);
    expect((least..=most).contains(&count), expected, || count.to_string())?;
    // Whoever is in the smaller group comes again for sure.
    let smaller = groups.weight < 50;
    visitors.sort_by_key(|visitor| at_canary(&visitor.home) != smaller);
    for visitor in visitors.iter_mut().enumerate().filter(|(at, _)| *at < 3 || at % ONE_IN == 0).map(|(_, it)| it) {
        let was_at_canary = at_canary(&visitor.home);
        for _ in 0..3 {
            let answer = visitor.ask(stage, &way).await?;
            let server = answer.served_by().unwrap_or_default();
            expect(at_canary(server) == was_at_canary, "every user to stay in his group", || {
                format!("a user of `{}` at `{server}`", visitor.home)
            })?;
        }
    }
    cookie(stage, &way, groups).await
}

/// Five standard deviations of a fair draw to either side, and somebody at least.
fn bounds(weight: u32) -> (usize, usize) {
    let share = f64::from(weight) / 100.0;
    let (mean, deviation) = (f64::from(USERS) * share, (f64::from(USERS) * share * (1.0 - share)).sqrt());
    let inside = |count: &usize| {
        let distance = f64::from(u32::try_from(*count).unwrap_or(USERS)) - mean;
        distance.abs() <= 5.0 * deviation
    };
    let all = usize::try_from(USERS).unwrap_or_default();
    let mut counts = (0..=all).filter(inside);
    let least = counts.next().unwrap_or_default();
    (least.max(usize::from(mean >= 10.0)), counts.next_back().unwrap_or(least))
}

async fn cookie(stage: &Stage, way: &Entrance, groups: &Groups<'_>) -> Tried {
    let name = groups.cookie.name.as_str();
    let answer = stage.visitor(way)?.try_send(&way.get("/")).await?;
    let seen = || answer.header_values("Set-Cookie").join(", ");
    let given = answer.cookie(name);
    expect(given.is_some(), format!("a cookie `{name}` for a new user"), seen)?;
    let given = asked_for(given)?;
    let secure = match groups.cookie.secure {
        CookieSecurity::Always => true,
        CookieSecurity::Never => false,
        CookieSecurity::WhenHttps => way.is_https,
    };
    expect(given.attributes.contains_key("httponly"), "HttpOnly", seen)?;
    expect(given.attributes.contains_key("secure") == secure, format!("Secure: {secure}"), seen)?;
    let forged = way.get("/").header("Cookie", &format!("{name}=canary"));
    let answer = stage.visitor(way)?.try_send(&forged).await?;
    expect(answer.cookie(name).is_some(), "a forged group to be none", || "no new cookie".to_owned())
}

async fn switches(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way(subject.index())?;
    let plan = stage.plan();
    let canary = asked_for(way.route_of(&plan)?.canary())?;
    let get = || way.get("/");
    let by_header = canary.header.map(|header| {
        let (name, value) = (header.name.as_str(), header.value.as_str());
        (get().header(name, value), get().header(name, &format!("{value}-not")))
    });
    let by_cookie = canary.cookie.map(|cookie| {
        let pair = format!("{}={}", cookie.name.value(), cookie.value.value());
        (get().header("Cookie", &pair), get().header("Cookie", &format!("{pair}-not")))
    });
    for (leading, other) in by_header.into_iter().chain(by_cookie) {
        for _ in 0..20 {
            let server = served_by(stage, &way, &leading).await?;
            expect(is_of(stage, canary.upstream, &server), "the request at the canary", || format!("`{server}`"))?;
        }
        if canary.groups.is_none() {
            let server = served_by(stage, &way, &other).await?;
            expect(!is_of(stage, canary.upstream, &server), "another value to have no effect", || {
                format!("`{server}`")
            })?;
        }
    }
    Ok(())
}

async fn served_by(stage: &Stage, way: &Entrance, request: &Request) -> Result<String, Failure> {
    let answer = stage.visitor(way)?.try_send(request).await?;
    Ok(answer.served_by().unwrap_or_default().to_owned())
}
