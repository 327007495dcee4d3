//! P3 and P5: which server takes a request, and who moves when one is gone.

use crate::bed::{
    Behaviour, ClientDemands as _, CookieJar, Request, Response, Server, Stack, eventually, on_engines, on_every_engine,
};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

const WEIGHTED: &str = "
listen: { http: \"{http}\" }
upstreams:
  app:
    servers: [{ address: \"{server1}\", weight: 4 }, \"{server2}\", \"{server3}\"]
routes:
  - { host: chat.test, to: app }
";

const LEAST: &str = "
listen: { http: \"{http}\" }
upstreams: { app: { servers: [\"{server1}\", \"{server2}\"], balance: least_connections } }
routes:
  - { host: chat.test, to: app }
";

const RANDOM: &str = "
listen: { http: \"{http}\" }
upstreams: { app: { servers: [\"{server1}\", \"{server2}\", \"{server3}\"], balance: random_two } }
routes:
  - { host: chat.test, to: app }
";

const BY_CLIENT: &str = "
listen: { http: \"{http}\" }
upstreams:
  app:
    servers: [\"{server1}\", \"{server2}\", \"{server3}\"]
    balance: hash
    hash_by: client_ip
routes:
  - { host: chat.test, to: app }
";

const IP_HASH: &str = "
listen: { http: \"{http}\" }
upstreams:
  app:
    servers: [\"{server1}\", \"{server2}\", \"{server3}\"]
    balance: ip_hash
    passive_health: { max_failures: 1, window: 60s }
    retries: { attempts: 3 }
routes:
  - { host: chat.test, to: app }
";

const IP_HASH_BEHIND_A_PROXY: &str = "
listen: { http: \"{http}\" }
clients: { trusted_proxies: [127.0.0.8] }
upstreams: { app: { servers: [\"{server1}\", \"{server2}\", \"{server3}\"], balance: ip_hash } }
routes:
  - { host: chat.test, to: app }
";

const BY_HEADER: &str = "
listen: { http: \"{http}\" }
upstreams:
  app:
    servers: [\"{server1}\", \"{server2}\", \"{server3}\"]
    balance: hash
    hash_by: \"header:X-User\"
    passive_health: { max_failures: 1, window: 60s }
    retries: { attempts: 3 }
routes:
  - { host: chat.test, to: app }
";

const BY_COOKIE: &str = "
listen: { http: \"{http}\" }
upstreams:
  app: { servers: [\"{server1}\", \"{server2}\", \"{server3}\"], balance: hash, hash_by: \"cookie:uid\" }
routes:
  - { host: chat.test, to: app }
";

const BY_URI: &str = "
listen: { http: \"{http}\" }
upstreams:
  app: { servers: [\"{server1}\", \"{server2}\", \"{server3}\"], balance: hash, hash_by: uri }
routes:
  - { host: chat.test, to: app }
";

const BACKUP: &str = "
listen: { http: \"{http}\" }
upstreams:
  app:
    servers: [\"{server1}\", \"{server2}\", { address: \"{server3}\", backup: true }]
    health_check: { path: /health, interval: 1s, timeout: 1s, healthy_after: 1, unhealthy_after: 1 }
    retries: { attempts: 3 }
routes:
  - { host: chat.test, to: app }
";

const CHECKED_HASH: &str = "
listen: { http: \"{http}\" }
upstreams:
  app:
    servers: [{ address: \"{server1}\", weight: 2 }, \"{server2}\", \"{server3}\"]
    balance: hash
    hash_by: \"header:X-User\"
    health_check: { path: /health, interval: 1s, timeout: 500ms, healthy_after: 1, unhealthy_after: 1 }
routes:
  - { host: chat.test, to: app }
";

const CHECKED_IP_HASH: &str = "
listen: { http: \"{http}\" }
clients: { trusted_proxies: [127.0.0.8] }
upstreams:
  app:
    servers: [\"{server1}\", \"{server2}\", \"{server3}\"]
    balance: ip_hash
    health_check: { path: /health, interval: 1s, timeout: 500ms, healthy_after: 1, unhealthy_after: 1 }
routes:
  - { host: chat.test, to: app }
";

const CHECKED_WEIGHTS: &str = "
listen: { http: \"{http}\" }
upstreams:
  app:
    servers: [{ address: \"{server1}\", weight: 4 }, \"{server2}\", \"{server3}\", { address: \"{server4}\", backup: true }]
    health_check: { path: /health, interval: 1s, timeout: 500ms, healthy_after: 1, unhealthy_after: 1 }
routes:
  - { host: chat.test, to: app }
";

const BACKUP_OF_A_HASH: &str = "
listen: { http: \"{http}\" }
upstreams:
  app:
    servers: [\"{server1}\", { address: \"{server2}\", backup: true }]
    balance: hash
    hash_by: client_ip
    health_check: { path: /health }
routes:
  - { host: chat.test, to: app }
";

const DRAINED: &str = "
listen: { http: \"{http}\" }
upstreams:
  app: { servers: [{ address: \"{server1}\", drain: true }, \"{server2}\", \"{server3}\"] }
routes:
  - { host: chat.test, to: app }
";

const BOUND: &str = "
listen: { http: \"{http}\" }
upstreams:
  app: { servers: [\"{server1}\", \"{server2}\"], sticky: { cookie: { name: at } } }
routes:
  - { host: chat.test, to: app }
";

const BOUND_AND_DRAINED: &str = "
listen: { http: \"{http}\" }
upstreams:
  app: { servers: [{ address: \"{server1}\", drain: true }, \"{server2}\"], sticky: { cookie: { name: at } } }
routes:
  - { host: chat.test, to: app }
";

/// How many of so many plain requests each server took.
async fn shares(stack: &Stack, requests: usize) -> Vec<usize> {
    stack.servers.iter().for_each(Server::forget);
    for _ in 0..requests {
        assert_eq!(stack.get("chat.test", "/share").await.status, 200);
    }
    stack.servers.iter().map(|server| server.requests_to("/share").len()).collect()
}

/// The server of each user, who is what `request` makes of his number.
async fn homes(stack: &Stack, ask: impl AsyncFn(u8) -> Response) -> BTreeMap<u8, String> {
    let mut homes = BTreeMap::new();
    for user in 1..=60 {
        let answer = ask(user).await;
        let server = answer.served_by().unwrap_or_else(|| panic!("user {user}: {}", answer.status));
        assert!(stack.servers.iter().any(|known| known.name() == server));
        homes.insert(user, server.to_owned());
    }
    homes
}

/// Each user has a server of his own, at least so many servers have users, and a server's death moves nobody but its
/// own.
async fn only_the_users_of_a_dead_server_move(stack: &Stack, servers_in_use: usize, ask: impl AsyncFn(u8) -> Response) {
    let before = homes(stack, &ask).await;
    assert_eq!(homes(stack, &ask).await, before, "users move without a reason");
    let used: BTreeSet<&String> = before.values().collect();
    assert!(used.len() >= servers_in_use, "{before:?}");
    let dead = before[&1].clone();
    stack.server_named(&dead).die().await;
    let after = homes(stack, &ask).await;
    let moved = before.iter().filter(|(user, home)| **home != dead && after[*user] != **home);
    assert_eq!(moved.count(), 0, "before {before:?}, after {after:?}");
    assert!(!after.values().any(|home| *home == dead));
}

on_every_engine!(round_robin_shares_exactly_by_weight, async |bed| {
    let stack = bed.up(WEIGHTED, 3).await;
    assert_eq!(shares(&stack, 60).await, [40, 10, 10]);
});

on_every_engine!(a_busy_server_is_spared_while_another_is_idle, async |bed| {
    let stack = bed.up(LEAST, 2).await;
    let mut busy = stack.client().connect("chat.test").await;
    busy.start(&Request::get("chat.test", "/slow?ms=60000")).await.unwrap();
    let arrived = async || stack.servers.iter().any(|server| !server.requests_to("/slow").is_empty());
    eventually("the slow request arrives", arrived).await;
    let taken: Vec<bool> = stack.servers.iter().map(|server| server.requests_to("/slow").is_empty()).collect();
    for _ in 0..12 {
        assert_eq!(stack.get("chat.test", "/share").await.status, 200);
        // A request counts until the proxy is done with it, which is a moment after its answer.
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    let of_busy_server = stack.servers[usize::from(taken[0])].requests_to("/share").len();
    assert!(of_busy_server <= 3, "{of_busy_server} of 12");
});

on_every_engine!(random_choice_reaches_every_server, async |bed| {
    let stack = bed.up(RANDOM, 3).await;
    let shares = shares(&stack, 60).await;
    assert!(shares.iter().all(|share| *share > 0), "{shares:?}");
});

// Traefik's hash of addresses that are much alike may leave one of three servers without clients.
on_every_engine!(a_client_hashed_by_address_moves_only_with_its_server, async |bed| {
    let stack = bed.up(BY_CLIENT, 3).await;
    let ask = async |user| stack.client().at(&format!("127.7.7.{user}")).get("chat.test", "/").await;
    only_the_users_of_a_dead_server_move(&stack, 2, ask).await;
});

on_every_engine!(clients_of_different_networks_are_spread_by_ip_hash, async |bed| {
    let stack = bed.up(IP_HASH, 3).await;
    let ask = async |user: u8| {
        let (network, host) = (user.wrapping_mul(167), user.wrapping_mul(77) | 1);
        stack.client().at(&format!("127.{user}.{network}.{host}")).get("chat.test", "/").await
    };
    only_the_users_of_a_dead_server_move(&stack, 2, ask).await;
});

// Traefik hashes whole addresses, those of the TCP peers, and says so.
on_engines!(
    [nginx_1_22, nginx_1_31, haproxy_2_6, haproxy_2_8],
    ip_hash_keeps_a_network_together_by_the_address_that_a_trusted_proxy_names,
    async |bed| {
        let stack = bed.up(IP_HASH_BEHIND_A_PROXY, 3).await;
        let ask = async |client: String| {
            let request = Request::get("chat.test", "/").header("X-Forwarded-For", &client);
            let answer = stack.client().at("127.0.0.8").send(&request).await;
            answer.served_by().unwrap().to_owned()
        };
        let mut seen = BTreeSet::new();
        // So many that a server with a small share of the hash gets one too.
        for network in 1..=100 {
            let first = ask(format!("198.51.{network}.1")).await;
            assert_eq!(ask(format!("198.51.{network}.77")).await, first);
            assert_eq!(ask(format!("198.51.{network}.250")).await, first);
            seen.insert(first);
        }
        assert_eq!(seen.len(), 3, "{seen:?}");
    }
);

on_every_engine!(
    a_user_hashed_by_a_header_moves_only_with_its_server,
    async |bed| {
        let stack = bed.up(BY_HEADER, 3).await;
        let ask = async |user| {
            let request = Request::get("chat.test", "/").header("X-User", &format!("user-{user}"));
            stack.client().at(&format!("127.0.0.{user}")).send(&request).await
        };
        only_the_users_of_a_dead_server_move(&stack, 3, ask).await;
    },
    refused by [traefik_3_7] for "hash_by" in BY_HEADER
);

on_every_engine!(
    a_user_hashed_by_a_cookie_stays_wherever_he_comes_from,
    async |bed| {
        let stack = bed.up(BY_COOKIE, 3).await;
        let ask = async |user: u8, source: u8| {
            let request = Request::get("chat.test", "/").header("Cookie", &format!("a=b; uid=user-{user}; c=d{source}"));
            stack.client().at(&format!("127.0.{source}.9")).send(&request).await
        };
        let first = homes(&stack, async |user| ask(user, 1).await).await;
        assert_eq!(homes(&stack, async |user| ask(user, 2).await).await, first);
        assert!(stack.servers.iter().all(|server| first.values().any(|home| home == server.name())), "{first:?}");
    },
    refused by [traefik_3_7] for "hash_by" in BY_COOKIE
);

on_every_engine!(
    one_uri_has_one_server,
    async |bed| {
        let stack = bed.up(BY_URI, 3).await;
        let ask = async |user, source: u8| {
            let client = stack.client().at(&format!("127.0.{source}.9"));
            client.get("chat.test", &format!("/page/{user}")).await
        };
        let first = homes(&stack, async |user| ask(user, 1).await).await;
        assert_eq!(homes(&stack, async |user| ask(user, 2).await).await, first);
        assert!(stack.servers.iter().all(|server| first.values().any(|home| home == server.name())), "{first:?}");
    },
    refused by [traefik_3_7] for "hash_by" in BY_URI
);

/// The users of a sick server, and nobody else, move, and come back when it is well.
async fn only_the_users_of_a_sick_server_move(stack: &Stack, ask: impl AsyncFn(u8) -> Response) {
    let before = homes(stack, &ask).await;
    let used: BTreeSet<&String> = before.values().collect();
    assert_eq!(used.len(), 3, "{before:?}");
    let sick = before[&1].clone();
    stack.server_named(&sick).behave_at("/health", Behaviour::Status(500));
    eventually("the sick server is left", async || ask(1).await.served_by() != Some(&sick)).await;
    let after = homes(stack, &ask).await;
    let moved = before.iter().filter(|(user, home)| **home != sick && after[*user] != **home);
    assert_eq!(moved.count(), 0, "before {before:?}, after {after:?}");
    assert!(!after.values().any(|home| *home == sick));
    stack.server_named(&sick).behave_at("/health", Behaviour::Status(200));
    eventually("the server has its users again", async || homes(stack, &ask).await == before).await;
}

on_engines!([nginx_1_31, haproxy_2_6, haproxy_2_8], a_user_hashed_by_a_header_leaves_a_sick_server, async |bed| {
    let stack = bed.up(CHECKED_HASH, 3).await;
    let ask = async |user| {
        let request = Request::get("chat.test", "/").header("X-User", &format!("user-{user}"));
        stack.client().send(&request).await
    };
    only_the_users_of_a_sick_server_move(&stack, ask).await;
});

on_engines!([nginx_1_31, haproxy_2_6, haproxy_2_8], a_network_hashed_by_ip_hash_leaves_a_sick_server, async |bed| {
    let stack = bed.up(CHECKED_IP_HASH, 3).await;
    let ask = async |network: u8, host: u8| {
        let request = Request::get("chat.test", "/").header("X-Forwarded-For", &format!("198.51.{network}.{host}"));
        stack.client().at("127.0.0.8").send(&request).await
    };
    let first = homes(&stack, async |network| ask(network, 1).await).await;
    assert_eq!(homes(&stack, async |network| ask(network, 250).await).await, first, "a network is torn apart");
    only_the_users_of_a_sick_server_move(&stack, async |network| ask(network, 7).await).await;
});

// Traefik counts the weights of a sick server on for a while.
on_engines!([nginx_1_31, haproxy_2_6, haproxy_2_8], weights_hold_among_the_servers_that_are_well, async |bed| {
    let stack = bed.up(CHECKED_WEIGHTS, 4).await;
    assert_eq!(shares(&stack, 12).await, [8, 2, 2, 0]);
    stack.server(3).behave_at("/health", Behaviour::Status(500));
    eventually("the sick server is left out", async || shares(&stack, 6).await[2] == 0).await;
    assert_eq!(shares(&stack, 20).await, [16, 4, 0, 0]);
    for number in [1, 2] {
        stack.server(number).behave_at("/health", Behaviour::Status(500));
    }
    eventually("the backup serves", async || shares(&stack, 4).await == [0, 0, 0, 4]).await;
    stack.server(2).behave_at("/health", Behaviour::Status(200));
    eventually("the backup is relieved", async || shares(&stack, 4).await == [0, 4, 0, 0]).await;
});

on_every_engine!(a_backup_serves_only_while_all_others_are_down, async |bed| {
    let stack = bed.up(BACKUP, 3).await;
    assert_eq!(shares(&stack, 12).await[2], 0);
    stack.server(1).die().await;
    let one_is_left = async || shares(&stack, 4).await == [0, 4, 0];
    eventually("the last other server takes all", one_is_left).await;
    stack.server(2).die().await;
    let backup_serves = async || stack.get("chat.test", "/share").await.served_by() == Some("server3");
    eventually("the backup serves", backup_serves).await;
    assert_eq!(shares(&stack, 4).await, [0, 0, 4]);
    stack.server(2).revive().await.unwrap();
    let backup_is_relieved = async || shares(&stack, 4).await == [0, 4, 0];
    eventually("the backup is relieved", backup_is_relieved).await;
});

on_every_engine!(
    a_hash_may_have_a_backup_where_the_engine_can,
    async |bed| {
        let stack = bed.up(BACKUP_OF_A_HASH, 2).await;
        assert_eq!(shares(&stack, 6).await, [6, 0]);
    },
    refused by [nginx_1_22, nginx_1_31] for "backup" in BACKUP_OF_A_HASH
);

on_every_engine!(a_drained_server_gets_nothing_new, async |bed| {
    let stack = bed.up(DRAINED, 3).await;
    assert_eq!(shares(&stack, 12).await, [0, 6, 6]);
});

on_every_engine!(
    a_drained_server_keeps_the_clients_that_are_bound_to_it,
    async |bed| {
        let stack = bed.up(BOUND, 2).await;
        let mut jar = CookieJar::default();
        for _ in 0..8 {
            let answer = stack.get("chat.test", "/").await;
            if answer.served_by() == Some("server1") {
                jar.keep(&answer);
            }
        }
        assert!(jar.value("at").is_some(), "the first server gets no new client");
        stack.rerender(BOUND_AND_DRAINED);
        let drains = async || shares(&stack, 6).await == [0, 6];
        eventually("new clients go elsewhere", drains).await;
        for _ in 0..6 {
            let answer = stack.client().send(&jar.on(Request::get("chat.test", "/"))).await;
            assert_eq!(answer.served_by(), Some("server1"));
            jar.keep(&answer);
        }
    },
    refused by [traefik_3_7] for "drain" in BOUND_AND_DRAINED
);
