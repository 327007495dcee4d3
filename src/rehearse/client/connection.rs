//! One connection of the client: requests one after another, answers whole or piece by piece.

use super::{Request, Response, within};
use crate::rehearse::wire::{Body, Framing, Head, Stream, Wire, response_head};
use std::io;
use std::time::{Duration, Instant};

/// A part of a body.
#[derive(Debug, Clone)]
pub struct Piece {
    /// How long after the request it came.
    pub after: Duration,
    /// What came.
    pub bytes: Vec<u8>,
}

/// One connection; each of its waits is bounded by the client's patience.
pub struct Connection {
    wire: Wire,
    patience: Duration,
    method: String,
    sent: Instant,
    body: Body,
}

impl Connection {
    /// A connection over this stream.
    pub fn new(stream: impl Stream + 'static, patience: Duration) -> Self {
        let (method, body) = (String::new(), Body::new(Framing::Length(0)));
        Self { wire: Wire::new(stream), patience, method, sent: Instant::now(), body }
    }

    /// An error when the connection breaks, or patience ends, before the answer's head was there.
    pub async fn try_send(&mut self, request: &Request) -> io::Result<Response> {
        self.start(request).await?;
        self.response().await
    }

    /// Sends a request without waiting for its answer, which [`Connection::head`] and [`Connection::piece`] read.
    pub async fn start(&mut self, request: &Request) -> io::Result<()> {
        request.method().clone_into(&mut self.method);
        self.write(&request.bytes()).await
    }

    /// Sends bytes as they are. Where they are no whole request that is up to the caller.
    pub async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        within(self.patience, self.wire.write(bytes)).await?;
        self.sent = Instant::now();
        Ok(())
    }

    /// Reads the whole answer to what was sent last.
    pub async fn response(&mut self) -> io::Result<Response> {
        let head = self.head().await?;
        let head_after = self.sent.elapsed();
        let mut pieces = Vec::new();
        let complete = loop {
            match self.piece().await {
                Ok(Some(piece)) => pieces.push(piece),
                Ok(None) => break true,
                Err(error) if error.kind() == io::ErrorKind::TimedOut => return Err(error),
                Err(_) => break false,
            }
        };
        Ok(Response::new(head, pieces, complete, head_after))
    }

    /// Reads the answer's head; `100 Continue` is passed over.
    pub async fn head(&mut self) -> io::Result<Head> {
        loop {
            let bytes = within(self.patience, self.wire.head()).await?.ok_or(io::ErrorKind::UnexpectedEof)?;
            let head = response_head(&bytes)?;
            if head.status != 100 {
                self.body = Body::new(Framing::of_response(&head, &self.method));
                return Ok(head);
            }
        }
    }

    /// The next piece of the answer's body; `None` behind its end.
    pub async fn piece(&mut self) -> io::Result<Option<Piece>> {
        let bytes = within(self.patience, self.body.next(&mut self.wire)).await?;
        Ok(bytes.map(|bytes| Piece { after: self.sent.elapsed(), bytes }))
    }

    /// Waits until the other side closes, and says how long that took.
    ///
    /// # Errors
    /// When it is still open after so long.
    pub async fn closed_within(&mut self, limit: Duration) -> io::Result<Duration> {
        let start = Instant::now();
        let wire = &mut self.wire;
        let closed = async {
            wire.closed_by_peer().await;
            Ok(())
        };
        within(limit, closed).await?;
        Ok(start.elapsed())
    }

    /// The bare stream, and what was read from it already.
    pub fn into_wire(self) -> Wire {
        self.wire
    }
}
