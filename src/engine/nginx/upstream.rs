//! Upstreams: groups of servers, and how routes reach them.

use super::active_checks::{self, ChoiceView};
use super::balance;
use super::cookies::CookieView;
use super::edition;
use super::headers::HeaderView;
use super::health::{self, Failures};
use super::names::{self, Lookup};
use super::scope::Scope;
use super::sticky::{self, MapView, Stickiness};
use super::{limits, retries, units};
use crate::engine::Words;
use crate::escape::Escaped;
use crate::plan::{Server, Upstream};
use crate::topology::{Edition, Keepalive};

crate::view! {
    /// An upstream.
    pub struct UpstreamView {
        /// Its name.
        pub name: String,
        /// Cookies that need a variable of their own.
        pub cookies: Vec<CookieView>,
        /// Its groups of servers.
        pub groups: Vec<GroupView>,
        /// Idle connections, in each worker.
        pub keepalive: u32,
        /// How long they are kept.
        pub idle: Escaped,
        /// Variables of the sticky cookie.
        pub sticky_maps: Vec<MapView>,
        /// What njs has chosen, where it asks the servers.
        pub choice: Option<ChoiceView>,
    }
}

crate::view! {
    /// A group of servers.
    pub struct GroupView {
        /// Its name.
        pub name: String,
        /// How a server is chosen.
        pub method: Option<Escaped>,
        /// What sends a client to a server of his own.
        pub sticky: Option<Escaped>,
        /// Its servers.
        pub servers: Vec<ServerView>,
        /// Where requests wait for a server.
        pub queue: Option<Escaped>,
    }
}

crate::view! {
    /// A server.
    pub struct ServerView {
        /// Where it listens.
        pub address: String,
        /// Its settings, each after a blank.
        pub settings: Escaped,
    }
}

/// How routes reach an upstream.
pub struct Reached {
    /// The group's name, or the variable that holds it.
    pub group: String,
    /// The header that carries the sticky cookie, where nginx does not set it by itself.
    pub cookie: Option<HeaderView>,
    /// The variable that says whether there is a server to pass to.
    pub chosen: Option<Escaped>,
}

/// An upstream, and how routes reach it.
pub fn view(upstream: &Upstream<'_>, number: usize, scope: &mut Scope<'_, '_>) -> (UpstreamView, Reached) {
    balance::report(upstream.balance, &upstream.servers, scope);
    retries::report(upstream, scope);
    names::report(&upstream.servers, scope);
    limits::report_missing_queue(upstream, scope);
    let mut cookies = Vec::new();
    let mut sticky = sticky::sticky(upstream, number, scope, &mut cookies);
    let Keepalive { connections, idle } = upstream.keepalive;
    let key = balance::key(upstream, number, &mut cookies);
    let hindrance = active_checks::hindrance(upstream, scope);
    let choice = upstream
        .health_check
        .filter(|_| hindrance.is_none() && scope.release.edition == Edition::Oss)
        .map(|check| active_checks::choice(upstream, check, number, key.as_deref(), scope, &mut cookies));
    if let Some(choice) = &choice {
        sticky = sticky.by_choice(upstream, number, choice);
    }
    let (failures, queue) = (health::failures(upstream, hindrance, scope), edition::queue(upstream, scope));
    let members = Members { upstream, failures, queue, kind: &sticky.kind, lookup: scope.lookup };
    let groups = members.groups(balance::method(**upstream.balance, key.as_deref()), choice.is_some());
    let group = sticky.group.map_or_else(|| upstream.name.to_owned(), |variable| format!("${variable}"));
    let chosen = choice.as_ref().map(|choice| Escaped::trusted(&choice.name));
    let view = UpstreamView {
        name: upstream.name.to_owned(),
        cookies,
        groups,
        keepalive: connections.get(),
        idle: units::time(**idle),
        sticky_maps: sticky.maps,
        choice,
    };
    (view, Reached { group, cookie: sticky.header, chosen })
}

/// What the servers of an upstream's groups are made of.
struct Members<'a, 't> {
    upstream: &'a Upstream<'t>,
    failures: Failures,
    queue: Option<Escaped>,
    kind: &'a Stickiness,
    lookup: Lookup,
}

impl Members<'_, '_> {
    fn groups(&self, method: Option<Escaped>, is_chosen: bool) -> Vec<GroupView> {
        let (method, sticky) = match self.kind {
            Stickiness::None | Stickiness::Groups => (method, None),
            Stickiness::Native(arguments) => (method, Some(arguments.clone())),
            Stickiness::Hash(by_cookie) => (Some(by_cookie.clone()), None),
        };
        let all = self.upstream.servers.iter().map(|server| self.server(server, None)).collect();
        // njs sends nobody to a backup server while others of the group are there.
        let own = |server: &&Server<'_>| is_chosen && server.backup.is_some();
        let backups: Vec<ServerView> =
            self.upstream.servers.iter().filter(own).map(|server| self.server(server, Some(server.number))).collect();
        let backup = (!backups.is_empty()).then(|| GroupView {
            name: sticky::backup_name(self.upstream.name),
            method: method.clone(),
            sticky: sticky.clone(),
            servers: backups,
            queue: None,
        });
        let name = self.upstream.name.to_owned();
        let first = GroupView { name, method, sticky, servers: all, queue: self.queue.clone() };
        let of_each =
            self.upstream.servers.iter().filter(|_| *self.kind == Stickiness::Groups).map(|owner| GroupView {
                name: sticky::group_name(self.upstream.name, owner.number),
                method: None,
                sticky: None,
                servers: self.upstream.servers.iter().map(|server| self.server(server, Some(owner.number))).collect(),
                queue: None,
            });
        std::iter::once(first).chain(backup).chain(of_each).collect()
    }

    /// A server as it stands in the common group, or in that of the server with the number `owner`.
    fn server(&self, server: &Server<'_>, owner: Option<usize>) -> ServerView {
        let Server { number, host: _, port: _, address, label, weight, max_connections, backup, drain, place: _ } =
            server;
        let Failures { most, window } = self.failures;
        let is_owner = owner == Some(*number);
        let is_native = matches!(self.kind, Stickiness::Native(_));
        let mut settings = Words::default();
        if *weight != 1 {
            settings.say(format_args!("weight={weight}"));
        }
        if let Some(limit) = max_connections {
            settings.say(format_args!("max_conns={}", limit.get()));
        }
        match most {
            0 => settings.say(format_args!("max_fails=0")),
            most => settings.say(format_args!("max_fails={most} fail_timeout={}", units::seconds(window).as_str())),
        }
        if is_native {
            settings.say(format_args!("route={label}"));
        }
        if server.is_named() && self.lookup == Lookup::Continuous {
            settings.say(format_args!("resolve"));
        }
        // In another server's group, every server but that one only steps in.
        if !is_owner && (owner.is_some() || (backup.is_some() && !self.takes_no_backup())) {
            settings.say(format_args!("backup"));
        }
        if drain.is_some() && !is_owner {
            settings.say(format_args!("{}", if is_native { "drain" } else { "down" }));
        }
        ServerView { address: address.clone(), settings: settings.into() }
    }

    /// A backup that was waived away.
    fn takes_no_backup(&self) -> bool {
        matches!(self.kind, Stickiness::Hash(_)) || balance::takes_no_backup(**self.upstream.balance)
    }
}
