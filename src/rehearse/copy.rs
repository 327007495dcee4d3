//! The rehearsed copy of a topology: only addresses, ports, files and, where a check says so, durations are replaced.

use std::collections::HashMap;
use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;

use anyhow::Context as _;

use super::credentials;
use super::networks::on_loopback;
use super::upstream::{Behaviour, Server};
use crate::plan;
use crate::source::Placed;
use crate::topology::{
    self, Address, Cidr, FilePath, HostPattern, Leaf, ListenAddress, Protocol, ServerHost, Topology, TrustedPeer,
    TrustedPeers, Whole,
};
use crate::verify::{Authority, ports};

/// More mock upstreams than this are not played at once.
const MOST_SERVERS: usize = 256;

/// The mock upstreams of each upstream that routes or plain TCP lead to, by its name.
pub type Servers = HashMap<String, Vec<Server>>;

/// Replaces what cannot be had on this machine, starts the mock upstreams, and writes stand-ins for the certificates
/// into the folder.
pub async fn make(topology: &mut Topology, folder: &Path, authority: &Authority) -> anyhow::Result<Servers> {
    listeners(&mut topology.listen, *topology.metrics)?;
    for entry in &mut topology.tcp {
        *entry.value_mut().listen.value_mut() = here(free()?);
    }
    networks(topology);
    credentials::stand_in(topology);
    fs::write(folder.join("ca.pem"), authority.pem())?;
    certificates(topology, folder, authority)?;
    upstreams(topology, authority).await
}

fn free() -> anyhow::Result<u16> {
    ports::free().context("there is no free port on loopback")
}

fn here(port: u16) -> ListenAddress {
    ListenAddress { ip: Some(IpAddr::V4(Ipv4Addr::LOCALHOST)), port }
}

fn listeners(listen: &mut topology::Listen, metrics: bool) -> anyhow::Result<()> {
    for addresses in [&mut listen.http, &mut listen.https, &mut listen.private].into_iter().flatten() {
        for address in addresses.iter_mut() {
            *address.value_mut() = here(free()?);
        }
    }
    match &mut listen.admin {
        Some(admin) => *admin.value_mut() = here(free()?),
        None if metrics => listen.admin = Some(Placed::implied(here(free()?))),
        None => {}
    }
    Ok(())
}

fn networks(topology: &mut Topology) {
    let play = |networks: &mut Vec<Placed<Cidr>>| {
        for network in networks {
            *network.value_mut() = on_loopback(**network);
        }
    };
    let trusted = topology.clients.trusted_networks().into_iter();
    let played = trusted.map(|network| network.with(TrustedPeers::Named(TrustedPeer::Network(on_loopback(*network)))));
    topology.clients.trusted_proxies = played.collect();
    for route in &mut topology.routes {
        let route = route.value_mut();
        if let Some(access) = &mut route.access {
            play(&mut access.value_mut().allow);
            play(&mut access.value_mut().deny);
        }
        if let Some(limit) = &mut route.rate_limit {
            play(&mut limit.value_mut().exempt);
        }
    }
}

fn certificates(topology: &mut Topology, folder: &Path, authority: &Authority) -> anyhow::Result<()> {
    let Some(tls) = &mut topology.tls else { return Ok(()) };
    if let Some(nginx) = &mut topology.engines.value_mut().nginx {
        *nginx.value_mut().acme.value_mut() = topology::NginxAcme::Client;
    }
    stand_in_for_acme(tls.value_mut(), &topology.routes)?;
    for (number, certificate) in tls.value_mut().certificates.iter_mut().enumerate() {
        let certificate = certificate.value_mut();
        let hosts: Vec<&str> = certificate.hosts.iter().map(|host| host.as_str()).collect();
        let issued = authority.issue(&hosts)?;
        for (file, ending, content) in
            [(&mut certificate.cert, "pem", issued.chain), (&mut certificate.key, "key", issued.key)]
        {
            let name = format!("stand-in-{number}.{ending}");
            fs::write(folder.join(&name), content)?;
            *file.value_mut() = file_path(&name)?;
        }
    }
    Ok(())
}

/// No authority is played: what it would have certified has a stand-in from the start.
fn stand_in_for_acme(tls: &mut topology::Tls, routes: &[Placed<topology::Route>]) -> anyhow::Result<()> {
    let hosts: Vec<_> = plan::uncovered_hosts(tls, routes).into_iter().cloned().collect();
    if tls.acme.take().is_some() && !hosts.is_empty() {
        let file = Placed::implied(file_path("acme.pem")?);
        let certificate = topology::Certificate { hosts: Placed::implied(hosts), cert: file.clone(), key: file };
        tls.certificates.push(Placed::implied(certificate));
    }
    Ok(())
}

fn file_path(name: &str) -> anyhow::Result<FilePath> {
    FilePath::read(name).map_err(|error| anyhow::anyhow!(error.message))
}

async fn upstreams(topology: &mut Topology, authority: &Authority) -> anyhow::Result<Servers> {
    let plan = plan::build(topology);
    let of_requests = plan.upstreams.iter().map(|upstream| (upstream.name, &upstream.servers));
    let of_tcp = plan.tcp_upstreams.iter().map(|upstream| (upstream.name, &upstream.servers));
    let real: HashMap<String, Vec<ServerHost>> = of_requests
        .chain(of_tcp)
        .map(|(name, servers)| (name.to_owned(), servers.iter().map(|server| server.host.clone()).collect()))
        .collect();
    let count: usize = real.values().map(Vec::len).sum();
    anyhow::ensure!(
        count <= MOST_SERVERS,
        "{count} servers are more than the {MOST_SERVERS} that can be played at once"
    );
    let mut playing = Servers::new();
    for (name, upstream) in topology.upstreams.iter_mut() {
        if let Some(hosts) = real.get(name.as_str()) {
            let servers = start(name.as_str(), upstream.value(), hosts, authority).await?;
            recast(upstream.value_mut(), hosts, &servers)?;
            playing.insert(name.as_str().to_owned(), servers);
        }
    }
    Ok(playing)
}

async fn start(
    name: &str,
    upstream: &topology::Upstream,
    hosts: &[ServerHost],
    authority: &Authority,
) -> anyhow::Result<Vec<Server>> {
    let mut servers = Vec::new();
    for number in 1..=hosts.len() {
        let name = format!("{name}-{number}");
        let server = match *upstream.protocol.value() {
            Protocol::Http => Server::start(&name).await?,
            Protocol::H2c => Server::start_h2c(&name).await?,
            Protocol::Https => {
                Server::start_tls(&name, super::tls::server_config(authority, &names(upstream, hosts))?).await?
            }
        };
        if let Some(check) = &upstream.health_check {
            let healthy = check.status.first().map_or(200, |range| range.first);
            server.behave_at(check.path.as_str().split('?').next().unwrap_or_default(), Behaviour::Status(healthy));
        }
        servers.push(server);
    }
    Ok(servers)
}

/// What the certificate of a mock upstream is for: its address here, and every name that it is known by.
fn names(upstream: &topology::Upstream, hosts: &[ServerHost]) -> Vec<String> {
    let asked = upstream.tls.as_ref().and_then(|tls| tls.server_name.as_ref()).map(|name| name.value().to_string());
    let own = hosts.iter().filter_map(|host| match host {
        ServerHost::Name(name) if !name.contains('_') => Some(name.clone()),
        ServerHost::Name(_) | ServerHost::Ip(_) => None,
    });
    own.chain(asked).chain([Ipv4Addr::LOCALHOST.to_string()]).collect()
}

fn recast(upstream: &mut topology::Upstream, hosts: &[ServerHost], servers: &[Server]) -> anyhow::Result<()> {
    upstream.service = None;
    upstream.port = None;
    let addresses: Vec<SocketAddr> = servers.iter().map(Server::address).collect();
    match &mut upstream.servers {
        Some(named) => {
            for (server, address) in named.value_mut().iter_mut().zip(addresses) {
                *server.value_mut().address.value_mut() = of(address);
            }
        }
        None => upstream.servers = Some(Placed::implied(addresses.into_iter().map(plain).collect())),
    }
    if *upstream.protocol.value() == Protocol::Https {
        let tls = upstream.tls.get_or_insert_with(Placed::default).value_mut();
        if *tls.verify {
            tls.ca = Some(Placed::implied(file_path("ca.pem")?));
        }
        if let (None, Some(ServerHost::Name(name))) = (&tls.server_name, hosts.first()) {
            tls.server_name = HostPattern::read(name).ok().map(Placed::implied);
        }
    }
    Ok(())
}

fn of(address: SocketAddr) -> Address {
    Address { host: ServerHost::Ip(address.ip()), port: address.port() }
}

fn plain(address: SocketAddr) -> Placed<topology::Server> {
    Placed::implied(topology::Server {
        address: Placed::implied(of(address)),
        weight: Placed::implied(Whole::new(1)),
        max_connections: None,
        backup: Placed::implied(false),
        drain: Placed::implied(false),
    })
}
