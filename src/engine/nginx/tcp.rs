//! `tcp`: the `stream` block. One server for each upstream, with all listeners that lead to it.

use super::file::memory_for;
use super::health::{self, Failures};
use super::listen::sockets;
use super::names::{self, Lookup};
use super::scope::Scope;
use super::upstream::ServerView;
use super::{balance, units};
use crate::escape::Escaped;
use crate::plan::{Plan, Server, TcpUpstream};
use crate::topology::{Balance, Duration, NginxModule};

/// Why servers of plain TCP are watched instead of asked.
const NO_CHECKS: &str = "open-source nginx sends no checks to servers of plain TCP";

crate::view! {
    /// The `stream` block.
    pub struct TcpView {
        /// The resolver.
        pub resolver: Option<&'static str>,
        /// Some upstream chooses by the client's network.
        pub networks: bool,
        /// Memory for the state of all servers.
        pub memory: Escaped,
        /// The upstreams.
        pub upstreams: Vec<TcpUpstreamView>,
    }
}

crate::view! {
    /// An upstream with its listeners.
    pub struct TcpUpstreamView {
        /// Its name.
        pub name: String,
        /// The keys of its listeners.
        pub keys: Escaped,
        /// How a server is chosen.
        pub method: Option<Escaped>,
        /// Its servers.
        pub servers: Vec<ServerView>,
        /// Where it is listened for it.
        pub listens: Vec<Escaped>,
        /// How long a server may take to accept.
        pub connect: Escaped,
        /// How long both sides may be silent.
        pub silence: Escaped,
        /// How many servers are tried.
        pub tries: u32,
    }
}

/// The `stream` block, where there is plain TCP. Where that is a module of its own, `modules` names it.
pub fn view(scope: &mut Scope<'_, '_>) -> Option<TcpView> {
    let plan = scope.plan;
    if plan.tcp.is_empty() {
        return None;
    }
    let _built_in_otherwise = scope.modules.need(NginxModule::Stream);
    let servers: usize = plan.tcp_upstreams.iter().map(|upstream| upstream.servers.len() + 1).sum();
    let all = plan.tcp_upstreams.iter().enumerate();
    let upstreams = all.map(|(at, upstream)| of_upstream(at, upstream, plan, scope)).collect();
    Some(TcpView {
        resolver: names::resolver(plan.tcp_upstreams.iter().flat_map(|upstream| &upstream.servers), scope),
        networks: plan.tcp_upstreams.iter().any(|upstream| **upstream.balance == Balance::IpHash),
        memory: memory_for(servers),
        upstreams,
    })
}

fn of_upstream(at: usize, upstream: &TcpUpstream<'_>, plan: &Plan<'_>, scope: &mut Scope<'_, '_>) -> TcpUpstreamView {
    let TcpUpstream {
        name,
        place: _,
        servers,
        balance,
        // The rules leave `client_ip` alone.
        hash_by: _,
        health_check,
        passive_health,
        attempts,
        connect,
        tunnel,
    } = upstream;
    balance::report(balance, servers, scope);
    names::report(servers, scope);
    let usual = Failures { most: 0, window: Duration::from_secs(10) };
    let failures =
        health::asked_for(health_check.map(|check| (check, NO_CHECKS)), *passive_health, scope).unwrap_or(usual);
    let lookup = scope.lookup;
    let listens = plan.tcp_to(at).flat_map(|entry| sockets(entry.listen));
    TcpUpstreamView {
        name: (*name).to_owned(),
        keys: Escaped::trusted(plan.tcp_keys(at)),
        method: method(***balance).map(Escaped::trusted),
        servers: servers.iter().map(|server| of_server(server, ***balance, failures, lookup)).collect(),
        listens: listens.map(|socket| Escaped::trusted(format!("{socket} so_keepalive=on"))).collect(),
        connect: units::time(***connect),
        silence: units::time(***tunnel),
        tries: attempts.get(),
    }
}

/// The directive that chooses a server; none for round robin.
const fn method(balance: Balance) -> Option<&'static str> {
    match balance {
        Balance::RoundRobin => None,
        Balance::LeastConnections => Some("least_conn"),
        Balance::RandomTwo => Some("random two least_conn"),
        // `stream` has no `ip_hash`.
        Balance::IpHash => Some("hash $client_network consistent"),
        Balance::Hash => Some("hash $remote_addr consistent"),
    }
}

fn of_server(server: &Server<'_>, balance: Balance, failures: Failures, lookup: Lookup) -> ServerView {
    let Server { number: _, host: _, port: _, address, label: _, weight, max_connections, backup, drain, place: _ } =
        server;
    let Failures { most, window } = failures;
    let is_backup = backup.is_some() && !balance::takes_no_backup(balance);
    let words = [
        (*weight != 1).then(|| format!("weight={weight}")),
        max_connections.map(|limit| format!("max_conns={}", limit.get())),
        Some(format!("max_fails={most}")),
        (most > 0).then(|| format!("fail_timeout={}", units::seconds(window).as_str())),
        (server.is_named() && lookup == Lookup::Continuous).then(|| "resolve".to_owned()),
        is_backup.then(|| "backup".to_owned()),
        drain.is_some().then(|| "down".to_owned()),
    ];
    let settings: Vec<String> = words.into_iter().flatten().map(|word| format!(" {word}")).collect();
    ServerView { address: address.clone(), settings: Escaped::trusted(settings.concat()) }
}
