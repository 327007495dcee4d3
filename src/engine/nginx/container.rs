//! nginx in a container, around its rendered folder.

use super::{acme, cache};
use crate::engine::{AcmeClient, Mount, ProxyContainer, PublishedPort, http3_ports};
use crate::plan::{Listeners, Plan};
use crate::topology::{ListenAddress, Nginx};

/// Where the rendered folder is mounted.
const FOLDER: &str = "/etc/lbgen/nginx";

/// The group that the workers belong to in the image; they read certificates that a variable names.
const WORKERS_GROUP: u32 = 101;

/// How nginx is run in a container. The image's own entrypoint is left out: it edits files that are not ours.
pub fn container(plan: &Plan<'_>) -> ProxyContainer {
    let usual = Nginx::default();
    let version = *plan.engines.nginx.as_ref().map_or(&usual, |nginx| nginx.value()).version;
    ProxyContainer {
        image: format!("nginx:{version}-alpine"),
        user: None,
        entrypoint: Some(vec!["nginx".to_owned()]),
        command: ["-e", "stderr", "-p", FOLDER, "-c", "nginx.conf"].map(str::to_owned).to_vec(),
        working_dir: None,
        mount: FOLDER.to_owned(),
        writable: vec![Mount { path: format!("{FOLDER}/run"), options: "mode=0755".to_owned() }],
        cache: plan.keeps_answers().then(|| format!("{FOLDER}/{}", cache::FOLDER)),
        capabilities: capabilities(plan),
        stop_signal: "SIGQUIT".to_owned(),
        stop_grace_seconds: 120,
        health_check: health_check(plan),
        acme: if acme::is_by_module(plan) {
            AcmeClient::Own
        } else {
            AcmeClient::Beside { group: Some(WORKERS_GROUP), reload: None }
        },
        open_files: 65_536,
        ports: published(plan),
    }
}

/// Workers change their user, own their temporary folders and are signalled as another user; keys belong to whoever
/// rendered them, and those that nginx's own ACME module keeps belong to the workers.
fn capabilities(plan: &Plan<'_>) -> Vec<String> {
    let mut names = vec!["CHOWN", "KILL", "SETGID", "SETUID"];
    if plan.has_secrets() || acme::is_by_module(plan) {
        names.push("DAC_OVERRIDE");
    }
    if plan.traffic_listeners().any(|address| address.port < 1024) {
        names.push("NET_BIND_SERVICE");
    }
    names.sort_unstable();
    names.into_iter().map(str::to_owned).collect()
}

/// Any answer will do, an unknown host's 404 too. Without plain HTTP, public or private, there is nobody to ask: every
/// handshake names a host. Plain TCP alone is asked whether it listens.
fn health_check(plan: &Plan<'_>) -> Option<Vec<String>> {
    let tcp = || plan.tcp.first().filter(|_| plan.routes.is_empty());
    let Listeners { http, https: _, private, admin } = &plan.listeners;
    let Some(address) = admin.as_ref().or(http.first()).or(private.first()) else {
        let port = tcp()?.listen.port.to_string();
        return Some(["nc", "-z", "127.0.0.1", &port].map(str::to_owned).to_vec());
    };
    let host = match address.ip {
        Some(ip) if !ip.is_unspecified() => std::net::SocketAddr::new(ip, address.port).to_string(),
        Some(_) | None => format!("127.0.0.1:{}", address.port),
    };
    let is_announced = admin.is_none() && !http.is_empty() && plan.trust.announcers().is_some();
    let announced = is_announced.then(|| "--haproxy-protocol".to_owned());
    let command = ["curl", "-sS", "-o", "/dev/null", "--max-time", "2"].map(str::to_owned);
    Some(command.into_iter().chain(announced).chain([format!("http://{host}/")]).collect())
}

fn published(plan: &Plan<'_>) -> Vec<PublishedPort> {
    let reachable = |address: &ListenAddress| PublishedPort {
        ip: address.ip.filter(|ip| !ip.is_unspecified()),
        port: address.port,
        is_udp: false,
    };
    plan.public_listeners().map(reachable).chain(http3_ports(plan)).collect()
}
