//! `auth.forward`: a subrequest asks the service. nginx itself takes no other answer than 2xx, 401 and 403, so that the
//! rest of what the service may say is told by a 401, and its own words are kept in variables until the client is
//! answered.

use super::answers::{self, ReasonView};
use super::certificates::Copies;
use super::client_address;
use super::error_pages::ErrorPageView;
use super::headers::{HeaderView, request_variable};
use super::names;
use super::protocol::{SYSTEM_AUTHORITIES, UpstreamTlsView};
use super::routing::RouteView;
use super::scope::Scope;
use super::units;
use crate::engine::{Feature, Refusal};
use crate::escape::{Escaped, nginx};
use crate::plan::{Route, forward};
use crate::source::Placed;
use crate::topology::{ForwardAuth, ForwardTls, HeaderName, ServerHost};

/// Where a service listens, and how it is trusted: a connection that is kept is not checked again, so that those who
/// check it otherwise have connections of their own.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Service {
    address: String,
    is_named: bool,
    checked: Checked,
}

/// How a service's certificate is checked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Checked {
    /// It has none.
    Plain,
    /// Not at all.
    Unchecked,
    /// Against the authorities in this file, else those of the system.
    By(Option<String>),
}

crate::view! {
    /// A service as a group of one server.
    pub struct ServiceView {
        /// The group's name, which no upstream can have: it holds a dot.
        pub name: Escaped,
        /// Where it listens.
        pub address: String,
        /// It is looked up again and again.
        pub resolve: bool,
    }
}

crate::view! {
    /// The location that asks the service.
    #[derive(Clone)]
    pub struct QuestionView {
        /// All headers that it is sent besides the client's.
        pub headers: Vec<HeaderView>,
        /// Statuses that become a 401, to be told apart later.
        pub disguised: Escaped,
        /// TLS.
        pub tls: Option<UpstreamTlsView>,
        /// How long it may take.
        pub within: Escaped,
        /// Where it is.
        pub pass: Escaped,
    }
}

crate::view! {
    /// A variable that keeps something of the service's answer.
    #[derive(Clone)]
    pub struct KeptView {
        /// The variable.
        pub variable: String,
        /// What it keeps.
        pub of: Escaped,
    }
}

crate::view! {
    /// A Set-Cookie of the service's answer: which of them a pattern finds.
    pub struct CookieView {
        /// Its number, from 1.
        pub number: usize,
        /// The pattern.
        pub pattern: Escaped,
    }
}

crate::view! {
    /// The location that tells a client what the service said of him.
    pub struct RefusalView {
        /// Its name.
        pub name: Escaped,
        /// Headers of the route's answers, and the service's cookies.
        pub headers: Vec<HeaderView>,
        /// Statuses that lead elsewhere.
        pub redirects: Vec<u16>,
        /// Statuses that are told as they are, other than 401.
        pub plain: Vec<ReasonView>,
    }
}

/// Statuses that lead elsewhere.
const REDIRECTS: [u16; 5] = [301, 302, 303, 307, 308];

/// Statuses that are told as they are, other than 401.
const PLAIN: [u16; 1] = [403];

/// So many Set-Cookie of the service reach a client that it turns away.
const COOKIES: usize = 4;

fn copied(name: &HeaderName) -> String {
    format!("said{}", request_variable(name).trim_start_matches("$http"))
}

fn kept(variable: &str, of: &str) -> KeptView {
    KeptView { variable: variable.to_owned(), of: Escaped::trusted(of) }
}

/// What is kept of an answer: for a client that is turned away, and for the upstream of one that is let in.
pub fn kept_of(forward: &ForwardAuth) -> Vec<KeptView> {
    let ForwardAuth { url: _, copy_headers, tls: _ } = forward;
    let told = [
        ("verdict_status", "$upstream_status"),
        ("verdict_location", "$upstream_http_location"),
        ("verdict_cookies", "$upstream_http_set_cookie"),
    ];
    let told = told.map(|(variable, of)| kept(variable, of));
    let answered = |name: &HeaderName| request_variable(name).replacen("$http", "$upstream_http", 1);
    told.into_iter().chain(copy_headers.iter().map(|name| kept(&copied(name), &answered(name)))).collect()
}

/// What goes upstream of the answer, whatever the client sent.
pub fn sent(forward: &ForwardAuth) -> Vec<HeaderView> {
    let header = |name: &Placed<HeaderName>| HeaderView::fixed(name.as_str(), &format!("${}", copied(name)));
    forward.copy_headers.iter().map(header).collect()
}

/// The location that answers those who are turned away.
pub fn refused(route: &Route<'_>) -> Escaped {
    Escaped::trusted(format!("@refused_{}", route.index))
}

/// How the service is asked.
pub fn question(forward: &Placed<ForwardAuth>, scope: &mut Scope<'_, '_>) -> QuestionView {
    let ForwardAuth { url, copy_headers: _, tls } = forward.value();
    let server = forward::server(forward);
    let service = Service { address: server.address.clone(), is_named: server.is_named(), checked: checked(forward) };
    let number = scope.services.number(service);
    let tls = url.is_https.then(|| verified(forward, tls.as_deref(), scope));
    let unasked = |header: &HeaderView| !["Upgrade", "Connection"].contains(&&*header.name);
    let own = [
        ("Host", nginx::literal(&url.authority()).into_owned()),
        ("Upgrade", "\"\"".to_owned()),
        ("Connection", "\"\"".to_owned()),
        ("Content-Length", "\"\"".to_owned()),
        ("X-Forwarded-Method", "$request_method".to_owned()),
        ("X-Forwarded-Uri", "$request_uri".to_owned()),
    ];
    let own = own.map(|(name, value)| HeaderView::fixed(name, &value));
    let forwarded = client_address::forwarded(scope.plan).into_iter().filter(unasked);
    let pass = format!("{}://{}{}", url.scheme(), name(number), url.target);
    let disguised: Vec<String> = REDIRECTS.iter().chain(&PLAIN).map(u16::to_string).collect();
    QuestionView {
        disguised: Escaped::trusted(disguised.join(" ")),
        headers: own.into_iter().chain(forwarded).collect(),
        tls,
        within: units::time(forward::ANSWER_WITHIN),
        pass: Escaped::trusted(nginx::literal(&pass)),
    }
}

fn checked(forward: &ForwardAuth) -> Checked {
    let ForwardAuth { url, copy_headers: _, tls } = forward;
    if !url.is_https {
        return Checked::Plain;
    }
    let usual = ForwardTls::default();
    let ForwardTls { verify, ca } = tls.as_deref().unwrap_or(&usual);
    if **verify { Checked::By(ca.as_ref().map(|ca| ca.as_str().to_owned())) } else { Checked::Unchecked }
}

fn report(forward: &Placed<ForwardAuth>, scope: &mut Scope<'_, '_>) {
    names::report(&[forward::server(forward)], scope);
    let cookies = if scope.release.joins_headers() { COOKIES.to_string() } else { "one".to_owned() };
    let differs = format!(
        "of those whom the service turns away it tells the status where that is a redirect, 401 or 403 and 500 \
         where it is another, with Location, WWW-Authenticate and {cookies} of the Set-Cookie, and a body of its own"
    );
    let what = "does not pass on the whole answer of an authentication service";
    scope.findings.degrade(Feature::ForwardAnswer, forward.place(), what, differs);
}

fn verified(forward: &Placed<ForwardAuth>, tls: Option<&ForwardTls>, scope: &mut Scope<'_, '_>) -> UpstreamTlsView {
    let usual = ForwardTls::default();
    let ForwardTls { verify, ca } = tls.unwrap_or(&usual);
    let name = match &forward.url.address.host {
        ServerHost::Name(name) => Some(Escaped::trusted(name)),
        ServerHost::Ip(_) if **verify => {
            let refusal = Refusal {
                what: "check a certificate against an address".to_owned(),
                why: "it knows the names in a certificate alone".to_owned(),
                help: "call the authentication service by a name".to_owned(),
            };
            scope.findings.refuse(Feature::Forward, forward.url.place(), refusal);
            None
        }
        ServerHost::Ip(_) => None,
    };
    let own = ca.as_ref().map(|ca| Escaped::trusted(authorities(scope.authorities.number(ca.to_string()))));
    UpstreamTlsView { name, authorities: verify.then(|| own.unwrap_or_else(|| Escaped::trusted(SYSTEM_AUTHORITIES))) }
}

fn name(number: usize) -> String {
    format!("auth.{number}")
}

fn authorities(number: usize) -> String {
    format!("certs/auth-{number}.pem")
}

/// The services of all routes, and the authorities that they are checked against.
pub fn services(copies: &mut Copies, scope: &mut Scope<'_, '_>) -> Vec<ServiceView> {
    for forward in scope.plan.routes.iter().filter_map(Route::forward) {
        report(forward, scope);
        let ca = forward.tls.as_ref().and_then(|tls| tls.ca.as_ref());
        if let Some(ca) = ca {
            copies.auth_authorities(&authorities(scope.authorities.number(ca.to_string())), ca);
        }
    }
    let view = |(number, service): (usize, &Service)| ServiceView {
        name: Escaped::trusted(name(number)),
        address: service.address.clone(),
        resolve: service.is_named && scope.lookup == names::Lookup::Continuous,
    };
    scope.services.iter().map(view).collect()
}

/// How the cookies are told apart that nginx has joined by commas: one begins where a name and a `=` follow, which no
/// date in a cookie has. They are ASCII (RFC 6265 section 4.1.1).
pub fn cookies(scope: &Scope<'_, '_>) -> Vec<CookieView> {
    let is_asked = scope.services.len() > 0 && scope.release.joins_headers();
    let one = "(?:[ -+--~]|,(?! [^;,= ]+=))+";
    let pattern = |number| format!("~^(?:{one}, (?=[^;,= ]+=)){{{}}}(?<verdict_cookie_is_{number}>{one})", number - 1);
    let view = |number| CookieView { number, pattern: Escaped::trusted(nginx::literal(&pattern(number))) };
    (1..=COOKIES).filter(|_| is_asked).map(view).collect()
}

/// The locations that answer those who are turned away, with the headers of their routes' error pages.
pub fn refusals(routes: &[RouteView], pages: &[ErrorPageView], joins_headers: bool) -> Vec<RefusalView> {
    let names = (1..=COOKIES).map(|number| format!("$verdict_cookie_{number}"));
    let names: Vec<String> = if joins_headers { names.collect() } else { vec!["$verdict_cookies".to_owned()] };
    let view = |route: &RouteView| {
        let guard = route.guard.as_ref().filter(|guard| guard.question.is_some())?;
        let page = pages.iter().find(|page| Some(&page.name) == route.error_page.as_ref());
        let own = page.into_iter().flat_map(|page| page.headers.iter().cloned());
        let cookies = names.iter().map(|name| HeaderView::fixed("Set-Cookie", name));
        let headers = own.chain(cookies).collect();
        let plain = answers::reasons().into_iter().filter(|reason| PLAIN.contains(&reason.code)).collect();
        Some(RefusalView { name: guard.refused.clone()?, headers, redirects: REDIRECTS.to_vec(), plain })
    };
    routes.iter().filter_map(view).collect()
}
