//! Headers on the way to the upstream and on the way back.
//!
//! One `proxy_set_header` or `add_header` in a location drops all that it would inherit, so a location has either none
//! or the whole set.

use super::auth;
use super::basic;
use super::client_address::forwarded;
use super::http3;
use super::scope::Scope;
use super::secrets;
use crate::engine::{Feature, Refusal};
use crate::escape::Escaped;
use crate::plan::{Route, policy};
use crate::source::Placed;
use crate::topology::{HeaderName, HeaderRules, Headers, NginxModule, Protocol, RequestHeaders, RequestValue};

crate::view! {
    /// A header.
    #[derive(Debug, Clone, PartialEq, Eq, Hash)]
    pub struct HeaderView {
        /// Its name.
        pub name: String,
        /// Its value.
        pub value: Escaped,
    }
}

impl HeaderView {
    /// A header whose value is an expression of nginx's own.
    pub fn fixed(name: &str, value: &str) -> Self {
        Self { name: name.to_owned(), value: Escaped::trusted(value) }
    }
}

/// The variable that holds a request's header.
pub fn request_variable(name: &HeaderName) -> String {
    format!("$http_{}", name.as_str().to_ascii_lowercase().replace('-', "_"))
}

fn rules<'p>(route: &Route<'p>) -> Option<(&'p RequestHeaders, &'p HeaderRules)> {
    let Headers { request, response } = route.headers?.value();
    Some((request, response))
}

/// What a route does to the answers of its upstream, and adds to all of its answers.
#[derive(Debug, Default)]
pub struct AnswerHeaders {
    /// Taken away.
    pub hide: Vec<String>,
    /// Added.
    pub add: Vec<HeaderView>,
}

/// A route's changes of the answers' headers; `also` names those that other features add.
pub fn answer(route: &Route<'_>, also: Vec<HeaderView>, scope: &mut Scope<'_, '_>) -> AnswerHeaders {
    let mut headers = AnswerHeaders { hide: Vec::new(), add: also };
    let own = rules(route).map(|(_, response)| response);
    if **route.security_headers {
        let is_set_by_route =
            |name: &str| own.is_some_and(|rules| names(rules).any(|own| own.eq_ignore_ascii_case(name)));
        for (name, value) in policy::SECURITY_HEADERS.into_iter().filter(|(name, _)| !is_set_by_route(name)) {
            headers.hide.push(name.to_owned());
            headers.add.push(HeaderView { name: name.to_owned(), value: scope.texts.value(value) });
        }
    }
    if let Some(HeaderRules { set, remove }) = own {
        for (name, value) in set.iter() {
            if is_changeable(name, scope) {
                headers.hide.push(name.to_string());
                headers.add.push(HeaderView { name: name.to_string(), value: scope.texts.value(value.as_str()) });
            }
        }
        headers
            .hide
            .extend(remove.iter().filter(|name| is_changeable(name, scope)).map(|name| name.value().to_string()));
    }
    if !headers.add.is_empty() {
        headers.add.splice(0..0, http3::answer_headers(scope.plan.tls.as_ref(), route.side, scope.http3));
    }
    headers
}

fn names(rules: &HeaderRules) -> impl Iterator<Item = &str> {
    let HeaderRules { set, remove } = rules;
    set.iter().map(|(name, _)| name.as_str()).chain(remove.iter().map(|name| name.as_str()))
}

fn request_names(rules: &RequestHeaders) -> impl Iterator<Item = &str> {
    let RequestHeaders { set, remove } = rules;
    set.iter().map(|(name, _)| name.as_str()).chain(remove.iter().map(|name| name.as_str()))
}

/// nginx writes these by itself, whatever the configuration says.
fn is_changeable(name: &Placed<HeaderName>, scope: &mut Scope<'_, '_>) -> bool {
    let fixed = ["Server", "Date", "Connection", "Content-Length", "Transfer-Encoding"];
    if !fixed.iter().any(|fixed| name.as_str().eq_ignore_ascii_case(fixed)) {
        return true;
    }
    scope.findings.refuse(
        Feature::Headers,
        name.place(),
        Refusal {
            what: format!("change the answers' header `{}`", name.as_str()),
            why: "open-source nginx writes it by itself; it never tells its version".to_owned(),
            help: "leave the header out of `headers.response`".to_owned(),
        },
    );
    false
}

/// The whole set of headers that a route sends upstream; empty when it is the usual one.
pub fn sent(
    route: &Route<'_>,
    host: Option<Escaped>,
    protocol: Protocol,
    scope: &mut Scope<'_, '_>,
) -> Vec<HeaderView> {
    let own = rules(route).map(|(request, _)| request);
    let is_changed = own.is_some_and(|rules| request_names(rules).next().is_some());
    let shown: Vec<HeaderView> = auth::sent(route, scope).into_iter().chain(basic::sent(route)).collect();
    if host.is_none() && !is_changed && shown.is_empty() && protocol != Protocol::H2c {
        return Vec::new();
    }
    let host = HeaderView { name: "Host".to_owned(), value: host.unwrap_or_else(|| Escaped::trusted(USUAL_HOST)) };
    // HTTP/2 knows neither header.
    let is_spoken =
        |header: &HeaderView| protocol != Protocol::H2c || !["Upgrade", "Connection"].contains(&&*header.name);
    let is_own = |header: &HeaderView| {
        own.is_some_and(|rules| request_names(rules).any(|name| name.eq_ignore_ascii_case(&header.name)))
    };
    let is_shown = |header: &HeaderView| shown.iter().any(|shown| shown.name.eq_ignore_ascii_case(&header.name));
    let usual = forwarded(scope.plan).into_iter().filter(|header| !is_shown(header));
    let usual = std::iter::once(host).chain(usual).filter(is_spoken);
    let mut headers: Vec<HeaderView> = usual.chain(shown.iter().cloned()).filter(|header| !is_own(header)).collect();
    headers.extend(own.into_iter().flat_map(|rules| own_headers(rules, scope)));
    headers
}

/// The Host as the client sent it; `$http_host` would not do, since a request's target in absolute form outranks it.
pub const USUAL_HOST: &str = "$host$host_port";

fn own_headers(rules: &RequestHeaders, scope: &mut Scope<'_, '_>) -> Vec<HeaderView> {
    let RequestHeaders { set, remove } = rules;
    let set = set.iter().map(|(name, value)| {
        let value = match value.value() {
            RequestValue::Text(text) => scope.texts.value(text.as_str()),
            RequestValue::Secret(secret) if scope.modules.has(NginxModule::Njs) => {
                Escaped::trusted(format!("${}", secrets::variable(secret, scope)))
            }
            // Waived: what the client sent stays away all the same.
            RequestValue::Secret(_) => Escaped::trusted("\"\""),
        };
        HeaderView { name: name.to_string(), value }
    });
    let removed = remove.iter().map(|name| HeaderView::fixed(name.as_str(), "\"\""));
    set.chain(removed).collect()
}
