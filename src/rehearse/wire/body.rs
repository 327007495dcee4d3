//! Bodies piece by piece: one piece a chunk where the message is chunked, one a read elsewhere.

use super::{Head, Wire};
use std::io;

/// How the end of a body is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// So many bytes.
    Length(usize),
    /// Chunks with their lengths.
    Chunked,
    /// All that comes until the connection ends.
    UntilClose,
}

impl Framing {
    /// What a request's head says.
    pub fn of_request(head: &Head) -> Self {
        if head.header_has_token("Transfer-Encoding", "chunked") {
            Self::Chunked
        } else {
            Self::length(head).unwrap_or(Self::Length(0))
        }
    }

    /// What the head of an answer to a request of that method says.
    pub fn of_response(head: &Head, method: &str) -> Self {
        let bodiless = method == "HEAD" || head.status < 200 || head.status == 204 || head.status == 304;
        match Self::length(head) {
            _ if bodiless => Self::Length(0),
            _ if head.header_has_token("Transfer-Encoding", "chunked") => Self::Chunked,
            Some(length) => length,
            None => Self::UntilClose,
        }
    }

    fn length(head: &Head) -> Option<Self> {
        head.header("Content-Length").and_then(|length| length.parse().ok()).map(Self::Length)
    }
}

/// The place in a body that is being read.
#[derive(Debug)]
pub struct Body {
    framing: Framing,
    ended: bool,
}

impl Body {
    /// A body of which nothing was read.
    pub fn new(framing: Framing) -> Self {
        Self { framing, ended: framing == Framing::Length(0) }
    }

    /// The next piece; `None` behind the last one.
    ///
    /// # Errors
    /// When the connection ends before the body does.
    pub async fn next(&mut self, wire: &mut Wire) -> io::Result<Option<Vec<u8>>> {
        if self.ended {
            return Ok(None);
        }
        let piece = match self.framing {
            Framing::Chunked => next_chunk(wire).await?,
            Framing::UntilClose => next_bytes(wire, usize::MAX).await?,
            Framing::Length(left) => {
                let piece = next_bytes(wire, left).await?;
                self.framing = Framing::Length(left - piece.len());
                if piece.is_empty() {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                piece
            }
        };
        self.ended = piece.is_empty() || self.framing == Framing::Length(0);
        Ok(Some(piece).filter(|piece| !piece.is_empty()))
    }
}

async fn next_bytes(wire: &mut Wire, most: usize) -> io::Result<Vec<u8>> {
    if wire.unread.is_empty() {
        wire.fill().await?;
    }
    let count = wire.unread.len().min(most);
    Ok(wire.unread.drain(..count).collect())
}

/// The data of one chunk; the last one is empty, and its trailers are read past.
async fn next_chunk(wire: &mut Wire) -> io::Result<Vec<u8>> {
    let line = next_line(wire).await?;
    let size = line.split(';').next().unwrap_or_default().trim();
    let size = usize::from_str_radix(size, 16).map_err(io::Error::other)?;
    if size == 0 {
        while !next_line(wire).await?.is_empty() {}
        return Ok(Vec::new());
    }
    while wire.unread.len() < size + 2 {
        more(wire).await?;
    }
    let chunk = wire.unread.drain(..size).collect();
    wire.unread.drain(..2);
    Ok(chunk)
}

async fn next_line(wire: &mut Wire) -> io::Result<String> {
    loop {
        if let Some(end) = wire.unread.windows(2).position(|window| window == b"\r\n") {
            let line: Vec<u8> = wire.unread.drain(..end + 2).collect();
            return Ok(String::from_utf8_lossy(line.get(..end).unwrap_or_default()).into_owned());
        }
        more(wire).await?;
    }
}

async fn more(wire: &mut Wire) -> io::Result<()> {
    if wire.fill().await? { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}
