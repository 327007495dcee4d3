//! The client's side of a WebSocket, opened by hand so that a check sees the head of the answer.

use super::{Connection, Request};
use crate::rehearse::wire::{Head, Stream};
use futures_util::{SinkExt, StreamExt};
use std::io;
use std::time::Duration;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::protocol::Role;

const PATIENCE: Duration = Duration::from_secs(10);

/// An open tunnel.
pub struct WebSocket {
    /// The head of the 101.
    pub accepted: Head,
    socket: WebSocketStream<Box<dyn Stream>>,
}

impl Request {
    /// The request as the handshake of a WebSocket.
    #[must_use]
    pub fn upgrade(self) -> Self {
        self.header("Upgrade", "websocket")
            .header("Connection", "Upgrade")
            .header("Sec-WebSocket-Version", "13")
            .header("Sec-WebSocket-Key", &generate_key())
    }
}

impl WebSocket {
    /// Opens one by this request.
    pub async fn open(mut connection: Connection, request: &Request) -> io::Result<Self> {
        connection.start(&request.clone().upgrade()).await?;
        let accepted = connection.head().await?;
        if accepted.status != 101 {
            return Err(io::Error::other(format!("the upgrade was answered by {}", accepted.status)));
        }
        let wire = connection.into_wire();
        let socket = WebSocketStream::from_partially_read(wire.stream, wire.unread, Role::Client, None).await;
        Ok(Self { accepted, socket })
    }

    /// Sends a text and waits for the one that comes back; `None` when the tunnel is closed, or silent for 10 s.
    pub async fn exchange(&mut self, text: &str) -> Option<String> {
        self.socket.send(Message::text(text)).await.ok()?;
        let reply = tokio::time::timeout(PATIENCE, self.socket.next()).await.ok()?;
        reply?.ok()?.into_text().ok().map(|text| text.to_string()).filter(|text| !text.is_empty())
    }

    /// Whether the tunnel is closed by the other side within so long of silence.
    pub async fn closes_within(&mut self, limit: Duration) -> bool {
        let closed = async { while let Some(Ok(_)) = self.socket.next().await {} };
        tokio::time::timeout(limit, closed).await.is_ok()
    }

    /// Says goodbye.
    pub async fn close(mut self) {
        let _closed_by_peer_first = self.socket.close(None).await;
    }
}
