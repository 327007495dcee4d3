//! The pairs of engine and version that promises are run against.

use lbgen::engine::Target;
use lbgen::topology::Proxy;
use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Engine {
    Nginx122,
    Nginx131,
    Haproxy26,
    Haproxy28,
    Traefik33,
    Traefik36,
    Traefik37,
}

impl Engine {
    pub const ALL: [Self; 7] = [
        Self::Nginx122,
        Self::Nginx131,
        Self::Haproxy26,
        Self::Haproxy28,
        Self::Traefik33,
        Self::Traefik36,
        Self::Traefik37,
    ];

    /// By the name that its tests have, such as `nginx_1_22`.
    pub fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|engine| engine.test_name() == name).unwrap_or_else(|| panic!("no engine {name}"))
    }

    pub fn test_name(self) -> String {
        format!("{}_{}", self.name(), self.version().replace('.', "_"))
    }

    pub fn proxy(self) -> Proxy {
        match self {
            Self::Nginx122 | Self::Nginx131 => Proxy::Nginx,
            Self::Haproxy26 | Self::Haproxy28 => Proxy::Haproxy,
            Self::Traefik33 | Self::Traefik36 | Self::Traefik37 => Proxy::Traefik,
        }
    }

    pub fn target(self) -> Target {
        match self.proxy() {
            Proxy::Nginx => Target::Nginx,
            Proxy::Haproxy => Target::Haproxy,
            Proxy::Traefik => Target::Traefik,
        }
    }

    /// Its name in a topology's `engines`, which is that of its folder too.
    pub fn name(self) -> &'static str {
        self.proxy().name()
    }

    /// What a topology says of its binary beside the version, each after a comma.
    pub fn traits(self) -> &'static str {
        match self {
            Self::Nginx131 => ", modules_path: built-in",
            Self::Nginx122
            | Self::Haproxy26
            | Self::Haproxy28
            | Self::Traefik33
            | Self::Traefik36
            | Self::Traefik37 => "",
        }
    }

    pub fn version(self) -> &'static str {
        match self {
            Self::Nginx122 => "1.22",
            Self::Nginx131 => "1.31",
            Self::Haproxy26 => "2.6",
            Self::Haproxy28 => "2.8",
            Self::Traefik33 => "3.3",
            Self::Traefik36 => "3.6",
            Self::Traefik37 => "3.7",
        }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.name(), self.version())
    }
}
