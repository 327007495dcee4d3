//! P4: a client stays at its server, moves once when that is gone, and its cookie tells nothing.

use std::time::Duration;

use crate::engine::Feature;
use crate::plan::{CookieSecurity, Plan};
use crate::promise::Promise;
use crate::rehearse::Entrance;
use crate::rehearse::check::{Check, Subject, nothing_shortened};
use crate::rehearse::client::{Cookie, CookieJar, Response};
use crate::rehearse::stage::{Stage, eventually};
use crate::rehearse::verdict::{Failure, Tried, asked_for, expect};
use crate::topology::SameSite;

/// Requests of one client that must all reach its server.
const REQUESTS: usize = 50;

const EXCUSES: &[Feature] = &[Feature::Sticky];

pub const STAYS: Check = Check {
    promise: Promise::Sticky,
    name: "sticky-stays",
    shows: "fifty requests with one cookie reach one server, WebSockets too",
    asked,
    excuses: EXCUSES,
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(stays(stage, subject)),
};

pub const MOVES_ONCE: Check = Check {
    promise: Promise::Sticky,
    name: "sticky-moves-once",
    shows: "the death of a server moves its clients once, within the same request, and nobody else",
    asked: |plan| asked_of(plan, |servers| servers > 1),
    excuses: EXCUSES,
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(moves_once(stage, subject)),
};

pub const COOKIE: Check = Check {
    promise: Promise::Sticky,
    name: "sticky-cookie",
    shows: "the cookie has the attributes asked for, tells no address and cannot be made of one",
    asked,
    excuses: &[Feature::Sticky, Feature::StickyPath, Feature::StickySecure],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(cookie(stage, subject)),
};

fn asked(plan: &Plan<'_>) -> Vec<Subject> {
    asked_of(plan, |_| true)
}

fn asked_of(plan: &Plan<'_>, enough: fn(usize) -> bool) -> Vec<Subject> {
    let upstreams = plan.upstreams.iter().enumerate();
    let sticky = upstreams.filter_map(|(at, upstream)| {
        let taking = upstream.servers.iter().filter(|server| server.backup.is_none() && server.drain.is_none()).count();
        let sticky = upstream.sticky.as_ref().filter(|_| enough(taking))?;
        Some(Subject::upstream(at, upstream, "sticky", sticky.place))
    });
    sticky.collect()
}

/// A client that keeps its cookie, as a browser does; its address is another with each request, as a phone's may be.
pub struct Visitor {
    jar: CookieJar,
    /// The server that it was given first.
    pub home: String,
}

impl Visitor {
    /// Comes for the first time.
    pub async fn new(stage: &Stage, way: &Entrance) -> Result<Self, Failure> {
        let mut visitor = Self { jar: CookieJar::default(), home: String::new() };
        let answer = visitor.ask(stage, way).await?;
        answer.served_by().unwrap_or_default().clone_into(&mut visitor.home);
        Ok(visitor)
    }

    /// Comes again.
    pub async fn ask(&mut self, stage: &Stage, way: &Entrance) -> Result<Response, Failure> {
        let answer = stage.visitor(way)?.try_send(&self.jar.on(way.get("/page"))).await?;
        self.jar.keep(&answer);
        expect(answer.served_by().is_some(), "an answer of a server", || {
            format!("{} {}", answer.status, answer.text())
        })?;
        Ok(answer)
    }
}

async fn visitors(stage: &Stage, way: &Entrance, count: usize) -> Result<Vec<Visitor>, Failure> {
    let mut visitors = Vec::new();
    for _ in 0..count {
        visitors.push(Visitor::new(stage, way).await?);
    }
    Ok(visitors)
}

async fn stays(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way_to(subject.index())?;
    for mut visitor in visitors(stage, &way, 3).await? {
        for number in 1..=REQUESTS {
            let answer = visitor.ask(stage, &way).await?;
            let served_by = answer.served_by().unwrap_or_default();
            expect(
                served_by == visitor.home,
                format!("{REQUESTS} requests with one cookie at `{}`", visitor.home),
                || format!("request {number} at `{served_by}`"),
            )?;
        }
        if way.by("GET", "/ws").is_ok() {
            let socket = stage.visitor(&way)?.try_websocket(&visitor.jar.on(way.get("/ws"))).await?;
            let served_by = socket.accepted.header("X-Served-By").unwrap_or_default();
            expect(served_by == visitor.home, format!("a WebSocket at `{}`", visitor.home), || {
                format!("`{served_by}`")
            })?;
        }
    }
    Ok(())
}

async fn moves_once(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way_to(subject.index())?;
    let mut visitors = visitors(stage, &way, 8).await?;
    let dead = visitors.first().map(|visitor| visitor.home.clone()).unwrap_or_default();
    let server = stage.server_named(&dead).ok_or_else(|| Failure::untried("no server answered"))?;
    server.die().await;
    for visitor in &mut visitors {
        let was_there = visitor.home == dead;
        let answer = visitor.ask(stage, &way).await?;
        let served_by = answer.served_by().unwrap_or_default().to_owned();
        if was_there {
            expect(answer.status == 200 && served_by != dead, "the same request answered by another server", || {
                format!("{} of `{served_by}`", answer.status)
            })?;
            visitor.home = served_by;
        } else {
            expect(served_by == visitor.home, "clients of living servers to stay", || {
                format!("one moved from `{}` to `{served_by}`", visitor.home)
            })?;
        }
    }
    server.revive().await?;
    back(stage, &way, &dead).await?;
    for visitor in &mut visitors {
        let answer = visitor.ask(stage, &way).await?;
        let served_by = answer.served_by().unwrap_or_default();
        expect(served_by == visitor.home, "clients that moved to stay where they are when the server is back", || {
            format!("one moved from `{}` to `{served_by}`", visitor.home)
        })?;
    }
    Ok(())
}

/// A while for the server to be found again; where that takes longer, its clients stay all the same.
async fn back(stage: &Stage, way: &Entrance, server: &str) -> Tried {
    let is_back = async || stage.is_taking(way, server).await;
    match eventually("the server takes visitors again", Duration::from_secs(5), is_back).await {
        Ok(_) | Err(Failure::Broken { .. }) => Ok(()),
        Err(failure @ Failure::Untried(_)) => Err(failure),
    }
}

fn attribute(cookie: &Cookie, name: &str) -> Option<String> {
    cookie.attributes.get(name).map(|value| value.to_lowercase())
}

async fn cookie(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way_to(subject.index())?;
    let plan = stage.plan();
    let asked = asked_for(subject.upstream_of(&plan)?.sticky.as_ref())?;
    let answer = stage.visitor(&way)?.try_send(&way.get("/")).await?;
    let name = asked.name.as_str();
    let cookie = answer.cookie(name);
    let Some(cookie) = cookie else {
        let seen = format!("{:?}", answer.header_values("Set-Cookie"));
        return Err(Failure::Broken { expected: format!("a cookie `{name}`"), seen });
    };
    let secure = match asked.secure {
        CookieSecurity::Always => true,
        CookieSecurity::Never => false,
        CookieSecurity::WhenHttps => way.is_https,
    };
    let same_site = match asked.same_site {
        SameSite::Lax => "lax",
        SameSite::Strict => "strict",
        SameSite::None => "none",
    };
    let seen = || answer.header_values("Set-Cookie").join(", ");
    expect(
        cookie.attributes.contains_key("httponly") == asked.http_only,
        format!("HttpOnly: {}", asked.http_only),
        seen,
    )?;
    expect(cookie.attributes.contains_key("secure") == secure, format!("Secure: {secure}"), seen)?;
    expect(attribute(&cookie, "samesite").as_deref() == Some(same_site), format!("SameSite={same_site}"), seen)?;
    let age = asked.max_age.map(|age| age.seconds_up().to_string());
    expect(attribute(&cookie, "max-age") == age, format!("Max-Age {age:?}"), seen)?;
    expect(
        cookie.attributes.get("path").map(String::as_str) == Some(asked.path.as_str()),
        format!("Path={}", asked.path.as_str()),
        seen,
    )?;
    tells_nothing(stage, subject, &way, name, &cookie.value).await
}

async fn tells_nothing(stage: &Stage, subject: &Subject, way: &Entrance, name: &str, value: &str) -> Tried {
    for server in stage.servers(subject.index()) {
        let address = server.address();
        expect(
            !value.contains(&address.port().to_string()) && !value.contains("127.0.0.1"),
            "a cookie without an address",
            || value.to_owned(),
        )?;
        for guess in [address.to_string(), format!("http://{address}"), server.name().to_owned()] {
            let request = way.get("/").header("Cookie", &format!("{name}={guess}"));
            let given = stage.visitor(way)?.try_send(&request).await?.cookie(name);
            expect(given.is_some_and(|given| given.value != guess), "an address not to be taken for a cookie", || {
                format!("`{guess}` was taken")
            })?;
        }
    }
    Ok(())
}
