//! The WebSocket side of a mock upstream: it accepts, sends every message back, and is silent otherwise.

use super::answer::SERVED_BY;
use super::connection::After;
use super::record::Recorded;
use crate::rehearse::held::Held as _;
use crate::rehearse::wire::{Head, Wire};
use futures_util::{SinkExt, StreamExt};
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Instant;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::Role;

pub fn is_asked_for(head: &Head) -> bool {
    head.header_has_token("Upgrade", "websocket") && head.header("Sec-WebSocket-Key").is_some()
}

pub async fn echo(wire: &mut Wire, request: &Recorded, record: &Arc<Mutex<Recorded>>) -> io::Result<After> {
    let key = derive_accept_key(request.header("Sec-WebSocket-Key").unwrap_or_default().as_bytes());
    let accepted = format!(
        "HTTP/1.1 101 Switching Protocols\r\n{SERVED_BY}: {}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Accept: {key}\r\n\r\n",
        request.server
    );
    wire.write(accepted.as_bytes()).await?;
    let ahead = std::mem::take(&mut wire.unread);
    let mut socket = WebSocketStream::from_partially_read(&mut wire.stream, ahead, Role::Server, None).await;
    while let Some(Ok(message)) = socket.next().await {
        if (message.is_text() || message.is_binary()) && socket.send(message).await.is_err() {
            break;
        }
    }
    record.held().abandoned = Some(Instant::now());
    Ok(After::Close)
}
