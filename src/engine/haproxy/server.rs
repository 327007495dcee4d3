//! The servers of an upstream, each with its share of the requests.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::context::Context;
use super::names::{address, is_resolved};
use super::view::ServerView;
use crate::engine::{Feature, Refusal, Words};
use crate::escape::{Escaped, haproxy};
use crate::plan::{Server, Upstream};
use crate::source::Placed;
use crate::topology::{HostHeader, Protocol, ServerHost};

/// The servers in the order of the plan. Their `id` is pinned to their address: a consistent hash goes by it, so that
/// only the clients of a server that leaves the topology move.
pub fn servers(upstream: &Upstream<'_>, context: &mut Context<'_>) -> Result<Vec<ServerView>, String> {
    let shares = shares(upstream, context);
    let ids = ids(&upstream.servers);
    let settings = upstream.servers.iter().zip(shares).zip(ids);
    settings.map(|((server, share), id)| view(upstream, server, share, id, context)).collect()
}

/// A number from 1 to 2^31 - 1 for each server, made of its address; two that would be the same are set apart.
pub fn ids(servers: &[Server<'_>]) -> Vec<u32> {
    let mut taken = BTreeSet::new();
    let number = |server: &Server<'_>| {
        let digest = Sha256::digest(&server.address);
        let mut id = digest.iter().take(4).fold(0, |id, byte| id << 8 | u32::from(*byte)) & 0x7fff_ffff;
        while id == 0 || !taken.insert(id) {
            id = (id + 1) & 0x7fff_ffff;
        }
        id
    };
    servers.iter().map(number).collect()
}

fn view(
    upstream: &Upstream<'_>,
    server: &Server<'_>,
    share: Option<u32>,
    id: u32,
    context: &mut Context<'_>,
) -> Result<ServerView, String> {
    Ok(ServerView {
        name: name(upstream, server, context),
        address: address(server),
        id,
        settings: settings(upstream, server, share, context)?,
    })
}

/// What stands behind its address.
fn settings(
    upstream: &Upstream<'_>,
    server: &Server<'_>,
    share: Option<u32>,
    context: &mut Context<'_>,
) -> Result<Escaped, String> {
    // A server's place is told with what is refused of it.
    let Server { number: _, host: _, port: _, address: _, label, weight, max_connections, backup, drain, place: _ } =
        server;
    let mut settings = Words::default();
    if upstream.sticky.is_some() {
        settings.say(format_args!("cookie {label}"));
    }
    if let Some(share) = share_of(drain.is_some(), *weight) {
        settings.say(format_args!("weight {}", share.as_str()));
    }
    let own = max_connections.map(|most| most.get());
    if let Some(most) = own.into_iter().chain(share).min() {
        settings.say(format_args!("maxconn {most}"));
    }
    if let Some(name) = server_name(upstream, server, context) {
        let name = haproxy::word(&name)?;
        settings.say(format_args!("sni str({name}) check-sni {name} verifyhost {name}"));
    }
    if is_resolved(server) {
        settings.say(format_args!("resolvers names resolve-prefer ipv4 init-addr none"));
    }
    if backup.is_some() {
        settings.say(format_args!("backup"));
    }
    Ok(settings.into())
}

/// `weight`, where it is not the usual 1; none of the traffic goes to a server that is drained.
pub fn share_of(is_drained: bool, weight: u32) -> Option<Escaped> {
    let share = if is_drained { 0 } else { weight };
    (share != 1).then(|| Escaped::trusted(share.to_string()))
}

/// The upstream's name and a number; where servers are called by their own address, that address.
fn name(upstream: &Upstream<'_>, server: &Server<'_>, context: &mut Context<'_>) -> String {
    match (&**upstream.host, &server.host) {
        (HostHeader::Server, ServerHost::Ip(ip)) if ip.is_ipv6() => {
            let refusal = Refusal {
                what: "send an IPv6 address as Host".to_owned(),
                why: "it sends the server's name, which cannot hold brackets".to_owned(),
                help: "write the Host as a literal name, or name the server".to_owned(),
            };
            context.refuse(Feature::UpstreamHost, upstream.host.place(), refusal);
        }
        (HostHeader::Server, _) => return server.address.clone(),
        (HostHeader::Pass | HostHeader::Literal(_), _) => {}
    }
    format!("{}-{}", upstream.name, server.number)
}

/// The name that a server's certificate must be for; none when nothing is checked.
fn server_name(upstream: &Upstream<'_>, server: &Server<'_>, context: &mut Context<'_>) -> Option<String> {
    if **upstream.protocol != Protocol::Https {
        return None;
    }
    let settings = upstream.tls.map(Placed::value);
    let written = settings.and_then(|tls| tls.server_name.as_ref()).map(|name| name.as_str().to_owned());
    match (&server.host, written) {
        (_, Some(name)) => Some(name),
        (ServerHost::Name(name), None) => Some(name.clone()),
        (ServerHost::Ip(_), None) => {
            if settings.is_none_or(|tls| *tls.verify) {
                let refusal = Refusal {
                    what: "check a certificate against an address".to_owned(),
                    why: "it compares names only, so any certificate of a trusted authority would do".to_owned(),
                    help: "write `tls: { server_name: … }` with the name in the servers' certificates".to_owned(),
                };
                context.refuse(Feature::UpstreamTls, upstream.protocol.place(), refusal);
            }
            None
        }
    }
}

/// What each server may take of `max_connections`, in proportion to its weight; the servers in reserve share the same
/// number again, as they work only while the others do not.
fn shares(upstream: &Upstream<'_>, context: &mut Context<'_>) -> Vec<Option<u32>> {
    let Some(most) = upstream.max_connections else { return vec![None; upstream.servers.len()] };
    let regular = upstream.servers.iter().filter(|server| server.backup.is_none()).count();
    if u32::try_from(regular).is_ok_and(|regular| most.get() < regular) {
        let refusal = Refusal {
            what: format!("limit {regular} servers to {} requests in all", most.get()),
            why: "it limits each server for itself, and each must be able to take one".to_owned(),
            help: format!("allow at least {regular}"),
        };
        context.refuse(Feature::MaxConnections, most.place(), refusal);
    }
    if regular > 1 {
        context.degrade(
            Feature::MaxConnections,
            most.place(),
            "limits each server for itself",
            "each has its share by weight; what a server that is down could take is not given to the others",
        );
    }
    let mut shares = vec![None; upstream.servers.len()];
    for reserve in [false, true] {
        let group: Vec<(usize, u32)> = upstream
            .servers
            .iter()
            .enumerate()
            .filter(|(_, server)| server.backup.is_some() == reserve)
            .map(|(at, server)| (at, server.weight))
            .collect();
        for (at, share) in apportion(most.get(), &group) {
            if let Some(slot) = shares.get_mut(at) {
                *slot = Some(share);
            }
        }
    }
    shares
}

/// Shares of a whole by weight that add up to it exactly while there is one for each.
fn apportion(whole: u32, weights: &[(usize, u32)]) -> Vec<(usize, u32)> {
    let mut left = u64::from(whole);
    let mut weight_left: u64 = weights.iter().map(|(_, weight)| u64::from(*weight)).sum();
    let mut members_left = weights.len() as u64;
    let mut shares = Vec::with_capacity(weights.len());
    for (at, weight) in weights {
        members_left -= 1;
        let fair = (left * u64::from(*weight) + weight_left / 2) / weight_left.max(1);
        let share = fair.min(left.saturating_sub(members_left)).max(1);
        left = left.saturating_sub(share);
        weight_left -= u64::from(*weight);
        shares.push((*at, u32::try_from(share).unwrap_or(u32::MAX)));
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares_of(whole: u32, weights: &[u32]) -> Vec<u32> {
        let weights: Vec<(usize, u32)> = weights.iter().copied().enumerate().collect();
        apportion(whole, &weights).into_iter().map(|(_, share)| share).collect()
    }

    #[test]
    fn shares_add_up_to_the_whole() {
        assert_eq!(shares_of(10, &[1, 1, 1]), [3, 4, 3]);
        assert_eq!(shares_of(300, &[2, 1]), [200, 100]);
        assert_eq!(shares_of(7, &[256, 1, 1]), [5, 1, 1]);
    }

    #[test]
    fn every_server_can_take_one_request() {
        assert_eq!(shares_of(1, &[1, 1]), [1, 1]);
    }
}
