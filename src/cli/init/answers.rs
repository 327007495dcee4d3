//! Everything that a scaffold needs to know, complete.

use super::host_name::HostName;
use super::image_name::ImageName;
use super::preset::Preset;
use crate::topology::{Address, Proxy};

/// What was asked, and answered by a flag, the user or a default.
#[derive(Debug, Clone)]
pub struct Answers {
    /// The stack.
    pub preset: Preset,
    /// Public names of the application, at least one; the first one is its own idea of itself.
    pub hosts: Vec<HostName>,
    /// Public name of the object store; only the preset lobechat has one.
    pub s3_host: Option<HostName>,
    /// Proxies to render for, at least one, the one that fronts compose.yaml first.
    pub proxies: Vec<Proxy>,
    /// What answers behind the proxies.
    pub app: App,
    /// Whether HTTPS is listened on, at first with a self-signed placeholder certificate.
    pub https: bool,
    /// Whether an `.env` with fresh secrets is written.
    pub secrets: bool,
}

/// What answers behind the proxies.
#[derive(Debug, Clone)]
pub enum App {
    /// Containers of one image.
    Containers {
        /// The image, pinned.
        image: ImageName,
        /// The port that it listens on.
        port: u16,
        /// How many there are, 1 to 1000.
        replicas: u16,
    },
    /// Servers that run elsewhere, at least one.
    Servers(Vec<Address>),
}

impl Answers {
    /// Every public name, the application's first: what the certificate has to cover.
    pub fn all_hosts(&self) -> impl Iterator<Item = &HostName> {
        self.hosts.iter().chain(&self.s3_host)
    }

    /// The certificate's path beside `lbgen.yaml`, without its ending; named after the first host as certbot does.
    pub fn certificate_stem(&self) -> String {
        format!("certs/{}", self.hosts.first().map_or("default", HostName::as_str))
    }

    /// Whether containers are described, and with them compose.yaml and its variables.
    pub fn has_containers(&self) -> bool {
        matches!(self.app, App::Containers { .. })
    }
}
