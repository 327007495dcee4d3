//! What the template of compose.yaml is handed.

use crate::escape::Escaped;
use crate::view;

view! {
    /// The whole file.
    pub(super) struct StackView {
        pub(super) name: String,
        /// Its path from the topology's folder.
        pub(super) file: String,
        /// It refers to variables that compose fills in.
        pub(super) filled_in: bool,
        /// The anchor of the log settings.
        pub(super) logging: String,
        pub(super) log_settings: Escaped,
        pub(super) proxy: Option<ProxyView>,
        pub(super) services: Vec<ServiceView>,
        /// There is a network `app`.
        pub(super) app: bool,
        /// There is a network `data`.
        pub(super) data: bool,
        pub(super) volumes: Vec<String>,
        pub(super) acme: Option<AcmeView>,
        pub(super) cache: Option<CacheView>,
    }
}

view! {
    /// Answers that the proxy keeps.
    pub(super) struct CacheView {
        /// The volume that they are kept in.
        pub(super) volume: String,
        /// Its mount in the proxy's container.
        pub(super) mount: String,
    }
}

view! {
    /// Certificates of an ACME authority.
    pub(super) struct AcmeView {
        /// The volume that they are kept in.
        pub(super) volume: String,
        /// Its mount in the proxy's container.
        pub(super) mount: String,
        /// Credentials of the provider of DNS, for whoever asks the authority.
        pub(super) credentials: Option<String>,
        pub(super) client: Option<ClientView>,
    }
}

view! {
    /// The container of an ACME client beside the proxy.
    pub(super) struct ClientView {
        pub(super) name: String,
        pub(super) image: &'static str,
        pub(super) proxy: String,
        pub(super) condition: &'static str,
        pub(super) script: String,
        pub(super) state: String,
        pub(super) command: Escaped,
        pub(super) group: Option<u32>,
        pub(super) reload: Option<&'static str>,
    }
}

view! {
    /// The proxy's container.
    pub(super) struct ProxyView {
        pub(super) name: String,
        pub(super) engine: String,
        pub(super) image: String,
        pub(super) user: Option<String>,
        pub(super) entrypoint: Option<Escaped>,
        pub(super) command: Option<Escaped>,
        pub(super) working_dir: Option<String>,
        /// The mount of the rendered folder.
        pub(super) folder: String,
        /// Folders in memory.
        pub(super) writable: Vec<String>,
        pub(super) awaited: Vec<AwaitedView>,
        pub(super) joins_app: bool,
        pub(super) aliases: Vec<String>,
        pub(super) ports: Vec<String>,
        pub(super) health_check: Option<Escaped>,
        pub(super) stop_signal: String,
        pub(super) stop_grace_period: String,
        pub(super) capabilities: Option<Escaped>,
        /// Secrets that it adds to requests, and what compose fills in for each.
        pub(super) secrets: Vec<(String, Escaped)>,
        pub(super) open_files: u32,
    }
}

view! {
    /// A container that comes before the proxy.
    pub(super) struct AwaitedView {
        pub(super) name: String,
        pub(super) condition: &'static str,
    }
}

view! {
    /// A service with its containers.
    pub(super) struct ServiceView {
        pub(super) name: String,
        /// The anchor of its settings, when several containers share them.
        pub(super) anchor: Option<Escaped>,
        pub(super) settings: Escaped,
        pub(super) containers: Vec<String>,
    }
}
