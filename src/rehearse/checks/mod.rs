//! The checks, one file a promise, in the order of the promises.

mod auth;
mod balance;
mod basic;
mod cache;
mod canary;
mod client_address;
mod compression;
mod failover;
mod forward;
mod headers;
mod health;
mod http3;
mod limits;
mod lists;
mod logs;
mod metrics;
mod names;
mod private;
mod rate_limit;
mod reload;
mod retries;
mod routing;
mod sticky;
mod streams;
mod tcp;
mod timeouts;
mod tls;
mod waf;
mod websocket;

use super::check::Check;

/// Every check.
pub const ALL: &[&Check] = &[
    &routing::LEADS,
    &routing::NARROW,
    &routing::UNKNOWN,
    &private::SIDES,
    &routing::METHODS,
    &routing::OWN_ANSWERS,
    &client_address::CLAIMS,
    &client_address::TRUSTED,
    &client_address::ANNOUNCED,
    &balance::SHARES,
    &balance::LEAST,
    &balance::HASH,
    &sticky::STAYS,
    &sticky::MOVES_ONCE,
    &sticky::COOKIE,
    &balance::IP_HASH,
    &websocket::PASSES,
    &websocket::LIVES,
    &websocket::ENDS,
    &websocket::REUSED,
    &websocket::IDLE,
    &streams::AT_ONCE,
    &streams::SILENCE,
    &streams::UPLOAD,
    &streams::LEAVES,
    &timeouts::REFUSED,
    &timeouts::UNREACHABLE,
    &timeouts::SILENT,
    &timeouts::SLOW_HEAD,
    &timeouts::IDLE_CLIENT,
    &retries::FAILOVER,
    &retries::CODES,
    &retries::TIMEOUTS,
    &retries::POST_ONCE,
    &retries::LEFT_OUT,
    &health::SICK,
    &rate_limit::BUCKET,
    &rate_limit::EXEMPT,
    &limits::CONCURRENCY,
    &limits::MAX_BODY,
    &limits::CHUNKED_BODY,
    &limits::MAX_CONNECTIONS,
    &lists::ACCESS,
    &auth::API_KEY,
    &basic::BASIC,
    &basic::GUESSES,
    &forward::LETS_IN,
    &forward::TURNS_AWAY,
    &forward::DOWN,
    &forward::GUESSES,
    &tls::NAMES,
    &tls::PROFILE,
    &tls::HSTS,
    &tls::REDIRECT,
    &http3::OFFERED,
    &logs::LINES,
    &logs::MEMBERS,
    &logs::EXCLUDED,
    &metrics::ADMIN,
    &headers::SECURE,
    &headers::RULES,
    &headers::NO_VERSION,
    &waf::INSPECTED,
    &reload::LOSSLESS,
    &reload::STREAMS,
    &reload::STOP,
    &names::LOOKED_UP,
    &compression::TYPES,
    &canary::GROUPS,
    &canary::SWITCHES,
    &tcp::PASSES,
    &tcp::FAILOVER,
    &tcp::IDLE,
    &cache::ONCE,
    &cache::PRIVATE,
];
