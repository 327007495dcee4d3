//! P26: what never changes is asked for once, and what is somebody's own is never kept.

use crate::engine::Feature;
use crate::plan::{Plan, Route};
use crate::promise::Promise;
use crate::rehearse::Entrance;
use crate::rehearse::check::{Check, Subject, nothing_shortened, routes};
use crate::rehearse::stage::Stage;
use crate::rehearse::upstream::Server;
use crate::rehearse::verdict::{Failure, Tried, asked_for, expect};
use crate::source::Placed;
use crate::topology::RoutePath;

const EXCUSES: &[Feature] = &[Feature::Cache];

/// An answer that everyone may keep.
const KEPT: &str = "/headers?Cache-Control=max-age=600";

const AUTHORIZATION: (&str, &str) = ("Authorization", "Bearer lbgen-rehearsal");

pub const ONCE: Check = Check {
    promise: Promise::Cache,
    name: "cache",
    shows: "many requests for one answer reach the upstream once, and others reach it too",
    asked,
    excuses: EXCUSES,
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(once(stage, subject)),
};

pub const PRIVATE: Check = Check {
    promise: Promise::Cache,
    name: "cache-private",
    shows: "no answer is kept that sets a cookie or forbids it, and nobody who sends Authorization gets one that is",
    asked,
    excuses: EXCUSES,
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(private(stage, subject)),
};

fn asked(plan: &Plan<'_>) -> Vec<Subject> {
    routes(plan, "cache", |route| route.cache.map(Placed::place))
}

/// Some route of the host that stands closer to the path takes it.
fn is_taken(plan: &Plan<'_>, route: &Route<'_>, path: &RoutePath) -> bool {
    let is_closer =
        |other: &Route<'_>| other.path != route.path && other.path.is_below(route.path) && path.is_below(other.path);
    let hosts = plan.hosts.on(route.side).iter().filter(|host| host.routes.contains(&route.index));
    hosts.flat_map(|host| &host.routes).filter_map(|at| plan.routes.get(*at)).any(is_closer)
}

/// A way into each of the route's cached paths.
fn ways(plan: &Plan<'_>, way: &Entrance) -> Result<Vec<Entrance>, Failure> {
    let route = way.route_of(plan)?;
    let cache = asked_for(route.cache)?;
    if way.is_key_header(AUTHORIZATION.0) {
        return Err(Failure::untried("its key comes in Authorization: nothing is kept for anyone"));
    }
    let own = cache.paths.iter().filter(|path| !is_taken(plan, route, path));
    Ok(own.map(|path| way.below(path.as_str())).collect())
}

/// How many of so many requests for the same reach an upstream; with a header, if one is given.
async fn reaching(
    stage: &Stage,
    way: &Entrance,
    count: usize,
    (behaviour, header): (&str, Option<(&str, &str)>),
) -> Result<usize, Failure> {
    stage.all_servers().for_each(Server::forget);
    for _ in 0..count {
        let request = way.by("GET", behaviour)?;
        let request = header.iter().fold(request, |request, (name, value)| request.header(name, value));
        let answer = stage.visitor(way)?.try_send(&request).await?;
        expect(answer.status == 200, format!("200 for `{behaviour}`"), || answer.status.to_string())?;
    }
    let requests = stage.all_servers().flat_map(Server::requests);
    Ok(requests.filter(|request| request.target().ends_with(behaviour)).count())
}

async fn once(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way(subject.index())?;
    let plan = stage.plan();
    for cached in ways(&plan, &way)? {
        for query in ["one", "other"] {
            let reached = reaching(stage, &cached, 5, (&format!("{KEPT}&X-Query={query}"), None)).await?;
            expect(reached == 1, "one of five requests for the same at the upstream", || reached.to_string())?;
        }
        let is_all = cached.path == way.path;
        let beside = way.below(&format!("{}x", cached.path));
        for beside in [&way, &beside].into_iter().filter(|_| !is_all) {
            let reached = reaching(stage, beside, 2, (KEPT, None)).await?;
            expect(reached == 2, format!("nothing kept below `{}/`", beside.path), || format!("{reached} of 2"))?;
        }
    }
    Ok(())
}

async fn private(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way(subject.index())?;
    let plan = stage.plan();
    for cached in ways(&plan, &way)? {
        for more in ["&Set-Cookie=lbgen=1", ",private", ",no-store"] {
            let reached = reaching(stage, &cached, 2, (&format!("{KEPT}{more}"), None)).await?;
            expect(reached == 2, format!("no answer kept with `{}`", more.trim_start_matches(['&', ','])), || {
                format!("{reached} of 2 requests at the upstream")
            })?;
        }
        let (known, stranger) = ((KEPT, Some(AUTHORIZATION)), (KEPT, None));
        for (who, asked, count, expected) in [
            ("nothing kept of an answer to who sends Authorization", known, 2, 2),
            ("an answer to others kept", stranger, 2, 1),
            ("nobody who sends Authorization answered by what is kept", known, 2, 2),
        ] {
            let reached = reaching(stage, &cached, count, asked).await?;
            expect(reached == expected, who, || format!("{reached} of {count} requests at the upstream"))?;
        }
    }
    Ok(())
}
