//! P15: HTTP/3 is offered, and QUIC is spoken where it is.

use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::time::timeout;

use crate::engine::Feature;
use crate::promise::Promise;
use crate::rehearse::check::{Check, Subject, nothing_shortened};
use crate::rehearse::stage::Stage;
use crate::rehearse::verdict::{Failure, Tried, expect};

pub const OFFERED: Check = Check {
    promise: Promise::Tls,
    name: "http3",
    shows: "answers over HTTPS offer HTTP/3 on the listener's port, and QUIC is spoken there",
    asked: |plan| {
        let asked = plan.tls.as_ref().and_then(|tls| tls.http3);
        asked.map(|http3| Subject::whole("tls.http3", http3.place())).into_iter().collect()
    },
    excuses: &[Feature::Http3],
    shorten: nothing_shortened,
    run: |stage, _| Box::pin(offered(stage)),
};

/// How often a datagram, which may be lost, is sent, and how long each time is waited for the answer.
const TRIES: usize = 5;
const WAIT: Duration = Duration::from_secs(1);

async fn offered(stage: &Stage) -> Tried {
    let way = stage.ways().into_iter().find(|way| way.is_https);
    let way = way.ok_or_else(|| Failure::untried("no route is entered by HTTPS"))?;
    let plan = stage.plan();
    let listener = plan.listeners.https.first().copied();
    let listener = listener.ok_or_else(|| Failure::untried("there is no HTTPS listener"))?;
    let expected = format!("h3=\":{}\"", listener.port);
    for behaviour in ["/", "/status/404"] {
        let answer = stage.visitor(&way)?.try_send(&way.get(behaviour)).await?;
        let told = answer.header("Alt-Svc").unwrap_or("none");
        let is_told = told.split(';').next() == Some(expected.as_str());
        expect(is_told, format!("Alt-Svc: {expected} on {}", answer.status), || told.to_owned())?;
    }
    let spoken = negotiates(listener.port).await?;
    expect(spoken, "an unknown version of QUIC to be answered by those that are spoken", || "no such answer".to_owned())
}

/// Whether a datagram of an unknown version is answered by a Version Negotiation packet: RFC 9000, sections 6 and 17.2.1.
async fn negotiates(port: u16) -> std::io::Result<bool> {
    let socket = UdpSocket::bind(("127.0.0.1", 0)).await?;
    socket.connect(("127.0.0.1", port)).await?;
    let mut buffer = [0; 2048];
    for _ in 0..TRIES {
        // A port at which nobody listens is told by an error, on either call.
        if socket.send(&unknown_version()).await.is_err() {
            continue;
        }
        if let Ok(Ok(length)) = timeout(WAIT, socket.recv(&mut buffer)).await {
            return Ok(buffer.get(..length).is_some_and(is_negotiation));
        }
    }
    Ok(false)
}

/// Identifiers of connections, of the length that servers may expect at the least.
const DESTINATION: &[u8; 8] = b"lbgen-to";
const SOURCE: &[u8; 8] = b"lbgen-me";

/// A long header with a version that is reserved for this (RFC 9000, section 15), as long as a first datagram has to be.
fn unknown_version() -> Vec<u8> {
    let mut datagram = vec![0xc0, 0x1a, 0x2a, 0x3a, 0x4a, 8];
    datagram.extend(DESTINATION);
    datagram.push(8);
    datagram.extend(SOURCE);
    datagram.resize(1200, 0);
    datagram
}

/// A long header, version 0, and our identifiers the other way around.
fn is_negotiation(datagram: &[u8]) -> bool {
    let Some((first, rest)) = datagram.split_first() else { return false };
    let expected = [&[0, 0, 0, 0, 8][..], SOURCE, &[8], DESTINATION].concat();
    first & 0x80 != 0 && rest.starts_with(&expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_answer_to_us_that_names_versions_is_a_negotiation() {
        let answer = [&[0x80, 0, 0, 0, 0, 8][..], SOURCE, &[8], DESTINATION, &[0, 0, 0, 1]].concat();
        assert!(is_negotiation(&answer));
        assert!(!is_negotiation(&unknown_version()) && !is_negotiation(&[]));
    }
}
