//! Plain TCP: bytes pass as they are, to the servers in turn, until both sides are silent for too long.

use crate::bed::{Bed, Client, ClientDemands as _, Request, Stack, on_engines, on_every_engine};
use lbgen::topology::Proxy;
use lbgen::verify::ports;
use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(10);

/// `{raw}` is a server of the test's own; the mock upstream shows that the engine is ready.
const BESIDE_HTTP: &str = "
listen: { http: \"{http}\" }
upstreams:
  app: { servers: [\"{server1}\"] }
  raw: { servers: [\"{raw}\"], timeouts: { tunnel: 3s } }
routes:
  - { host: chat.test, to: app }
tcp:
  - { listen: \"{tcp}\", to: raw }
";

const ALONE: &str = "
upstreams:
  redis:
    servers: [{ address: \"{server1}\", weight: 3 }, \"{server2}\"]
tcp:
  - { listen: \"{tcp}\", to: redis }
";

const EQUAL: &str = "
upstreams:
  redis: { servers: [\"{server1}\", \"{server2}\"] }
tcp:
  - { listen: \"{tcp}\", to: redis }
";

const CHECKED: &str = "
upstreams:
  redis:
    servers: [{ address: \"{server1}\", weight: 2 }, \"{server2}\"]
    health_check: { path: /, interval: 1s, timeout: 1s, unhealthy_after: 1, healthy_after: 1 }
tcp:
  - { listen: \"{tcp}\", to: redis }
";

const HASHED: &str = "
upstreams:
  redis:
    servers: [\"{server1}\", \"{server2}\", \"{server3}\"]
    balance: hash
    hash_by: client_ip
tcp:
  - { listen: \"{tcp}\", to: redis }
";

/// One server that greets, sends everything back, and says good-bye when the other side has said all.
async fn greeter() -> (TcpListener, SocketAddr) {
    let address = SocketAddr::from(([127, 0, 0, 1], ports::free().unwrap()));
    (TcpListener::bind(address).await.unwrap(), address)
}

async fn greet(listener: TcpListener) {
    while let Ok((mut stream, _)) = listener.accept().await {
        tokio::spawn(async move {
            stream.write_all(b"hello\0\xff").await?;
            let (mut from, mut to) = stream.split();
            tokio::io::copy(&mut from, &mut to).await?;
            to.write_all(b"bye").await?;
            to.shutdown().await
        });
    }
}

/// One server that says something every second, and hears nothing.
async fn chatter(listener: TcpListener) {
    while let Ok((mut stream, _)) = listener.accept().await {
        tokio::spawn(async move {
            while stream.write_all(b".").await.is_ok() {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        });
    }
}

async fn up_before(bed: Bed, address: SocketAddr) -> Stack {
    let template = BESIDE_HTTP.replace("{raw}", &address.to_string());
    bed.up(&template, 1).await
}

async fn greeted(address: SocketAddr) -> io::Result<TcpStream> {
    let mut stream = TcpStream::connect(address).await?;
    let mut hello = [0; 7];
    timeout(PATIENCE, stream.read_exact(&mut hello)).await??;
    assert_eq!(&hello, b"hello\0\xff", "the server speaks first");
    Ok(stream)
}

on_every_engine!(bytes_pass_both_ways_until_each_side_has_said_all, async |bed| {
    let (listener, address) = greeter().await;
    tokio::spawn(greet(listener));
    let stack = up_before(bed, address).await;
    let mut stream = greeted(stack.address("tcp")).await.unwrap();
    let sent: Vec<u8> = (0..=u8::MAX).cycle().take(300_000).collect();
    let (mut from, mut to) = stream.split();
    let mut received = Vec::new();
    let writes = async {
        to.write_all(&sent).await.unwrap();
        to.shutdown().await.unwrap();
    };
    let both = async { tokio::join!(writes, from.read_to_end(&mut received)).1.unwrap() };
    timeout(PATIENCE, both).await.unwrap();
    assert_eq!(received.len(), sent.len() + 3, "what comes after the client's end is lost");
    assert!(received.starts_with(&sent) && received.ends_with(b"bye"));
    assert_eq!(stack.get("chat.test", "/").await.status, 200, "HTTP beside it");
});

on_engines!(
    [nginx_1_22, nginx_1_31, haproxy_2_6, haproxy_2_8],
    a_connection_ends_when_both_sides_are_silent,
    async |bed| {
        let (listener, address) = greeter().await;
        tokio::spawn(greet(listener));
        let stack = up_before(bed, address).await;
        let mut stream = greeted(stack.address("tcp")).await.unwrap();
        let start = Instant::now();
        // A connection that is reset has ended too. Where the server's half ends first, its good-bye still comes through.
        let mut rest = Vec::new();
        let _end = timeout(PATIENCE, stream.read_to_end(&mut rest)).await.expect("it does not end");
        assert!(rest.is_empty() || rest == b"bye", "{rest:?}");
        assert!(start.elapsed() > Duration::from_secs(2), "{:?}", start.elapsed());
    }
);

on_every_engine!(a_connection_lasts_while_one_side_talks, async |bed| {
    let (listener, address) = greeter().await;
    tokio::spawn(chatter(listener));
    let stack = up_before(bed, address).await;
    let mut stream = TcpStream::connect(stack.address("tcp")).await.unwrap();
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(7) {
        let count = timeout(PATIENCE, stream.read(&mut [0; 1])).await.unwrap().unwrap();
        assert_eq!(count, 1, "ended after {:?}", start.elapsed());
    }
});

async fn served(stack: &Stack, count: usize) -> Vec<Option<String>> {
    let client = Client::new(stack.address("tcp"));
    let mut served = Vec::new();
    for _ in 0..count {
        let answer = client.try_send(&Request::get("any.test", "/")).await;
        served.push(answer.ok().and_then(|answer| answer.served_by().map(str::to_owned)));
    }
    served
}

on_every_engine!(connections_are_shared_by_weight_where_there_is_nothing_but_tcp, async |bed| {
    let stack = bed.up(ALONE, 2).await;
    let served = served(&stack, 40).await;
    let first = served.iter().filter(|name| name.as_deref() == Some("server1")).count();
    assert!(served.iter().all(Option::is_some), "{served:?}");
    assert!((28..=32).contains(&first), "{first} of 40");
});

on_every_engine!(a_refused_connection_goes_to_another_server, async |bed| {
    let tries_again = bed.engine.proxy() != Proxy::Traefik;
    let stack = bed.up(EQUAL, 2).await;
    stack.server(1).die().await;
    let served = served(&stack, 10).await;
    let lost = served.iter().filter(|name| name.is_none()).count();
    // Traefik tells that it does not.
    assert!(if tries_again { lost == 0 } else { lost < 10 }, "{served:?}");
    stack.server(1).revive().await.unwrap();
});

on_every_engine!(a_checked_server_that_died_gets_no_connection, async |bed| {
    let stack = bed.up(CHECKED, 2).await;
    stack.server(1).die().await;
    let left_out = async || served(&stack, 6).await.iter().all(|name| name.as_deref() == Some("server2"));
    crate::bed::eventually("the dead server is left out", left_out).await;
});

on_every_engine!(
    a_client_stays_by_the_hash_of_its_address,
    async |bed| {
        let stack = bed.up(HASHED, 3).await;
        let client = Client::new(stack.address("tcp"));
        let mut seen = std::collections::BTreeSet::new();
        for number in 1..=12 {
            let client = client.at(&format!("127.0.{number}.7"));
            let first = client.get("any.test", "/").await.served_by().map(str::to_owned);
            let second = client.get("any.test", "/").await.served_by().map(str::to_owned);
            assert_eq!(first, second);
            seen.extend(first);
        }
        assert!(seen.len() > 1, "{seen:?}");
    },
    refused by [traefik_3_7] for "hash_by" in HASHED
);
