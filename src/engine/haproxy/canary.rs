//! `canary`: the frontend finds a request's group, and leads it to the other backend.

use super::routing::route_id;
use super::view::{CanaryView, GroupsView, SwitchView};
use crate::escape::{Escaped, haproxy};
use crate::plan::{Canary, CookieSecurity, Groups, Plan, Route, Sides, StickyCookie};
use crate::topology::SameSite;

/// What limits count by when a request may have been led to another backend: the route that it came by.
pub const ROUTE_BEFORE: &str = "txn.route_before";

/// The variable that limits count by.
pub fn counted_route(plan: &Plan<'_>) -> &'static str {
    if plan.routes.iter().any(|route| route.canary().is_some()) { ROUTE_BEFORE } else { "txn.route" }
}

/// The canaries of each side's routes.
pub fn canaries(plan: &Plan<'_>) -> Result<Sides<Vec<CanaryView>>, String> {
    let mut canaries: Sides<Vec<CanaryView>> = Sides::default();
    for route in &plan.routes {
        if let Some(asked) = route.canary() {
            canaries.on_mut(route.side).push(canary(plan, route, asked)?);
        }
    }
    Ok(canaries)
}

fn canary(plan: &Plan<'_>, route: &Route<'_>, canary: &Canary<'_>) -> Result<CanaryView, String> {
    let Canary { place: _, upstream, header, cookie, groups } = canary;
    let id = |at: usize| plan.upstreams.get(at).map(|upstream| route_id(upstream.name, route)).unwrap_or_default();
    let header = header.map(|header| ("req.fhdr", header.name.as_str(), header.value.as_str()));
    let cookie = cookie.map(|cookie| ("req.cook", cookie.name.as_str(), cookie.value.as_str()));
    let switch = |(fetch, name, value): (&str, &str, &str)| {
        Ok::<_, String>(SwitchView {
            // Names of headers and cookies hold nothing that would have to be escaped.
            sent: Escaped::trusted(format!("{fetch}({name})")),
            value: Escaped::trusted(haproxy::word(value)?.into_owned()),
        })
    };
    Ok(CanaryView {
        route: route.index,
        before: Escaped::trusted(id(route.upstream().unwrap_or_default())),
        after: Escaped::trusted(id(*upstream)),
        groups: groups.as_ref().map(groups_view),
        switches: header.into_iter().chain(cookie).map(switch).collect::<Result<_, _>>()?,
    })
}

fn groups_view(groups: &Groups<'_>) -> GroupsView {
    let Groups { weight, cookie, canary, main } = groups;
    let StickyCookie { place: _, name, max_age: _, secure, http_only: _, same_site: _, path: _ } = cookie;
    GroupsView {
        sent: Escaped::trusted(format!("req.cook({name})")),
        name: name.to_string(),
        attributes: Escaped::trusted(attributes(cookie)),
        secure: *secure == CookieSecurity::Always,
        mixed: *secure == CookieSecurity::WhenHttps,
        weight: *weight,
        canary: canary.clone(),
        main: main.clone(),
    }
}

/// The attributes of the cookie but `Secure`.
fn attributes(cookie: &StickyCookie<'_>) -> String {
    let StickyCookie { place: _, name: _, max_age, secure: _, http_only, same_site, path } = cookie;
    let max_age = max_age.map(|age| format!("; Max-Age={}", age.seconds_up())).unwrap_or_default();
    let http_only = if *http_only { "; HttpOnly" } else { "" };
    let same_site = match same_site {
        SameSite::Lax => "Lax",
        SameSite::Strict => "Strict",
        SameSite::None => "None",
    };
    format!("; Path={}{max_age}{http_only}; SameSite={same_site}", path.as_str())
}
