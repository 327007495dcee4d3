//! The pairs of engine and version that promises are run against.

use lbgen::engine::Target;
use lbgen::topology::Proxy;
use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Engine {
    Nginx122,
    Nginx126,
    Nginx130,
    Nginx131,
    Haproxy26,
    Haproxy28,
    Haproxy30,
    Haproxy32,
    Haproxy34,
    Traefik33,
    Traefik36,
    Traefik37,
}

impl Engine {
    /// Those that every run of the tests has.
    pub const ALL: [Self; 7] = [
        Self::Nginx122,
        Self::Nginx131,
        Self::Haproxy26,
        Self::Haproxy28,
        Self::Traefik33,
        Self::Traefik36,
        Self::Traefik37,
    ];

    /// Those that are tried with the feature `newer-engines` alone: see `scripts/test-newer-engines`.
    pub const NEWER: [Self; 5] = [Self::Nginx126, Self::Nginx130, Self::Haproxy30, Self::Haproxy32, Self::Haproxy34];

    /// By the name that its tests have, such as `nginx_1_22`.
    pub fn named(name: &str) -> Self {
        let mut engines = Self::ALL.into_iter().chain(Self::NEWER);
        engines.find(|engine| engine.test_name() == name).unwrap_or_else(|| panic!("no engine {name}"))
    }

    pub fn test_name(self) -> String {
        format!("{}_{}", self.name(), self.version().replace('.', "_"))
    }

    /// The engine of every run whose part one of [`Engine::NEWER`] takes: what is asked of that is asked of this.
    pub fn stands_for(self) -> Self {
        match self {
            Self::Nginx126 => Self::Nginx122,
            Self::Nginx130 => Self::Nginx131,
            Self::Haproxy30 | Self::Haproxy32 | Self::Haproxy34 => Self::Haproxy28,
            Self::Nginx122
            | Self::Nginx131
            | Self::Haproxy26
            | Self::Haproxy28
            | Self::Traefik33
            | Self::Traefik36
            | Self::Traefik37 => self,
        }
    }

    pub fn proxy(self) -> Proxy {
        match self {
            Self::Nginx122 | Self::Nginx126 | Self::Nginx130 | Self::Nginx131 => Proxy::Nginx,
            Self::Haproxy26 | Self::Haproxy28 | Self::Haproxy30 | Self::Haproxy32 | Self::Haproxy34 => Proxy::Haproxy,
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
    pub fn traits(self) -> String {
        match self {
            // The wheel has no HTTP/3.
            Self::Nginx131 => ", modules: [stub_status, njs], modules_path: built-in".to_owned(),
            Self::Nginx126 | Self::Nginx130 => {
                let folder = format!("{}/.engines/modules/nginx-{}", env!("CARGO_MANIFEST_DIR"), self.version());
                format!(", modules: [http_v3, stub_status, njs, stream], modules_path: {folder:?}")
            }
            Self::Nginx122
            | Self::Haproxy26
            | Self::Haproxy28
            | Self::Haproxy30
            | Self::Haproxy32
            | Self::Haproxy34
            | Self::Traefik33
            | Self::Traefik36
            | Self::Traefik37 => String::new(),
        }
    }

    /// It is tried with a firewall.
    pub fn has_firewall(self) -> bool {
        matches!(self, Self::Nginx122 | Self::Nginx126)
    }

    /// As `traits`, and its firewall.
    pub fn traits_with_firewall(self) -> String {
        if self == Self::Nginx122 {
            return ", modules: [stub_status, njs, modsecurity]".to_owned();
        }
        self.traits().replace("njs,", "njs, modsecurity,")
    }

    /// Where the rules of its firewall are, where that is not the usual place.
    pub fn rules(self) -> String {
        if self == Self::Nginx122 {
            return String::new();
        }
        format!(", crs_path: \"{}/.engines/crs/nginx-{}\"", env!("CARGO_MANIFEST_DIR"), self.version())
    }

    pub fn version(self) -> &'static str {
        match self {
            Self::Nginx122 => "1.22",
            Self::Nginx126 => "1.26",
            Self::Nginx130 => "1.30",
            Self::Nginx131 => "1.31",
            Self::Haproxy26 => "2.6",
            Self::Haproxy28 => "2.8",
            Self::Haproxy30 => "3.0",
            Self::Haproxy32 => "3.2",
            Self::Haproxy34 => "3.4",
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
