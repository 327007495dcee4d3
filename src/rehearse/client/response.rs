//! An answer with its headers in their order, and its body with the times at which its pieces came.

use super::{Cookie, Piece};
use crate::rehearse::wire::{Head, Headers, header_values};
use serde::{Deserialize, Serialize};
use std::io;
use std::time::Duration;

/// An answer, read to its end.
#[derive(Debug, Clone)]
pub struct Response {
    /// Its status.
    pub status: u16,
    /// Its headers, in their order.
    pub headers: Headers,
    /// Its body.
    pub body: Vec<u8>,
    /// What the body came in: one entry a chunk, or a read where it was not chunked.
    pub pieces: Vec<Piece>,
    /// Whether the body was there to its end; `false` when the connection broke in it.
    pub complete: bool,
    /// From the last byte of the request to the answer's head.
    pub head_after: Duration,
}

impl Response {
    /// The answer that these parts make.
    pub fn new(head: Head, pieces: Vec<Piece>, complete: bool, head_after: Duration) -> Self {
        let body = pieces.iter().flat_map(|piece| piece.bytes.iter().copied()).collect();
        Self { status: head.status, headers: head.headers, body, pieces, complete, head_after }
    }

    /// The first value of a header, whatever the case of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        header_values(&self.headers, name).next()
    }

    /// All values of a header.
    pub fn header_values(&self, name: &str) -> Vec<&str> {
        header_values(&self.headers, name).collect()
    }

    /// The body as text; bytes that are not UTF-8 are replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The name of the mock upstream that answered; `None` when the proxy answered itself.
    pub fn served_by(&self) -> Option<&str> {
        self.header("X-Served-By")
    }

    /// The cookie of that name which this answer sets.
    pub fn cookie(&self, name: &str) -> Option<Cookie> {
        self.header_values("Set-Cookie").into_iter().filter_map(Cookie::parse).find(|cookie| cookie.name == name)
    }

    /// What the mock upstream says that it got; an error when this is no echo.
    pub fn try_echo(&self) -> io::Result<Echo> {
        let no_echo = || io::Error::other(format!("no echo but {}: {}", self.status, self.text()));
        if self.status != 200 {
            return Err(no_echo());
        }
        serde_json::from_slice(&self.body).map_err(|_| no_echo())
    }
}

/// A request as it reached a mock upstream, told by its echo.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Echo {
    pub(crate) server: String,
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Headers,
    pub(crate) body: String,
}

impl Echo {
    /// The name of the server that it reached.
    pub fn server(&self) -> &str {
        &self.server
    }

    /// Its method.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Path and query, byte for byte.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// Its body.
    pub fn body(&self) -> &str {
        &self.body
    }

    /// The first value of a header, whatever the case of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        header_values(&self.headers, name).next()
    }

    /// All values of a header, whatever the case of its name.
    pub fn header_values(&self, name: &str) -> Vec<&str> {
        header_values(&self.headers, name).collect()
    }
}
