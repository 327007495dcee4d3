//! P2 behind a proxy that names the client in a PROXY header.

use crate::bed::{
    Announced, Bed, Client, ClientDemands as _, ProxyVersion, Request, ResponseDemands as _, Stack, TRUSTED_PEER,
    eventually, on_every_engine,
};
use std::net::IpAddr;

const ANNOUNCED: &str = "
listen: { http: \"{http}\", https: \"{https}\", proxy_protocol: true }
clients: { trusted_proxies: [127.0.0.8, 10.9.0.0/16] }
tls:
  redirect_http: false
  certificates: [{ hosts: [chat.test, hash.test], cert: certs/chat.pem, key: certs/chat.key }]
upstreams:
  app: { servers: [\"{server1}\"] }
  spread: { servers: [\"{server1}\", \"{server2}\"], balance: ip_hash }
routes:
  - { host: chat.test, to: app, access: { deny: [203.0.113.0/24] } }
  - { host: chat.test, path: /limited, to: app, rate_limit: { rate: 1/m, burst: 1 } }
  - { host: hash.test, to: spread }
";

async fn announced(bed: Bed) -> Stack {
    bed.certificate("chat", &["chat.test", "hash.test"]).up(ANNOUNCED, 2).await
}

fn through(peer: IpAddr, version: ProxyVersion, listener: &Client, client: &str) -> Client {
    listener.at(client).announced(Announced { peer, version })
}

on_every_engine!(a_proxy_header_names_the_client, async |bed| {
    let stack = announced(bed).await;
    for listener in [stack.client(), stack.https_client()] {
        for version in [ProxyVersion::V1, ProxyVersion::V2] {
            for client in ["198.51.100.7", "2001:db8::7"] {
                let request = Request::get("chat.test", "/")
                    .header("X-Forwarded-For", "6.6.6.6")
                    .header("X-Real-IP", "6.6.6.6")
                    .header("X-Forwarded-Host", "evil.test");
                let answer = through(TRUSTED_PEER, version, &listener, client).send(&request).await;
                assert_eq!(answer.echo().header_values("X-Forwarded-For"), [client], "{version:?}");
                assert_eq!(answer.echo().header_values("X-Real-IP"), [client], "{version:?}");
                assert_eq!(answer.echo().header_values("X-Forwarded-Host"), ["chat.test"], "{version:?}");
            }
            let denied = through(TRUSTED_PEER, version, &listener, "203.0.113.5").get("chat.test", "/").await;
            assert_eq!(denied.status, 403, "{version:?}");
        }
    }
    eventually("the announced client is in the log", async || stack.process.stdout().contains("198.51.100.7")).await;
    let log = stack.process.stdout();
    assert!(!log.contains("127.0.0.8"), "{log}");
});

on_every_engine!(limits_and_hashes_are_those_of_the_announced_client, async |bed| {
    let stack = announced(bed).await;
    let client = |address: &str| through(TRUSTED_PEER, ProxyVersion::V2, &stack.client(), address);
    for (address, expected) in [("198.51.100.7", 200), ("198.51.100.7", 429), ("198.51.100.8", 200)] {
        assert_eq!(client(address).get("chat.test", "/limited").await.status, expected, "{address}");
    }
    let mut served = std::collections::BTreeSet::new();
    for network in 0..24 {
        let address = format!("198.51.{network}.7");
        let first = client(&address).get("hash.test", "/").await.served_by().map(str::to_owned);
        let again = client(&address).get("hash.test", "/").await.served_by().map(str::to_owned);
        assert_eq!(first, again, "{address}");
        served.extend(first);
    }
    assert_eq!(served.len(), 2, "every client at one server");
});

on_every_engine!(a_stranger_s_proxy_header_is_not_believed, async |bed| {
    let stack = announced(bed).await;
    let stranger = "127.0.0.9";
    for listener in [stack.client(), stack.https_client()] {
        let claims = [ProxyVersion::V1, ProxyVersion::V2]
            .map(|version| through(stranger.parse().unwrap(), version, &listener, "198.51.100.7"));
        for client in claims.into_iter().chain([listener.at(stranger)]) {
            // Refused, or served as who he is.
            let Ok(answer) = client.try_send(&Request::get("chat.test", "/")).await else { continue };
            let seen = if answer.status == 200 { answer.echo().header("X-Real-IP").map(str::to_owned) } else { None };
            assert!(answer.status == 400 || seen.as_deref() == Some(stranger), "{}: {}", answer.status, answer.text());
        }
    }
    assert!(stack.server(1).requests().iter().all(|request| request.header("X-Real-IP") == Some(stranger)));
});
