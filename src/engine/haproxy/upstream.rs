//! An upstream as a backend: its servers, how they are chosen, and the rules of the routes that lead to it.

use super::context::Context;
use super::retries::{REPEATABLE, retries};
use super::rules::rules;
use super::timeouts::time;
use super::view::{PoolView, RulesView, UpstreamTlsView, UpstreamView, UsualView};
use super::{balance, cache, compress, copied, health, server, sticky, timeouts};
use crate::engine::Feature;
use crate::escape::Escaped;
use crate::plan::{Route, Upstream};
use crate::rendered::Access;
use crate::topology::{Duration, HostHeader, Keepalive, Protocol, Retries, Timeouts, UpstreamTls};

/// `timeouts.read` of an upstream that does not stream.
pub const USUAL_READ: Duration = Duration::from_secs(60);

/// `queue_timeout`.
pub const USUAL_QUEUE: Duration = Duration::from_secs(10);

/// What all upstreams share that do not set it themselves.
pub fn usual() -> UsualView {
    let Timeouts { connect, read: _, send: _, tunnel } = Timeouts::default();
    let Keepalive { connections, idle } = Keepalive::default();
    let usual = retries(&Retries::default());
    UsualView {
        connect: time(*connect),
        read: time(USUAL_READ),
        tunnel: time(*tunnel),
        queue: time(USUAL_QUEUE),
        retries: usual.again,
        retry_on: usual.reasons,
        repeatable: Escaped::trusted(REPEATABLE),
        idle_connections: connections.get(),
        idle: purge_interval(*idle),
    }
}

/// The backend of an upstream.
pub fn upstream<'t>(
    upstream: &Upstream<'t>,
    routes: &[&Route<'t>],
    context: &mut Context<'t>,
) -> Result<UpstreamView, String> {
    let Upstream {
        name,
        place: _,
        // The frontends of both sides lead here.
        reached: _,
        servers,
        protocol,
        tls: _,
        host,
        balance,
        hash_by,
        sticky,
        health_check: _,
        passive_health: _,
        retries: tries,
        timeouts: _,
        read_timeout: _,
        streaming,
        keepalive: _,
        max_connections: _,
        queue_timeout: _,
        queue_timeout_place: _,
    } = upstream;
    if ***streaming && !context.since(2, 8) {
        context.degrade(
            Feature::Streaming,
            streaming.place(),
            "notices late that a client has left its stream",
            "the stream goes on at the upstream until that says something again; from 2.8 on it ends at once",
        );
    }
    let (names_server, host) = match &***host {
        HostHeader::Pass => (false, None),
        HostHeader::Server => (true, None),
        HostHeader::Literal(name) => (false, Some(name.clone())),
    };
    let usual = Retries::default();
    let is_usual = *tries.attempts == *usual.attempts && tries.on.value() == usual.on.value();
    let backups = servers.iter().filter(|server| server.backup.is_some()).count();
    Ok(UpstreamView {
        name: Escaped::trusted(*name),
        balance: balance::balance(***balance, *hash_by),
        timeouts: timeouts::upstream(upstream, context),
        streaming: ***streaming,
        retries: (!is_usual).then(|| retries(tries.value())),
        sticky: sticky.as_ref().map(sticky::sticky).transpose()?,
        rules: RulesView {
            caches: cache::caches(name, routes, sticky.as_ref(), context),
            host,
            ..rules(name, routes, context)?
        },
        compression: compress::compression(routes, context),
        names_server,
        health_check: health::health_check(upstream, routes)?,
        all_backups: backups > 1,
        tls: upstream_tls(upstream, context),
        http2: ***protocol == Protocol::H2c,
        pool: pool(upstream, context),
        check: health::check(upstream, context),
        servers: server::servers(upstream, context)?,
    })
}

/// How the servers' certificates are checked.
fn upstream_tls(upstream: &Upstream<'_>, context: &mut Context<'_>) -> Option<UpstreamTlsView> {
    if **upstream.protocol != Protocol::Https {
        return None;
    }
    let implied = UpstreamTls::default();
    // The name that is asked for is said for each server.
    let UpstreamTls { verify, ca, server_name: _ } = upstream.tls.map_or(&implied, |tls| tls.value());
    if !**verify {
        return Some(UpstreamTlsView { verify: "none", authorities: None });
    }
    let authorities = ca.as_ref().map_or_else(
        || "@system-ca".to_owned(),
        |ca| {
            let path = format!("certs/{}-ca.pem", upstream.name);
            context.files.push(copied(&path, ca, Access::Public));
            path
        },
    );
    Some(UpstreamTlsView { verify: "required", authorities: Some(authorities) })
}

/// How many connections wait, and for how long, when that is not the usual.
fn pool(upstream: &Upstream<'_>, context: &mut Context<'_>) -> Option<PoolView> {
    let Keepalive { connections, idle } = upstream.keepalive;
    context.degrade(
        Feature::Keepalive,
        connections.place().or_else(|| idle.place()),
        "keeps idle connections for each server, and closes them by halves",
        "`connections` counts for each server; a few connections may wait longer than `idle`",
    );
    let usual = Keepalive::default();
    let is_usual = **connections == *usual.connections && **idle == *usual.idle;
    (!is_usual).then(|| PoolView { connections: connections.get(), idle: purge_interval(**idle) })
}

/// How often half of the connections that were not needed are closed: so often that few are left when they should all
/// be gone.
fn purge_interval(idle: Duration) -> String {
    time(Duration::from_millis(idle.millis() / 4))
}
