//! A request as it goes over the wire: nothing is added but `Host` and the length of a body.

use crate::rehearse::wire::Headers;
use std::fmt::Write;

/// A request.
#[derive(Debug, Clone)]
pub struct Request {
    method: String,
    host: String,
    target: String,
    headers: Headers,
    body: Vec<u8>,
    chunked: bool,
}

impl Request {
    /// `target` is the path with its query, sent byte for byte.
    pub fn new(method: &str, host: &str, target: &str) -> Self {
        Self {
            method: method.to_owned(),
            host: host.to_owned(),
            target: target.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
            chunked: false,
        }
    }

    /// A GET without a body.
    #[must_use]
    pub fn get(host: &str, target: &str) -> Self {
        Self::new("GET", host, target)
    }

    /// A POST with this body.
    #[must_use]
    pub fn post(host: &str, target: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::new("POST", host, target).body(body)
    }

    /// One more header; the same name may come several times.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same with this body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// The body goes as chunks, without a length.
    #[must_use]
    pub fn chunked(mut self) -> Self {
        self.chunked = true;
        self
    }

    /// Its method.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Its path with the query.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// Its headers, in their order, without `Host`.
    pub fn headers(&self) -> &Headers {
        &self.headers
    }

    /// Its body.
    pub fn body_bytes(&self) -> &[u8] {
        &self.body
    }

    /// The host without its port.
    pub fn host(&self) -> &str {
        self.host.split(':').next().unwrap_or_default()
    }

    /// The host as it goes into the `Host` header.
    pub fn authority(&self) -> &str {
        &self.host
    }

    /// What goes over the wire.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.head().into_bytes();
        if !self.chunked {
            bytes.extend(&self.body);
            return bytes;
        }
        for chunk in self.body.chunks(16 * 1024) {
            bytes.extend(format!("{:x}\r\n", chunk.len()).bytes());
            bytes.extend(chunk);
            bytes.extend(b"\r\n");
        }
        bytes.extend(b"0\r\n\r\n");
        bytes
    }

    fn head(&self) -> String {
        let mut head = format!("{} {} HTTP/1.1\r\nHost: {}\r\n", self.method, self.target, self.host);
        for (name, value) in &self.headers {
            let _infallible = write!(head, "{name}: {value}\r\n");
        }
        if self.chunked {
            head += "Transfer-Encoding: chunked\r\n";
        } else if !self.body.is_empty() {
            let _infallible = write!(head, "Content-Length: {}\r\n", self.body.len());
        }
        head + "\r\n"
    }
}
