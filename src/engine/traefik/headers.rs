//! `headers`, `security_headers` and `tls.hsts`: headers that are set and removed.

use super::draft::Draft;
use super::secrets;
use super::surface::Surface;
use crate::escape::{Escaped, traefik};
use crate::plan::{Plan, Route, policy};
use crate::topology::{HeaderRules, Headers, HostHeader, Hsts, RequestHeaders, RequestValue};

crate::view! {
    /// A header and its value; Traefik removes the header when the value is empty.
    #[derive(Debug, Clone, PartialEq, Eq, Hash)]
    pub struct Header { name: String, value: Escaped }
}

crate::view! {
    /// `headers`.
    #[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
    pub struct HeaderChanges {
        request: Vec<Header>,
        response: Vec<Header>,
        /// What is asked of the secrets in them.
        secrets: Option<Escaped>,
    }
}

/// Changes in the order in which they were made; a later one for the same header takes the place of the earlier.
#[derive(Debug, Default)]
pub struct Changes(Vec<Header>);

impl Changes {
    /// Sets a header; with an empty value it is removed.
    pub fn set(&mut self, name: &str, value: &str) {
        self.put(name, Escaped::trusted(traefik::scalar(value)));
    }

    fn put(&mut self, name: &str, value: Escaped) {
        self.0.retain(|header| !header.name.eq_ignore_ascii_case(name));
        self.0.push(Header { name: name.to_owned(), value });
    }

    fn follow(&mut self, rules: &HeaderRules) {
        let HeaderRules { set, remove } = rules;
        for name in remove {
            self.set(name.as_str(), "");
        }
        for (name, value) in set.iter() {
            self.set(name.as_str(), value.as_str());
        }
    }

    fn follow_request(&mut self, rules: &RequestHeaders) {
        let RequestHeaders { set, remove } = rules;
        for name in remove {
            self.set(name.as_str(), "");
        }
        for (name, value) in set.iter() {
            match value.value() {
                RequestValue::Text(text) => self.set(name.as_str(), text.as_str()),
                RequestValue::Secret(secret) => self.put(name.as_str(), secrets::value(secret)),
            }
        }
    }

    /// The changes as those of a request.
    pub fn of_request(self) -> HeaderChanges {
        HeaderChanges { request: self.0, response: Vec::new(), secrets: None }
    }

    /// The changes as those of an answer.
    pub fn of_response(self) -> HeaderChanges {
        HeaderChanges { request: Vec::new(), response: self.0, secrets: None }
    }

    /// Nothing is changed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The value of Strict-Transport-Security (RFC 6797 section 6.1).
pub fn strict_transport_security(plan: &Plan<'_>, surface: &Surface) -> Option<String> {
    let Hsts { max_age, include_subdomains, preload } = plan.tls.as_ref().filter(|_| surface.https)?.hsts?.value();
    let mut value = format!("max-age={}", max_age.seconds_up());
    if **include_subdomains {
        value.push_str("; includeSubDomains");
    }
    if **preload {
        value.push_str("; preload");
    }
    Some(value)
}

/// The changes to a route's answers, refusals included.
pub fn response_headers(draft: &mut Draft<'_, '_>, route: &Route<'_>, surface: &Surface) -> Option<String> {
    let mut changes = Changes::default();
    if let Some(value) = strict_transport_security(draft.plan, surface) {
        changes.set("Strict-Transport-Security", &value);
    }
    if **route.security_headers {
        for (name, value) in policy::SECURITY_HEADERS {
            changes.set(name, value);
        }
    }
    if let Some(headers) = route.headers {
        let Headers { request: _, response } = headers.value();
        changes.follow(response);
    }
    (!changes.is_empty()).then(|| draft.middlewares.response.name(changes.of_response()))
}

/// The changes to a route's requests; of the upstream's own too, where only that one is meant.
pub fn request_headers(
    draft: &mut Draft<'_, '_>,
    route: Option<&Route<'_>>,
    upstream: Option<usize>,
) -> Option<String> {
    let mut changes = Changes::default();
    let mut asked = None;
    if let Some(headers) = route.and_then(|route| route.headers) {
        let Headers { request, response: _ } = headers.value();
        changes.follow_request(request);
        asked = secrets::condition(request);
    }
    if let Some(name) = upstream.and_then(|at| literal_host(draft.plan, at)) {
        changes.set("Host", name);
    }
    let named = |changes: Changes| HeaderChanges { secrets: asked, ..changes.of_request() };
    (!changes.is_empty()).then(|| draft.middlewares.request.name(named(changes)))
}

/// The Host that an upstream is always sent. Otherwise the service's `passHostHeader` settles it.
pub fn literal_host<'p>(plan: &'p Plan<'_>, upstream: usize) -> Option<&'p str> {
    match plan.upstreams.get(upstream)?.host.value() {
        HostHeader::Literal(name) => Some(name),
        HostHeader::Pass | HostHeader::Server => None,
    }
}
