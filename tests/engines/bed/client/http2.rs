//! A request over HTTP/2, for the promises that must hold there too.

use super::{Client, Piece, Request, Response, within};
use crate::bed::wire::{Head, Headers};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};
use std::io;
use std::time::Instant;

pub async fn send(client: &Client, request: &Request) -> io::Result<Response> {
    let offer = client.tls.clone().expect("a client that speaks TLS").alpn(&["h2"]);
    let stream = client.clone().with_tls(offer).handshake(request.host()).await?;
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]), "HTTP/2 was not agreed on");
    let handshake = http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await;
    let (mut sender, connection) = handshake.map_err(io::Error::other)?;
    let driver = tokio::spawn(connection);
    let sent = Instant::now();
    let answer = async { sender.send_request(translated(request)).await.map_err(io::Error::other) };
    let answer = within(client.patience, answer).await?;
    let response = whole(answer, sent).await;
    driver.abort();
    Ok(response)
}

fn translated(request: &Request) -> hyper::Request<Full<Bytes>> {
    let uri = format!("https://{}{}", request.authority(), request.target());
    let mut builder = hyper::Request::builder().method(request.method()).uri(uri);
    for (name, value) in request.headers() {
        builder = builder.header(name, value);
    }
    builder.body(Full::from(request.body_bytes().to_vec())).expect("a request that HTTP/2 can carry")
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
