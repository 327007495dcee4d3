//! A running engine between mock upstreams and clients.

use super::certificates::Certificates;
use super::demands::ClientDemands as _;
use super::engine::Engine;
use super::render::render;
use super::template::{self, Places};
use lbgen::rehearse::client::{Client, Request, Response, Tls};
use lbgen::rehearse::upstream::Server;
use lbgen::topology::Proxy;
use lbgen::verify::Process;
use rustix::process::Signal;
use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long an engine may take until its first route answers.
const START: Duration = Duration::from_secs(15);
/// Probes come from a client of their own, so that they touch no limit that a test measures.
const PROBING_CLIENT: &str = "127.255.0.1";

pub struct Stack {
    // Dropped in this order: the engine goes before its upstreams and its files.
    pub process: Process,
    pub servers: Vec<Server>,
    pub certificates: Certificates,
    pub engine: Engine,
    pub(super) places: Places,
    pub(super) waived: Vec<String>,
    pub(super) extra: String,
    pub(super) folder: TempDir,
}

impl Stack {
    /// A plain client of the HTTP listener.
    pub fn client(&self) -> Client {
        Client::new(self.address("http"))
    }

    /// A client of the HTTPS listener that trusts the test's authority.
    pub fn https_client(&self) -> Client {
        self.client_of_https(Tls::trusting(self.certificates.authority()))
    }

    /// A client of the HTTPS listener that speaks TLS in its own way.
    pub fn client_of_https(&self, tls: Tls) -> Client {
        Client::new(self.address("https")).with_tls(tls)
    }

    /// A client of the private listener.
    pub fn private_client(&self) -> Client {
        Client::new(self.address("private"))
    }

    /// A client of the admin listener.
    pub fn admin_client(&self) -> Client {
        Client::new(self.address("admin"))
    }

    /// A plain GET on a connection of its own.
    pub async fn get(&self, host: &str, target: &str) -> Response {
        self.client().get(host, target).await
    }

    /// The mock upstream `{serverN}`, counted from 1.
    pub fn server(&self, number: usize) -> &Server {
        &self.servers[number - 1]
    }

    /// The mock upstream of that name, as `Response::served_by` gives it.
    pub fn server_named(&self, name: &str) -> &Server {
        self.servers.iter().find(|server| server.name() == name).expect("a server of that name")
    }

    /// Where `{http}`, `{https}`, `{private}`, `{admin}` or `{tcp}` listens.
    pub fn address(&self, place: &str) -> SocketAddr {
        self.places.address(place)
    }

    /// The folder of `lbgen.yaml`; the rendered one is `deploy` in it.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Renders another topology over the running one and has the engine take it over, as an operator would.
    /// Traefik takes it by itself, a moment later.
    pub fn rerender(&self, template: &str) {
        let topology = template::topology(&self.places, template, self.engine, &self.waived, &self.extra);
        render(self.folder(), &topology);
        self.reload();
    }

    /// The number of the engine's first process.
    pub fn process_id(&self) -> u32 {
        self.process.id()
    }

    /// Has the engine read its files again.
    pub fn reload(&self) {
        match self.engine.proxy() {
            Proxy::Nginx => self.signal(Signal::HUP),
            Proxy::Haproxy => self.signal(Signal::USR2),
            Proxy::Traefik => {}
        }
    }

    /// Asks the engine to finish what it has begun and to go.
    pub fn stop_gracefully(&self) {
        self.signal(match self.engine.proxy() {
            Proxy::Nginx => Signal::QUIT,
            Proxy::Haproxy => Signal::USR1,
            Proxy::Traefik => Signal::TERM,
        });
    }

    fn signal(&self, signal: Signal) {
        let sent = self.process.signal(signal);
        sent.unwrap_or_else(|error| panic!("the engine takes no signal: {error}\n{}", self.process.stderr()));
    }

    /// Waits for an answer that is not 404: Traefik listens before it has its routes.
    pub(super) async fn ready(&mut self, client: &Client, host: &str, path: &str) {
        let start = Instant::now();
        let client = client.at(PROBING_CLIENT).patient_for(Duration::from_secs(5));
        let probe = Request::get(host, path);
        for tries in 1.. {
            let answer = client.try_send(&probe).await;
            if answer.as_ref().is_ok_and(|answer| answer.status != 404) && self.process.hears_signals() {
                break;
            }
            let is_running = self.process.is_running().expect("the engine's state");
            // Where other engines are started beside it, a single try may have taken all of the time.
            let is_time = start.elapsed() < START || tries < 20;
            assert!(is_running && is_time, "{}", self.not_ready(&answer));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.servers.iter().for_each(Server::forget);
    }

    fn not_ready(&self, answer: &std::io::Result<Response>) -> String {
        let answer = answer.as_ref().map(|answer| answer.status);
        let (out, err) = (self.process.stdout(), self.process.stderr());
        format!("{} is not ready: {answer:?}\nstdout:\n{out}\nstderr:\n{err}", self.engine)
    }
}
