//! The proxies that a scaffolded topology can name under `engines`.

use clap::ValueEnum;

/// An engine that carries traffic; compose.yaml comes along by itself where there are containers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Proxy {
    /// nginx, open source
    Nginx,
    /// Traefik, file provider
    Traefik,
    /// HAProxy
    #[value(name = "haproxy")]
    HaProxy,
}

impl Proxy {
    /// All of them, in the order in which they are suggested.
    pub const ALL: [Self; 3] = [Self::Nginx, Self::Traefik, Self::HaProxy];

    /// Its key under `engines`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::Traefik => "traefik",
            Self::HaProxy => "haproxy",
        }
    }

    /// The command that runs its rendered folder, from where `lbgen.yaml` stands.
    pub fn start_command(self) -> &'static str {
        match self {
            Self::Nginx => "nginx -p deploy/nginx -c nginx.conf",
            Self::Traefik => "(cd deploy/traefik && traefik --configFile=traefik.yml)",
            Self::HaProxy => "haproxy -f deploy/haproxy/haproxy.cfg",
        }
    }
}

impl std::fmt::Display for Proxy {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.word())
    }
}
