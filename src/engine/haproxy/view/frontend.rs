//! What frontend.j2 prints.

use crate::escape::Escaped;
use crate::view;

view! {
    /// Listeners and what they do before a route is found.
    pub struct FrontendView {
        pub name: &'static str,
        /// The topology's key, for the comment.
        pub key: &'static str,
        pub binds: Vec<Escaped>,
        pub lists: Vec<ListView>,
        pub announced: Option<Escaped>,
        pub log: Option<LogView>,
        pub hsts: Option<HstsView>,
        pub http3: Option<Http3View>,
        pub trusted: Option<Escaped>,
        pub hosts: HostsView,
        /// What the questions of an ACME authority begin with.
        pub challenges: Option<&'static str>,
        pub redirect: Option<HttpsRedirectView>,
        pub forwarding: Option<ForwardingView>,
        /// Where the routes are found: their canaries.
        pub canaries: Vec<CanaryView>,
    }
}

view! {
    /// A route's canary.
    #[derive(Clone)]
    pub struct CanaryView {
        pub route: usize,
        pub before: Escaped,
        pub after: Escaped,
        pub groups: Option<GroupsView>,
        pub switches: Vec<SwitchView>,
    }
}

view! {
    /// What leads to a canary before the groups do.
    #[derive(Clone)]
    pub struct SwitchView {
        pub sent: Escaped,
        pub value: Escaped,
    }
}

view! {
    /// The groups of a canary's users.
    #[derive(Clone)]
    pub struct GroupsView {
        pub sent: Escaped,
        pub name: String,
        pub attributes: Escaped,
        pub secure: bool,
        /// Only over HTTPS.
        pub mixed: bool,
        pub weight: u32,
        pub canary: String,
        pub main: String,
    }
}

view! {
    /// The access log.
    pub struct LogView {
        pub uri: &'static str,
        pub agent: bool,
        pub format: Escaped,
        pub excluded: Option<Escaped>,
    }
}

view! {
    /// Strict Transport Security.
    pub struct HstsView {
        pub value: String,
        pub mixed: bool,
    }
}

view! {
    /// HTTP/3, of which answers over HTTPS tell; `mixed` when plain HTTP is answered by the same frontend.
    pub struct Http3View {
        pub mixed: bool,
    }
}

view! {
    /// Which hosts are known besides any host; all are when none is listed.
    pub struct HostsView {
        pub listed: Option<&'static str>,
        pub wildcards: bool,
        pub any: bool,
    }
}

view! {
    /// The way from plain HTTP to HTTPS; the port with its colon, empty for 443.
    pub struct HttpsRedirectView {
        pub port: Escaped,
    }
}

view! {
    /// What upstreams are told, and the map of the routes.
    pub struct ForwardingView {
        /// Who was let in is told, too.
        pub names_consumers: bool,
        pub append: bool,
        pub routes: &'static str,
    }
}

view! {
    /// A list that trusted proxies come from.
    pub struct ListView {
        pub name: String,
        pub says: Escaped,
    }
}
