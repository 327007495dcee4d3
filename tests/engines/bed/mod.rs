//! What promises are tested on: a real engine, mock upstreams behind it, clients before it.

pub mod binaries;
pub mod certificates;
pub mod demands;
pub mod engine;
mod macros;
pub mod process;
pub mod render;
pub mod stack;
pub mod template;
pub mod waiting;

pub use lbgen::rehearse::client::{
    Announced, Client, Connection, Cookie, CookieJar, ProxyVersion, Request, Response, Tls, WebSocket,
};
pub use lbgen::rehearse::upstream::{Behaviour, Recorded, Server};
pub use lbgen::topology::Proxy;
pub use {
    demands::{ClientDemands, ConnectionDemands, ResponseDemands},
    engine::Engine,
    stack::Stack,
    waiting::eventually,
};
pub(crate) use {macros::on_engine, macros::on_engines, macros::on_every_engine};

use certificates::Certificates;
use process::Manner;
use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;
use template::Places;

/// No test may hang: a promise that takes longer is broken.
const LIMIT: Duration = Duration::from_secs(120);

/// The peer that topologies with `proxy_protocol: true` trust.
pub const TRUSTED_PEER: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 8));

/// One engine in one version, before a topology is given to it.
pub struct Bed {
    pub engine: Engine,
    pub certificates: Certificates,
    places: Places,
    waived: Vec<String>,
    extra: String,
    environment: Vec<(String, String)>,
    edits: Vec<[String; 3]>,
    manner: Manner,
    folder: TempDir,
}

impl Bed {
    pub fn of(engine: Engine) -> Self {
        let folder = tempfile::Builder::new().prefix("lbgen-test-").tempdir().expect("a folder for the test");
        // Started by root, nginx reads and writes here as another user.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("the folder's mode");
        let certificates = Certificates::in_folder(&folder.path().join("certs"));
        Self {
            engine,
            certificates,
            places: Places::new(),
            waived: Vec::new(),
            extra: String::new(),
            environment: Vec::new(),
            edits: Vec::new(),
            manner: Manner::AtHome,
            folder,
        }
    }

    /// Runs a test's body on this bed, in bounded time.
    pub async fn run<F: Future<Output = ()>>(engine: &str, body: impl FnOnce(Self) -> F) {
        let body = body(Self::of(Engine::named(engine)));
        tokio::time::timeout(LIMIT, body).await.unwrap_or_else(|_| panic!("not done within {LIMIT:?}"));
    }

    /// Issues a certificate for these hosts; the topology names it `certs/NAME.pem` and `certs/NAME.key`.
    #[must_use]
    pub fn certificate(self, name: &str, hosts: &[&str]) -> Self {
        self.certificates.issue(name, hosts);
        self
    }

    /// Waives a feature, by its name in `engines.*.waive`.
    #[must_use]
    #[allow(dead_code, reason = "a promise that is kept by what an engine leaves out is still to come")]
    pub fn waive(mut self, feature: &str) -> Self {
        self.waived.push(feature.to_owned());
        self
    }

    /// The user's own lines: what stands under `engines.*.extra`, as a YAML map in one line.
    #[must_use]
    pub fn extra(mut self, map: &str) -> Self {
        map.clone_into(&mut self.extra);
        self
    }

    /// Has the engine started with this variable.
    #[must_use]
    pub fn environment(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Has a rendered file changed before the engine starts on it: an address, or a duration that no test can wait for.
    #[must_use]
    pub fn edited(mut self, path: &str, from: &str, to: &str) -> Self {
        self.edits.push([path, from, to].map(str::to_owned));
        self
    }

    /// The folder of the topology.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The address that `{NAME}` stands for.
    pub fn address(&self, name: &str) -> SocketAddr {
        self.places.address(name)
    }

    /// Has the engine started by an unprivileged user, from another working directory, on files that cannot be written.
    #[must_use]
    pub fn by_a_stranger(mut self) -> Self {
        self.manner = Manner::ByAStranger;
        self
    }

    /// Puts a file beside the topology, such as the list of keys that it names.
    #[must_use]
    pub fn file(self, path: &str, content: &str) -> Self {
        self.write(path, content);
        self
    }

    /// Renders the topology by lbgen, starts the engine on what came out, and waits until its first route answers.
    /// `{server1}` … are the addresses of so many mock upstreams.
    pub async fn up(self, template: &str, servers: usize) -> Stack {
        let servers = start_servers(servers).await;
        self.up_with(template, servers).await
    }

    /// As [`Bed::up`], with mock upstreams that the test has started itself: `{NAME}` is the address of each.
    pub async fn up_with(mut self, template: &str, servers: Vec<Server>) -> Stack {
        self.place(&servers);
        let topology = template::topology(&self.places, template, self.engine, &self.waived, &self.extra);
        render::render(self.folder.path(), &topology);
        for [path, from, to] in &self.edits {
            let path = self.folder.path().join("deploy").join(path);
            let text = fs::read_to_string(&path).expect("a rendered file");
            assert!(text.contains(from), "{} holds no {from:?}:\n{text}", path.display());
            fs::write(&path, text.replace(from, to)).expect("a file that can be written");
        }
        let (host, path, is_private) = template::probe(&topology);
        let names =
            |place: &str| template.contains(&format!("{{{place}}}")) || template.contains(&format!("{{{place}_port}}"));
        let public = ["http", "https"].into_iter().find(|place| names(place)).unwrap_or("tcp");
        let listener = if is_private { "private" } else { public };
        let is_announced = template.contains("proxy_protocol: true");
        self.start(servers, &host, &path, Door { listener, is_announced }).await
    }

    /// As [`Bed::up`], on configuration files written by hand instead of rendered: pairs of a path in `deploy` and a
    /// template of its content.
    pub async fn up_by_hand(mut self, files: &[(&str, &str)], servers: usize, host: &str) -> Stack {
        let servers = start_servers(servers).await;
        self.place(&servers);
        for (path, template) in files {
            self.write(&format!("deploy/{path}"), &self.places.fill(template));
        }
        self.start(servers, host, "/", Door { listener: "http", is_announced: false }).await
    }

    /// Demands that lbgen refuses this topology (exit code 1, nothing written) because this engine cannot do what
    /// `key` asks for.
    pub fn refuses(mut self, template: &str, key: &str) {
        for number in 1..=9 {
            self.places.set_free(&format!("server{number}"));
        }
        let topology = template::topology(&self.places, template, self.engine, &self.waived, &self.extra);
        let output = render::try_render(self.folder.path(), &topology);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{} does not refuse {key}:\n{said}", self.engine);
        assert!(said.contains("[unsupported]") && said.contains(key), "not refused for {key}:\n{said}");
        assert!(!self.folder.path().join("deploy").exists(), "refused, but written");
    }

    fn place(&mut self, servers: &[Server]) {
        for server in servers {
            self.places.set_address(server.name(), server.address());
        }
    }

    fn write(&self, path: &str, content: &str) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        fs::write(path, content).expect("a file can be written");
    }

    async fn start(self, servers: Vec<Server>, host: &str, path: &str, door: Door) -> Stack {
        let Self { engine, certificates, places, waived, extra, environment, edits: _, manner, folder } = self;
        let client = Client::new(places.address(door.listener));
        let client =
            if door.listener == "https" { client.with_tls(Tls::trusting(certificates.authority())) } else { client };
        let through = Announced { peer: TRUSTED_PEER, version: ProxyVersion::V1 };
        let client = if door.is_announced { client.announced(through) } else { client };
        let process = process::start(engine, folder.path(), manner, &environment);
        let mut stack = Stack { process, servers, certificates, engine, places, waived, extra, folder };
        stack.ready(&client, host, path).await;
        stack
    }
}

/// By which listener it is seen that the engine is ready.
struct Door {
    /// `http`, `https`, `private`, or `tcp` where there is none of them.
    listener: &'static str,
    /// It wants a PROXY header.
    is_announced: bool,
}

async fn start_servers(count: usize) -> Vec<Server> {
    let mut servers = Vec::new();
    for number in 1..=count {
        servers.push(Server::start(&format!("server{number}")).await.expect("a mock upstream"));
    }
    servers
}
