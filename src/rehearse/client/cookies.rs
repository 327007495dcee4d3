//! The part of a browser that keeps cookies, as far as promises need it: by name, for one site.

use super::{Request, Response};
use std::collections::BTreeMap;

/// One `Set-Cookie` header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cookie {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Names in lower case; `Secure` and `HttpOnly` have an empty value.
    pub attributes: BTreeMap<String, String>,
}

impl Cookie {
    /// Reads a header's value; none when it holds no pair.
    pub fn parse(header: &str) -> Option<Self> {
        let mut parts = header.split(';').map(str::trim);
        let (name, value) = parts.next()?.split_once('=')?;
        let attributes = parts.map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (name.to_lowercase(), value.to_owned())
        });
        Some(Self { name: name.to_owned(), value: value.to_owned(), attributes: attributes.collect() })
    }
}

/// Keeps what answers set and gives it back with each request.
#[derive(Debug, Clone, Default)]
pub struct CookieJar(BTreeMap<String, String>);

impl CookieJar {
    /// Keeps what an answer sets.
    pub fn keep(&mut self, response: &Response) {
        for cookie in response.header_values("Set-Cookie").into_iter().filter_map(Cookie::parse) {
            self.0.insert(cookie.name, cookie.value);
        }
    }

    /// The value kept under that name.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The request with the cookies of this jar.
    pub fn on(&self, request: Request) -> Request {
        if self.0.is_empty() {
            return request;
        }
        let pairs: Vec<_> = self.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
        request.header("Cookie", &pairs.join("; "))
    }
}
