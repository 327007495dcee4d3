//! Priorities: which router a request meets first.
//!
//! Traefik's own priority is the length of a rule's text; every router here has an explicit one instead, made of the
//! host's rank, the length of the path, and the router's place among those of its route.

use crate::topology::HostPattern;

/// Above all that hosts and paths can make.
pub const REFUSED_EVERYWHERE: u32 = 1 << 20;

/// Above all paths of a host: those that may be read in two ways.
pub const AMBIGUOUS_PATH: u32 = 0x7FF;

/// How specific a host is; the higher the more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HostRank {
    /// Any host.
    Any = 1,
    /// One label below a parent.
    Wildcard = 2,
    /// One name.
    Exact = 3,
}

impl HostRank {
    /// The rank of a host.
    pub fn of(host: Option<&HostPattern>) -> Self {
        match host {
            None => Self::Any,
            Some(name) if name.wildcard_parent().is_some() => Self::Wildcard,
            Some(_) => Self::Exact,
        }
    }
}

/// The host decides first, then the path (up to 1024 bytes long), then the place among the route's own routers.
pub fn priority(host: HostRank, path: u32, place: u32) -> u32 {
    ((host as u32) << 17) | (path.min(AMBIGUOUS_PATH) << 6) | place.min(63)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_outranks_the_path_and_the_path_the_router() {
        let (exact, wildcard, any) = (HostRank::Exact, HostRank::Wildcard, HostRank::Any);
        assert!(priority(exact, 0, 0) > priority(wildcard, AMBIGUOUS_PATH, 63));
        assert!(priority(wildcard, 0, 0) > priority(any, AMBIGUOUS_PATH, 63));
        assert!(priority(exact, 5, 1) > priority(exact, 4, 63));
        assert!(priority(exact, AMBIGUOUS_PATH, 0) > priority(exact, 1024, 63));
        assert!(priority(exact, 1, 1) > priority(exact, 0, 63));
        assert!(REFUSED_EVERYWHERE > priority(exact, AMBIGUOUS_PATH, 63));
    }
}
