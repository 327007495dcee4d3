//! `tcp`: one section for each upstream, with all listeners that lead to it.

use super::balance;
use super::context::Context;
use super::frontend::binds;
use super::health::{Watched, question};
use super::names::{address, is_resolved};
use super::server::{ids, share_of};
use super::timeouts::time;
use super::view::{TcpServerView, TcpView};
use crate::escape::Escaped;
use crate::plan::{Plan, Server, TcpUpstream};
use crate::topology::HealthCheck;

/// The Host of a check: connections name none.
const ASKED_HOST: &str = "localhost";

/// The upstreams of plain TCP.
pub fn upstreams(plan: &Plan<'_>, context: &mut Context<'_>) -> Result<Vec<TcpView>, String> {
    let all = plan.tcp_upstreams.iter().enumerate();
    all.map(|(at, upstream)| of_upstream(at, upstream, plan, context)).collect()
}

fn of_upstream(
    at: usize,
    upstream: &TcpUpstream<'_>,
    plan: &Plan<'_>,
    context: &mut Context<'_>,
) -> Result<TcpView, String> {
    let TcpUpstream {
        name,
        place: _,
        servers,
        balance,
        hash_by,
        health_check,
        passive_health,
        attempts,
        connect,
        tunnel,
    } = upstream;
    let asked = |check: &HealthCheck| question(check, ASKED_HOST);
    let watched = Watched { health_check: *health_check, passive_health: *passive_health, layer: "layer4", servers };
    Ok(TcpView {
        name: Escaped::trusted(*name),
        keys: Escaped::trusted(plan.tcp_keys(at)),
        binds: plan.tcp_to(at).flat_map(|entry| binds(**entry.listen, "")).collect(),
        balance: balance::balance(***balance, *hash_by),
        connect: time(***connect),
        silence: time(***tunnel),
        again: attempts.get() - 1,
        health_check: health_check.map(|check| asked(check.value())).transpose()?,
        check: watched.check(context),
        all_backups: servers.iter().filter(|server| server.backup.is_some()).count() > 1,
        servers: servers.iter().zip(ids(servers)).map(|(server, id)| of_server(name, server, id)).collect(),
    })
}

fn of_server(upstream: &str, server: &Server<'_>, id: u32) -> TcpServerView {
    let Server { number, host: _, port: _, address: _, label: _, weight, max_connections, backup, drain, place: _ } =
        server;
    TcpServerView {
        name: format!("{upstream}-{number}"),
        address: address(server),
        id,
        weight: share_of(drain.is_some(), *weight),
        connections: max_connections.map(|most| most.get()),
        resolved: is_resolved(server),
        backup: backup.is_some(),
    }
}
