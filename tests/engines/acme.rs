//! `tls.acme`: certificates are had from a real authority, Pebble, and renewed, while the proxy runs.

mod authority;

use crate::bed::{
    Bed, ClientDemands as _, ConnectionDemands as _, Request, Stack, Tls, eventually, on_engines, on_every_engine,
};
use authority::{Authority, CA};
use lbgen::topology::Proxy;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;
use tokio::sync::Mutex;
use tokio_rustls::rustls::pki_types::CertificateDer;

const TOPOLOGY: &str = "
listen: { http: \"{http}\", https: \"{https}\" }
tls:
  certificates: [{ hosts: [own.test], cert: certs/own.pem, key: certs/own.key }]
  acme: { email: ops@example.com, directory: \"https://DIRECTORY/dir\" }
upstreams:
  chat: { servers: [\"{server1}\"] }
routes:
  - { host: own.test, to: chat }
  - { host: chat.test, to: chat, access: { allow: [192.0.2.1] } }
  - { host: chat.test, path: /open, to: chat }
";

/// A second host, which takes the client as long again.
const MORE: &str = "  - { host: more.test, to: chat }\n";

const WILDCARD: &str = "
listen: { http: \"{http}\", https: \"{https}\" }
tls:
  redirect_http: false
  acme: { email: ops@example.com, challenge: dns-01, dns_provider: exec, directory: \"https://DIRECTORY/dir\" }
upstreams:
  chat: { servers: [\"{server1}\"] }
routes:
  - { host: \"*.wild.test\", to: chat }
";

/// The client answers challenges at one fixed port.
static CLIENT: Mutex<()> = Mutex::const_new(());

/// Runs the rendered script as a timer would.
async fn certify(stack: &Stack, settings: &[(&str, &str)]) -> Output {
    let script = stack.folder().join("deploy").join(stack.engine.name()).join("acme.sh");
    let mut command = Command::new("sh");
    command.arg(script).env("LEGO_CA_CERTIFICATES", stack.folder().join(CA)).envs(settings.iter().copied());
    // Started by root, nginx's workers read as another user.
    if rustix::process::geteuid().is_root() && stack.engine.proxy() == Proxy::Nginx {
        command.env("ACME_GROUP", workers_group(stack));
    }
    if stack.engine.proxy() == Proxy::Haproxy {
        command.env("ACME_RELOAD", format!("kill -USR2 {}", stack.process_id()));
    }
    tokio::task::spawn_blocking(move || command.output().expect("a shell")).await.expect("the script ends")
}

/// The group of nginx's workers, which nginx was built with.
fn workers_group(stack: &Stack) -> String {
    let master = stack.process_id();
    let read = |path: String| std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let workers = read(format!("/proc/{master}/task/{master}/children"));
    let status = read(format!("/proc/{}/status", workers.split_whitespace().next().expect("a worker")));
    let groups = status.lines().find_map(|line| line.strip_prefix("Gid:")).expect("its groups");
    groups.split_whitespace().next().expect("its group").to_owned()
}

fn demand(output: &Output) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "no certificate:\n{}\n{said}", String::from_utf8_lossy(&output.stdout));
}

/// The authority for this bed, and the bed that its clients trust it on.
fn before(bed: Bed) -> (Bed, Authority) {
    let authority = Authority::beside(&bed);
    let ca = bed.folder().join(CA);
    (bed.certificate("own", &["own.test"]).environment("LEGO_CA_CERTIFICATES", &ca.display().to_string()), authority)
}

/// The certificate that a client is shown who trusts the authority; none where the handshake fails.
async fn shown(stack: &Stack, root: &CertificateDer<'static>, host: &str) -> Option<Vec<u8>> {
    let stream = stack.client_of_https(Tls::trusting(root.clone())).handshake(host).await.ok()?;
    Some(stream.get_ref().1.peer_certificates().expect("a certificate")[0].to_vec())
}

async fn is_served(stack: &Stack, root: &CertificateDer<'static>, host: &str) -> bool {
    shown(stack, root, host).await.is_some()
}

fn is_private(folder: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    for entry in std::fs::read_dir(folder).expect("the folder of certificates").flatten() {
        let mode = entry.metadata().expect("a file").permissions().mode();
        assert!(
            entry.file_name() == ".gitignore" || [0o600, 0o640, 0o700].contains(&(mode & 0o777)),
            "{} is open: {mode:o}",
            entry.path().display()
        );
    }
}

on_every_engine!(a_certificate_is_had_and_renewed_in_spite_of_redirect_and_lists, async |bed| {
    let _client = CLIENT.lock().await;
    let (bed, mut authority) = before(bed);
    let is_own = bed.engine.proxy() == Proxy::Traefik;
    authority.start(&bed);
    let root = authority.root().await;
    let more = if is_own { MORE } else { "" };
    let topology = format!("{TOPOLOGY}{more}").replace("DIRECTORY", &authority.address());
    let stack = bed.up(&topology, 1).await;
    stack.https_client().handshake("own.test").await.expect("the certificate that was brought along");
    let redirected = stack.get("chat.test", "/open").await.status;
    assert!([301, 308].contains(&redirected), "plain HTTP is not redirected: {redirected}");
    if is_own {
        eventually("Traefik has its certificate", async || is_served(&stack, &root, "chat.test").await).await;
        eventually("and the other", async || is_served(&stack, &root, "more.test").await).await;
        return;
    }
    assert!(!is_served(&stack, &root, "chat.test").await, "there is no certificate yet");
    demand(&certify(&stack, &[]).await);
    eventually("the certificate is served", async || is_served(&stack, &root, "chat.test").await).await;
    is_private(&stack.folder().join("deploy").join(stack.engine.name()).join("acme"));
    let first = shown(&stack, &root, "chat.test").await.expect("a certificate");
    let client = stack.client_of_https(Tls::trusting(root.clone()));
    let mut kept = client.connect("chat.test").await;
    demand(&certify(&stack, &[]).await);
    assert_eq!(shown(&stack, &root, "chat.test").await.as_ref(), Some(&first), "it is not renewed before its time");
    demand(&certify(&stack, &[("ACME_DAYS", "100000")]).await);
    let is_new = async || shown(&stack, &root, "chat.test").await.expect("a certificate") != first;
    eventually("the renewed one is served", is_new).await;
    assert_eq!(kept.send(&Request::get("chat.test", "/open")).await.status, 200, "the connection was dropped");
});

on_engines!([traefik_3_7], a_certificate_is_renewed_while_connections_stay, async |bed| {
    let (bed, mut authority) = before(bed);
    // Traefik looks once a day otherwise, a month before the end.
    let resolver = "certificatesResolvers:\n  acme:\n    acme:\n";
    let bed = bed.edited("traefik/traefik.yml", resolver, &format!("{resolver}      certificatesDuration: 1\n"));
    authority.valid_for(Duration::from_secs(600));
    authority.start(&bed);
    let root = authority.root().await;
    let stack = bed.up(&TOPOLOGY.replace("DIRECTORY", &authority.address()), 1).await;
    eventually("there is a certificate", async || is_served(&stack, &root, "chat.test").await).await;
    let first = shown(&stack, &root, "chat.test").await.expect("a certificate");
    let client = stack.client_of_https(Tls::trusting(root.clone()));
    let mut kept = client.connect("chat.test").await;
    assert_eq!(kept.send(&Request::get("chat.test", "/open")).await.status, 200);
    let is_new = async || shown(&stack, &root, "chat.test").await.expect("a certificate") != first;
    // Every minute, the shortest that Traefik has; connections that are idle for so long may be closed.
    for _ in 0..90 {
        if is_new().await {
            break;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(kept.send(&Request::get("chat.test", "/open")).await.status, 200, "the connection was dropped");
    }
    assert!(is_new().await, "it is not renewed");
    assert_eq!(kept.send(&Request::get("chat.test", "/open")).await.status, 200, "the connection was dropped");
});

on_engines!([nginx_1_31, haproxy_2_8, traefik_3_7], a_wildcard_is_had_by_a_record_in_dns, async |bed| {
    let (bed, mut authority) = before(bed);
    authority.start(&bed);
    let root = authority.root().await;
    let provider = authority.provider(&bed);
    let topology = WILDCARD.replace("DIRECTORY", &authority.address());
    let served = if bed.engine.proxy() == Proxy::Traefik {
        // The world's DNS does not know what Pebble's does.
        let challenge = "        provider: exec\n";
        let dns =
            format!("        resolvers: [\"{}\"]\n        propagation: {{ disableChecks: true }}\n", authority.dns());
        let bed = bed
            .edited("traefik/traefik.yml", challenge, &format!("{challenge}{dns}"))
            .environment("EXEC_PATH", &provider)
            .environment("LEGO_DISABLE_CNAME_SUPPORT", "true");
        bed.up(&topology, 1).await
    } else {
        let stack = bed.up(&topology, 1).await;
        let options = format!("--dns.disable-cp --dns.resolvers {}", authority.dns());
        let settings =
            [("EXEC_PATH", provider.as_str()), ("ACME_DNS_OPTIONS", &options), ("LEGO_DISABLE_CNAME_SUPPORT", "true")];
        demand(&certify(&stack, &settings).await);
        stack
    };
    eventually("it is served", async || is_served(&served, &root, "a.wild.test").await).await;
    assert!(!is_served(&served, &root, "a.b.wild.test").await, "a wildcard is one label");
});

on_engines!([nginx_1_31, haproxy_2_8], a_failure_keeps_what_there_is_and_says_so, async |bed| {
    let _client = CLIENT.lock().await;
    let (bed, authority) = before(bed);
    let stack = bed.up(&format!("{TOPOLOGY}{MORE}").replace("DIRECTORY", &authority.address()), 1).await;
    let output = certify(&stack, &[]).await;
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("no new certificate for chat.test") && said.contains("no new certificate for more.test"));
    assert_eq!(stack.get("own.test", "/").await.status, 308);
    stack.https_client().handshake("own.test").await.expect("the proxy goes on");
});
