//! Promises under real traffic: each is one body of assertions, run against every engine in every version.
//!
//! ```ignore
//! const TOPOLOGY: &str = "
//! listen: { http: \"{http}\" }
//! upstreams:
//!   chat: { servers: [\"{server1}\", \"{server2}\", \"{server3}\"], sticky: {} }
//! routes:
//!   - { host: chat.test, to: chat }
//! ";
//!
//! on_every_engine!(a_client_stays_where_its_cookie_says, async |bed| {
//!     let stack = bed.up(TOPOLOGY, 3).await;
//!     let mut jar = CookieJar::default();
//!     let first = stack.get("chat.test", "/").await;
//!     jar.keep(&first);
//!     let second = stack.client().send(&jar.on(Request::get("chat.test", "/"))).await;
//!     assert_eq!(second.served_by(), first.served_by());
//! });
//! ```
//!
//! `version`, `name` and `engines` are put before a topology. `{http}`, `{https}`, `{private}`, `{admin}` and
//! `{serverN}` become addresses on loopback; a listener named in the topology is needed. `bed.certificate("chat", &["chat.test"])` makes
//! `certs/chat.pem` and `.key`; `bed.waive("cache")` waives. An engine that must refuse instead is named behind the body:
//! `refused by [traefik_3_7] for "hash_by" in TOPOLOGY`. For an engine of one's own choice there is `on_engines!`.
//!
//! `stack.client()`, `.https_client()` and `.admin_client()` speak to the listeners; `.at("127.0.0.9")` makes another
//! client of one. `stack.server(1)` is a mock upstream: what it does is asked for by the path of a request
//! (`/sse?n=3&gap_ms=500`, `/status/503`, `/slow?ms=900`: `Behaviour::of_target` has them all) or by `behave`; what
//! reached it is in `requests`; `die` and `revive` do as they say.
//!
//! Engines, mock upstreams, clients and certificates are those that `lbgen rehearse` and `lbgen verify` use
//! (`lbgen::rehearse`, `lbgen::verify`), so that what is proven here is what users run. The bed adds what is a test's own:
//! which engine in which version and its binary, places in topologies, the rendering by the `lbgen` command, the
//! [`bed::Stack`] around it all, and `ClientDemands`, `ConnectionDemands` and `ResponseDemands`: `send`, `get`, `echo` and
//! their like fail the test where `try_send` and `try_echo` return an error. They are imported `as _`.
//!
//! The engines come from `scripts/install-test-engines`; another binary is named by `LBGEN_TEST_NGINX_1_22` and its like.
//! Waits are bounded; compare times with room for a slow machine.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that panics is a test that fails"
)]

mod access;
mod acme;
mod auth;
mod balance;
mod basic;
mod bed;
mod bed_itself;
mod cache;
mod canary;
mod client_address;
mod extra;
mod forward;
mod headers;
mod health;
mod http3;
mod injection;
mod limits;
mod logs;
mod metrics;
mod names;
mod private;
mod proxy_protocol;
mod rate_limit;
mod reload;
mod retries;
mod routing;
mod secrets;
mod smuggling;
mod starting;
mod sticky;
mod streaming;
mod tcp;
mod timeouts;
mod tls;
mod waf;
mod websocket;
