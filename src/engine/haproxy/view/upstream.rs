//! What upstream.j2 prints.

use super::RulesView;
use crate::escape::Escaped;
use crate::view;

view! {
    /// An upstream.
    pub struct UpstreamView {
        pub name: Escaped,
        pub balance: Option<BalanceView>,
        pub timeouts: TimeoutsView,
        /// What is there is sent on without waiting for more.
        pub streaming: bool,
        pub retries: Option<RetriesView>,
        pub sticky: Option<StickyView>,
        pub rules: RulesView,
        pub compression: Option<CompressionView>,
        /// The Host that goes upstream is the server's name.
        pub names_server: bool,
        pub health_check: Option<HealthCheckView>,
        pub all_backups: bool,
        pub tls: Option<UpstreamTlsView>,
        pub http2: bool,
        pub pool: Option<PoolView>,
        pub check: Option<CheckView>,
        pub servers: Vec<ServerView>,
    }
}

view! {
    /// `balance`.
    pub struct BalanceView {
        pub algorithm: Escaped,
        pub consistent: bool,
    }
}

view! {
    /// Timeouts that are not the usual.
    pub struct TimeoutsView {
        pub connect: Option<String>,
        pub read: Option<String>,
        pub tunnel: Option<String>,
        pub queue: Option<String>,
    }
}

view! {
    /// `retries`: the tries after the first, and their reasons.
    pub struct RetriesView {
        pub again: Escaped,
        pub reasons: Escaped,
    }
}

view! {
    /// `sticky`.
    pub struct StickyView {
        pub cookie: Escaped,
        pub changes: Vec<CookieChangeView>,
    }
}

view! {
    /// What is changed in the finished cookie.
    pub struct CookieChangeView {
        pub pattern: Escaped,
        pub replacement: Escaped,
        pub https: bool,
    }
}

view! {
    /// `compress`.
    pub struct CompressionView {
        pub key: Escaped,
        pub types: Escaped,
        pub from_bytes: Option<u32>,
    }
}

view! {
    /// `health_check`: the question and the right answers.
    pub struct HealthCheckView {
        pub path: Escaped,
        pub host: Escaped,
        pub status: Escaped,
        pub timeout: String,
    }
}

view! {
    /// How servers' certificates are checked.
    pub struct UpstreamTlsView {
        pub verify: &'static str,
        pub authorities: Option<String>,
    }
}

view! {
    /// `keepalive`.
    pub struct PoolView {
        pub connections: u32,
        pub idle: String,
    }
}

view! {
    /// How often servers are checked.
    pub struct CheckView {
        pub key: Option<Escaped>,
        pub interval: String,
        pub rise: u32,
        pub fall: u32,
        pub observe: Option<ObserveView>,
    }
}

view! {
    /// Which failures of real requests count.
    pub struct ObserveView {
        pub layer: &'static str,
        pub errors: u32,
    }
}

view! {
    /// A server.
    pub struct ServerView {
        pub name: String,
        pub address: String,
        pub id: u32,
        /// The rest, each after a blank.
        pub settings: Escaped,
    }
}
