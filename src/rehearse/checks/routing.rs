//! P1: which route a request takes, and what of it reaches the upstream.

use crate::engine::Feature;
use crate::plan::{Action, Plan, Route, Side};
use crate::promise::Promise;
use crate::rehearse::Entrance;
use crate::rehearse::check::{Check, Subject, nothing_shortened, routes};
use crate::rehearse::client::{Request, Response};
use crate::rehearse::stage::Stage;
use crate::rehearse::upstream::Server;
use crate::rehearse::verdict::{Failure, Tried, expect};
use crate::topology::TargetPart;

pub const LEADS: Check = Check {
    promise: Promise::Routing,
    name: "routing",
    shows: "host and path lead to the upstream asked for, and path and query reach it byte for byte",
    asked: |plan| routes(plan, "", |route| route.upstream().map(|_| None)),
    excuses: &[Feature::Prefix, Feature::UpstreamHost],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(leads(stage, subject)),
};

pub const NARROW: Check = Check {
    promise: Promise::Routing,
    name: "narrow-paths",
    shows: "a path holds on segment boundaries, and no spelling of it reaches a wider route",
    asked: |plan| routes(plan, "path", |route| (!route.path.is_root() && route.upstream().is_some()).then_some(None)),
    excuses: &[],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(narrow(stage, subject)),
};

pub const UNKNOWN: Check = Check {
    promise: Promise::Routing,
    name: "unknown-host",
    shows: "a host that no route names gets 404 and reaches no upstream",
    asked: |plan| {
        let is_open = plan.hosts.on(Side::Public).iter().any(|host| host.host.is_none());
        if is_open || plan.listeners.http.is_empty() { Vec::new() } else { vec![Subject::whole("routes", None)] }
    },
    excuses: &[],
    shorten: nothing_shortened,
    run: |stage, _| Box::pin(unknown(stage)),
};

pub const METHODS: Check = Check {
    promise: Promise::Routing,
    name: "methods",
    shows: "a method that is not listed gets 405 with Allow",
    asked: |plan| routes(plan, "methods", |route| route.methods.map(crate::source::Placed::place)),
    excuses: &[Feature::Methods],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(methods(stage, subject)),
};

pub const OWN_ANSWERS: Check = Check {
    promise: Promise::Routing,
    name: "own-answers",
    shows: "redirects and fixed answers are given as asked for",
    asked: |plan| routes(plan, "", |route| route.upstream().is_none().then_some(None)),
    excuses: &[Feature::Redirect, Feature::Respond],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(own_answers(stage, subject)),
};

/// The place of the upstream whose server answered.
pub fn answered(stage: &Stage, plan: &Plan<'_>, answer: &Response) -> Option<usize> {
    let server = answer.served_by()?;
    (0..plan.upstreams.len()).find(|at| stage.servers(*at).iter().any(|own| own.name() == server))
}

async fn leads(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way(subject.index())?;
    let plan = stage.plan();
    let upstream = way.upstream.ok_or_else(|| Failure::untried("no upstream stands behind it"))?;
    let tail = "/a%20b/%2B/c?x=%41&y=+&z";
    let shouted = Request::new(way.method(&["GET"]).unwrap_or("GET"), &way.host.to_uppercase(), &way.target(tail));
    let shouted = way.let_in(shouted);
    let answer = stage.visitor(&way)?.try_send(&shouted).await?;
    let seen = || format!("{} of {}", answer.status, answer.served_by().unwrap_or("the proxy itself"));
    let expected = format!("an answer of `{}`", plan.upstreams.get(upstream).map_or("", |upstream| upstream.name));
    expect(answered(stage, &plan, &answer) == Some(upstream), expected, seen)?;
    let target = expected_target(&plan, &way, &way.target(tail));
    let reached: Vec<String> = stage
        .servers(upstream)
        .iter()
        .flat_map(Server::requests)
        .map(|request| request.target().to_owned())
        .filter(|target| target.contains("lbgen-rehearsal"))
        .collect();
    expect(reached.last() == Some(&target), format!("`{target}` at the upstream"), || format!("{reached:?}"))
}

/// What of a target goes upstream, after the prefixes were taken away and put before it.
fn expected_target(plan: &Plan<'_>, way: &Entrance, target: &str) -> String {
    let Some(Action::Proxy(proxied)) = plan.routes.get(way.route).map(|route| &route.action) else {
        return target.to_owned();
    };
    let rest = if **proxied.strip_prefix { target.strip_prefix(way.path.as_str()).unwrap_or(target) } else { target };
    let before = proxied.add_prefix.map_or("", |prefix| prefix.as_str().trim_end_matches('/'));
    format!("{before}{rest}")
}

async fn narrow(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way(subject.index())?;
    let plan = stage.plan();
    let beside = format!("{}x", way.path);
    let expected = taken_by(&plan, way.side, &way.host, &beside).and_then(Route::upstream);
    if expected != way.upstream {
        let answer = send(stage, &way, &beside).await?;
        let seen = || format!("an answer of {}", answer.served_by().unwrap_or("the proxy itself"));
        expect(
            answered(stage, &plan, &answer) == expected,
            format!("`{beside}` not to be taken for `{}`", way.path),
            seen,
        )?;
    }
    let wider = taken_by(&plan, way.side, &way.host, "/lbgen-rehearsal").and_then(Route::upstream);
    if wider == way.upstream || wider.is_none() {
        return Ok(());
    }
    for spelling in spellings(&way.path) {
        let answer = send(stage, &way, &spelling).await?;
        let seen = || format!("an answer of {}", answer.served_by().unwrap_or("the proxy itself"));
        expect(answered(stage, &plan, &answer) != wider, format!("`{spelling}` not to reach a wider route"), seen)?;
    }
    Ok(())
}

async fn send(stage: &Stage, way: &Entrance, target: &str) -> Result<Response, Failure> {
    let request = way.let_in(way.bare(target));
    Ok(stage.visitor(way)?.try_send(&request).await?)
}

/// The same path, written so that a careless matcher takes it for another.
fn spellings(path: &str) -> Vec<String> {
    let rest = path.trim_start_matches('/');
    let encoded = rest.chars().next().map(|first| {
        let tail = rest.get(first.len_utf8()..).unwrap_or_default();
        format!("/%{:02x}{tail}/x", u32::from(first))
    });
    let mut spellings = vec![format!("//{rest}/x"), format!("/lbgen/../{rest}/x"), format!("/./{rest}/x")];
    spellings.extend(encoded.filter(|_| rest.is_ascii()));
    spellings
}

/// The route of the side that the promise gives a path to: the host decides first, then the longest path on segment boundaries.
pub fn taken_by<'a, 't>(plan: &'a Plan<'t>, side: Side, host: &str, path: &str) -> Option<&'a Route<'t>> {
    let owner = plan.hosts.on(side).iter().find(|known| known.host.is_none_or(|name| name.covers_name(host)))?;
    owner.routes.iter().filter_map(|index| plan.routes.get(*index)).find(|route| {
        let own = route.path.as_str().trim_end_matches('/');
        path.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

async fn unknown(stage: &Stage) -> Tried {
    let client = stage.http()?.coming_from(crate::rehearse::networks::nobody(stage.number()));
    for host in ["lbgen-unknown.invalid", "localhost"] {
        let answer = client.try_send(&Request::get(host, "/")).await?;
        expect(answer.status == 404, format!("404 for `{host}`"), || answer.status.to_string())?;
    }
    let reached = stage
        .all_servers()
        .flat_map(Server::requests)
        .any(|request| request.header("Host").is_some_and(|host| host.starts_with("lbgen-unknown")));
    expect(!reached, "no upstream to be reached", || "one was".to_owned())
}

async fn methods(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way(subject.index())?;
    let other = ["PATCH", "DELETE", "PUT", "POST", "GET"].into_iter().find(|method| way.by(method, "/").is_err());
    let other = other.ok_or_else(|| Failure::untried("every usual method is let in"))?;
    let answer = stage.visitor(&way)?.try_send(&Request::new(other, &way.host, &way.target("/"))).await?;
    expect(answer.status == 405, format!("405 for {other}"), || answer.status.to_string())?;
    expect(answer.header("Allow").is_some(), "an Allow header", || "none".to_owned())
}

async fn own_answers(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way(subject.index())?;
    let plan = stage.plan();
    let route = way.route_of(&plan)?;
    let request = way.get("/a?b=c");
    let answer = stage.visitor(&way)?.try_send(&request).await?;
    let expected = match &route.action {
        Action::Redirect(redirect) => {
            let location: String =
                redirect.to.parts().iter().map(|part| filled(part, &way, &way.target("/a"), "b=c")).collect();
            let seen = || answer.header("Location").unwrap_or("none").to_owned();
            expect(answer.header("Location") == Some(location.as_str()), format!("Location: {location}"), seen)?;
            redirect.status.code().to_string()
        }
        Action::Respond(respond) => {
            let (body, told) = (respond.body.as_str(), answer.text());
            expect(request.method() == "HEAD" || told == body, format!("the body {body:?}"), || format!("{told:?}"))?;
            respond.status.code().to_string()
        }
        Action::Proxy(_) => return Err(Failure::untried("an upstream stands behind it")),
    };
    expect(answer.status.to_string() == expected, format!("status {expected}"), || answer.status.to_string())
}

fn filled(part: &TargetPart, way: &Entrance, path: &str, query: &str) -> String {
    match part {
        TargetPart::Literal(text) => text.clone(),
        TargetPart::Host => way.host.clone(),
        TargetPart::Path => path.to_owned(),
        TargetPart::Query => query.to_owned(),
        TargetPart::Uri => format!("{path}?{query}"),
    }
}
