//! How HAProxy runs in its official image.

use super::timeouts::drain;
use crate::engine::{AcmeClient, ProxyContainer, PublishedPort, http3_ports};
use crate::plan::Plan;
use crate::topology::EngineVersion;

const FOLDER: &str = "/usr/local/etc/haproxy";

/// Compose waits so long at the most, however patient the upstreams are.
const LONGEST_GRACE_SECONDS: u64 = 120;

/// How it is run in a container.
pub fn container(plan: &Plan<'_>) -> ProxyContainer {
    let version = plan.engines.haproxy.as_ref().map_or(EngineVersion::new(2, 8, 0), |haproxy| *haproxy.version);
    let public = || plan.public_listeners();
    // Keys are readable by whoever rendered and nobody else, whose number the image does not know.
    let has_keys = plan.has_secrets();
    let capabilities: &[&str] = if has_keys { &["DAC_OVERRIDE", "NET_BIND_SERVICE"] } else { &[] };
    let servers = plan.servers().count();
    let asked = plan.traffic_listeners().next().map(|address| address.port);
    ProxyContainer {
        image: format!("haproxy:{version}-alpine"),
        user: has_keys.then(|| "0:0".to_owned()),
        entrypoint: None,
        command: ["haproxy", "-f"].map(str::to_owned).into_iter().chain([format!("{FOLDER}/haproxy.cfg")]).collect(),
        working_dir: None,
        mount: FOLDER.to_owned(),
        writable: Vec::new(),
        cache: None,
        capabilities: capabilities.iter().map(|&capability| capability.to_owned()).collect(),
        stop_signal: "SIGUSR1".to_owned(),
        stop_grace_seconds: drain(plan).seconds_up().min(LONGEST_GRACE_SECONDS),
        health_check: asked.map(|port| ["nc", "-z", "127.0.0.1", &port.to_string()].map(str::to_owned).to_vec()),
        acme: AcmeClient::Beside { group: None, reload: Some("kill -USR2 1") },
        // A connection takes a descriptor on each side, a server's check one more.
        open_files: u32::try_from(65_536 + 2 * servers).unwrap_or(u32::MAX),
        ports: public()
            .map(|address| PublishedPort { ip: address.ip, port: address.port, is_udp: false })
            .chain(http3_ports(plan))
            .collect(),
    }
}
