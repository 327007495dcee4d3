//! The language: the types that a topology file is read into, one file a topic, free of any engine.

mod access;
mod acme;
mod auth;
mod basic;
mod cache;
mod canary;
mod cdn;
mod clients;
mod credentials;
mod engines;
mod extra;
mod file_lines;
mod forward;
mod headers;
mod health;
mod leaf;
mod limits;
mod listen;
mod logs;
mod named;
mod network_list;
mod request_value;
mod respond;
mod retries;
mod route;
mod server;
mod service;
mod sticky;
mod tcp;
mod timeouts;
mod tls;
mod trusted_peers;
mod upstream;
mod waf;

pub use access::Access;
pub use acme::{Acme, AcmeChallenge};
pub use auth::{ApiKey, Auth};
pub use basic::Basic;
pub use cache::Cache;
pub use canary::{Canary, CanaryCookie, CanaryHeader};
pub use cdn::Cdn;
pub use clients::{ClientTimeouts, Clients, ForwardedFor};
pub use credentials::{Credential, SecretKind};
pub use engines::{Compose, Edition, Engines, Haproxy, Nginx, NginxAcme, NginxModule, Proxy, Traefik};
pub use extra::{HaproxyExtra, NginxExtra, TraefikExtra};
pub use file_lines::LineError;
pub use forward::{ForwardAuth, ForwardTls};
pub use headers::{HeaderRules, Headers, RequestHeaders};
pub use health::{HealthCheck, PassiveHealth};
pub use leaf::*;
pub use limits::{Concurrency, RateLimit};
pub use listen::Listen;
pub use logs::{AccessLog, Logs};
pub use named::Named;
pub use network_list::NetworkList;
pub use request_value::{RequestValue, Secret};
pub use respond::{AnswerStatus, Redirect, RedirectStatus, Respond};
pub use retries::Retries;
pub use route::Route;
pub use server::Server;
pub use service::{CPUS, Condition, ContainerHealth, EnvValue, Ports, Resources, Service, VariableName};
pub use sticky::{SameSite, Secure, Sticky, StickyCookie};
pub use tcp::Tcp;
pub use timeouts::{Keepalive, Timeouts};
pub use tls::{Certificate, Hsts, Tls, TlsProfile};
pub use trusted_peers::TrustedPeers;
pub use upstream::{Balance, HostHeader, PortName, Protocol, Upstream, UpstreamTls};
pub use waf::{Waf, WafMode};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::source::Placed;

/// The whole edge of a stack: what listens, what is routed where, and the containers behind it.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "lbgen topology", extend("patternProperties" = {"^x-": true}))]
pub struct Topology {
    /// The version of this contract: 1.
    #[schemars(extend("examples" = [1]))]
    pub version: Placed<Whole<1, 1>>,
    /// The stack's name: the compose project, and the prefix of generated names.
    pub name: Placed<StackName>,
    /// The folder that `render` writes, relative to this file and inside its folder.
    #[serde(default)]
    pub output: Placed<OutputFolder>,
    /// The engines to render for; at least one.
    #[schemars(extend("examples" = [{"nginx": {"version": "1.30"}, "compose": {"proxy": "nginx"}}]))]
    pub engines: Placed<Engines>,
    /// Where the proxy listens.
    #[serde(default)]
    #[schemars(extend("examples" = [{"http": 80, "https": 443, "admin": "127.0.0.1:9180"}]))]
    pub listen: Listen,
    /// What is believed of clients, and granted to them.
    #[serde(default)]
    #[schemars(extend("examples" = [{"trusted_proxies": ["10.0.0.0/8"], "forwarded_for": "replace"}]))]
    pub clients: Clients,
    /// How HTTPS is spoken; needs `listen.https`.
    #[schemars(extend("examples" = [{"certificates": [{"hosts": ["chat.example.com"], "cert": "certs/chat.pem", "key": "certs/chat.key"}]}]))]
    pub tls: Option<Placed<Tls>>,
    /// Where traffic goes, and how: upstreams by name.
    #[serde(default)]
    #[schemars(extend("examples" = [{"lobechat": {"servers": ["10.0.1.11:3210", "10.0.1.12:3210"]}}]))]
    pub upstreams: Named<Upstream>,
    /// Which traffic goes where; the most specific host wins, then the longest path.
    #[serde(default)]
    #[schemars(extend("examples" = [[{"host": "chat.example.com", "to": "lobechat"}]]))]
    pub routes: Vec<Placed<Route>>,
    /// Plain TCP: ports whose connections go to an upstream as they are.
    #[serde(default)]
    #[schemars(extend("examples" = [[{"listen": "127.0.0.1:6380", "to": "redis"}]]))]
    pub tcp: Vec<Placed<Tcp>>,
    /// What is logged.
    #[serde(default)]
    #[schemars(extend("examples" = [{"access": "json", "exclude_paths": ["/api/version"]}]))]
    pub logs: Logs,
    /// Prometheus metrics on `listen.admin`.
    #[serde(default)]
    #[schemars(extend("examples" = [true]))]
    pub metrics: Placed<bool>,
    /// Merged under every upstream and route that does not set the key itself.
    #[schemars(extend("examples" = [{"upstream": {"timeouts": {"connect": "3s"}}}]))]
    pub defaults: Option<Defaults>,
    /// Containers, for compose.yaml: services by name.
    #[serde(default)]
    #[schemars(extend("examples" = [{"lobechat": {"image": "lobehub/lobehub:2.3.3", "port": 3210, "replicas": 3}}]))]
    pub services: Named<Service>,
}

/// What upstreams and routes share unless they say otherwise.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Defaults {
    /// Merged under every upstream.
    #[schemars(extend("examples" = [{"timeouts": {"connect": "3s"}}]))]
    pub upstream: Option<Upstream>,
    /// Merged under every route.
    #[schemars(extend("examples" = [{"max_body": "10MiB"}]))]
    pub route: Option<Route>,
}
