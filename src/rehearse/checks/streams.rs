//! P7: streams pass as they come, silence does not end them, and who leaves is noticed.

use std::time::Duration;

use crate::engine::Feature;
use crate::plan::Plan;
use crate::promise::Promise;
use crate::rehearse::check::{Check, Subject, nothing_shortened, shorten_read, upstreams};
use crate::rehearse::stage::{Stage, eventually};
use crate::rehearse::upstream::Server;
use crate::rehearse::verdict::{Failure, Tried, expect};
use crate::topology;

/// How long the first piece may take, at the best of some attempts: the machine may be busy.
const FIRST: Duration = Duration::from_millis(200);

pub const AT_ONCE: Check = Check {
    promise: Promise::Streams,
    name: "stream-at-once",
    shows: "the first event is there within 200 ms, with compression offered",
    asked: streaming,
    excuses: &[Feature::Streaming],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(at_once(stage, subject)),
};

pub const SILENCE: Check = Check {
    promise: Promise::Streams,
    name: "stream-silence",
    shows: "a stream that is silent for almost `timeouts.read` goes on",
    asked: streaming,
    excuses: &[],
    shorten: |topology| {
        shorten_read(topology, 3);
        vec!["`timeouts.read` is shortened to 3s".to_owned()]
    },
    run: |stage, subject| Box::pin(silence(stage, subject)),
};

pub const UPLOAD: Check = Check {
    promise: Promise::Streams,
    name: "stream-upload",
    shows: "the beginning of a request's body is upstream before its end was sent",
    asked: streaming,
    excuses: &[Feature::Streaming, Feature::MaxBody, Feature::WafBody],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(upload(stage, subject)),
};

pub const LEAVES: Check = Check {
    promise: Promise::Streams,
    name: "stream-abandoned",
    shows: "a client that leaves ends its stream at the upstream, though that is silent",
    asked: streaming,
    excuses: &[Feature::Streaming],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(leaves(stage, subject)),
};

fn streaming(plan: &Plan<'_>) -> Vec<Subject> {
    upstreams(plan, "streaming", |upstream| {
        let is_http1 = *upstream.protocol.value() != topology::Protocol::H2c;
        (**upstream.streaming && is_http1).then(|| upstream.streaming.place())
    })
}

async fn at_once(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way_to(subject.index())?;
    for behaviour in ["/sse?n=2&gap_ms=1000", "/ndjson?n=2&gap_ms=1000"] {
        let mut best = Duration::MAX;
        for _ in 0..4 {
            let mut connection = stage.visitor(&way)?.try_connect(&way.host).await?;
            connection.start(&way.by("GET", behaviour)?.header("Accept-Encoding", "gzip, br, zstd")).await?;
            let head = connection.head().await?;
            expect(head.status == 200, "status 200", || head.status.to_string())?;
            if behaviour.starts_with("/sse") {
                let coded = head.header("Content-Encoding");
                expect(coded.is_none(), "an event stream not to be compressed", || format!("{coded:?}"))?;
            }
            let piece = connection.piece().await?;
            best = best.min(piece.map_or(Duration::MAX, |piece| piece.after));
            if best < FIRST {
                break;
            }
        }
        expect(best < FIRST, format!("the first piece within {FIRST:?}"), || format!("after {best:?}"))?;
    }
    Ok(())
}

async fn silence(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way_to(subject.index())?;
    let answer = stage.visitor(&way)?.try_send(&way.by("GET", "/sse?n=3&gap_ms=2300")?).await?;
    let events = answer.text().matches("data: ").count();
    expect(answer.complete && events == 3, "3 events with 2.3 s of silence between them", || {
        format!("{events} events, {}", if answer.complete { "ended" } else { "cut" })
    })
}

async fn upload(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way_to(subject.index())?;
    let request = way.by("POST", "/upload")?;
    let mut connection = stage.visitor(&way)?.try_connect(&way.host).await?;
    let whole = request.body("firstlast").bytes();
    let (start, end) = whole.split_at(whole.len().saturating_sub(4));
    connection.write(start).await?;
    let begun = async || {
        let requests = stage.servers(subject.index()).iter().flat_map(Server::requests);
        requests.into_iter().any(|request| request.body == b"first")
    };
    eventually("the first part of a body at the upstream before the last was sent", Duration::from_secs(5), begun)
        .await?;
    connection.write(end).await?;
    let answer = connection.response().await?;
    expect(answer.status == 200, "status 200", || answer.status.to_string())
}

async fn leaves(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way_to(subject.index())?;
    let mut connection = stage.visitor(&way)?.try_connect(&way.host).await?;
    connection.start(&way.by("GET", "/sse?n=2&gap_ms=20000")?).await?;
    connection.head().await?;
    if connection.piece().await?.is_none() {
        return Err(Failure::Broken { expected: "a stream".to_owned(), seen: "its end".to_owned() });
    }
    drop(connection);
    let ended = async || {
        let requests = stage.servers(subject.index()).iter().flat_map(Server::requests);
        requests.into_iter().any(|request| request.abandoned.is_some())
    };
    eventually("the upstream's answer to be abandoned after its client", Duration::from_secs(5), ended).await?;
    Ok(())
}
