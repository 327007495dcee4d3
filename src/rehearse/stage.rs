//! A running engine on the rehearsed copy of a topology, between mock upstreams and clients.

mod ready;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::client::{Announced, Client, ProxyVersion, Request, Tls};
use super::copy;
use super::entrance::Entrance;
use super::forward;
use super::ground::{Ground, Set, aside, render, set, write};
use super::networks;
use super::scene::Scene;
use super::tls::trusted;
use super::upstream::Server;
use super::verdict::Failure;
use crate::engine::{Difference, Feature};
use crate::plan::{self, Plan, Route, Side, TcpListener};
use crate::rendered::RenderedFile;
use crate::topology::{Address, Cidr, LimitKey, ListenAddress, Topology};
use crate::verify::{Authority, Process};

/// A running engine between mock upstreams and clients. Dropping it ends them all.
pub struct Stage {
    // Dropped in this order: the engine goes before its upstreams and its files.
    process: Process,
    servers: Vec<Vec<Server>>,
    tcp_servers: Vec<Vec<Server>>,
    auth_servers: Vec<Server>,
    authority: Authority,
    topology: Topology,
    scene: Scene,
    files: Vec<RenderedFile>,
    differences: Vec<Difference>,
    visitors: AtomicU32,
    folder: TempDir,
}

impl Stage {
    /// Renders the copy that `prepare` has changed, starts the engine on it, and waits until its first route answers.
    pub async fn up(
        scene: &Scene,
        prepare: impl Fn(&mut Topology) -> Vec<String> + Send + 'static,
    ) -> anyhow::Result<Self> {
        let Ground { folder, authority, mut topology } = aside(scene, move |scene| Ground::of(&scene, prepare)).await?;
        let playing = copy::make(&mut topology, folder.path(), &authority).await?;
        let auth_servers = forward::play(&mut topology).await?;
        let staged = aside(scene, move |scene| set(&scene, topology, folder)).await?;
        let Set { topology, files, differences, process, folder } = staged;
        let (servers, tcp_servers) = by_upstream(&topology, playing);
        let (scene, visitors) = (scene.clone(), AtomicU32::new(1));
        let mut stage = Self {
            process,
            servers,
            tcp_servers,
            auth_servers,
            authority,
            topology,
            scene,
            files,
            differences,
            visitors,
            folder,
        };
        stage.ready().await?;
        Ok(stage)
    }

    /// The plan of the rehearsed copy.
    pub fn plan(&self) -> Plan<'_> {
        plan::build(&self.topology)
    }

    /// The rendered files.
    pub fn files(&self) -> &[RenderedFile] {
        &self.files
    }

    /// What the engine does another way for this topology.
    pub fn differences(&self) -> &[Difference] {
        &self.differences
    }

    /// The mock upstreams of an upstream, by its place in the plan.
    pub fn servers(&self, upstream: usize) -> &[Server] {
        self.servers.get(upstream).map_or(&[], Vec::as_slice)
    }

    /// The mock upstreams that a listener of plain TCP leads to.
    pub fn servers_behind(&self, entry: &TcpListener<'_>) -> &[Server] {
        self.tcp_servers.get(entry.upstream).map_or(&[], Vec::as_slice)
    }

    /// The mock authentication service at that address.
    pub fn auth_server(&self, address: &Address) -> Option<&Server> {
        let here = |server: &&Server| address.to_string() == server.address().to_string();
        self.auth_servers.iter().find(here)
    }

    /// Every mock upstream.
    pub fn all_servers(&self) -> impl Iterator<Item = &Server> {
        self.servers.iter().chain(&self.tcp_servers).flatten()
    }

    /// The mock upstream of that name, as answers give it.
    pub fn server_named(&self, name: &str) -> Option<&Server> {
        self.all_servers().find(|server| server.name() == name)
    }

    /// The engine's process.
    pub fn process(&mut self) -> &mut Process {
        &mut self.process
    }

    /// What the engine wrote to standard output.
    pub fn stdout(&self) -> String {
        self.process.stdout()
    }

    /// A way of speaking TLS that trusts the stand-ins.
    pub fn tls(&self) -> Tls {
        Tls::trusting(trusted(&self.authority))
    }

    /// A plain client of the first HTTP listener.
    pub fn http(&self) -> Result<Client, Failure> {
        let plan = self.plan();
        let address = plan.listeners.http.first().copied();
        let address = address.ok_or_else(|| Failure::untried("there is no HTTP listener"))?;
        announced(Client::new(socket(address)), &plan)
    }

    /// A client of the first HTTPS listener.
    pub fn https(&self) -> Result<Client, Failure> {
        let plan = self.plan();
        let address = plan.listeners.https.first().copied();
        let address = address.ok_or_else(|| Failure::untried("there is no HTTPS listener"))?;
        Ok(announced(Client::new(socket(address)), &plan)?.with_tls(self.tls()))
    }

    /// A client of the first listener of the private side, where no PROXY header is asked for.
    pub fn private(&self) -> Result<Client, Failure> {
        let address = self.plan().listeners.private.first().copied();
        Ok(Client::new(socket(address.ok_or_else(|| Failure::untried("there is no private listener"))?)))
    }

    /// A client of a listener of plain TCP, which the mock upstreams take for one of HTTP.
    pub fn tcp(&self, entry: &TcpListener<'_>) -> Client {
        Client::new(socket(**entry.listen))
    }

    /// A client of the admin listener.
    pub fn admin(&self) -> Result<Client, Failure> {
        let address = self.plan().listeners.admin;
        Ok(Client::new(socket(address.ok_or_else(|| Failure::untried("there is no admin listener"))?)))
    }

    /// A client of the listener that this way in leads through, from the address of a new visitor.
    pub fn visitor(&self, way: &Entrance) -> Result<Client, Failure> {
        self.client(way, way.source(self.number()))
    }

    /// A client of the listener that this way in leads through, from this address.
    pub fn client(&self, way: &Entrance, source: IpAddr) -> Result<Client, Failure> {
        let listener = match way.side {
            Side::Private => self.private()?,
            Side::Public if way.is_https => self.https()?,
            Side::Public => self.http()?,
        };
        Ok(listener.coming_from(source))
    }

    /// One client as a limit counts: its address, and its request, which always has the same key.
    pub fn counted(&self, way: &Entrance, by: &LimitKey, behaviour: &str) -> (IpAddr, Request) {
        let number = self.number();
        let request = match by {
            LimitKey::ClientIp => way.get(behaviour),
            LimitKey::Header(name) if way.is_key_header(name.as_str()) => way.get_as(number, behaviour),
            LimitKey::Header(name) => way.get(behaviour).header(name.as_str(), &format!("key-{number}")),
        };
        (way.source(number), request)
    }

    /// Whether a new visitor is served by this server.
    pub async fn is_taking(&self, way: &Entrance, server: &str) -> bool {
        let Ok(visitor) = self.visitor(way) else { return false };
        visitor.try_send(&way.get("/")).await.is_ok_and(|answer| answer.served_by() == Some(server))
    }

    /// A number that was not given before.
    pub fn number(&self) -> u32 {
        self.visitors.fetch_add(1, Ordering::Relaxed)
    }

    /// How a route is entered.
    pub fn way(&self, route: usize) -> Result<Entrance, Failure> {
        let plan = self.plan();
        let route = plan.routes.get(route).ok_or_else(|| Failure::untried("the route is gone"))?;
        Entrance::of(&plan, route)
    }

    /// How each route that can be entered is.
    pub fn ways(&self) -> Vec<Entrance> {
        let plan = self.plan();
        plan.routes.iter().filter_map(|route| Entrance::of(&plan, route).ok()).collect()
    }

    /// How a route is entered, whichever.
    pub fn any_way(&self) -> Result<Entrance, Failure> {
        let plan = self.plan();
        let way = plan.routes.iter().find_map(|route| Entrance::of(&plan, route).ok());
        way.ok_or_else(|| Failure::untried("no route can be entered"))
    }

    /// How the first route that leads to an upstream and lets anyone in is entered; to a canary, by its header.
    pub fn way_to(&self, upstream: usize) -> Result<Entrance, Failure> {
        let plan = self.plan();
        let mut last = Failure::untried("no route leads to it");
        for route in plan.routes.iter().filter(|route| leads_to(route, upstream)) {
            match Entrance::of(&plan, route) {
                Ok(way) => return Ok(way),
                Err(failure) => last = failure,
            }
        }
        for (route, canary) in plan.routes.iter().filter_map(|route| Some((route, route.canary()?))) {
            let header = canary.header.filter(|_| canary.upstream == upstream && !self.goes_without(Feature::Canary));
            if let (Some(header), Ok(way)) = (header, Entrance::of(&plan, route)) {
                return Ok(way.by_header(upstream, header));
            }
        }
        Err(last)
    }

    /// The engine cannot do it, and the topology goes without.
    fn goes_without(&self, feature: Feature) -> bool {
        self.differences.iter().any(|difference| difference.is_refusal && difference.feature == feature)
    }

    /// Has the engine read its files again, as an operator would, after a change that `change` makes to the copy.
    pub fn reload(&mut self, change: impl FnOnce(&mut Topology)) -> anyhow::Result<()> {
        change(&mut self.topology);
        let (files, _) = render(&self.scene, &self.topology)?;
        write(self.folder.path(), &files)?;
        if let Some(signal) = self.scene.reload_signal() {
            self.process.signal(signal)?;
        }
        Ok(())
    }

    /// Asks the engine to finish what it has begun and to go.
    pub fn stop_gracefully(&self) -> std::io::Result<()> {
        self.process.signal(self.scene.stop_signal())
    }
}

/// The mock upstreams of what routes lead to, and of what plain TCP leads to.
fn by_upstream(topology: &Topology, mut playing: copy::Servers) -> (Vec<Vec<Server>>, Vec<Vec<Server>>) {
    let plan = plan::build(topology);
    let mut of = |name: &str| playing.remove(name).unwrap_or_default();
    let of_requests = plan.upstreams.iter().map(|upstream| of(upstream.name)).collect();
    (of_requests, plan.tcp_upstreams.iter().map(|upstream| of(upstream.name)).collect())
}

fn leads_to(route: &Route<'_>, upstream: usize) -> bool {
    route.upstream() == Some(upstream)
}

fn socket(address: ListenAddress) -> SocketAddr {
    SocketAddr::new(address.ip.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)), address.port)
}

/// Where the listeners speak PROXY, clients come through a trusted peer.
fn announced(client: Client, plan: &Plan<'_>) -> Result<Client, Failure> {
    let Some(trusted) = plan.trust.announcers() else { return Ok(client) };
    Ok(client.announced(Announced { peer: trusted_peer(trusted, 1)?, version: ProxyVersion::V2 }))
}

/// A peer that the topology trusts, by number.
pub fn trusted_peer(trusted: &[Cidr], number: usize) -> Result<IpAddr, Failure> {
    let peer = networks::member(trusted, &[], number);
    peer.ok_or_else(|| Failure::untried("no trusted network can be played on loopback"))
}

/// Waits until it is so, and says how long that took; breaks the check when it is not so in time.
pub async fn eventually(expected: &str, limit: Duration, is_so: impl AsyncFn() -> bool) -> Result<Duration, Failure> {
    let start = Instant::now();
    while !is_so().await {
        if start.elapsed() > limit {
            let (expected, seen) = (expected.to_owned(), format!("not so after {limit:?}"));
            return Err(Failure::Broken { expected, seen });
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(start.elapsed())
}
