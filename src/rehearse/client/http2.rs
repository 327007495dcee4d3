//! A request over HTTP/2, for the promises that must hold there too.

use super::{Client, Piece, Request, Response, within};
use crate::rehearse::wire::{Head, Headers};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};
use std::io;
use std::time::Instant;

/// Sends over HTTP/2 and reads the whole answer.
pub async fn send(client: &Client, request: &Request) -> io::Result<Response> {
    let offer = client.tls.clone().ok_or_else(|| io::Error::other("HTTP/2 is spoken over TLS alone"))?.alpn(&["h2"]);
    let stream = client.clone().with_tls(offer).handshake(request.host()).await?;
    if stream.get_ref().1.alpn_protocol() != Some(&b"h2"[..]) {
        return Err(io::Error::other("HTTP/2 was not agreed on"));
    }
    let handshake = http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await;
    let translated = translated(request)?;
    let (mut sender, connection) = handshake.map_err(io::Error::other)?;
    let driver = tokio::spawn(connection);
    let sent = Instant::now();
    let answer = async { sender.send_request(translated).await.map_err(io::Error::other) };
    let answer = within(client.patience, answer).await?;
    let response = whole(answer, sent).await;
    driver.abort();
    Ok(response)
}

fn translated(request: &Request) -> io::Result<hyper::Request<Full<Bytes>>> {
    let uri = format!("https://{}{}", request.authority(), request.target());
    let mut builder = hyper::Request::builder().method(request.method()).uri(uri);
    for (name, value) in request.headers() {
        builder = builder.header(name, value);
    }
    builder.body(Full::from(request.body_bytes().to_vec())).map_err(io::Error::other)
}

async fn whole(answer: hyper::Response<Incoming>, sent: Instant) -> Response {
    let head_after = sent.elapsed();
    let head = Head { status: answer.status().as_u16(), headers: headers(&answer), ..Head::default() };
    let mut body = answer.into_body();
    let mut pieces = Vec::new();
    let complete = loop {
        match body.frame().await {
            None => break true,
            Some(Err(_)) => break false,
            Some(Ok(frame)) => {
                if let Ok(data) = frame.into_data() {
                    pieces.push(Piece { after: sent.elapsed(), bytes: data.to_vec() });
                }
            }
        }
    };
    Response::new(head, pieces, complete, head_after)
}

fn headers(answer: &hyper::Response<Incoming>) -> Headers {
    let pairs = answer.headers().iter();
    pairs.map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())).collect()
}
