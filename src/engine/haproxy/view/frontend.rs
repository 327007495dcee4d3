//! What frontend.j2 prints.

use crate::escape::Escaped;
use crate::view;

view! {
    /// Listeners and what they do before a route is found.
    pub struct FrontendView {
        pub name: &'static str,
        pub binds: Vec<Escaped>,
        pub announced: Option<Escaped>,
        pub log: Option<LogView>,
        pub hsts: Option<HstsView>,
        pub trusted: Option<Escaped>,
        pub hosts: HostsView,
        /// What the questions of an ACME authority begin with.
        pub challenges: Option<&'static str>,
        pub redirect: Option<HttpsRedirectView>,
        pub forwarding: Option<ForwardingView>,
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
        pub append: bool,
        pub routes: &'static str,
    }
}
