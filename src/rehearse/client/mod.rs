//! A client that says byte for byte what it is told to, from the address that it is told to, and times what comes back.

mod announced;
mod connection;
mod cookies;
mod http2;
mod old_tls;
mod request;
mod response;
mod tls;
mod websocket;

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpSocket, TcpStream};

pub use announced::{Announced, ProxyVersion};
pub use connection::{Connection, Piece};
pub use cookies::{Cookie, CookieJar};
pub use request::Request;
pub use response::{Echo, Response};
pub use tls::Tls;
pub use websocket::WebSocket;

/// Where requests go, and as whom. Cheap to clone: each setting gives another client.
#[derive(Clone)]
pub struct Client {
    address: SocketAddr,
    source: Option<IpAddr>,
    announced: Option<Announced>,
    tls: Option<Tls>,
    patience: Duration,
}

impl Client {
    /// A client of this listener that speaks plain HTTP/1.1.
    pub fn new(address: SocketAddr) -> Self {
        Self { address, source: None, announced: None, tls: None, patience: Duration::from_secs(10) }
    }

    /// Speaks TLS; the server's name is that of the request's host unless `tls` says otherwise.
    #[must_use]
    pub fn with_tls(mut self, tls: Tls) -> Self {
        self.tls = Some(tls);
        self
    }

    /// Another client of the proxy: any address of 127.0.0.0/8 will do.
    #[must_use]
    pub fn coming_from(&self, source: impl Into<IpAddr>) -> Self {
        Self { source: Some(source.into()), ..self.clone() }
    }

    /// Behind a proxy that names this client in a PROXY header.
    #[must_use]
    pub fn announced(&self, by: Announced) -> Self {
        Self { announced: Some(by), ..self.clone() }
    }

    /// How long any one wait may last: connecting, a head, a piece of a body. 10 s at the start.
    #[must_use]
    pub fn patient_for(&self, patience: Duration) -> Self {
        Self { patience, ..self.clone() }
    }

    /// Sends on a connection of its own and reads the whole answer; an error when the connection is refused, reset, or
    /// closed before the answer's head.
    pub async fn try_send(&self, request: &Request) -> io::Result<Response> {
        let mut connection = self.try_connect(request.host()).await?;
        connection.try_send(request).await
    }

    /// Sends over HTTP/2; TLS with ALPN `h2` is demanded.
    pub async fn try_send_http2(&self, request: &Request) -> io::Result<Response> {
        http2::send(self, request).await
    }

    /// A connection for several requests. `host` is the server's name in TLS, and unused without.
    pub async fn try_connect(&self, host: &str) -> io::Result<Connection> {
        let stream = self.dial().await?;
        match &self.tls {
            None => Ok(Connection::new(stream, self.patience)),
            Some(tls) => {
                let stream = within(self.patience, tls.connect(stream, host)).await?;
                Ok(Connection::new(stream, self.patience))
            }
        }
    }

    /// Opens a WebSocket by this request, to which the headers of the upgrade are added; an error when the answer is no
    /// 101.
    pub async fn try_websocket(&self, request: &Request) -> io::Result<WebSocket> {
        WebSocket::open(self.try_connect(request.host()).await?, request).await
    }

    async fn dial(&self) -> io::Result<TcpStream> {
        let socket = if self.address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        if let Some(source) = self.announced.map(|by| by.peer).or(self.source) {
            socket.bind(SocketAddr::new(source, 0))?;
        }
        let mut stream = within(self.patience, socket.connect(self.address)).await?;
        stream.set_nodelay(true)?;
        if let Some(by) = self.announced {
            let client = self.source.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
            stream.write_all(&by.header(client, self.address)).await?;
        }
        Ok(stream)
    }
}

/// An error of kind `TimedOut` when it takes longer.
async fn within<T>(patience: Duration, wait: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    tokio::time::timeout(patience, wait).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}
