//! The rendered folder starts as it is: by anybody, from anywhere, where nothing can be written.

use crate::bed::{Bed, ClientDemands as _, Request, on_every_engine};

const TOPOLOGY: &str = "
listen: { http: \"{http}\", https: \"{https}\", admin: \"{admin}\" }
tls:
  certificates: [{ hosts: [chat.test, other.test], cert: certs/chat.pem, key: certs/chat.key }]
upstreams:
  chat: { servers: [\"{server1}\"] }
routes:
  - { host: chat.test, to: chat, compress: true, rate_limit: { rate: 100/s, burst: 100 } }
  - { host: other.test, redirect: { to: \"https://chat.test{uri}\" } }
";

fn everything(bed: Bed) -> Bed {
    bed.certificate("chat", &["chat.test", "other.test"])
}

on_every_engine!(an_unprivileged_user_starts_a_read_only_folder_from_elsewhere, async |bed| {
    let mut stack = everything(bed).by_a_stranger().up(TOPOLOGY, 1).await;
    let answer = stack.https_client().get("chat.test", "/text?type=text/css&bytes=200000").await;
    assert_eq!((answer.status, answer.body.len(), answer.complete), (200, 200_000, true));
    let large = Request::post("chat.test", "/up", vec![b'x'; 3 << 20]);
    assert_eq!(stack.https_client().send(&large).await.status, 200, "bodies need no folder of their own");
    assert!(stack.process.is_running().unwrap());
    assert!(!stack.process.stderr().to_lowercase().contains("denied"), "{}", stack.process.stderr());
});
