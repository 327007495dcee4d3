//! A byte stream with the unread rest in front of it: what client and mock upstreams read HTTP/1.1 from.

mod body;
mod head;

use std::io;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

pub use body::{Body, Framing};
pub use head::{Head, Headers, header_values, request_head, response_head};

/// Anything that bytes go over: TCP or TLS.
pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// A connection, and what was read from it ahead of its use.
pub struct Wire {
    /// The connection.
    pub stream: Box<dyn Stream>,
    /// What was read and not used.
    pub unread: Vec<u8>,
}

impl Wire {
    /// A stream of which nothing was read.
    pub fn new(stream: impl Stream + 'static) -> Self {
        Self { stream: Box::new(stream), unread: Vec::new() }
    }

    /// Waits for more bytes and puts them behind the unread ones; `false` when the peer has ended the stream.
    pub async fn fill(&mut self) -> io::Result<bool> {
        self.unread.reserve(16 * 1024);
        Ok(self.stream.read_buf(&mut self.unread).await? > 0)
    }

    /// The bytes of a head with its blank line; `None` when the stream ended before its first byte.
    pub async fn head(&mut self) -> io::Result<Option<Vec<u8>>> {
        loop {
            if let Some(length) = head_length(&self.unread) {
                return Ok(Some(self.unread.drain(..length).collect()));
            }
            if !self.fill().await? {
                return if self.unread.is_empty() { Ok(None) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
            }
        }
    }

    /// Writes all of it.
    pub async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes).await?;
        self.stream.flush().await
    }

    /// Returns when the peer has closed or reset the connection; bytes that it sends meanwhile are kept.
    pub async fn closed_by_peer(&mut self) {
        while self.fill().await.unwrap_or(false) {}
    }
}

fn head_length(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|window| window == b"\r\n\r\n").map(|start| start + 4)
}
