//! How Traefik is run in a container.

use super::entry_points::GRACE_SECONDS;
use crate::engine::{AcmeClient, ProxyContainer, PublishedPort, http3_ports};
use crate::plan::Plan;
use crate::topology::EngineVersion;

/// How it is run in a container around its rendered folder.
pub fn container(plan: &Plan<'_>) -> ProxyContainer {
    let version = plan.engines.traefik.as_ref().map_or(EngineVersion::new(3, 6, 0), |traefik| *traefik.version);
    let ports: Vec<PublishedPort> = plan
        .public_listeners()
        .map(|address| PublishedPort { ip: address.ip, port: address.port, is_udp: false })
        .chain(http3_ports(plan))
        .collect();
    ProxyContainer {
        // The newest patch of a release when only that was named.
        image: format!("traefik:v{version}"),
        user: None,
        entrypoint: None,
        command: vec!["--configFile=traefik.yml".to_owned()],
        working_dir: Some("/etc/traefik".to_owned()),
        mount: "/etc/traefik".to_owned(),
        writable: Vec::new(),
        cache: None,
        capabilities: capabilities(plan),
        stop_signal: "SIGTERM".to_owned(),
        stop_grace_seconds: u64::from(GRACE_SECONDS) + 5,
        health_check: health_check(plan),
        acme: AcmeClient::Own,
        open_files: 65_536,
        ports,
    }
}

/// Keys belong to whoever rendered them.
fn capabilities(plan: &Plan<'_>) -> Vec<String> {
    let keys = plan.has_secrets().then_some("DAC_OVERRIDE");
    let low_port = plan.traffic_listeners().any(|address| address.port < 1024).then_some("NET_BIND_SERVICE");
    keys.into_iter().chain(low_port).map(str::to_owned).collect()
}

/// The router of `/ping` exists once the dynamic file is loaded, so that it tells more than an open port does.
fn health_check(plan: &Plan<'_>) -> Option<Vec<String>> {
    let words = |words: [&str; 4]| Some(words.map(str::to_owned).to_vec());
    match (plan.listeners.admin, plan.traffic_listeners().next()) {
        (Some(admin), _) => words(["wget", "-q", "-O/dev/null", &format!("http://127.0.0.1:{}/ping", admin.port)]),
        (None, Some(address)) => words(["nc", "-z", "127.0.0.1", &address.port.to_string()]),
        (None, None) => None,
    }
}
