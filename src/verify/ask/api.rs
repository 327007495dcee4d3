//! Reads a running Traefik's own account of its routers, services and middlewares.

use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

const LIMIT: Duration = Duration::from_secs(5);

/// What its API says of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// `routers`, `services`, `middlewares`, or one of those of TCP.
    pub kind: String,
    /// Its name, without the provider.
    pub name: String,
    /// What is wrong with it.
    pub errors: Vec<String>,
}

/// Everything of the file provider; none when the API does not answer yet.
pub(super) fn items(port: u16) -> Option<Vec<Item>> {
    let body = get(port).ok()?;
    let account: Value = serde_json::from_str(body.split_once("\r\n\r\n")?.1).ok()?;
    let mut found = Vec::new();
    for (kind, things) in account.as_object()? {
        for (name, thing) in things.as_object().into_iter().flatten() {
            let Some(name) = name.strip_suffix("@file") else { continue };
            found.push(Item { kind: kind.clone(), name: name.to_owned(), errors: errors(thing) });
        }
    }
    Some(found)
}

fn errors(thing: &Value) -> Vec<String> {
    let words = |value: &Value| value.as_str().map(str::to_owned);
    let mut errors: Vec<String> = match thing.get("error") {
        Some(Value::Array(list)) => list.iter().filter_map(words).collect(),
        Some(one) => words(one).into_iter().collect(),
        None => Vec::new(),
    };
    let status = thing.get("status").and_then(Value::as_str).unwrap_or("enabled");
    if errors.is_empty() && status != "enabled" {
        errors.push(format!("its status is {status}"));
    }
    errors
}

fn get(port: u16) -> io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)), LIMIT)?;
    stream.set_read_timeout(Some(LIMIT))?;
    stream.write_all(b"GET /api/rawdata HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_that_is_not_enabled_has_an_error() {
        let thing = |text: &str| errors(&serde_json::from_str(text).unwrap());
        assert_eq!(thing("{\"status\":\"enabled\"}"), Vec::<String>::new());
        assert_eq!(thing("{\"status\":\"disabled\",\"error\":[\"no\"]}"), ["no"]);
        assert_eq!(thing("{\"status\":\"warning\"}"), ["its status is warning"]);
    }
}
