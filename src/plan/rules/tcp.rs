//! What plain TCP leads to says nothing of requests.

use std::collections::HashMap;

use super::error;
use crate::diagnostic::{Found, Related};
use crate::source::{Placed, Span};
use crate::topology::{Balance, HashKey, Keepalive, Protocol, Retries, RetryCondition, Timeouts, Topology, Upstream};

/// An upstream of `tcp` that a route leads to as well, and one that sets what only requests have.
pub fn check(topology: &Topology, found: &mut Found) {
    let routed: HashMap<&str, Option<Span>> =
        topology.routes.iter().filter_map(|route| route.to.as_ref()).map(|to| (to.as_str(), to.span())).collect();
    let mut asked = std::collections::HashSet::new();
    for entry in &topology.tcp {
        let to = &entry.to;
        if let Some(route) = routed.get(to.as_str()) {
            let summary = format!("both a route and plain TCP lead to the upstream `{}`", to.value());
            let help =
                "name the servers in an upstream of their own for `tcp`: what is said of requests has no meaning there";
            let mut diagnostic = error("shared-upstream", to.span(), summary, help);
            diagnostic.related =
                route.map(|span| Related { span, label: "the route".to_owned() }).into_iter().collect();
            found.push(diagnostic);
            continue;
        }
        if let Some((name, upstream)) = topology.upstreams.iter().find(|(name, _)| name.as_str() == to.as_str())
            && asked.insert(name.as_str())
        {
            requests_alone(upstream.value(), found);
        }
    }
}

/// What is written of an upstream that has no meaning for connections of which nothing is known but their bytes.
fn requests_alone(upstream: &Upstream, found: &mut Found) {
    for (key, span) in written(upstream).into_iter().filter_map(|(key, span)| span.map(|span| (key, span))) {
        let summary = format!("`{key}` has no meaning for plain TCP, which knows no requests");
        found.push(error("not-for-tcp", Some(span), summary, "remove it, or set it to `null` where it is a default"));
    }
}

fn written(upstream: &Upstream) -> Vec<(&'static str, Option<Span>)> {
    let Upstream {
        // The same for requests and for connections.
        service: _,
        port: _,
        servers: _,
        balance,
        hash_by,
        health_check: _,
        passive_health: _,
        protocol,
        tls,
        host,
        sticky,
        retries,
        timeouts,
        streaming,
        keepalive,
        max_connections,
        queue_timeout,
    } = upstream;
    let Timeouts { connect: _, read, send, tunnel: _ } = timeouts;
    let Keepalive { connections, idle } = keepalive;
    let Retries { attempts: _, on } = retries.value();
    let is_tcp = matches!(**protocol, Protocol::Http);
    let by_request = hash_by.as_ref().filter(|key| **balance == Balance::Hash && ***key != HashKey::ClientIp);
    let of_answers = on.iter().find(|condition| *condition.value() != RetryCondition::ConnectError);
    vec![
        ("protocol", protocol.key_span().filter(|_| !is_tcp)),
        ("tls", key(tls.as_ref())),
        ("host", host.key_span()),
        ("hash_by", by_request.and_then(Placed::span)),
        ("sticky", key(sticky.as_ref())),
        ("retries.on", of_answers.and_then(Placed::span)),
        ("timeouts.read", key(read.as_ref())),
        ("timeouts.send", send.key_span()),
        ("streaming", streaming.key_span()),
        ("keepalive.connections", connections.key_span()),
        ("keepalive.idle", idle.key_span()),
        ("max_connections", key(max_connections.as_ref())),
        ("queue_timeout", key(queue_timeout.as_ref())),
    ]
}

fn key<T>(value: Option<&Placed<T>>) -> Option<Span> {
    value.and_then(Placed::key_span)
}
