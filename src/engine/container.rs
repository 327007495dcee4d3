//! How a proxy is run in a container: what compose has to know of an engine, and no more.

use crate::plan::Plan;

/// A proxy's container around its rendered folder.
#[derive(Debug, Clone, Default)]
pub struct ProxyContainer {
    /// Image with its pinned tag.
    pub image: String,
    /// The user to run as, when it must not be the image's own.
    pub user: Option<String>,
    /// Replaces the image's entrypoint, when need be.
    pub entrypoint: Option<Vec<String>>,
    /// The command, after the entrypoint.
    pub command: Vec<String>,
    /// The folder that it starts in, when the image's own will not do.
    pub working_dir: Option<String>,
    /// Where the rendered folder is mounted, read-only, as a directory.
    pub mount: String,
    /// Mounts of what must be writable.
    pub writable: Vec<Mount>,
    /// The folder that answers are kept in, when it keeps any in files.
    pub cache: Option<String>,
    /// Linux capabilities that it needs once all are dropped.
    pub capabilities: Vec<String>,
    /// The signal that lets requests in flight end.
    pub stop_signal: String,
    /// Seconds that they are given.
    pub stop_grace_seconds: u64,
    /// A command inside the container that ends well when the proxy answers; none where the image has no tool for it.
    pub health_check: Option<Vec<String>>,
    /// Open files that it may have.
    pub open_files: u32,
    /// How it comes to certificates of an ACME authority; looked at only where the topology asks for such.
    pub acme: AcmeClient,
    /// Ports to publish.
    pub ports: Vec<PublishedPort>,
}

/// How a proxy comes to certificates of an ACME authority.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AcmeClient {
    #[default]
    /// It asks the authority itself, and keeps what it gets in its folder for certificates.
    Own,
    /// A client in a container beside it fills that folder.
    Beside {
        /// The number of the group that must be able to read the certificates, when root is not enough.
        group: Option<u32>,
        /// The command that tells the proxy, as process 1, of new certificates, when it does not see them itself.
        reload: Option<&'static str>,
    },
}

/// A writable folder in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mount {
    /// Where it is mounted.
    pub path: String,
    /// Options of the tmpfs, such as `mode=1777`; may be empty.
    pub options: String,
}

/// The ports of HTTP/3 to publish: those of HTTPS, over UDP.
pub fn http3_ports(plan: &Plan<'_>) -> impl Iterator<Item = PublishedPort> {
    let is_asked = plan.tls.as_ref().is_some_and(|tls| tls.http3.is_some());
    let listeners = plan.listeners.https.iter().filter(move |_| is_asked);
    listeners.map(|address| PublishedPort {
        ip: address.ip.filter(|ip| !ip.is_unspecified()),
        port: address.port,
        is_udp: true,
    })
}

/// A port that the proxy's container publishes on the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedPort {
    /// The host's address; none for all.
    pub ip: Option<std::net::IpAddr>,
    /// The port on the host, and in the container.
    pub port: u16,
    /// It is one of UDP, not TCP.
    pub is_udp: bool,
}
