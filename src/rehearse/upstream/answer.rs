//! The answers of a mock upstream that are complete when they begin.

use super::connection::After;
use super::record::Recorded;
use crate::rehearse::wire::{Headers, Wire};
use bytes::Bytes;
use http_body_util::Full;
use hyper::Response;
use serde_json::json;
use std::fmt::Write;
use std::io;

/// Every answer names its server in this header.
pub const SERVED_BY: &str = "X-Served-By";

pub struct Answer {
    status: u16,
    headers: Headers,
    body: Vec<u8>,
}

impl Answer {
    /// What arrived, as JSON that the client's `Response::echo` reads.
    pub fn echo(request: &Recorded) -> Self {
        let body = json!({
            "server": request.server,
            "connection": request.connection,
            "method": request.method(),
            "target": request.target(),
            "headers": request.head.headers,
            "body": String::from_utf8_lossy(&request.body),
            "body_length": request.body.len(),
        });
        Self::with_body(200, "application/json", body.to_string().into_bytes())
    }

    pub fn status(status: u16, server: &str) -> Self {
        let body = if status == 204 || status == 304 { "" } else { server };
        Self::with_body(status, "text/plain", body.into())
    }

    pub fn text(content_type: &str, length: usize, max_age: Option<u64>) -> Self {
        let body = b"All work and no play makes a dull text. ".iter().copied().cycle().take(length).collect();
        let mut answer = Self::with_body(200, content_type, body);
        answer.headers.extend(max_age.map(|seconds| ("Cache-Control".into(), format!("max-age={seconds}"))));
        answer
    }

    pub fn headers(status: u16, headers: &Headers) -> Self {
        Self { status, headers: headers.clone(), body: Vec::new() }
    }

    fn with_body(status: u16, content_type: &str, body: Vec<u8>) -> Self {
        Self { status, headers: vec![("Content-Type".into(), content_type.into())], body }
    }

    pub async fn send(self, wire: &mut Wire, request: &Recorded) -> io::Result<After> {
        let mut answer = format!("HTTP/1.1 {} Mock\r\n{SERVED_BY}: {}\r\n", self.status, request.server);
        for (name, value) in &self.headers {
            let _infallible = write!(answer, "{name}: {value}\r\n");
        }
        if self.status != 204 && self.status != 304 {
            let _infallible = write!(answer, "Content-Length: {}\r\n", self.body.len());
        }
        answer += "\r\n";
        wire.write(answer.as_bytes()).await?;
        if request.method() != "HEAD" {
            wire.write(&self.body).await?;
        }
        Ok(After::Keep)
    }

    pub fn into_http2(self, request: &Recorded) -> Response<Full<Bytes>> {
        let mut builder = Response::builder().status(self.status).header(SERVED_BY, &request.server);
        for (name, value) in &self.headers {
            builder = builder.header(name, value);
        }
        builder.body(Full::from(self.body)).unwrap_or_else(|_| {
            // A header that a topology cannot make an echo repeat: HTTP/2 brought it here.
            let mut broken = Response::new(Full::default());
            *broken.status_mut() = hyper::StatusCode::INTERNAL_SERVER_ERROR;
            broken
        })
    }

    /// Ten bytes are promised and five sent.
    pub async fn halfway(wire: &mut Wire) -> io::Result<After> {
        wire.write(b"HTTP/1.1 200 Mock\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\n01234").await?;
        Ok(After::Close)
    }
}
