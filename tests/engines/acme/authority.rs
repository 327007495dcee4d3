//! Pebble, an ACME authority for tests, with the DNS that it asks; both on loopback, both gone with the test.

use crate::bed::{Bed, Client, ClientDemands as _, Tls};
use lbgen::verify::ports;
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio_rustls::rustls::pki_types::{CertificateDer, pem::PemObject as _};

/// The authority that Pebble's own HTTPS is trusted by, beside the topology.
pub const CA: &str = "certs/ca.pem";

/// An authority, which gives certificates once it is started.
pub struct Authority {
    address: SocketAddr,
    management: SocketAddr,
    dns: SocketAddr,
    records: SocketAddr,
    trusted: CertificateDer<'static>,
    validity: Duration,
    processes: Vec<Child>,
}

fn free() -> SocketAddr {
    ([127, 0, 0, 1], ports::free().expect("a free port")).into()
}

impl Authority {
    /// One that is not started yet.
    pub fn beside(bed: &Bed) -> Self {
        bed.certificates.issue("pebble", &["127.0.0.1"]);
        let trusted = bed.certificates.authority();
        let validity = Duration::from_secs(365 * 24 * 60 * 60);
        Self {
            address: free(),
            management: free(),
            dns: free(),
            records: free(),
            trusted,
            validity,
            processes: Vec::new(),
        }
    }

    /// Has its certificates valid for so long, a year otherwise.
    pub fn valid_for(&mut self, validity: Duration) {
        self.validity = validity;
    }

    /// Starts it. It asks for challenges over plain HTTP at the bed's listener.
    pub fn start(&mut self, bed: &Bed) {
        let folder = bed.folder();
        let settings = serde_json::json!({ "pebble": {
            "listenAddress": self.address.to_string(),
            "managementListenAddress": self.management.to_string(),
            "certificate": folder.join("certs/pebble.pem"),
            "privateKey": folder.join("certs/pebble.key"),
            "httpPort": bed.address("http").port(),
            "tlsPort": bed.address("https").port(),
            "certificateValidityPeriod": self.validity.as_secs(),
        }});
        std::fs::write(folder.join("pebble.json"), settings.to_string()).expect("settings of pebble");
        let dns = self.dns.to_string();
        let records = self.records.to_string();
        self.run(
            folder,
            "pebble-challtestsrv",
            &[
                "-dns01",
                &dns,
                "-management",
                &records,
                "-http01",
                "",
                "-https01",
                "",
                "-tlsalpn01",
                "",
                "-defaultIPv4",
                "127.0.0.1",
                "-defaultIPv6",
                "",
            ],
        );
        self.run(folder, "pebble", &["-config", "pebble.json", "-strict", "-dnsserver", &dns]);
        for address in [self.address, self.management, self.records] {
            let is_there = || TcpStream::connect(address).is_ok();
            let tries = std::iter::repeat_with(|| std::thread::sleep(Duration::from_millis(50)));
            assert!(tries.take(100).any(|()| is_there()), "nothing listens at {address}");
        }
    }

    fn run(&mut self, folder: &Path, program: &str, arguments: &[&str]) {
        let log = std::fs::File::create(folder.join(format!("{program}.log"))).expect("a log");
        let child = Command::new(program)
            .args(arguments)
            .current_dir(folder)
            .env("PEBBLE_VA_NOSLEEP", "1")
            .env("PEBBLE_WFE_NONCEREJECT", "0")
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .spawn();
        self.processes.push(child.unwrap_or_else(|error| {
            panic!("cannot start {program}: {error}; scripts/install-test-engines installs it")
        }));
    }

    /// Where its directory is.
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// Where its DNS is.
    pub fn dns(&self) -> SocketAddr {
        self.dns
    }

    /// A program that sets records in its DNS, as lego's provider `exec` calls one.
    pub fn provider(&self, bed: &Bed) -> String {
        use std::os::unix::fs::PermissionsExt as _;
        let path = bed.folder().join("provider");
        let text = format!(
            "#!/usr/bin/env python3
import json, sys, urllib.request
action, name, value = sys.argv[1:4]
what = {{'host': name, 'value': value}} if action == 'present' else {{'host': name}}
way = 'set-txt' if action == 'present' else 'clear-txt'
opener = urllib.request.build_opener(urllib.request.ProxyHandler({{}}))
opener.open('http://{}/' + way, json.dumps(what).encode(), timeout=5)
",
            self.records
        );
        std::fs::write(&path, text).expect("a program");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("its mode");
        path.display().to_string()
    }

    /// The root of its certificates, new at each start.
    pub async fn root(&self) -> CertificateDer<'static> {
        let client = Client::new(self.management).with_tls(Tls::trusting(self.trusted.clone()));
        let answer = client.get("127.0.0.1", "/roots/0").await;
        CertificateDer::from_pem_slice(answer.text().as_bytes()).expect("a certificate")
    }
}

impl Drop for Authority {
    fn drop(&mut self) {
        for process in &mut self.processes {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}
