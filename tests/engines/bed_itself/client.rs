//! The client speaks as told: from an address, over TLS, as WebSocket, with cookies.

use crate::bed::certificates::Certificates;
use crate::bed::{
    Behaviour, Client, ClientDemands as _, Cookie, CookieJar, Request, ResponseDemands as _, Server, Tls,
};
use std::time::Duration;
use tokio_rustls::rustls::ProtocolVersion;
use tokio_rustls::rustls::version::{TLS12, TLS13};

#[tokio::test]
async fn a_websocket_sends_each_message_back() {
    let server = Server::start("server1").await.unwrap();
    let mut socket = Client::new(server.address()).websocket("a.test", "/ws").await;
    assert_eq!(socket.accepted.header("x-served-by"), Some("server1"));
    assert_eq!(socket.exchange("hello").await.as_deref(), Some("hello"));
    server.die().await;
    assert!(socket.closes_within(Duration::from_secs(2)).await);
}

#[tokio::test]
async fn tls_is_checked_against_the_authority_in_the_versions_offered() {
    let folder = tempfile::tempdir().unwrap();
    let certificates = Certificates::in_folder(folder.path());
    let server = Server::start_tls("server1", certificates.server_config(&["a.test"])).await.unwrap();
    let client = |tls: Tls| Client::new(server.address()).with_tls(tls);
    let trusting = || Tls::trusting(certificates.authority());

    assert_eq!(client(trusting()).get("a.test", "/").await.served_by(), Some("server1"));
    assert!(client(trusting()).handshake("b.test").await.is_err(), "the name is checked");
    let stranger = Certificates::in_folder(&folder.path().join("stranger"));
    assert!(client(Tls::trusting(stranger.authority())).handshake("a.test").await.is_err(), "the signer is checked");
    for (version, expected) in [(&TLS12, ProtocolVersion::TLSv1_2), (&TLS13, ProtocolVersion::TLSv1_3)] {
        let stream = client(trusting().versions(&[version])).handshake("a.test").await.unwrap();
        assert_eq!(stream.get_ref().1.protocol_version(), Some(expected));
    }
    let mut socket = client(trusting()).websocket("a.test", "/ws").await;
    assert_eq!(socket.exchange("over TLS").await.as_deref(), Some("over TLS"));
}

#[tokio::test]
async fn a_certificate_is_written_with_its_key() {
    let folder = tempfile::tempdir().unwrap();
    Certificates::in_folder(folder.path()).issue("chat", &["chat.test", "*.chat.test"]);
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(read("chat.pem").matches("BEGIN CERTIFICATE").count(), 2);
    assert!(read("chat.key").contains("PRIVATE KEY") && read("ca.pem").contains("BEGIN CERTIFICATE"));
}

#[tokio::test]
async fn a_jar_gives_back_what_was_set() {
    let server = Server::start("server1").await.unwrap();
    let set = ["lb=r1; Path=/; HttpOnly; Max-Age=5", "other=2"].map(|value| ("Set-Cookie".into(), value.into()));
    server.behave_at("/set", Behaviour::Headers { status: 204, headers: set.to_vec() });
    let client = Client::new(server.address());
    let answer = client.get("a.test", "/set").await;
    let cookie: Cookie = answer.cookie("lb").unwrap();
    assert_eq!((cookie.value.as_str(), cookie.attributes["max-age"].as_str()), ("r1", "5"));
    assert!(cookie.attributes.contains_key("httponly") && !cookie.attributes.contains_key("secure"));
    let mut jar = CookieJar::default();
    jar.keep(&answer);
    let echo = client.send(&jar.on(Request::get("a.test", "/"))).await.echo();
    assert_eq!(echo.header("cookie"), Some("lb=r1; other=2"));
}
