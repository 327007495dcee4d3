//! `sticky`: a cookie that names the server by an opaque label.
//!
//! From 1.29.6 on nginx does it by itself. Before that, servers with addresses get a group each, in which the others are
//! backups: the cookie chooses the group, and the server that answered chooses the next cookie. Servers with names
//! cannot be told apart by the address that answered, so there a random cookie is hashed.

use super::active_checks::ChoiceView;
use super::cookies::{self, CookieView};
use super::headers::HeaderView;
use super::scope::Scope;
use super::text::{Part, Texts};
use crate::engine::{Feature, Refusal};
use crate::escape::{Escaped, nginx};
use crate::plan::{CookieSecurity, Server, Side, StickyCookie, Upstream};
use crate::topology::SameSite;

crate::view! {
    /// A variable that follows from another.
    pub struct MapView {
        /// What it follows from.
        pub source: Escaped,
        /// The variable.
        pub name: String,
        /// Its value where no entry holds.
        pub default: Escaped,
        /// Its other values.
        pub entries: Vec<MapEntryView>,
    }
}

crate::view! {
    /// A value of a variable.
    pub struct MapEntryView {
        /// For which source.
        pub pattern: Escaped,
        /// The value.
        pub value: Escaped,
    }
}

/// How an upstream's clients are kept at their servers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stickiness {
    /// They are not.
    None,
    /// By `sticky` with these arguments.
    Native(Escaped),
    /// By a group for each server.
    Groups,
    /// By the hash of this variable.
    Hash(Escaped),
}

/// A sticky upstream's parts.
pub struct Sticky {
    /// How it is done.
    pub kind: Stickiness,
    /// Variables that it needs.
    pub maps: Vec<MapView>,
    /// The variable that holds the group to pass to.
    pub group: Option<String>,
    /// The header that carries the cookie.
    pub header: Option<HeaderView>,
}

impl Sticky {
    fn without_parts(kind: Stickiness) -> Self {
        Self { kind, maps: Vec::new(), group: None, header: None }
    }

    /// The same where njs names the server, backup servers too, which are a group of their own then.
    pub fn by_choice(self, upstream: &Upstream<'_>, number: usize, choice: &ChoiceView) -> Self {
        let source = Escaped::trusted(format!("${}", choice.name));
        let kind = match self.kind {
            Stickiness::None => Stickiness::Native(Escaped::trusted(format!("route {}", source.as_str()))),
            kind @ (Stickiness::Native(_) | Stickiness::Groups | Stickiness::Hash(_)) => kind,
        };
        let backups = upstream.servers.iter().filter(|server| server.backup.is_some());
        let entries: Vec<_> = backups.map(|server| entry(&server.label, &backup_name(upstream.name))).collect();
        if entries.is_empty() {
            return Self { kind, ..self };
        }
        let group = format!("group_{number}");
        let default = Escaped::trusted(upstream.name);
        let map = MapView { source, name: group.clone(), default, entries };
        Self { kind, maps: vec![map], group: Some(group), header: self.header }
    }
}

/// How an upstream's clients are kept at their servers.
pub fn sticky(
    upstream: &Upstream<'_>,
    number: usize,
    scope: &mut Scope<'_, '_>,
    cookies: &mut Vec<CookieView>,
) -> Sticky {
    let Some(cookie) = &upstream.sticky else { return Sticky::without_parts(Stickiness::None) };
    if scope.release.has_sticky() {
        report_secure(upstream, cookie, scope);
        return Sticky::without_parts(Stickiness::Native(native(cookie)));
    }
    let request = cookies::variable(&cookie.name, &format!("sticky_{number}"), cookies);
    if upstream.servers.iter().any(Server::is_named) {
        report_hash(upstream, cookie, scope);
        return by_hash(cookie, number, &request, &mut scope.texts);
    }
    by_groups(upstream, cookie, number, &request, &mut scope.texts)
}

fn native(cookie: &StickyCookie<'_>) -> Escaped {
    let StickyCookie { place: _, name, max_age, secure, http_only, same_site, path } = cookie;
    let mut words = vec!["cookie".to_owned(), name.to_string()];
    words.extend(max_age.map(|age| format!("expires={}", super::units::seconds(age).as_str())));
    words.push(nginx::literal(&format!("path={}", path.as_str())).into_owned());
    words.extend((*secure == CookieSecurity::Always).then(|| "secure".to_owned()));
    words.extend(http_only.then(|| "httponly".to_owned()));
    words.push(format!("samesite={}", same_site_word(*same_site).to_ascii_lowercase()));
    Escaped::trusted(words.join(" "))
}

fn same_site_word(same_site: SameSite) -> &'static str {
    match same_site {
        SameSite::Lax => "Lax",
        SameSite::Strict => "Strict",
        SameSite::None => "None",
    }
}

/// Maps that write the cookie with the value of the variable `source`, unless that is empty.
fn cookie_maps(
    cookie: &StickyCookie<'_>,
    number: usize,
    source: &str,
    texts: &mut Texts,
) -> (Vec<MapView>, HeaderView) {
    let prefix = format!("sticky_{number}");
    let written = written(cookie, Part::Variable(source), &prefix, texts);
    let secure_map = secure_map(cookie, &prefix);
    let name = format!("{prefix}_cookie");
    let header = HeaderView::fixed("Set-Cookie", &format!("${name}"));
    let source = Escaped::trusted(format!("${source}"));
    let map = MapView { source, name, default: written, entries: vec![entry("\"\"", "\"\"")] };
    (secure_map.into_iter().chain([map]).collect(), header)
}

/// The cookie with that value, as a header's value; `prefix` begins the name of the variable for `Secure`.
pub fn written(cookie: &StickyCookie<'_>, value: Part<'_>, prefix: &str, texts: &mut Texts) -> Escaped {
    let secure_name = secure_name(prefix);
    let secure = match cookie.secure {
        CookieSecurity::Always => Part::Text("; Secure"),
        CookieSecurity::Never => Part::Text(""),
        CookieSecurity::WhenHttps => Part::Variable(&secure_name),
    };
    let (start, attributes) = (format!("{}=", cookie.name), attributes(cookie));
    texts.word(&[Part::Text(&start), value, Part::Text(&attributes), secure])
}

/// The variable for `Secure`, where that depends on the listener.
pub fn secure_map(cookie: &StickyCookie<'_>, prefix: &str) -> Option<MapView> {
    (cookie.secure == CookieSecurity::WhenHttps).then(|| MapView {
        source: Escaped::trusted("$https"),
        name: secure_name(prefix),
        default: Escaped::trusted("\"\""),
        entries: vec![entry("on", "\"; Secure\"")],
    })
}

fn secure_name(prefix: &str) -> String {
    format!("{prefix}_secure")
}

/// The attributes of the cookie but `Secure`.
fn attributes(cookie: &StickyCookie<'_>) -> String {
    let StickyCookie { place: _, name: _, max_age, secure: _, http_only, same_site, path } = cookie;
    let path = path.as_str();
    let max_age = max_age.map(|age| format!("; Max-Age={}", age.seconds_up())).unwrap_or_default();
    let http_only = if *http_only { "; HttpOnly" } else { "" };
    format!("; Path={path}{max_age}{http_only}; SameSite={}", same_site_word(*same_site))
}

/// An entry of a map, both parts as nginx takes them.
pub fn entry(pattern: &str, value: &str) -> MapEntryView {
    MapEntryView { pattern: Escaped::trusted(pattern), value: Escaped::trusted(value) }
}

fn by_groups(
    upstream: &Upstream<'_>,
    cookie: &StickyCookie<'_>,
    number: usize,
    request: &str,
    texts: &mut Texts,
) -> Sticky {
    let (group, label) = (format!("sticky_{number}"), format!("sticky_{number}_label"));
    let group_of = |server: &Server<'_>| entry(&server.label, &group_name(upstream.name, server.number));
    let label_of = |server: &Server<'_>| {
        let pattern = format!("~(?:^| ){}$", nginx::pattern(&server.address));
        entry(&nginx::literal(&pattern), &server.label)
    };
    let groups = MapView {
        source: Escaped::trusted(request),
        name: group.clone(),
        default: Escaped::trusted(upstream.name),
        entries: upstream.servers.iter().map(group_of).collect(),
    };
    let labels = MapView {
        source: Escaped::trusted("$upstream_addr"),
        name: label.clone(),
        default: Escaped::trusted("\"\""),
        entries: upstream.servers.iter().map(label_of).collect(),
    };
    let (cookie_maps, header) = cookie_maps(cookie, number, &label, texts);
    let maps = [groups, labels].into_iter().chain(cookie_maps).collect();
    Sticky { kind: Stickiness::Groups, maps, group: Some(group), header: Some(header) }
}

/// The group in which a server comes first; no upstream's name holds a dot.
pub fn group_name(upstream: &str, server: usize) -> String {
    format!("{upstream}.{server}")
}

/// The group of an upstream's backup servers.
pub fn backup_name(upstream: &str) -> String {
    format!("{upstream}.backup")
}

fn by_hash(cookie: &StickyCookie<'_>, number: usize, request: &str, texts: &mut Texts) -> Sticky {
    let (key, new) = (format!("sticky_{number}"), format!("sticky_{number}_new"));
    let keys = MapView {
        source: Escaped::trusted(request),
        name: key.clone(),
        default: Escaped::trusted(request),
        entries: vec![entry("\"\"", "$request_id")],
    };
    let news = MapView {
        source: Escaped::trusted(request),
        name: new.clone(),
        default: Escaped::trusted("\"\""),
        entries: vec![entry("\"\"", "$request_id")],
    };
    let (cookie_maps, header) = cookie_maps(cookie, number, &new, texts);
    let maps = [keys, news].into_iter().chain(cookie_maps).collect();
    let kind = Stickiness::Hash(Escaped::trusted(format!("hash ${key} consistent")));
    Sticky { kind, maps, group: None, header: Some(header) }
}

fn report_secure(upstream: &Upstream<'_>, cookie: &StickyCookie<'_>, scope: &mut Scope<'_, '_>) {
    if cookie.secure == CookieSecurity::WhenHttps {
        let differs = if *upstream.reached.on(Side::Private) {
            "its sticky cookie has one form for all listeners; where the private routes have an upstream of their own, it may be `Secure`"
        } else {
            "its sticky cookie has one form for all listeners; with `tls.redirect_http` it would be `Secure`"
        };
        let what = "leaves `Secure` off on HTTPS too, since plain HTTP reaches this upstream";
        scope.findings.degrade(Feature::StickySecure, cookie.place, what, differs);
    }
}

fn report_hash(upstream: &Upstream<'_>, cookie: &StickyCookie<'_>, scope: &mut Scope<'_, '_>) {
    let differs = "before 1.29.6 servers with names are chosen by the hash of a random cookie: weights are approximate, \
                   `balance` does not count, and a client returns to its first server once that is back";
    scope.findings.degrade(Feature::Sticky, cookie.place, "keeps clients at their server by a hash", differs);
    if let Some(drain) = upstream.servers.iter().find_map(|server| server.drain) {
        scope.findings.refuse(
            Feature::Drain,
            drain.place(),
            Refusal {
                what: "drain a sticky upstream's server that has a name".to_owned(),
                why: "`drain` needs nginx 1.29.6; before, a server that is taken out loses its clients at once"
                    .to_owned(),
                help: "name the servers by address, or require nginx 1.30".to_owned(),
            },
        );
    }
    if let Some(backup) = upstream.servers.iter().find_map(|server| server.backup) {
        scope.findings.refuse(
            Feature::Backup,
            backup.place(),
            Refusal {
                what: "keep a backup server in a sticky upstream whose servers have names".to_owned(),
                why: "before 1.29.6 such clients are kept by a hash, which knows no backups".to_owned(),
                help: "name the servers by address, or require nginx 1.30".to_owned(),
            },
        );
    }
}
