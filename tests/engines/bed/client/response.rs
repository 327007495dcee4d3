//! An answer with its headers in their order, and its body with the times at which its pieces came.

use super::{Cookie, Piece};
use crate::bed::wire::{Head, Headers, header_values};
use serde_json::Value;
use std::time::Duration;

#[derive(Debug, Clone)]
pub struct Response {
    pub status: u16,
    pub headers: Headers,
    pub body: Vec<u8>,
    /// What the body came in: one entry a chunk, or a read where it was not chunked.
    pub pieces: Vec<Piece>,
    /// Whether the body was there to its end; `false` when the connection broke in it.
    pub complete: bool,
    /// From the last byte of the request to the answer's head.
    pub head_after: Duration,
}

impl Response {
    pub fn new(head: Head, pieces: Vec<Piece>, complete: bool, head_after: Duration) -> Self {
        let body = pieces.iter().flat_map(|piece| piece.bytes.iter().copied()).collect();
        Self { status: head.status, headers: head.headers, body, pieces, complete, head_after }
    }

    /// The first value of a header, whatever the case of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        header_values(&self.headers, name).next()
    }

    pub fn header_values(&self, name: &str) -> Vec<&str> {
        header_values(&self.headers, name).collect()
    }

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

    /// What the mock upstream says that it got; panics when this is no echo.
    pub fn echo(&self) -> Echo {
        assert_eq!(self.status, 200, "no echo but {}: {}", self.status, self.text());
        Echo(serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no echo but {}", self.text())))
    }
}

/// A request as it reached a mock upstream, told by its echo.
pub struct Echo(Value);

impl Echo {
    pub fn server(&self) -> &str {
        self.text("server")
    }

    pub fn method(&self) -> &str {
        self.text("method")
    }

    /// Path and query, byte for byte.
    pub fn target(&self) -> &str {
        self.text("target")
    }

    pub fn body(&self) -> &str {
        self.text("body")
    }

    /// The first value of a header, whatever the case of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.header_values(name).first().copied()
    }

    pub fn header_values(&self, name: &str) -> Vec<&str> {
        let pairs = self.0["headers"].as_array().expect("headers");
        let pairs = pairs.iter().map(|pair| (pair[0].as_str().expect("a name"), pair[1].as_str().expect("a value")));
        pairs.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value).collect()
    }

    fn text(&self, key: &str) -> &str {
        self.0[key].as_str().expect("an echo")
    }
}
