//! What haproxy.cfg.j2 prints.

use super::{AnswerView, FrontendView, TcpView, UpstreamView};
use crate::escape::Escaped;
use crate::template::Once;
use crate::view;

view! {
    /// A whole haproxy.cfg.
    pub struct ConfigurationView {
        pub stack: String,
        pub version: String,
        pub waived: Vec<&'static str>,
        pub drain: String,
        pub buffer: u64,
        pub rewrite: u32,
        pub tls: Option<GlobalTlsView>,
        pub client_timeouts: ClientTimeoutsView,
        pub errors: Vec<ErrorView>,
        pub usual: Option<UsualView>,
        pub resolvers: Option<ResolversView>,
        pub user_lists: Vec<UserListView>,
        pub tables: Vec<TableView>,
        pub caches: Vec<CacheSectionView>,
        pub frontends: Vec<FrontendView>,
        pub admin: Option<AdminView>,
        pub upstreams: Once<UpstreamView>,
        pub tcp: Vec<TcpView>,
        /// Where the questions of an ACME authority go.
        pub challenges: Option<&'static str>,
        pub answers: Vec<AnswerView>,
        pub extra: ExtraView,
    }
}

view! {
    /// The user's own lines, by section.
    pub struct ExtraView {
        pub global: Option<Escaped>,
        pub defaults: Option<Escaped>,
        pub frontend: Option<Escaped>,
        pub backend: Option<Escaped>,
    }
}

view! {
    /// The users of a file.
    pub struct UserListView {
        pub name: String,
        pub users: Vec<UserView>,
    }
}

view! {
    /// A user and the hash of his password.
    pub struct UserView {
        pub name: Escaped,
        pub hash: Escaped,
    }
}

view! {
    /// What HTTPS listeners offer.
    pub struct GlobalTlsView {
        pub profile: &'static str,
        pub options: Escaped,
        pub curves: Escaped,
        pub ciphers: Option<Escaped>,
        pub ciphersuites: Escaped,
    }
}

view! {
    /// How long clients may take.
    pub struct ClientTimeoutsView {
        pub header: String,
        pub body: String,
        pub keepalive: String,
    }
}

view! {
    /// One of the proxy's own answers.
    pub struct ErrorView {
        pub status: u16,
        pub reason: Escaped,
        pub retry_after: Option<u32>,
    }
}

view! {
    /// What upstreams share.
    pub struct UsualView {
        pub connect: String,
        pub read: String,
        pub tunnel: String,
        pub queue: String,
        pub retries: Escaped,
        pub retry_on: Escaped,
        pub repeatable: Escaped,
        pub idle_connections: u32,
        pub idle: String,
    }
}

view! {
    /// Who knows the servers' names.
    pub struct ResolversView {
        pub nameserver: Option<&'static str>,
    }
}

view! {
    /// A stick table.
    pub struct TableView {
        pub purpose: Escaped,
        pub name: &'static str,
        pub key: Escaped,
        pub expire: String,
        pub store: Escaped,
    }
}

view! {
    /// A cache; times in seconds.
    pub struct CacheSectionView {
        pub key: Escaped,
        pub name: String,
        pub mebibytes: u64,
        /// The largest answer, in bytes.
        pub largest: u64,
        pub max_age: u64,
    }
}

view! {
    /// The frontend for metrics and status.
    pub struct AdminView {
        pub bind: Escaped,
        pub networks: Escaped,
        pub metrics: bool,
    }
}
