//! What can be checked of a topology: which promise, on which of its parts, by which traffic.

use futures_util::future::LocalBoxFuture;

use super::stage::Stage;
use super::verdict::{Failure, Tried};
use crate::engine::Feature;
use crate::plan::{Plan, Route, TcpListener, Upstream};
use crate::promise::Promise;
use crate::source::{Place, Placed, Span};
use crate::topology::{self, Duration, Topology, Whole};

/// One body of assertions, the same for every engine.
pub struct Check {
    /// The promise that it shows.
    pub promise: Promise,
    /// Its name in reports: one or a few words in kebab case.
    pub name: &'static str,
    /// What it shows, as a sentence without its full stop.
    pub shows: &'static str,
    /// The parts of a topology that it is about; none when the topology asks for nothing of the kind.
    pub asked: fn(&Plan<'_>) -> Vec<Subject>,
    /// Differences that an engine has told at the render, and that explain another outcome.
    pub excuses: &'static [Feature],
    /// Shortens what nobody can wait for, and says what.
    pub shorten: fn(&mut Topology) -> Vec<String>,
    /// Sends the traffic. Each subject has a stage of its own.
    pub run: for<'a> fn(&'a mut Stage, &'a Subject) -> LocalBoxFuture<'a, Tried>,
}

/// A part of a topology.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Its key, such as `upstreams.chat.sticky` or `routes[2]`.
    pub key: String,
    /// Where the key stands; none for a default.
    pub span: Option<Span>,
    /// Which part.
    pub part: Part,
}

/// Which part of a topology a check is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// A route, by its place in the plan.
    Route(usize),
    /// An upstream, by its place in the plan.
    Upstream(usize),
    /// A listener of plain TCP, by its place in the plan.
    Tcp(usize),
}

impl Subject {
    /// All of the topology, told by this key.
    pub fn whole(key: &str, place: Option<Place>) -> Self {
        Self { key: key.to_owned(), span: place.map(|place| place.named()), part: Part::Whole }
    }

    /// A key of a route; an empty one for the route itself.
    pub fn route(route: &Route<'_>, key: &str, place: Option<Place>) -> Self {
        let dot = if key.is_empty() { "" } else { "." };
        let span = place.or(route.place).map(|place| place.named());
        Self { key: format!("routes[{}]{dot}{key}", route.index), span, part: Part::Route(route.index) }
    }

    /// A key of an upstream; an empty one for the upstream itself.
    pub fn upstream(at: usize, upstream: &Upstream<'_>, key: &str, place: Option<Place>) -> Self {
        let dot = if key.is_empty() { "" } else { "." };
        let span = place.or(upstream.place).map(|place| place.named());
        Self { key: format!("upstreams.{}{dot}{key}", upstream.name), span, part: Part::Upstream(at) }
    }

    /// A listener of plain TCP, by its place in the plan.
    pub fn tcp(at: usize, entry: &TcpListener<'_>) -> Self {
        let span = entry.place.map(|place| place.named());
        Self { key: entry.key(), span, part: Part::Tcp(at) }
    }

    /// The upstream that it is about.
    pub fn upstream_of<'p, 't>(&self, plan: &'p Plan<'t>) -> Result<&'p Upstream<'t>, Failure> {
        plan.upstreams.get(self.index()).ok_or_else(|| Failure::untried("the upstream is gone"))
    }

    /// The place of its route, upstream or listener in the plan; 0 when it is about the whole.
    pub const fn index(&self) -> usize {
        match self.part {
            Part::Whole => 0,
            Part::Route(index) | Part::Upstream(index) | Part::Tcp(index) => index,
        }
    }
}

impl Check {
    /// Makes the copy one that the check can be held on. Elsewhere than in the checks of the promise itself, nobody is
    /// drawn for a canary, and no route keeps all of its answers: users and requests would be missed where they are
    /// counted.
    pub fn preparing(&self) -> impl Fn(&mut Topology) -> Vec<String> + Send + use<> {
        let (shorten, promise) = (self.shorten, self.promise);
        move |topology| {
            if promise != Promise::Canary {
                draw_nobody(topology);
            }
            if promise != Promise::Cache {
                keep_no_whole_route(topology);
            }
            shorten(topology)
        }
    }
}

fn draw_nobody(topology: &mut Topology) {
    for route in &mut topology.routes {
        if let Some(canary) = route.value_mut().canary.as_mut().filter(|canary| !canary.takes_everyone()) {
            *canary.value_mut().weight.value_mut() = Whole::new(0);
        }
    }
}

fn keep_no_whole_route(topology: &mut Topology) {
    for route in &mut topology.routes {
        let route = route.value_mut();
        let is_whole = |cache: &Placed<topology::Cache>| cache.paths.iter().any(|path| route.path.is_below(path));
        if route.cache.as_ref().is_some_and(is_whole) {
            route.cache = None;
        }
    }
}

/// Shortens `timeouts.read` of every upstream of the copy.
pub fn shorten_read(topology: &mut Topology, seconds: u64) {
    let read = Duration::from_secs(seconds);
    each_upstream(topology, |upstream| match &mut upstream.timeouts.read {
        Some(written) => *written.value_mut() = read,
        None => upstream.timeouts.read = Some(Placed::implied(read)),
    });
}

/// For checks that wait for nothing.
pub fn nothing_shortened(_: &mut Topology) -> Vec<String> {
    Vec::new()
}

/// The upstreams for which `asks` gives a place, told by this key.
pub fn upstreams(plan: &Plan<'_>, key: &str, asks: impl Fn(&Upstream<'_>) -> Option<Option<Place>>) -> Vec<Subject> {
    let found = plan.upstreams.iter().enumerate();
    found.filter_map(|(at, upstream)| asks(upstream).map(|place| Subject::upstream(at, upstream, key, place))).collect()
}

/// The routes for which `asks` gives a place, told by this key.
pub fn routes(plan: &Plan<'_>, key: &str, asks: impl Fn(&Route<'_>) -> Option<Option<Place>>) -> Vec<Subject> {
    plan.routes.iter().filter_map(|route| asks(route).map(|place| Subject::route(route, key, place))).collect()
}

/// Changes every upstream of the copy.
pub fn each_upstream(topology: &mut Topology, change: impl Fn(&mut topology::Upstream)) {
    for (_, upstream) in topology.upstreams.iter_mut() {
        change(upstream.value_mut());
    }
}
