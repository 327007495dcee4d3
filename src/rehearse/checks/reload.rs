//! P20: nothing is lost when a configuration is taken over, or when the proxy goes.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::future::join_all;

use crate::engine::Feature;
use crate::plan::Plan;
use crate::promise::Promise;
use crate::rehearse::Entrance;
use crate::rehearse::check::{Check, Subject, nothing_shortened};
use crate::rehearse::stage::{Stage, eventually};
use crate::rehearse::upstream::Server;
use crate::rehearse::verdict::{Failure, Tried, expect};
use crate::topology::Topology;

/// Clients that ask without a pause; every other one on a connection that it keeps.
const CLIENTS: usize = 6;

pub const LOSSLESS: Check = Check {
    promise: Promise::Reload,
    name: "reload",
    shows: "a reload under load loses no request",
    asked,
    excuses: &[Feature::Reload],
    shorten: nothing_shortened,
    run: |stage, _| Box::pin(lossless(stage)),
};

pub const STREAMS: Check = Check {
    promise: Promise::Reload,
    name: "reload-streams",
    shows: "streams and tunnels survive a reload",
    asked,
    excuses: &[Feature::Reload],
    shorten: nothing_shortened,
    run: |stage, _| Box::pin(streams(stage)),
};

pub const STOP: Check = Check {
    promise: Promise::Reload,
    name: "graceful-stop",
    shows: "a graceful stop finishes what runs, takes nothing new, and ends",
    asked,
    excuses: &[],
    shorten: nothing_shortened,
    run: |stage, _| Box::pin(stop(stage)),
};

fn asked(plan: &Plan<'_>) -> Vec<Subject> {
    if plan.upstreams.is_empty() { Vec::new() } else { vec![Subject::whole("engines", None)] }
}

fn way(stage: &Stage) -> Result<Entrance, Failure> {
    let count = stage.plan().upstreams.len();
    let mut last = Failure::untried("no route leads to an upstream");
    for upstream in 0..count {
        match stage.way_to(upstream) {
            Ok(way) if way.by("GET", "/").is_ok() => return Ok(way),
            Ok(_) => {}
            Err(failure) => last = failure,
        }
    }
    Err(last)
}

/// What shows that a change was taken over: the security headers of the route, on or off.
fn toggle(topology: &mut Topology, route: usize) {
    if let Some(route) = topology.routes.get_mut(route) {
        let headers = route.value_mut().security_headers.value_mut();
        *headers = !*headers;
    }
}

async fn is_secured(stage: &Stage, way: &Entrance) -> Result<bool, Failure> {
    Ok(stage.visitor(way)?.try_send(&way.get("/")).await?.header("X-Frame-Options").is_some())
}

async fn reload(stage: &mut Stage, way: &Entrance) -> Tried {
    let before = is_secured(stage, way).await?;
    let route = way.route;
    stage.reload(|topology| toggle(topology, route)).map_err(|error| Failure::untried(format!("{error:#}")))?;
    let taken = async || is_secured(stage, way).await.is_ok_and(|now| now != before);
    eventually("the new configuration to be taken over", Duration::from_secs(10), taken).await?;
    tokio::time::sleep(Duration::from_millis(300)).await;
    Ok(())
}

/// Asks again and again until it is told to end: how often, and what went wrong.
async fn keep_asking(
    client: crate::rehearse::client::Client,
    way: &Entrance,
    keeps: bool,
    goes_on: &AtomicBool,
) -> (usize, Vec<String>) {
    let (mut asked, mut lost, mut held) = (0, Vec::new(), None);
    while goes_on.load(Ordering::SeqCst) {
        asked += 1;
        let connection = match held.take() {
            Some(connection) => Ok(connection),
            None => client.try_connect(&way.host).await,
        };
        let mut connection = match connection {
            Ok(connection) => connection,
            Err(error) => {
                lost.push(format!("no connection: {error}"));
                continue;
            }
        };
        match connection.try_send(&way.get("/load")).await {
            Ok(answer) if answer.status == 200 && answer.complete => {
                let closes = answer.header("Connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
                held = Some(connection).filter(|_| keeps && !closes);
            }
            Ok(answer) => lost.push(answer.status.to_string()),
            Err(error) => lost.push(error.to_string()),
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    (asked, lost)
}

async fn lossless(stage: &mut Stage) -> Tried {
    let way = way(stage)?;
    if stage.plan().routes.get(way.route).is_some_and(|route| route.rate_limit.is_some() || route.concurrency.is_some())
    {
        return Err(Failure::untried("its limits would refuse the load"));
    }
    let clients: Vec<_> = (0..CLIENTS).map(|_| stage.visitor(&way)).collect::<Result<_, _>>()?;
    let goes_on = AtomicBool::new(true);
    let load =
        join_all(clients.into_iter().enumerate().map(|(at, client)| keep_asking(client, &way, at % 2 == 0, &goes_on)));
    let reloads = async {
        let mut tried = reload(stage, &way).await;
        if tried.is_ok() {
            tried = reload(stage, &way).await;
        }
        goes_on.store(false, Ordering::SeqCst);
        tried
    };
    let (results, reloaded) = tokio::join!(load, reloads);
    reloaded?;
    let asked: usize = results.iter().map(|(asked, _)| asked).sum();
    let lost: Vec<&str> = results.iter().flat_map(|(_, lost)| lost).map(String::as_str).collect();
    expect(asked > 50, "a load of more than 50 requests", || asked.to_string())?;
    expect(lost.is_empty(), format!("{asked} answers"), || format!("{} lost: {}", lost.len(), lost.join(", ")))
}

async fn streams(stage: &mut Stage) -> Tried {
    let way = way(stage)?;
    let client = stage.visitor(&way)?;
    let request = way.by("GET", "/sse?n=8&gap_ms=300")?;
    let stream = client.try_send(&request);
    let mut socket = stage.visitor(&way)?.try_websocket(&way.by("GET", "/ws")?).await?;
    let (answer, reloaded) = tokio::join!(stream, async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        reload(stage, &way).await
    });
    reloaded?;
    let answer = answer?;
    let events = answer.text().matches("data: ").count();
    expect(answer.complete && events == 8, "all 8 events of a stream", || format!("{events}"))?;
    expect(socket.exchange("still").await.is_some(), "the tunnel to live on", || "it was closed".to_owned())
}

async fn stop(stage: &mut Stage) -> Tried {
    let way = way(stage)?;
    let client = stage.visitor(&way)?;
    let request = way.by("GET", "/sse?n=6&gap_ms=300")?;
    let stopping = async {
        let begun =
            async || stage.all_servers().flat_map(Server::requests).any(|request| request.target().contains("/sse"));
        eventually("the stream to begin", Duration::from_secs(5), begun).await?;
        stage.stop_gracefully()?;
        tokio::time::sleep(Duration::from_millis(600)).await;
        let refused = stage.visitor(&way)?.try_connect(&way.host).await.is_err();
        expect(refused, "no new connection after the stop", || "somebody listens still".to_owned())
    };
    let (answer, stopped) = tokio::join!(client.try_send(&request), stopping);
    let answer = answer?;
    let events = answer.text().matches("data: ").count();
    expect(events == 6, "all 6 events of a stream that runs at the stop", || events.to_string())?;
    stopped?;
    for _ in 0..200 {
        if !stage.process().is_running()? {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err(Failure::Broken { expected: "the proxy to end".to_owned(), seen: "it runs after 20 s".to_owned() })
}
