//! Short words with a structure of their own: hash keys, limit keys, statuses, methods.

use std::fmt;

use super::{CookieName, HeaderName, Leaf, LeafError, digits, quoted};

/// What a consistent hash is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HashKey {
    /// The client's address.
    ClientIp,
    /// A request header.
    Header(HeaderName),
    /// A cookie.
    Cookie(CookieName),
    /// Path and query.
    Uri,
}

impl Leaf for HashKey {
    const FORMAT: &'static str = "hash-key";
    const DESCRIPTION: &'static str = "What is hashed: client_ip, uri, header:NAME or cookie:NAME.";
    const EXAMPLES: &'static [&'static str] = &["cookie:uid", "client_ip", "header:X-User", "uri"];

    fn read(text: &str) -> Result<Self, LeafError> {
        match text.split_once(':') {
            None if text == "client_ip" => Ok(Self::ClientIp),
            None if text == "uri" => Ok(Self::Uri),
            Some(("header", name)) => HeaderName::read(name).map(Self::Header),
            Some(("cookie", name)) => CookieName::read(name).map(Self::Cookie),
            _ => Err(LeafError::new(
                format!("{} is nothing to hash by", quoted(text)),
                "write `client_ip`, `uri`, `header:X-User` or `cookie:uid`",
            )),
        }
    }
}

impl fmt::Display for HashKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ClientIp => f.write_str("client_ip"),
            Self::Uri => f.write_str("uri"),
            Self::Header(name) => write!(f, "header:{name}"),
            Self::Cookie(name) => write!(f, "cookie:{name}"),
        }
    }
}

/// What a limit counts by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LimitKey {
    /// The client's address; an IPv6 client counts by its /64.
    ClientIp,
    /// A request header; requests without it are not limited.
    Header(HeaderName),
}

impl Leaf for LimitKey {
    const FORMAT: &'static str = "limit-key";
    const DESCRIPTION: &'static str =
        "What is counted by: client_ip, or header:NAME (requests without that header are not limited).";
    const EXAMPLES: &'static [&'static str] = &["client_ip", "header:X-API-Key"];

    fn read(text: &str) -> Result<Self, LeafError> {
        match text.split_once(':') {
            None if text == "client_ip" => Ok(Self::ClientIp),
            Some(("header", name)) => HeaderName::read(name).map(Self::Header),
            _ => Err(LeafError::new(
                format!("{} is nothing to count by", quoted(text)),
                "write `client_ip` or `header:X-API-Key`",
            )),
        }
    }
}

impl fmt::Display for LimitKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ClientIp => f.write_str("client_ip"),
            Self::Header(name) => write!(f, "header:{name}"),
        }
    }
}

/// One status code or a range of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusRange {
    /// First status.
    pub first: u16,
    /// Last status; equal to `first` for one code.
    pub last: u16,
}

impl Leaf for StatusRange {
    const FORMAT: &'static str = "status-range";
    const DESCRIPTION: &'static str = "A status code or a range of them: \"200\", \"300-399\".";
    const EXAMPLES: &'static [&'static str] = &["200", "300-399"];
    const NUMERIC: bool = true;

    fn read(text: &str) -> Result<Self, LeafError> {
        let status = |part: &str| {
            digits(part).and_then(|code| u16::try_from(code).ok()).filter(|code| (100..=599).contains(code))
        };
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        match (status(first), status(last)) {
            (Some(first), Some(last)) if first <= last => Ok(Self { first, last }),
            _ => Err(LeafError::new(
                format!("{} is no status or range of them", quoted(text)),
                "write `\"200\"` or `\"200-399\"`",
            )),
        }
    }
}

impl fmt::Display for StatusRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last { self.first.fmt(f) } else { write!(f, "{}-{}", self.first, self.last) }
    }
}

/// What makes a request be tried on another server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RetryCondition {
    /// No connection could be made; nothing was sent.
    ConnectError,
    /// The server was silent for too long.
    Timeout,
    /// The server answered with this status: 500, 502, 503, 504 or 429.
    Status(u16),
}

impl Leaf for RetryCondition {
    const FORMAT: &'static str = "retry-condition";
    const DESCRIPTION: &'static str = "connect_error, timeout, or one of the statuses 429, 500, 502, 503, 504.";
    const EXAMPLES: &'static [&'static str] = &["connect_error", "timeout", "502"];
    const NUMERIC: bool = true;

    fn read(text: &str) -> Result<Self, LeafError> {
        match text {
            "connect_error" => Ok(Self::ConnectError),
            "timeout" => Ok(Self::Timeout),
            _ => match digits(text).and_then(|code| u16::try_from(code).ok()) {
                Some(code @ (429 | 500 | 502 | 503 | 504)) => Ok(Self::Status(code)),
                _ => Err(LeafError::new(
                    format!("{} is nothing to retry on", quoted(text)),
                    "write `connect_error`, `timeout`, or one of \"429\", \"500\", \"502\", \"503\", \"504\"",
                )),
            },
        }
    }
}

impl fmt::Display for RetryCondition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ConnectError => f.write_str("connect_error"),
            Self::Timeout => f.write_str("timeout"),
            Self::Status(code) => code.fmt(f),
        }
    }
}

/// A request method: upper-case letters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Method(String);

impl Method {
    /// The method.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Leaf for Method {
    const FORMAT: &'static str = "method";
    const DESCRIPTION: &'static str = "A request method in upper case.";
    const EXAMPLES: &'static [&'static str] = &["GET", "POST"];

    fn read(text: &str) -> Result<Self, LeafError> {
        if (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_uppercase()) && text != "CONNECT" {
            return Ok(Self(text.to_owned()));
        }
        Err(LeafError::new(format!("{} is no request method", quoted(text)), "write it in upper case, such as `GET`"))
    }
}

display_as_text!(Method);
