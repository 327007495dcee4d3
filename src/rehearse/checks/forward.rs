//! P14: a service is asked who is let in.

use super::rate_limit::burst;
use crate::engine::Feature;
use crate::plan::{Plan, Route};
use crate::promise::Promise;
use crate::rehearse::Entrance;
use crate::rehearse::check::{Check, Subject, nothing_shortened, routes};
use crate::rehearse::client::{Request, Response};
use crate::rehearse::forward::says;
use crate::rehearse::stage::Stage;
use crate::rehearse::upstream::Server;
use crate::rehearse::verdict::{Failure, Tried, asked_for, expect};
use crate::source::Placed;
use crate::topology::{ForwardAuth, Headers, RequestHeaders};

/// Buckets that hold more are not emptied here.
const MOST: u32 = 600;

pub const LETS_IN: Check = Check {
    promise: Promise::Auth,
    name: "forward-auth",
    shows: "the service is asked once with the client's method and target, and upstream goes what it says alone",
    asked: guarded,
    excuses: &[Feature::Forward],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(lets_in(stage, subject)),
};

pub const TURNS_AWAY: Check = Check {
    promise: Promise::Auth,
    name: "forward-auth-refusal",
    shows: "a client whom the service turns away gets its status, with WWW-Authenticate or Location",
    asked: guarded,
    excuses: &[Feature::Forward],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(turns_away(stage, subject)),
};

pub const DOWN: Check = Check {
    promise: Promise::Auth,
    name: "forward-auth-down",
    shows: "while the service is dead, nobody is let in",
    asked: guarded,
    excuses: &[Feature::Forward],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(down(stage, subject)),
};

pub const GUESSES: Check = Check {
    promise: Promise::Auth,
    name: "forward-auth-guesses",
    shows: "whom the service turns away has used up his `rate_limit`, and is not asked about after that",
    asked: |plan| {
        routes(plan, "auth.forward", |route| route.forward().filter(|_| route.rate_limit.is_some()).map(Placed::place))
    },
    excuses: &[Feature::Forward, Feature::RateLimit],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(guesses(stage, subject)),
};

fn guarded(plan: &Plan<'_>) -> Vec<Subject> {
    routes(plan, "auth.forward", |route| route.forward().map(Placed::place))
}

fn service<'s>(stage: &'s Stage, forward: &ForwardAuth) -> Result<&'s Server, Failure> {
    stage.auth_server(&forward.url.address).ok_or_else(|| Failure::untried("the service is not played"))
}

/// The route sets or removes it by itself.
fn is_changed(route: &Route<'_>, name: &str) -> bool {
    let Some(headers) = route.headers else { return false };
    let Headers { request: RequestHeaders { set, remove }, response: _ } = headers.value();
    let mut names = set.iter().map(|(name, _)| name.as_str()).chain(remove.iter().map(|name| name.as_str()));
    names.any(|changed| changed.eq_ignore_ascii_case(name))
}

/// An upstream has answered; the service may have.
fn is_served(answer: &Response, service: &Server) -> bool {
    answer.served_by().is_some_and(|server| server != service.name())
}

/// A request that claims what the service alone may say.
fn claiming(way: &Entrance, forward: &ForwardAuth) -> Request {
    let method = way.method(&["POST", "GET"]).unwrap_or("GET");
    let request = way.let_in(Request::new(method, &way.host, &way.target("/x?y=1")));
    let request = request.header("X-Forwarded-Uri", "/claimed").header("X-Forwarded-Method", "TRACE");
    forward.copy_headers.iter().fold(request, |request, name| {
        request.header(name.as_str(), "claimed").header(&name.as_str().replace('-', "_"), "claimed")
    })
}

async fn lets_in(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way(subject.index())?;
    let plan = stage.plan();
    let route = way.route_of(&plan)?;
    let forward = asked_for(route.forward())?;
    let service = service(stage, forward)?;
    let names: Vec<&str> = forward.copy_headers.iter().map(|name| name.as_str()).collect();
    service.behave(says(200, names.iter().map(|name| ((*name).to_owned(), format!("said-{name}"))).collect()));
    service.forget();
    let request = claiming(&way, forward);
    let answer = stage.visitor(&way)?.try_send(&request).await?;
    is_asked_once(service, &request)?;
    expect(![401, 403, 500].contains(&answer.status), "to be let in", || answer.status.to_string())?;
    if way.upstream.is_none() {
        return Ok(());
    }
    says_what_it_was_told(&answer, names.into_iter().filter(|name| !is_changed(route, name)))
}

fn is_asked_once(service: &Server, request: &Request) -> Tried {
    let asked = service.requests();
    expect(asked.len() == 1, "the service to be asked once", || format!("{} questions", asked.len()))?;
    let told = |name: &str| asked.first().and_then(|question| question.header(name)).unwrap_or_default();
    for (name, expected) in [("X-Forwarded-Method", request.method()), ("X-Forwarded-Uri", request.target())] {
        expect(told(name) == expected, format!("`{expected}` as {name}"), || format!("`{}`", told(name)))?;
    }
    Ok(())
}

fn says_what_it_was_told<'n>(answer: &Response, names: impl Iterator<Item = &'n str>) -> Tried {
    let echo = answer.try_echo()?;
    for name in names {
        let values = echo.header_values(name);
        let said = [format!("said-{name}")];
        expect(values == said, format!("what the service said as {name}"), || format!("{values:?}"))?;
        let alias = name.replace('-', "_");
        let claimed = alias != name && !echo.header_values(&alias).is_empty();
        expect(!claimed, format!("no {alias} at the upstream"), || "what the client claimed".to_owned())?;
    }
    Ok(())
}

async fn turns_away(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way(subject.index())?;
    let plan = stage.plan();
    let forward = asked_for(way.route_of(&plan)?.forward())?;
    let service = service(stage, forward)?;
    for (status, header) in [
        (401, Some(("WWW-Authenticate", "Bearer"))),
        (403, None),
        (302, Some(("Location", "https://login.invalid/?a=b"))),
    ] {
        service.behave(says(
            status,
            header.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect(),
        ));
        let answer = stage.visitor(&way)?.try_send(&claiming(&way, forward)).await?;
        let seen = || format!("{} by {}", answer.status, answer.served_by().unwrap_or("the proxy"));
        expect(answer.status == status && !is_served(&answer, service), format!("{status}"), seen)?;
        if let Some((name, value)) = header {
            let values = answer.header_values(name);
            expect(values == [value], format!("`{value}` as {name}"), || format!("{values:?}"))?;
        }
    }
    Ok(())
}

async fn down(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way(subject.index())?;
    let plan = stage.plan();
    let forward = asked_for(way.route_of(&plan)?.forward())?;
    let service = service(stage, forward)?;
    service.die().await;
    let answer = stage.visitor(&way)?.try_send(&claiming(&way, forward)).await;
    service.revive().await?;
    let answer = answer?;
    let seen = || format!("{} by {}", answer.status, answer.served_by().unwrap_or("the proxy"));
    expect(answer.status == 500 && !is_served(&answer, service), "500 from the proxy", seen)
}

async fn guesses(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way(subject.index())?;
    let plan = stage.plan();
    let route = way.route_of(&plan)?;
    let forward = asked_for(route.forward())?;
    let limit = asked_for(route.rate_limit)?;
    let service = service(stage, forward)?;
    let burst = burst(limit, MOST)?;
    service.behave(says(401, Vec::new()));
    service.forget();
    let (source, request) = stage.counted(&way, limit.by.value(), "/");
    let client = stage.client(&way, source)?;
    let (mut refused, mut limited) = (0, 0);
    for _ in 0..burst + burst.min(60) + 20 {
        match client.try_send(&request).await?.status {
            401 => refused += 1,
            429 => limited += 1,
            other => return expect(false, "401 or 429 for every guess", || other.to_string()),
        }
    }
    let asked = service.requests().len();
    let seen = || format!("{refused} of 401, {limited} of 429, asked {asked} times");
    expect(limited > 0 && asked == refused, "429 once the bucket is empty, and nothing asked then", seen)
}
