//! The two sides of the proxy: each has listeners and hosts of its own, and knows nothing of the other's.

use crate::source::Placed;
use crate::topology;

/// A side of the proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// `listen.http` and `listen.https`.
    Public,
    /// `listen.private`.
    Private,
}

impl Side {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Public, Self::Private];

    /// The side that a route is served on.
    pub fn of(route: &topology::Route) -> Self {
        if *route.private { Self::Private } else { Self::Public }
    }
}

/// What each side has of its own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sides<T> {
    public: T,
    private: T,
}

impl<T> Sides<T> {
    /// What `of` says of each.
    pub fn each(mut of: impl FnMut(Side) -> T) -> Self {
        Self { public: of(Side::Public), private: of(Side::Private) }
    }

    /// That of one side.
    pub const fn on(&self, side: Side) -> &T {
        match side {
            Side::Public => &self.public,
            Side::Private => &self.private,
        }
    }

    /// The same, to be changed.
    pub const fn on_mut(&mut self, side: Side) -> &mut T {
        match side {
            Side::Public => &mut self.public,
            Side::Private => &mut self.private,
        }
    }

    /// Both, the public one first.
    pub fn both(&self) -> impl Iterator<Item = &T> {
        [&self.public, &self.private].into_iter()
    }
}

/// The routes of one side.
pub fn routes_on(
    routes: &[Placed<topology::Route>],
    side: Side,
) -> impl Iterator<Item = &Placed<topology::Route>> + Clone {
    routes.iter().filter(move |route| Side::of(route) == side)
}
