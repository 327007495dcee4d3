//! One connection to a mock upstream: request after request, recorded while they come in.

use super::answer::Answer;
use super::record::{Recorded, Shared};
use super::{Behaviour, stream, websocket};
use crate::rehearse::held::Held as _;
use crate::rehearse::wire::{Body, Framing, Stream, Wire, request_head};
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Instant;

/// What becomes of a connection after an answer.
#[derive(PartialEq)]
pub enum After {
    Keep,
    Close,
}

/// Serves until the peer leaves or a behaviour closes the connection; what goes wrong on the way is the peer's affair.
pub async fn serve(stream: impl Stream + 'static, shared: &Shared, number: u64) {
    let mut wire = Wire::new(stream);
    while let Ok(After::Keep) = serve_one(&mut wire, shared, number).await {
        let idle_limit = *shared.idle_limit.held();
        if wire.unread.is_empty() && !matches!(tokio::time::timeout(idle_limit, wire.fill()).await, Ok(Ok(true))) {
            return;
        }
    }
}

async fn serve_one(wire: &mut Wire, shared: &Shared, number: u64) -> io::Result<After> {
    let Some(head) = wire.head().await? else {
        return Ok(After::Close);
    };
    let request = Recorded::new(&shared.name, number, request_head(&head)?);
    let behaviour = shared.behaviour_for(&request);
    let record = shared.record(request.clone());
    let _in_flight = shared.begin();
    if behaviour == Behaviour::CloseUnread {
        return Ok(After::Close);
    }
    if behaviour == Behaviour::Echo && websocket::is_asked_for(&request.head) {
        return websocket::echo(wire, &request, &record).await;
    }
    read_body(wire, &request, &record).await?;
    let request = record.held().clone();
    let after = answer(wire, &behaviour, &request, &record).await?;
    let keeps = request.head.minor_version == 1 && !request.head.header_has_token("Connection", "close");
    Ok(if keeps { after } else { After::Close })
}

async fn read_body(wire: &mut Wire, request: &Recorded, record: &Arc<Mutex<Recorded>>) -> io::Result<()> {
    if request.header("Expect").is_some() {
        wire.write(b"HTTP/1.1 100 Continue\r\n\r\n").await?;
    }
    let mut body = Body::new(Framing::of_request(&request.head));
    while let Some(piece) = body.next(wire).await? {
        let mut record = record.held();
        record.body_began.get_or_insert_with(Instant::now);
        record.body.extend(piece);
    }
    record.held().body_ended = Some(Instant::now());
    Ok(())
}

async fn answer(
    wire: &mut Wire,
    behaviour: &Behaviour,
    request: &Recorded,
    record: &Arc<Mutex<Recorded>>,
) -> io::Result<After> {
    match behaviour {
        Behaviour::ByPath | Behaviour::Echo => Answer::echo(request).send(wire, request).await,
        Behaviour::Status(status) => Answer::status(*status, &request.server).send(wire, request).await,
        Behaviour::Text { content_type, length, max_age } => {
            Answer::text(content_type, *length, *max_age).send(wire, request).await
        }
        Behaviour::Headers { status, headers } => Answer::headers(*status, headers).send(wire, request).await,
        Behaviour::Slow(delay) => {
            stream::pause(wire, *delay, record).await?;
            Answer::echo(request).send(wire, request).await
        }
        Behaviour::Events { count, gap } => stream::events(wire, *count, *gap, record).await,
        Behaviour::JsonLines { count, gap } => stream::json_lines(wire, *count, *gap, record).await,
        Behaviour::CloseUnread | Behaviour::CloseUnanswered => Ok(After::Close),
        Behaviour::CloseHalfway => Answer::halfway(wire).await,
        Behaviour::Silence => {
            wire.closed_by_peer().await;
            record.held().abandoned = Some(Instant::now());
            Ok(After::Close)
        }
    }
}
