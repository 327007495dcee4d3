//! HTTPS: which names, versions and protocols are agreed on, and where plain HTTP is sent.

use crate::bed::{Bed, ClientDemands as _, Request, Response, ResponseDemands as _, Stack, Tls, on_every_engine};
use tokio_rustls::rustls::ProtocolVersion;
use tokio_rustls::rustls::version::{TLS12, TLS13};

const TOPOLOGY: &str = "
listen: { http: \"{http}\", https: \"{https}\" }
tls:
  hsts: { max_age: 365d, include_subdomains: true }
  certificates:
    - { hosts: [chat.test, \"*.wild.test\"], cert: certs/chat.pem, key: certs/chat.key }
    - { hosts: [other.test], cert: certs/other.pem, key: certs/other.key }
upstreams:
  chat: { servers: [\"{server1}\"] }
  gone: { servers: [\"{server2}\"] }
routes:
  - { host: chat.test, to: chat }
  - { host: chat.test, path: /gone, to: gone, headers: { response: { set: { X-Own: \"1\" } } } }
  - { host: chat.test, path: /shut, to: chat, access: { allow: [192.0.2.1] } }
  - { host: chat.test, path: /get, to: chat, methods: [GET], security_headers: true }
  - { host: chat.test, path: /small, to: chat, max_body: 1KiB }
  - { host: chat.test, path: /few, to: chat, rate_limit: { rate: 1/m } }
  - { host: other.test, path: /only, to: chat }
  - { host: other.test, path: /fixed, respond: { status: 503 } }
  - { host: other.test, path: /away, redirect: { to: \"https://chat.test{uri}\", status: 301 } }
  - { host: \"*.wild.test\", to: chat }
";

async fn up(bed: Bed, topology: &str) -> Stack {
    let bed = bed.certificate("chat", &["chat.test", "*.wild.test"]).certificate("other", &["other.test"]);
    bed.up(topology, 2).await
}

fn offering(stack: &Stack) -> Tls {
    Tls::trusting(stack.certificates.authority())
}

on_every_engine!(the_name_asked_for_chooses_the_certificate_and_unknown_names_get_none, async |bed| {
    let stack = up(bed, TOPOLOGY).await;
    let client = stack.https_client();
    for host in ["chat.test", "other.test", "a.wild.test"] {
        client.handshake(host).await.unwrap_or_else(|error| panic!("no handshake for {host}: {error}"));
    }
    assert_eq!(client.get("a.wild.test", "/").await.status, 200);
    for host in ["unknown.test", "wild.test", "a.b.wild.test"] {
        let error = client.handshake(host).await.expect_err("an unknown name is refused");
        assert!(!error.to_string().contains("invalid peer certificate"), "{host} was shown a certificate: {error}");
    }
    let nameless = stack.client_of_https(offering(&stack).without_server_name());
    let error = nameless.handshake("chat.test").await.expect_err("no name is an unknown name");
    assert!(!error.to_string().contains("invalid peer certificate"), "{error}");
});

on_every_engine!(http2_is_agreed_on_with_those_who_offer_it, async |bed| {
    let stack = up(bed, TOPOLOGY).await;
    let request = Request::post("chat.test", "/a/%20b?c=d", "hello").header("x-test", "1");
    let answer = stack.https_client().send_http2(&request).await;
    let echo = answer.echo();
    assert_eq!((echo.method(), echo.target(), echo.body()), ("POST", "/a/%20b?c=d", "hello"));
    assert_eq!(echo.header("X-Forwarded-Proto"), Some("https"));
    let one = stack.client_of_https(offering(&stack).alpn(&["http/1.1"])).handshake("chat.test").await.unwrap();
    assert_eq!(one.get_ref().1.alpn_protocol(), Some(&b"http/1.1"[..]));
});

on_every_engine!(the_profile_decides_on_the_versions, async |bed| {
    let modern = TOPOLOGY.replace("tls:\n", "tls:\n  profile: modern\n");
    let other_bed = Bed::of(bed.engine);
    let stack = up(bed, TOPOLOGY).await;
    for (version, expected) in [(&TLS12, ProtocolVersion::TLSv1_2), (&TLS13, ProtocolVersion::TLSv1_3)] {
        let client = stack.client_of_https(offering(&stack).versions(&[version]));
        let agreed = client.handshake("chat.test").await.unwrap();
        assert_eq!(agreed.get_ref().1.protocol_version(), Some(expected));
    }
    assert!(says_hello_back(&stack, 0x0303).await, "the control: TLS 1.2 by hand");
    assert!(!says_hello_back(&stack, 0x0302).await, "TLS 1.1");
    assert!(!says_hello_back(&stack, 0x0301).await, "TLS 1.0");

    let stack = up(other_bed, &modern).await;
    stack.client_of_https(offering(&stack).versions(&[&TLS13])).handshake("chat.test").await.unwrap();
    let old = stack.client_of_https(offering(&stack).versions(&[&TLS12]));
    assert!(old.handshake("chat.test").await.is_err(), "modern is TLS 1.3 only");
});

/// Whether a handshake record answers a hello of at most this version. The suites are those of TLS 1.0 to 1.2.
async fn says_hello_back(stack: &Stack, version: u16) -> bool {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = tokio::net::TcpStream::connect(stack.address("https")).await.unwrap();
    stream.write_all(&client_hello(version, "chat.test")).await.unwrap();
    let mut kind = [0];
    let answered = tokio::time::timeout(std::time::Duration::from_secs(10), stream.read(&mut kind)).await;
    let answered = answered.expect("an answer in time").unwrap_or(0);
    answered == 1 && kind[0] == 0x16
}

/// <https://www.rfc-editor.org/rfc/rfc5246#section-7.4.1.2>
fn client_hello(version: u16, name: &str) -> Vec<u8> {
    let sized = |bytes: &[u8]| [&u16::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat();
    let extension = |kind: u16, body: &[u8]| [kind.to_be_bytes().to_vec(), sized(body)].concat();
    let suites = sized(&[0xc0, 0x2b, 0xc0, 0x2f, 0xc0, 0x09, 0xc0, 0x0a, 0xc0, 0x13, 0xc0, 0x14, 0x00, 0x2f]);
    let extensions = sized(
        &[
            extension(0, &sized(&[&[0][..], &sized(name.as_bytes())].concat())),
            extension(10, &sized(&[0x00, 0x1d, 0x00, 0x17])),
            extension(11, &[1, 0]),
            extension(13, &sized(&[0x04, 0x03, 0x08, 0x04, 0x04, 0x01, 0x02, 0x03, 0x02, 0x01])),
        ]
        .concat(),
    );
    let body = [&version.to_be_bytes()[..], &[7; 32], &[0], &suites, &[1, 0], &extensions].concat();
    let length = u32::try_from(body.len()).unwrap().to_be_bytes();
    let message = [&[1], &length[1..], &body].concat();
    [&[0x16, 0x03, 0x01][..], &sized(&message)].concat()
}

/// Answers of every kind over HTTPS, with the status that each must have.
async fn answers(stack: &Stack) -> Vec<(u16, Response)> {
    let client = stack.https_client();
    let _spent = client.get("chat.test", "/few").await;
    let requests = [
        (200, Request::get("chat.test", "/")),
        (404, Request::get("chat.test", "/status/404")),
        (502, Request::get("chat.test", "/gone")),
        (403, Request::get("chat.test", "/shut")),
        (405, Request::post("chat.test", "/get", "x")),
        (413, Request::post("chat.test", "/small", vec![b'x'; 2000])),
        (429, Request::get("chat.test", "/few")),
        (503, Request::get("other.test", "/fixed")),
        (301, Request::get("other.test", "/away")),
        (404, Request::get("other.test", "/unknown/path")),
    ];
    let mut answers = Vec::new();
    for (status, request) in requests {
        answers.push((status, client.send(&request).await));
    }
    answers
}

on_every_engine!(every_https_answer_tells_browsers_to_stay, async |bed| {
    let stack = up(bed, TOPOLOGY).await;
    stack.server(2).die().await;
    for (status, answer) in answers(&stack).await {
        assert_eq!(answer.status, status);
        let told = answer.header_values("Strict-Transport-Security");
        assert_eq!(told, ["max-age=31536000; includeSubDomains"], "{status}: {:?}", answer.headers);
    }
    let plain = stack.get("chat.test", "/").await;
    assert_eq!(plain.header("Strict-Transport-Security"), None, "plain HTTP must not (RFC 6797 section 7.2)");
});

on_every_engine!(plain_http_is_sent_to_https_with_method_path_and_query, async |bed| {
    let stack = up(bed, TOPOLOGY).await;
    let port = stack.address("https").port();
    for (method, target) in [("GET", "/"), ("GET", "/a/%20c?d=e&f=%20g"), ("POST", "/x?y"), ("DELETE", "/get/1")] {
        let answer = stack.client().send(&Request::new(method, "chat.test", target)).await;
        assert!(answer.status == 308 || (method == "GET" && answer.status == 301), "{method}: {}", answer.status);
        let expected = format!("https://chat.test:{port}{target}");
        assert_eq!(answer.header("Location"), Some(expected.as_str()));
    }
    let with_port = format!("chat.test:{}", stack.address("http").port());
    let answer = stack.get(&with_port, "/x").await;
    assert_eq!(answer.header("Location"), Some(format!("https://chat.test:{port}/x").as_str()));
    assert_eq!(stack.get("unknown.test", "/").await.status, 404, "an unknown host is not sent anywhere");
    assert!(stack.server(1).requests().is_empty());
});
