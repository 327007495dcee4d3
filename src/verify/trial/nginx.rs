//! `nginx -t` opens what it listens on and resolves names: both stay on loopback in the copy.

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::verify::ports;

/// The file with loopback addresses, line for line; none when no port is free.
pub(super) fn on_loopback(text: &str) -> Option<String> {
    let mut listeners = BTreeMap::new();
    let mut edited = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let words = line.trim_start();
        let start = line.strip_suffix(words).unwrap_or_default();
        if let Some(rest) = words.strip_prefix("listen ") {
            let end = rest.find([' ', ';']).unwrap_or(rest.len());
            let (address, rest) = rest.split_at(end);
            let port = match listeners.get(address) {
                Some(port) => *port,
                None => *listeners.entry(address).or_insert(ports::free()?),
            };
            edited.extend([start, "listen 127.0.0.1:", &port.to_string(), rest]);
        } else if let Some(rest) = words.strip_prefix("server ").and_then(named_once) {
            edited.extend([start, "server 127.0.0.1", rest]);
        } else {
            edited.push_str(line);
        }
    }
    Some(edited)
}

/// What follows the name in a `server` line whose name is resolved when the file is read, and never again.
fn named_once(rest: &str) -> Option<&str> {
    let statement = rest.split(';').next()?;
    let colon = statement.find([':', ' '])?;
    let (host, after) = rest.split_at(colon);
    let is_name = !host.is_empty() && !host.starts_with(['[', '{', '"', '$']) && host.parse::<IpAddr>().is_err();
    let is_once = after.starts_with(':') && !statement.split_whitespace().any(|word| word == "resolve");
    (is_name && is_once).then_some(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listener_gets_a_port_of_its_own_on_loopback() {
        let text = "  listen 80;\n  listen [::]:80 default_server;\n  server {\n    listen 80;\n  }\n";
        let edited = on_loopback(text).unwrap();
        let lines: Vec<&str> = edited.lines().collect();
        assert_eq!(lines.len(), 5);
        assert!(lines[0].starts_with("  listen 127.0.0.1:") && lines[1].ends_with(" default_server;"));
        assert_eq!(lines[0].trim(), lines[3].trim());
        assert_ne!(lines[0].split([':', ';']).nth(1), lines[1].split([':', ' ']).nth(4));
    }

    #[test]
    fn a_name_that_is_resolved_once_is_replaced() {
        let text =
            "server app-1:80 max_fails=0;\nserver app-1:80 resolve;\nserver 10.0.0.1:80;\nserver {\nserver_name a;\n";
        let edited = on_loopback(text).unwrap();
        assert_eq!(edited, text.replacen("app-1", "127.0.0.1", 1));
    }
}
