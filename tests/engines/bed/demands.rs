//! What tests demand of the rehearsal's client: an answer, or the test fails and says for what.

use lbgen::rehearse::client::{Client, Connection, Echo, Request, Response, WebSocket};

/// Of a client.
pub trait ClientDemands {
    /// The same, but another client of the proxy: any address of `127.0.0.0/8` will do.
    fn at(&self, address: &str) -> Self;

    /// Sends on a connection of its own and reads the whole answer.
    async fn send(&self, request: &Request) -> Response;

    /// As [`ClientDemands::send`], over HTTP/2.
    async fn send_http2(&self, request: &Request) -> Response;

    /// A plain GET on a connection of its own.
    async fn get(&self, host: &str, target: &str) -> Response;

    /// A connection for several requests. `host` is the server's name in TLS, and unused without.
    async fn connect(&self, host: &str) -> Connection;

    /// A WebSocket.
    async fn websocket(&self, host: &str, target: &str) -> WebSocket;

    /// As [`ClientDemands::websocket`], with the headers of this request beside those of the upgrade.
    async fn websocket_by(&self, request: &Request) -> WebSocket;
}

/// Of one of its connections.
pub trait ConnectionDemands {
    /// Sends and reads the whole answer.
    async fn send(&mut self, request: &Request) -> Response;

    /// A plain GET.
    async fn get(&mut self, host: &str, target: &str) -> Response;
}

/// Of an answer.
pub trait ResponseDemands {
    /// What the mock upstream says that it got.
    fn echo(&self) -> Echo;
}

impl ClientDemands for Client {
    fn at(&self, address: &str) -> Self {
        let address: std::net::IpAddr = address.parse().expect("an address");
        self.coming_from(address)
    }

    async fn send(&self, request: &Request) -> Response {
        self.try_send(request).await.unwrap_or_else(|error| panic!("no answer to {request:?}: {error}"))
    }

    async fn send_http2(&self, request: &Request) -> Response {
        self.try_send_http2(request).await.unwrap_or_else(|error| panic!("no answer to {request:?}: {error}"))
    }

    async fn get(&self, host: &str, target: &str) -> Response {
        self.send(&Request::get(host, target)).await
    }

    async fn connect(&self, host: &str) -> Connection {
        self.try_connect(host).await.unwrap_or_else(|error| panic!("cannot connect for {host}: {error}"))
    }

    async fn websocket(&self, host: &str, target: &str) -> WebSocket {
        self.websocket_by(&Request::get(host, target)).await
    }

    async fn websocket_by(&self, request: &Request) -> WebSocket {
        self.try_websocket(request).await.unwrap_or_else(|error| panic!("no WebSocket by {request:?}: {error}"))
    }
}

impl ConnectionDemands for Connection {
    async fn send(&mut self, request: &Request) -> Response {
        self.try_send(request).await.unwrap_or_else(|error| panic!("no answer to {request:?}: {error}"))
    }

    async fn get(&mut self, host: &str, target: &str) -> Response {
        self.send(&Request::get(host, target)).await
    }
}

impl ResponseDemands for Response {
    fn echo(&self) -> Echo {
        self.try_echo().unwrap_or_else(|error| panic!("{error}"))
    }
}
