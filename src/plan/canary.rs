//! A route's canary: the other upstream, what leads there, and the groups that users stay in.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::label::label;
use super::{CookieSecurity, Side, Sides, StickyCookie, Tls};
use crate::source::{Place, Placed};
use crate::topology::{
    self, CanaryCookie, CanaryHeader, CookieName, CookiePath, ResourceName, Route, SameSite, Secure,
};

/// A route's canary.
#[derive(Debug)]
pub struct Canary<'t> {
    /// Where `canary` stands.
    pub place: Option<Place>,
    /// Place in [`super::Plan::upstreams`].
    pub upstream: usize,
    /// A header that leads there.
    pub header: Option<&'t CanaryHeader>,
    /// A cookie that leads there.
    pub cookie: Option<&'t CanaryCookie>,
    /// The groups of the users who carry neither; none when all of them go to the route's own upstream.
    pub groups: Option<Groups<'t>>,
}

/// The groups of a canary's users.
#[derive(Debug)]
pub struct Groups<'t> {
    /// How many of a hundred new users are in the canary's: 1 to 99.
    pub weight: u32,
    /// The cookie that keeps a user in his group.
    pub cookie: StickyCookie<'t>,
    /// Its value for the canary's group.
    pub canary: String,
    /// Its value for the others.
    pub main: String,
}

/// The path of the group's cookie.
static EVERYWHERE: LazyLock<Placed<CookiePath>> = LazyLock::new(Placed::default);

/// The names of the upstreams that some route leads to, and the sides of those routes.
pub fn used(routes: &[Placed<Route>]) -> HashMap<&str, Sides<bool>> {
    let mut used: HashMap<&str, Sides<bool>> = HashMap::new();
    for route in routes {
        let own = route.to.as_ref().filter(|_| !everyone_goes_to_the_canary(route));
        for name in own.into_iter().chain(route.canary.as_ref().map(|canary| &canary.to)) {
            *used.entry(name.as_str()).or_default().on_mut(Side::of(route)) = true;
        }
    }
    used
}

fn everyone_goes_to_the_canary(route: &Route) -> bool {
    route.canary.as_ref().is_some_and(|canary| canary.takes_everyone())
}

/// The upstream of a route of that side, and its canary unless everyone goes there. The error is a reference that leads
/// nowhere.
pub fn destinations<'t>(
    to: &'t ResourceName,
    canary: Option<&'t Placed<topology::Canary>>,
    side: Side,
    upstreams: &HashMap<&str, usize>,
    tls: Option<&Tls<'_>>,
) -> Option<(usize, Option<Canary<'t>>)> {
    let Some(asked) = canary else { return Some((*upstreams.get(to.as_str())?, None)) };
    let topology::Canary { to: other, weight, header, cookie } = asked.value();
    let upstream = *upstreams.get(other.as_str())?;
    if asked.takes_everyone() {
        return Some((upstream, None));
    }
    let secure = CookieSecurity::of(Secure::Auto, tls, Sides::each(|other| other == side));
    let groups = (weight.get() > 0).then(|| Groups {
        weight: weight.get(),
        cookie: cookie_of_groups(to, other, asked.place(), secure),
        canary: label(&format!("canary {to} {} canary", other.value())),
        main: label(&format!("canary {to} {} main", other.value())),
    });
    let (header, cookie) = (header.as_ref().map(Placed::value), cookie.as_ref().map(Placed::value));
    let canary = Canary { place: asked.place(), upstream, header, cookie, groups };
    Some((*upstreams.get(to.as_str())?, Some(canary)))
}

/// A sticky cookie's defaults, under a name for the two upstreams: routes to the same two share their groups.
fn cookie_of_groups<'t>(
    to: &ResourceName,
    canary: &ResourceName,
    place: Option<Place>,
    secure: CookieSecurity,
) -> StickyCookie<'t> {
    StickyCookie {
        place,
        name: CookieName::for_canary(to, canary),
        max_age: None,
        secure,
        http_only: true,
        same_site: SameSite::Lax,
        path: &EVERYWHERE,
    }
}
