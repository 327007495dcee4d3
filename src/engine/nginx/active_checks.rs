//! `health_check` by njs: a script asks every server, and names the one that a request goes to where nginx must not choose
//! by itself.
//!
//! What a sticky upstream's client sent as its cookie is replaced on the way to nginx's own `sticky cookie`, which still
//! writes the cookie of the server that answered.

use super::cookies::{self, CookieView};
use super::edition;
use super::names::Lookup;
use super::scope::Scope;
use super::units;
use crate::engine::Feature;
use crate::escape::{Escaped, Language};
use crate::plan::{Plan, Server, Upstream};
use crate::rendered::RenderedFile;
use crate::source::Placed;
use crate::template::Templates;
use crate::topology::{
    Balance, CookieName, Duration, Edition, HashKey, HealthCheck, HostHeader, NginxModule, Protocol, StatusRange,
};

crate::view! {
    /// The script and what it knows.
    pub struct ScriptView {
        /// Upstreams that are asked.
        pub upstreams: Vec<CheckedView>,
    }
}

crate::view! {
    /// An upstream that is asked.
    pub struct CheckedView {
        /// Its name.
        pub name: String,
        /// Its number, in names of functions.
        pub number: usize,
        /// What is asked for.
        pub path: String,
        /// The Host of the question.
        pub host: String,
        /// Milliseconds between two questions.
        pub interval: u64,
        /// Milliseconds that an answer may take.
        pub timeout: u64,
        /// Good answers in a row that make a sick server healthy.
        pub healthy_after: u32,
        /// Bad answers in a row that make a healthy server sick.
        pub unhealthy_after: u32,
        /// Statuses that are good answers.
        pub statuses: Vec<StatusView>,
        /// The variable that holds the sticky cookie as it was sent.
        pub cookie: Option<String>,
        /// The variable that is hashed.
        pub key: Option<String>,
        /// What is hashed is the network of an IPv4 client.
        pub by_network: bool,
        /// Its servers.
        pub servers: Vec<CheckedServerView>,
    }
}

crate::view! {
    /// Statuses from the first to the last.
    pub struct StatusView {
        /// The first.
        pub first: u16,
        /// The last.
        pub last: u16,
    }
}

crate::view! {
    /// A server that is asked.
    pub struct CheckedServerView {
        /// What nginx knows it by.
        pub label: String,
        /// Where it listens.
        pub url: String,
        /// Its share of the traffic.
        pub weight: u32,
        /// It steps in when the others are down.
        pub backup: bool,
        /// It gets no new sessions.
        pub drain: bool,
    }
}

crate::view! {
    /// What nginx.conf says of an upstream that is asked.
    pub struct ChoiceView {
        /// The upstream's number, in names of functions.
        pub number: usize,
        /// The variable that holds the script's choice.
        pub name: String,
        /// The cookie that the choice stands in for.
        pub cookie: Option<Escaped>,
    }
}

crate::view! {
    /// Where nginx has an upstream's servers asked.
    pub struct CheckView {
        /// The upstream's name.
        pub upstream: String,
        /// The upstream's number, in names of functions.
        pub number: usize,
        /// Time between two questions.
        pub interval: Escaped,
        /// Silence of a server that ends a question.
        pub timeout: Escaped,
    }
}

/// Why the servers of an upstream cannot be asked.
pub fn hindrance(upstream: &Upstream<'_>, scope: &Scope<'_, '_>) -> Option<&'static str> {
    match scope.release.edition {
        Edition::Oss => hindrance_of_njs(upstream, scope),
        Edition::Openresty => edition::hindrance(upstream, scope.lookup),
        Edition::Plus => None,
    }
}

fn hindrance_of_njs(upstream: &Upstream<'_>, scope: &Scope<'_, '_>) -> Option<&'static str> {
    if !scope.release.has_sticky() {
        return Some("open-source nginx sends no checks");
    }
    if !scope.modules.has(NginxModule::Njs) {
        return Some("open-source nginx sends checks by njs alone, which `modules` does not name");
    }
    if upstream.servers.iter().any(Server::is_named) && scope.lookup == Lookup::AtStart {
        return Some(
            "for its checks njs wants the address of a resolver, which is known only in a container network \
             (`engines.compose`)",
        );
    }
    if shares_cookie(upstream, scope.plan) {
        return Some("checks would replace a cookie that another upstream reads too");
    }
    match **upstream.protocol {
        Protocol::Http => None,
        Protocol::Https => Some("njs cannot check a certificate against the name that requests expect"),
        Protocol::H2c => Some("njs sends checks by HTTP/1.1 alone"),
    }
}

/// nginx has one variable for a cookie's name, whatever its case.
fn shares_cookie(upstream: &Upstream<'_>, plan: &Plan<'_>) -> bool {
    let Some(own) = upstream.sticky.as_ref().map(|sticky| &sticky.name) else { return false };
    let is_same = |name: &CookieName| name.as_str().eq_ignore_ascii_case(own.as_str());
    let reads = |other: &Upstream<'_>| {
        let hashed = other.hash_by.is_some_and(|key| match key.value() {
            HashKey::Cookie(name) => is_same(name),
            HashKey::ClientIp | HashKey::Uri | HashKey::Header(_) => false,
        });
        let kept = other.name != upstream.name && other.sticky.as_ref().is_some_and(|sticky| is_same(&sticky.name));
        hashed || kept
    };
    plan.upstreams.iter().any(reads)
}

/// Has the script ask an upstream's servers. `key` is the variable that its balance hashes.
pub fn choice(
    upstream: &Upstream<'_>,
    check: &Placed<HealthCheck>,
    number: usize,
    key: Option<&str>,
    scope: &mut Scope<'_, '_>,
    cookies: &mut Vec<CookieView>,
) -> ChoiceView {
    report(upstream, check, scope);
    scope.modules.need(NginxModule::Njs);
    let HealthCheck { path, interval, timeout, healthy_after, unhealthy_after, status } = check.value();
    let timeout = longest(**interval, **timeout);
    let sent = upstream.sticky.as_ref().map(|sticky| {
        cookies::declared(&sticky.name, &format!("sticky_{number}"), cookies).trim_start_matches('$').to_owned()
    });
    scope.checked.push(CheckedView {
        name: upstream.name.to_owned(),
        number,
        path: path.to_string(),
        host: asked_host(upstream, number, scope.plan),
        interval: interval.millis(),
        timeout: timeout.millis(),
        healthy_after: healthy_after.get(),
        unhealthy_after: unhealthy_after.get(),
        statuses: status.iter().map(|range| statuses(**range)).collect(),
        cookie: sent,
        key: key.map(|key| key.trim_start_matches('$').to_owned()),
        by_network: **upstream.balance == Balance::IpHash,
        servers: upstream.servers.iter().map(server).collect(),
    });
    ChoiceView {
        number,
        name: format!("server_{number}"),
        cookie: upstream.sticky.as_ref().map(|sticky| Escaped::trusted(format!("$cookie_{}", sticky.name))),
    }
}

fn statuses(range: StatusRange) -> StatusView {
    let StatusRange { first, last } = range;
    StatusView { first, last }
}

fn server(server: &Server<'_>) -> CheckedServerView {
    let Server { number: _, host: _, port: _, address, label, weight, max_connections: _, backup, drain, place: _ } =
        server;
    CheckedServerView {
        label: label.clone(),
        url: format!("http://{address}"),
        weight: *weight,
        backup: backup.is_some(),
        drain: drain.is_some(),
    }
}

/// A question must be over when the next one is due.
fn longest(interval: Duration, timeout: Duration) -> Duration {
    timeout.min(Duration::from_millis(interval.millis() * 19 / 20))
}

/// The Host of a check: what requests have, as far as that can be known beforehand.
pub fn asked_host(upstream: &Upstream<'_>, number: usize, plan: &Plan<'_>) -> String {
    let named = || {
        let routes = plan.routes.iter().filter(|route| route.leads_to(number - 1));
        routes.flat_map(|route| &route.hosts).find(|host| host.wildcard_parent().is_none())
    };
    match upstream.host.value() {
        HostHeader::Literal(name) => name.clone(),
        HostHeader::Server => upstream.servers.first().map(|server| server.address.clone()).unwrap_or_default(),
        HostHeader::Pass => named().map_or_else(|| "localhost".to_owned(), |host| host.to_string()),
    }
}

/// Says what is otherwise than without checks.
fn report(upstream: &Upstream<'_>, check: &Placed<HealthCheck>, scope: &mut Scope<'_, '_>) {
    if check.timeout.millis() > check.interval.millis() {
        let differs = "one check must be over when the next one is due: what is not answered by then is a bad answer";
        scope.findings.degrade(Feature::HealthCheck, check.timeout.place(), "waits no longer than `interval`", differs);
    }
    let retried = "a request that is tried again may meet a sick server, which only its own failures keep out then";
    let (what, differs) = match **upstream.balance {
        Balance::LeastConnections | Balance::RandomTwo => (
            "goes round robin while a server is sick",
            format!("njs then names the server of a new session, by weight and by turns; {retried}"),
        ),
        Balance::RoundRobin | Balance::IpHash | Balance::Hash if upstream.retries.attempts.get() > 1 => {
            ("keeps requests from a sick server at their first try alone", retried.to_owned())
        }
        Balance::RoundRobin | Balance::IpHash | Balance::Hash => return,
    };
    if upstream.servers.len() > 1 {
        scope.findings.degrade(Feature::HealthBalance, check.place(), what, differs);
    }
}

/// Where the servers of these upstreams are asked.
pub fn views(checked: &[CheckedView]) -> Vec<CheckView> {
    let time = |millis: u64| units::time(Duration::from_millis(millis));
    let view = |upstream: &CheckedView| CheckView {
        upstream: upstream.name.clone(),
        number: upstream.number,
        interval: time(upstream.interval),
        timeout: time(upstream.timeout),
    };
    checked.iter().map(view).collect()
}

/// Memory for what is known of the servers of these upstreams, where there are any.
pub fn zone_size(checked: &[CheckedView]) -> Option<Escaped> {
    let servers: usize = checked.iter().map(|upstream| upstream.servers.len() + 1).sum();
    (servers > 0).then(|| Escaped::trusted(format!("{}k", servers.next_multiple_of(64).max(64))))
}

/// The script; none where nobody is asked.
///
/// # Errors
/// A template that fails: a defect of lbgen's own.
pub fn script(upstreams: Vec<CheckedView>) -> anyhow::Result<Option<RenderedFile>> {
    if upstreams.is_empty() {
        return Ok(None);
    }
    let template = ("health.js", include_str!("../../../templates/nginx/health.js.j2"));
    let text = Templates::new(Language::JavaScript, &[template])?.render("health.js", ScriptView { upstreams })?;
    Ok(Some(RenderedFile::text("nginx/njs/health.js", text)))
}
