//! A mock upstream server: it records what reaches it, answers as told, dies and comes back on the same address.

mod answer;
mod behaviour;
mod connection;
mod http2;
mod record;
mod stream;
mod websocket;

use super::held::Held as _;
use crate::verify::ports;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

pub use behaviour::Behaviour;
pub use record::Recorded;
use record::Shared;

/// What a server speaks.
#[derive(Clone)]
enum Speech {
    Http1,
    Http1OverTls(TlsAcceptor),
    Http2,
}

/// One named server on loopback. It stops when it is dropped.
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    speech: Speech,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Server {
    /// A server that speaks HTTP/1.1.
    pub async fn start(name: &str) -> io::Result<Self> {
        Self::start_with(name, Speech::Http1).await
    }

    /// A server that speaks TLS, for `protocol: https`.
    pub async fn start_tls(name: &str, config: tokio_rustls::rustls::ServerConfig) -> io::Result<Self> {
        Self::start_with(name, Speech::Http1OverTls(TlsAcceptor::from(Arc::new(config)))).await
    }

    /// A server that speaks HTTP/2 without TLS, for `protocol: h2c`. It knows the behaviours `Echo` and `Status`.
    pub async fn start_h2c(name: &str) -> io::Result<Self> {
        Self::start_with(name, Speech::Http2).await
    }

    async fn start_with(name: &str, speech: Speech) -> io::Result<Self> {
        let listener = listener().await?;
        let address = listener.local_addr()?;
        let server = Self { address, shared: Arc::new(Shared::new(name)), speech, task: Mutex::new(None) };
        server.serve(listener);
        Ok(server)
    }

    /// Its name: every answer carries it.
    pub fn name(&self) -> &str {
        &self.shared.name
    }

    /// Where it listens, or did before it died.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it does with every request from now on; [`Behaviour::ByPath`] at the start.
    pub fn behave(&self, behaviour: Behaviour) {
        *self.shared.behaviour.held() = behaviour;
    }

    /// What it does with requests for exactly this path (without query), whatever it does with the others.
    pub fn behave_at(&self, path: &str, behaviour: Behaviour) {
        self.shared.behaviour_at.held().insert(path.to_owned(), behaviour);
    }

    /// Closes a kept connection, without a word, when it was idle for so long; never at the start.
    pub fn close_idle_after(&self, idle: Duration) {
        *self.shared.idle_limit.held() = idle;
    }

    /// Everything that reached it since the start or since [`Server::forget`], in the order of arrival.
    pub fn requests(&self) -> Vec<Recorded> {
        self.shared.requests.held().iter().map(|request| request.held().clone()).collect()
    }

    /// Those whose target begins so, which leaves out the requests of health checks.
    pub fn requests_to(&self, start: &str) -> Vec<Recorded> {
        self.requests().into_iter().filter(|request| request.target().starts_with(start)).collect()
    }

    /// Forgets what reached it.
    pub fn forget(&self) {
        self.shared.requests.held().clear();
        self.shared.accepted.store(0, Ordering::SeqCst);
        self.shared.most_in_flight.store(0, Ordering::SeqCst);
    }

    /// How many connections it accepted since the start or since [`Server::forget`].
    pub fn connections(&self) -> usize {
        self.shared.accepted.load(Ordering::SeqCst)
    }

    /// How many connections are open now.
    pub fn open_connections(&self) -> usize {
        self.shared.open.load(Ordering::SeqCst)
    }

    /// How many requests it is answering now.
    pub fn in_flight(&self) -> usize {
        self.shared.in_flight.load(Ordering::SeqCst)
    }

    /// The most requests that it had to answer at one moment.
    pub fn most_in_flight(&self) -> usize {
        self.shared.most_in_flight.load(Ordering::SeqCst)
    }

    /// Cuts every connection and refuses new ones, as a killed process does. Returns when a proxy has had the time to
    /// see that its idle connections are gone: what becomes of a request that is written to one just then is a matter
    /// of luck on every engine.
    pub async fn die(&self) {
        let task = self.task.held().take();
        if let Some(task) = task {
            task.abort();
            let _aborted = task.await;
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// As an address behind which there is no machine: connections are neither accepted nor refused. Ends by
    /// [`Server::die`].
    pub async fn become_unreachable(&self) -> io::Result<()> {
        self.die().await;
        let socket = bound(self.address).await?;
        // The kernel leaves a connection unanswered when the queue of those to be accepted is full, and nobody accepts.
        let listener = socket.listen(1)?;
        let mut fillers = Vec::new();
        while let Ok(Ok(filler)) = timeout(Duration::from_millis(100), TcpStream::connect(self.address)).await {
            fillers.push(filler);
        }
        let task = tokio::spawn(async move {
            std::future::pending::<()>().await;
            drop((listener, fillers));
        });
        *self.task.held() = Some(task);
        Ok(())
    }

    /// Listens again on the same address.
    pub async fn revive(&self) -> io::Result<()> {
        self.serve(bound(self.address).await?.listen(1024)?);
        Ok(())
    }

    fn serve(&self, listener: TcpListener) {
        let (shared, speech) = (Arc::clone(&self.shared), self.speech.clone());
        let before = self.task.held().replace(tokio::spawn(accept(listener, shared, speech)));
        if let Some(before) = before {
            before.abort();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(task) = self.task.held().take() {
            task.abort();
        }
    }
}

/// A free port that the kernel gives to no outgoing connection.
async fn listener() -> io::Result<TcpListener> {
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for _ in 0..100 {
        let port = ports::free().ok_or(io::ErrorKind::AddrNotAvailable)?;
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
            Ok(listener) => return Ok(listener),
            // Another process has taken it meanwhile.
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// Tries for a while: another process may be finding out whether the port is free.
async fn bound(address: SocketAddr) -> io::Result<TcpSocket> {
    for _ in 0..100 {
        let socket = TcpSocket::new_v4()?;
        socket.set_reuseaddr(true)?;
        if socket.bind(address).is_ok() {
            return Ok(socket);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Err(io::Error::new(io::ErrorKind::AddrInUse, format!("the port of a mock upstream is taken: {address}")))
}

/// Its connections live in the set, and so end with it.
async fn accept(listener: TcpListener, shared: Arc<Shared>, speech: Speech) {
    let mut connections = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        connections.spawn(handle(stream, Arc::clone(&shared), speech.clone()));
        while connections.try_join_next().is_some() {}
    }
}

async fn handle(stream: TcpStream, shared: Arc<Shared>, speech: Speech) {
    let _slower_then = stream.set_nodelay(true);
    let number = shared.accepted.fetch_add(1, Ordering::SeqCst) as u64 + 1;
    let _open = record::Count::up(&shared.open);
    match speech {
        Speech::Http1 => connection::serve(stream, &shared, number).await,
        Speech::Http2 => http2::serve(stream, &shared, number).await,
        Speech::Http1OverTls(tls) => {
            if let Ok(stream) = tls.accept(stream).await {
                connection::serve(stream, &shared, number).await;
            }
        }
    }
}
