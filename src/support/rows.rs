//! Every row, under the promise that it belongs to.

use super::row::{Asks, Row};
use crate::engine::Feature as F;
use crate::promise::Promise as P;

macro_rules! row {
    ($name:literal, $asks:expr, $probe:literal) => {
        Row { name: $name, asks: $asks, probe: $probe, text: include_str!(concat!("probes/", $probe, ".yaml")) }
    };
}

const NO_RESOLVER: &str = "names are replaced by addresses: no resolver is played";
const NO_EDITION: &str = "no binary of that edition of nginx is installed, it is rendered by its documentation";
const NO_ACME: &str = "no nginx with the module is installed, it is rendered by its documentation";

/// Every row, in the order of the promises.
pub fn rows() -> impl Iterator<Item = &'static Row> {
    GROUPS.iter().flat_map(|(_, rows)| rows.iter())
}

/// The rows of each promise.
pub const GROUPS: &[(P, &[Row])] = &[
    (P::Routing, ROUTING),
    (P::ClientAddress, CLIENT_ADDRESS),
    (P::Balance, BALANCE),
    (P::Sticky, STICKY),
    (P::IpHash, &[row!("balance: ip_hash", Asks::For(F::Balance), "ip-hash")]),
    (P::WebSocket, WEB_SOCKET),
    (P::Streams, &[row!("streaming", Asks::For(F::Streaming), "streaming")]),
    (P::Timeouts, TIMEOUTS),
    (P::Retries, RETRIES),
    (P::ActiveHealth, ACTIVE_HEALTH),
    (P::RateLimit, RATE_LIMIT),
    (P::Limits, LIMITS),
    (P::Lists, &[row!("access", Asks::For(F::Access), "access")]),
    (P::Auth, AUTH),
    (P::Tls, TLS),
    (P::Logs, LOGS),
    (P::Metrics, &[row!("metrics", Asks::For(F::Metrics), "metrics")]),
    (P::Headers, HEADERS),
    (P::Reload, RELOAD),
    (P::Names, &[row!("names", Asks::For(F::Names), "names")]),
    (P::Compression, &[row!("compress", Asks::For(F::Compress), "compress")]),
    (P::Canary, CANARY),
    (P::Tcp, &[row!("tcp", Asks::For(F::Tcp), "tcp")]),
    (P::Cache, CACHE),
];

const ROUTING: &[Row] = &[
    row!("version", Asks::For(F::Version), "plain"),
    row!("extra", Asks::For(F::Extra), "extra"),
    row!("host, path", Asks::Owed(&["routing", "narrow-paths", "unknown-host"]), "routing"),
    row!("private", Asks::Owed(&["private"]), "private"),
    row!("methods", Asks::For(F::Methods), "methods"),
    row!("strip_prefix, add_prefix", Asks::For(F::Prefix), "prefix"),
    row!("redirect", Asks::For(F::Redirect), "redirect"),
    row!("respond", Asks::For(F::Respond), "respond"),
    row!("upstream.host: a name", Asks::For(F::UpstreamHost), "upstream-host-literal"),
    row!("upstream.host: server", Asks::For(F::UpstreamHost), "upstream-host-server"),
    row!("protocol: h2c", Asks::For(F::Protocol), "protocol-h2c"),
    row!("protocol: https, one name", Asks::For(F::UpstreamTls), "upstream-tls"),
    row!(
        "protocol: https, by address",
        Asks::Unseen(F::UpstreamTls, "the servers are played under one name"),
        "upstream-tls-address"
    ),
];

const CLIENT_ADDRESS: &[Row] = &[
    row!("what strangers claim", Asks::Owed(&["claims"]), "plain"),
    row!("trusted_proxies", Asks::For(F::TrustedProxies), "trusted-proxies"),
    row!("forwarded_for: replace", Asks::Within(F::ForwardedFor, F::TrustedProxies), "trusted-proxies"),
    row!("forwarded_for: append", Asks::Within(F::ForwardedFor, F::TrustedProxies), "forwarded-for"),
    row!("proxy_protocol", Asks::For(F::ProxyProtocol), "proxy-protocol"),
];

const BALANCE: &[Row] = &[
    row!("balance: round_robin", Asks::For(F::Balance), "round-robin"),
    row!("balance: least_connections", Asks::For(F::Balance), "least-connections"),
    row!("balance: random_two", Asks::For(F::Balance), "random-two"),
    row!("weight", Asks::For(F::Weight), "weight"),
    row!("weight, with random_two", Asks::For(F::Weight), "random-two-weight"),
    row!("hash_by: client_ip", Asks::For(F::HashBy), "hash-client-ip"),
    row!("hash_by: header", Asks::For(F::HashBy), "hash-header"),
    row!("hash_by: cookie", Asks::For(F::HashBy), "hash-cookie"),
    row!("hash_by: uri", Asks::For(F::HashBy), "hash-uri"),
    row!("backup, with health_check", Asks::For(F::Backup), "backup"),
    row!("backup, without checks", Asks::For(F::Backup), "backup-unchecked"),
    row!("backup, with a hash", Asks::For(F::Backup), "backup-hash"),
    row!("drain", Asks::For(F::Drain), "drain"),
    row!("drain, with sticky", Asks::For(F::Drain), "drain-sticky"),
];

const STICKY: &[Row] = &[
    row!("sticky", Asks::For(F::Sticky), "sticky"),
    row!("sticky, servers by name", Asks::Unseen(F::Sticky, NO_RESOLVER), "sticky-names"),
    row!("sticky.path", Asks::Within(F::StickyPath, F::Sticky), "sticky-path"),
    row!("sticky.secure: auto", Asks::Within(F::StickySecure, F::Sticky), "sticky-secure"),
];

const WEB_SOCKET: &[Row] = &[
    row!("WebSocket", Asks::Owed(&["websocket"]), "plain"),
    row!("timeouts.tunnel", Asks::For(F::TunnelTimeout), "tunnel"),
    row!("keepalive", Asks::For(F::Keepalive), "keepalive"),
];

const TIMEOUTS: &[Row] = &[
    row!("timeouts.connect", Asks::For(F::ConnectTimeout), "timeout-connect"),
    row!("timeouts.read", Asks::For(F::ReadTimeout), "timeout-read"),
    row!("timeouts.send", Asks::For(F::SendTimeout), "timeout-send"),
    row!("clients.timeouts", Asks::For(F::ClientTimeouts), "client-timeouts"),
];

const RETRIES: &[Row] = &[
    row!("passive_health", Asks::For(F::PassiveHealth), "passive-health"),
    row!("retries", Asks::For(F::Retries), "retries"),
    row!("retries.on: connect_error", Asks::For(F::RetriesOn), "retries"),
    row!("retries.on: timeout", Asks::For(F::RetriesOn), "retries-on-timeout"),
    row!("retries.on: a status", Asks::For(F::RetriesOn), "retries-on-status"),
];

const ACTIVE_HEALTH: &[Row] = &[
    row!("health_check", Asks::For(F::HealthCheck), "health-check"),
    row!("health_check.*_after", Asks::Within(F::HealthThresholds, F::HealthCheck), "health-check-after"),
    row!("health_check.status", Asks::Within(F::HealthStatus, F::HealthCheck), "health-check-status"),
    row!(
        "health_check, other than round_robin",
        Asks::Within(F::HealthBalance, F::HealthCheck),
        "health-check-balance"
    ),
    row!("health_check, edition: openresty", Asks::Unseen(F::Edition, NO_EDITION), "health-check-openresty"),
    row!("health_check, edition: plus", Asks::Unseen(F::HealthCheck, NO_EDITION), "health-check-plus"),
];

const RATE_LIMIT: &[Row] = &[
    row!("rate_limit", Asks::For(F::RateLimit), "rate-limit"),
    row!("rate_limit, a large burst", Asks::For(F::RateLimit), "rate-limit-burst"),
    row!("rate_limit, under 1/m", Asks::For(F::RateLimit), "rate-limit-slow"),
    row!("rate_limit.by: header", Asks::For(F::RateLimit), "rate-limit-header"),
    row!("rate_limit.exempt", Asks::For(F::RateLimit), "rate-limit-exempt"),
];

const LIMITS: &[Row] = &[
    row!("concurrency", Asks::For(F::Concurrency), "concurrency"),
    row!("max_body", Asks::For(F::MaxBody), "max-body"),
    row!("max_header", Asks::For(F::MaxHeader), "max-header"),
    row!("max_connections", Asks::For(F::MaxConnections), "max-connections"),
    row!("max_connections of a server", Asks::For(F::MaxConnections), "max-connections-server"),
    row!("queue_timeout", Asks::For(F::QueueTimeout), "queue-timeout"),
];

const AUTH: &[Row] = &[
    row!("auth.api_key", Asks::For(F::ApiKey), "auth-api-key"),
    row!("auth.basic", Asks::For(F::Basic), "auth-basic"),
    row!("auth.forward", Asks::For(F::Forward), "auth-forward"),
    row!("auth.forward, the whole answer", Asks::Within(F::ForwardAnswer, F::Forward), "auth-forward"),
];

const TLS: &[Row] = &[
    row!("tls.profile: intermediate", Asks::For(F::Tls), "tls"),
    row!("tls.profile: modern", Asks::For(F::Tls), "tls-modern"),
    row!("tls.acme", Asks::For(F::Acme), "acme"),
    row!("tls.acme, acme: module", Asks::Unseen(F::Acme, NO_ACME), "acme-module"),
    row!("tls.hsts", Asks::Owed(&["hsts"]), "hsts"),
    row!("tls.http3", Asks::For(F::Http3), "http3"),
    row!("tls.redirect_http", Asks::For(F::RedirectHttp), "redirect-http"),
];

const LOGS: &[Row] = &[
    row!("logs.access: json", Asks::For(F::Logs), "logs-json"),
    row!("logs.access: combined", Asks::For(F::Logs), "logs-combined"),
    row!("logs.exclude_paths", Asks::For(F::ExcludePaths), "logs-exclude"),
];

const HEADERS: &[Row] = &[
    row!("headers", Asks::For(F::Headers), "headers"),
    row!("headers, from_secret", Asks::For(F::FromSecret), "headers-secret"),
    row!("headers, Server removed", Asks::For(F::Headers), "headers-server"),
    row!("security_headers", Asks::Owed(&["security-headers"]), "security-headers"),
    row!("waf", Asks::For(F::Waf), "waf"),
    row!("waf, larger bodies", Asks::Within(F::WafBody, F::Waf), "waf-bodies"),
    row!("no version told", Asks::Owed(&["no-version"]), "plain"),
];

const RELOAD: &[Row] =
    &[row!("reload", Asks::For(F::Reload), "plain"), row!("stop", Asks::Owed(&["graceful-stop"]), "plain")];

const CACHE: &[Row] = &[
    row!("cache", Asks::For(F::Cache), "cache"),
    row!("cache, in files, asked for by one", Asks::Within(F::CacheStorage, F::Cache), "cache"),
];

const CANARY: &[Row] = &[
    row!("canary", Asks::For(F::Canary), "canary"),
    row!("canary, other retries", Asks::For(F::Canary), "canary-retries"),
];
