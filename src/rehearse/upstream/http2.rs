//! A connection over HTTP/2 without TLS, for `protocol: h2c`: recorded as HTTP/1.1 is, answered by an echo or a status.

use super::Behaviour;
use super::answer::Answer;
use super::record::{Recorded, Shared};
use crate::rehearse::held::Held as _;
use crate::rehearse::wire::Head;
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Instant;
use tokio::net::TcpStream;

pub async fn serve(stream: TcpStream, shared: &Arc<Shared>, number: u64) {
    let answering = hyper::service::service_fn(|request| answer(request, Arc::clone(shared), number));
    let server = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
    // What breaks here is the proxy's affair, and the test sees it there.
    let _broken = server.serve_connection(TokioIo::new(stream), answering).await;
}

async fn answer(
    request: Request<Incoming>,
    shared: Arc<Shared>,
    number: u64,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let record = shared.record(Recorded::new(&shared.name, number, head(&parts)));
    let _in_flight = shared.begin();
    let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let request = {
        let mut record = record.held();
        record.body = body.to_vec();
        record.body_ended = Some(Instant::now());
        record.clone()
    };
    let behaviour = shared.behaviour_for(&request);
    let answer = if let Behaviour::Status(status) = behaviour {
        Answer::status(status, &request.server)
    } else {
        Answer::echo(&request)
    };
    Ok(answer.into_http2(&request))
}

/// `:authority` takes the place of `Host`.
fn head(parts: &hyper::http::request::Parts) -> Head {
    let authority = parts.uri.authority().map(|authority| ("Host".to_owned(), authority.to_string()));
    let headers = parts.headers.iter();
    let headers =
        headers.map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
    Head {
        method: parts.method.to_string(),
        target: parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
        minor_version: 0,
        headers: authority.into_iter().chain(headers).collect(),
        status: 0,
    }
}
