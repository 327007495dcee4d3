//! `canary`: variables that tell the group of a request. Another upstream has other timeouts, another Host and another
//! sticky cookie, so it is a location of its own.

use super::cookies::{self, CookieView};
use super::headers::{HeaderView, request_variable};
use super::scope::Scope;
use super::sticky::{self, MapView, entry};
use super::text::Part;
use crate::escape::{Escaped, nginx};
use crate::plan::{Canary, Groups, Route};
use crate::topology::{CanaryCookie, CanaryHeader, SwitchValue};

crate::view! {
    /// The variables of a route's canary.
    pub struct CanaryView {
        /// The route's number.
        pub route: usize,
        /// Cookies that need a variable of their own.
        pub cookies: Vec<CookieView>,
        /// Draws the group of a new user.
        pub draw: Option<DrawView>,
        /// What the group follows from.
        pub maps: Vec<MapView>,
    }
}

crate::view! {
    /// Draws the group of a new user.
    pub struct DrawView {
        /// The variable.
        pub name: String,
        /// How many of a hundred go to the canary.
        pub weight: u32,
    }
}

/// The names of a canary's variables, which all begin with its route's.
struct Names(usize);

impl Names {
    fn of(&self, what: &str) -> String {
        format!("canary_{}_{what}", self.0)
    }

    /// 1 for requests that go to the canary.
    fn decision(&self) -> String {
        format!("canary_{}", self.0)
    }
}

/// The variable that is 1 for requests that go to the route's canary.
pub fn decision(route: &Route<'_>) -> Option<Escaped> {
    route.canary().map(|_| Escaped::trusted(Names(route.index).decision()))
}

/// The header that keeps a new user in his group.
pub fn cookie(route: &Route<'_>) -> Option<HeaderView> {
    let _groups = route.canary()?.groups.as_ref()?;
    Some(HeaderView::fixed("Set-Cookie", &format!("${}", Names(route.index).of("cookie"))))
}

/// The location of a route's canary.
pub fn location(route: &Route<'_>) -> Escaped {
    Escaped::trusted(format!("@canary_{}", route.index))
}

/// The location of the cached paths of a route's canary.
pub fn cached_location(route: &Route<'_>) -> Escaped {
    Escaped::trusted(format!("@canary_cached_{}", route.index))
}

/// The variables of a route's canary. What decides first is declared last: each variable falls back on the one before.
pub fn view(route: &Route<'_>, scope: &mut Scope<'_, '_>) -> Option<CanaryView> {
    let Canary { place: _, upstream: _, header, cookie, groups } = route.canary()?;
    let names = Names(route.index);
    let (mut declared, mut maps) = (Vec::new(), Vec::new());
    let mut state = "main".to_owned();
    if let Some(groups) = groups {
        let sent = cookies::variable(&groups.cookie.name, &names.of("group"), &mut declared);
        state = push(&mut maps, kept(groups, &sent, &names));
    }
    if let Some(CanaryCookie { name, value }) = cookie {
        let sent = cookies::variable(name, &names.of("switch"), &mut declared);
        state = push(&mut maps, switch(&sent, names.of("by_cookie"), value, &state));
    }
    if let Some(CanaryHeader { name, value }) = header {
        state = push(&mut maps, switch(&request_variable(name), names.of("by_header"), value, &state));
    }
    if let Some(groups) = groups {
        maps.extend(sticky::secure_map(&groups.cookie, &names.decision()));
        maps.push(new_cookie(groups, &state, &names, scope));
    }
    maps.push(MapView {
        source: Escaped::trusted(&*state),
        name: names.decision(),
        default: Escaped::trusted("\"\""),
        entries: vec![entry("canary", "1"), entry("new-canary", "1")],
    });
    let draw = groups.as_ref().map(|groups| DrawView { name: names.of("new"), weight: groups.weight });
    Some(CanaryView { route: route.index, cookies: declared, draw, maps })
}

/// Adds the variable; gives it as the following ones use it.
fn push(maps: &mut Vec<MapView>, map: MapView) -> String {
    let variable = format!("${}", map.name);
    maps.push(map);
    variable
}

/// The group that the cookie names; a value that is none of ours is no group.
fn kept(groups: &Groups<'_>, sent: &str, names: &Names) -> MapView {
    MapView {
        source: Escaped::trusted(sent),
        name: names.of("kept"),
        default: Escaped::trusted(format!("${}", names.of("new"))),
        entries: vec![entry(&groups.canary, "canary"), entry(&groups.main, "main")],
    }
}

/// A pattern, since a map compares texts without regard to case.
fn switch(sent: &str, name: String, value: &SwitchValue, otherwise: &str) -> MapView {
    let pattern = nginx::literal(&format!("~^{}$", nginx::pattern(value.as_str()))).into_owned();
    MapView {
        source: Escaped::trusted(sent),
        name,
        default: Escaped::trusted(otherwise),
        entries: vec![entry(&pattern, "canary")],
    }
}

fn new_cookie(groups: &Groups<'_>, state: &str, names: &Names, scope: &mut Scope<'_, '_>) -> MapView {
    let mut written =
        |group: &str| sticky::written(&groups.cookie, Part::Text(group), &names.decision(), &mut scope.texts);
    let (canary, main) = (written(&groups.canary), written(&groups.main));
    MapView {
        source: Escaped::trusted(state),
        name: names.of("cookie"),
        default: Escaped::trusted("\"\""),
        entries: vec![entry("new-canary", canary.as_str()), entry("new-main", main.as_str())],
    }
}
