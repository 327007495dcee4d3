//! Where an authentication service is asked.

use std::fmt;

use super::{Address, Leaf, LeafError, ServerHost, quoted};

/// The URL of an authentication service: `http` or `https`, a host, and what is asked for there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AuthUrl {
    /// It is spoken to over TLS.
    pub is_https: bool,
    /// Where the service listens; 80 or 443 where no port is named.
    pub address: Address,
    /// The port as the URL names it.
    pub port: Option<u16>,
    /// Path and query, byte for byte; a `/` where the URL ends after its host.
    pub target: String,
}

impl AuthUrl {
    /// `http` or `https`.
    pub fn scheme(&self) -> &'static str {
        if self.is_https { "https" } else { "http" }
    }

    /// Host and port as the service is told them in Host: the port only where it is named.
    pub fn authority(&self) -> String {
        let host = match &self.address.host {
            ServerHost::Ip(std::net::IpAddr::V6(ip)) => format!("[{ip}]"),
            ServerHost::Ip(ip) => ip.to_string(),
            ServerHost::Name(name) => name.clone(),
        };
        self.port.map_or_else(|| host.clone(), |port| format!("{host}:{port}"))
    }

    /// The same service at another address, spoken to without TLS.
    #[must_use]
    pub fn at(&self, address: Address) -> Self {
        let port = Some(address.port);
        Self { is_https: false, address, port, target: self.target.clone() }
    }
}

impl Leaf for AuthUrl {
    const FORMAT: &'static str = "auth-url";
    const DESCRIPTION: &'static str = "The HTTP or HTTPS URL of an authentication service.";
    const EXAMPLES: &'static [&'static str] = &["http://auth:9091/verify", "https://auth.example.com/api/authz"];

    fn read(text: &str) -> Result<Self, LeafError> {
        let url = fluent_uri::Uri::parse(text).map_err(|_| refusal(text, "it is no URL", USUAL))?;
        let scheme = url.scheme().as_str().to_ascii_lowercase();
        let is_https = scheme == "https";
        if !is_https && scheme != "http" {
            return Err(refusal(text, "it is neither HTTP nor HTTPS", "begin with `http://` or `https://`"));
        }
        let authority = url.authority().filter(|authority| !authority.host().is_empty());
        let authority = authority.ok_or_else(|| refusal(text, "it names no host", USUAL))?;
        if authority.has_userinfo() {
            return Err(refusal(text, "it holds a name or a password", "leave out what stands before `@`"));
        }
        if url.has_fragment() {
            return Err(refusal(
                text,
                "it holds a `#`, which never leaves a browser",
                "leave out `#` and what follows",
            ));
        }
        if text.contains('$') {
            return Err(refusal(text, "it holds `$`", "write `%24`"));
        }
        let port = authority.port().map(fluent_uri::pct_enc::EStr::as_str).filter(|port| !port.is_empty());
        let number = port.unwrap_or(if is_https { "443" } else { "80" });
        let address = Address::read(&format!("{}:{number}", authority.host()));
        let address = address.map_err(|error| refusal(text, &error.message, &error.help))?;
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        let path = if url.path().as_str().is_empty() { "/" } else { url.path().as_str() };
        Ok(Self { is_https, port: port.map(|_| address.port), address, target: format!("{path}{query}") })
    }
}

const USUAL: &str = "write it as `http://auth:9091/verify`";

fn refusal(text: &str, why: &str, help: &str) -> LeafError {
    LeafError::new(format!("{} is no URL of an authentication service: {why}", quoted(text)), help)
}

impl fmt::Display for AuthUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}{}", self.scheme(), self.authority(), self.target)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_keeps_what_is_asked_for_byte_for_byte() {
        let read = |text: &str| AuthUrl::read(text).map(|url| url.to_string()).map_err(|error| error.message);
        for same in ["http://auth:9091/verify?a=1&b=%20", "https://[::1]:8443/", "http://10.0.0.1/x/../y"] {
            assert_eq!(read(same).as_deref(), Ok(same));
        }
        assert_eq!(read("HTTP://Auth").as_deref(), Ok("http://auth/"));
        assert_eq!(read("http://auth?x").as_deref(), Ok("http://auth/?x"));
        assert_eq!(AuthUrl::read("https://auth/").unwrap().address.port, 443);
        for wrong in ["ftp://a/", "http:///x", "http://me@a/", "http://a/#x", "http://a/$x", "http://a:0/", "auth:80"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
