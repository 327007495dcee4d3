//! Plan to Traefik: a static file and a dynamic one, beside it those of keys; the file provider watches them.

mod access;
mod acme;
mod auth;
mod balance;
mod basic;
mod cache;
mod canary;
mod chain;
mod client_address;
mod compress;
mod draft;
mod entry_points;
mod extra;
mod forward;
mod gates;
mod guards;
mod headers;
mod health;
mod limits;
mod logs;
mod metrics;
mod names;
mod prefix;
mod priority;
mod rate_limit;
mod respond;
mod retries;
mod routing;
mod rule;
mod secrets;
mod sticky;
mod surface;
mod tcp;
mod timeouts;
mod tls;
mod upstream;
mod variant;
mod waf;

mod container;
mod files;

#[cfg(test)]
mod tests;

pub use container::container;
pub use files::{TEMPLATES, render};
