//! The release lines of the engines that are rendered for and asked.

use std::fmt;

use crate::topology::{EngineVersion, Proxy};

/// A release line: its first release stands for it, since that is the oldest that the output must run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// The engine.
    pub proxy: Proxy,
    /// First number.
    pub major: u16,
    /// Second number.
    pub minor: u16,
}

const fn line(proxy: Proxy, major: u16, minor: u16) -> Line {
    Line { proxy, major, minor }
}

impl Line {
    /// Every line, by engine, oldest first.
    pub const ALL: &'static [Self] = &[
        line(Proxy::Nginx, 1, 22),
        line(Proxy::Nginx, 1, 28),
        line(Proxy::Nginx, 1, 30),
        line(Proxy::Nginx, 1, 31),
        line(Proxy::Haproxy, 2, 6),
        line(Proxy::Haproxy, 2, 8),
        line(Proxy::Haproxy, 3, 0),
        line(Proxy::Haproxy, 3, 2),
        line(Proxy::Traefik, 3, 3),
        line(Proxy::Traefik, 3, 6),
        line(Proxy::Traefik, 3, 7),
    ];

    /// The release that is rendered for.
    pub const fn version(self) -> EngineVersion {
        EngineVersion::new(self.major, self.minor, 0)
    }

    /// A whole version is of this line.
    pub const fn holds(self, version: EngineVersion) -> bool {
        self.major == version.major && self.minor == version.minor
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.proxy.name(), self.version())
    }
}
