//! The answers of a mock upstream that take their time, and notice when the proxy leaves meanwhile.

use super::answer::SERVED_BY;
use super::connection::After;
use super::record::Recorded;
use crate::rehearse::held::Held as _;
use crate::rehearse::wire::Wire;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

pub async fn events(wire: &mut Wire, count: u32, gap: Duration, record: &Arc<Mutex<Recorded>>) -> io::Result<After> {
    let lines = (1..=count).map(|number| format!("data: {number}\n\n"));
    stream(wire, "text/event-stream", lines, gap, record).await
}

pub async fn json_lines(
    wire: &mut Wire,
    count: u32,
    gap: Duration,
    record: &Arc<Mutex<Recorded>>,
) -> io::Result<After> {
    let lines = (1..=count).map(|number| format!("{{\"number\":{number}}}\n"));
    stream(wire, "application/x-ndjson", lines, gap, record).await
}

async fn stream(
    wire: &mut Wire,
    content_type: &str,
    lines: impl Iterator<Item = String>,
    gap: Duration,
    record: &Arc<Mutex<Recorded>>,
) -> io::Result<After> {
    let chunked = record.held().head.minor_version == 1;
    let server = record.held().server.clone();
    let framing = if chunked { "Transfer-Encoding: chunked" } else { "Connection: close" };
    let head =
        format!("HTTP/1.1 200 Mock\r\n{SERVED_BY}: {server}\r\nContent-Type: {content_type}\r\n{framing}\r\n\r\n");
    wire.write(head.as_bytes()).await?;
    for (index, line) in lines.enumerate() {
        if index > 0 {
            pause(wire, gap, record).await?;
        }
        let piece = if chunked { format!("{:x}\r\n{line}\r\n", line.len()) } else { line };
        wire.write(piece.as_bytes()).await?;
    }
    if chunked {
        wire.write(b"0\r\n\r\n").await?;
    }
    Ok(if chunked { After::Keep } else { After::Close })
}

/// Waits so long, and gives up with an error when the proxy closes the connection meanwhile.
pub async fn pause(wire: &mut Wire, time: Duration, record: &Arc<Mutex<Recorded>>) -> io::Result<()> {
    if tokio::time::timeout(time, wire.closed_by_peer()).await.is_ok() {
        record.held().abandoned = Some(Instant::now());
        return Err(io::ErrorKind::BrokenPipe.into());
    }
    Ok(())
}
