//! Routing rules: matchers whose literals are escaped, put together without a doubt about precedence.

use super::gates::Gates;
use crate::escape::traefik::rule_literal;
use crate::topology::{Cidr, HostPattern, RoutePath};

/// A matcher with one literal.
fn matcher(name: &str, literal: &str) -> String {
    format!("{name}({})", rule_literal(literal))
}

/// A matcher with a header's name and a literal.
fn header_regexp(header: &str, pattern: &str) -> String {
    format!("HeaderRegexp({}, {})", rule_literal(header), rule_literal(pattern))
}

/// All of these, of which each is a matcher or stands in parentheses.
pub fn all(parts: &[String]) -> String {
    parts.join(" && ")
}

/// One of these.
pub fn any(parts: &[String]) -> String {
    match parts {
        [one] => one.clone(),
        many => format!("({})", many.join(" || ")),
    }
}

/// Everything.
pub fn everything() -> String {
    matcher("PathPrefix", "/")
}

/// That host, or the names one label below a wildcard's parent.
pub fn host(host: &HostPattern, gates: Gates) -> String {
    match host.wildcard_parent() {
        Some(parent) if !gates.wildcard_host() => {
            matcher("HostRegexp", &format!("^[^.]+\\.{}$", parent.replace('.', "\\.")))
        }
        Some(_) | None => matcher("Host", host.as_str()),
    }
}

/// The path and all below it, on segment boundaries; none for `/`, which is everything.
pub fn path_prefix(path: &RoutePath) -> Option<String> {
    let below = format!("{}/", path.as_str());
    (!path.is_root()).then(|| any(&[matcher("Path", path.as_str()), matcher("PathPrefix", &below)]))
}

/// Exactly that path.
pub fn exact_path(path: &str) -> String {
    matcher("Path", path)
}

/// A path with an encoded slash: it would be routed by one reading and served by another. With `all_reserved` any
/// other character that a route's path may hold, too: the router leaves those encoded (RFC 3986 section 2.2).
pub fn encoded_reserved(all_reserved: bool) -> String {
    let pattern = if all_reserved { "%(2[146789A-CFa-cf]|3[ABDabd]|40)" } else { "%2[Ff]" };
    matcher("PathRegexp", pattern)
}

/// The TCP peer is in one of these networks.
pub fn peer_in<'t>(networks: impl IntoIterator<Item = &'t Cidr>) -> String {
    let matchers: Vec<String> =
        networks.into_iter().map(|network| matcher("ClientIP", &network.network().to_string())).collect();
    any(&matchers)
}

/// The TCP peer is in one of these networks, given as text.
pub fn peer_in_fixed(networks: &[&str]) -> String {
    let matchers: Vec<String> = networks.iter().map(|network| matcher("ClientIP", network)).collect();
    any(&matchers)
}

/// The request has that header.
pub fn has_header(name: &str) -> String {
    header_regexp(name, ".")
}

/// The request has that header with exactly this value.
pub fn header(name: &str, value: &str) -> String {
    format!("Header({}, {})", rule_literal(name), rule_literal(value))
}

/// The request has that cookie with exactly this value. Neither holds a character that a pattern reads otherwise, but
/// the dot.
pub fn cookie(name: &str, value: &str) -> String {
    let plain = |text: &str| text.replace('.', "[.]");
    header_regexp("Cookie", &format!("(^|; *){}={} *(;|$)", plain(name), plain(value)))
}

/// One of these methods.
pub fn method_in(methods: &[&str]) -> String {
    let matchers: Vec<String> = methods.iter().map(|method| matcher("Method", method)).collect();
    any(&matchers)
}

/// None of these methods.
pub fn method_not_in(methods: &[&str]) -> String {
    let matchers: Vec<String> = methods.iter().map(|method| format!("!{}", matcher("Method", method))).collect();
    matchers.join(" && ")
}

/// An upgrade to anything but WebSocket.
pub fn foreign_upgrade() -> String {
    format!("{} && !{}", has_header("Upgrade"), header_regexp("Upgrade", "(?i)^websocket$"))
}

/// A body whose length is announced and over that many bytes.
pub fn body_over(bytes: u64) -> String {
    header_regexp("Content-Length", &super::limits::number_over(bytes))
}

/// A body whose length is not announced.
pub fn body_of_unknown_length() -> String {
    let methods = ["POST", "PUT", "PATCH"];
    format!("{} && !{}", method_in(&methods), header_regexp("Content-Length", "^[0-9]+$"))
}
