//! The features that an engine may refuse or do another way, by the names that diagnostics print and waivers use.

macro_rules! features {
    ($($(#[$meta:meta])* $variant:ident = $name:literal),+ $(,)?) => {
        /// A feature of a topology, named like the key that asks for it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Feature {
            $($(#[$meta])* $variant),+
        }

        impl Feature {
            /// Every feature.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its name in diagnostics and waivers.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),+
                }
            }
        }
    };
}

features! {
    /// The release that is rendered for.
    Version = "version",
    /// Which nginx is rendered for.
    Edition = "edition",
    /// Which clients are trusted.
    TrustedProxies = "trusted_proxies",
    /// `listen.proxy_protocol`.
    ProxyProtocol = "proxy_protocol",
    /// The X-Forwarded-For that is sent upstream.
    ForwardedFor = "forwarded_for",
    /// The largest request head.
    MaxHeader = "max_header",
    /// How long clients may take.
    ClientTimeouts = "clients.timeouts",
    /// `balance`.
    Balance = "balance",
    /// `hash_by`.
    HashBy = "hash_by",
    /// A server's weight.
    Weight = "weight",
    /// A server's `backup`.
    Backup = "backup",
    /// A server's `drain`.
    Drain = "drain",
    /// `sticky`.
    Sticky = "sticky",
    /// The path of a sticky cookie.
    StickyPath = "sticky.path",
    /// The security of a sticky cookie.
    StickySecure = "sticky.secure",
    /// `health_check`.
    HealthCheck = "health_check",
    /// How often a check must agree.
    HealthThresholds = "health_check.after",
    /// Which statuses are healthy.
    HealthStatus = "health_check.status",
    /// How a server is chosen while another one is sick.
    HealthBalance = "health_check.balance",
    /// `passive_health`.
    PassiveHealth = "passive_health",
    /// `retries`.
    Retries = "retries",
    /// `retries.on`.
    RetriesOn = "retries.on",
    /// `timeouts.connect`.
    ConnectTimeout = "timeouts.connect",
    /// `timeouts.read`.
    ReadTimeout = "timeouts.read",
    /// `timeouts.send`.
    SendTimeout = "timeouts.send",
    /// `timeouts.tunnel`.
    TunnelTimeout = "timeouts.tunnel",
    /// `streaming`.
    Streaming = "streaming",
    /// `keepalive`.
    Keepalive = "keepalive",
    /// `max_connections`.
    MaxConnections = "max_connections",
    /// `queue_timeout`.
    QueueTimeout = "queue_timeout",
    /// Upstreams that are named, not numbered.
    Names = "names",
    /// `protocol`.
    Protocol = "protocol",
    /// `upstreams.*.tls`.
    UpstreamTls = "upstream.tls",
    /// `upstreams.*.host`.
    UpstreamHost = "upstream.host",
    /// `methods`.
    Methods = "methods",
    /// `redirect`.
    Redirect = "redirect",
    /// `respond`.
    Respond = "respond",
    /// `strip_prefix` and `add_prefix`.
    Prefix = "prefix",
    /// `rate_limit`.
    RateLimit = "rate_limit",
    /// `concurrency`.
    Concurrency = "concurrency",
    /// `max_body`.
    MaxBody = "max_body",
    /// `access`.
    Access = "access",
    /// `auth.api_key`.
    ApiKey = "auth.api_key",
    /// `auth.basic`.
    Basic = "auth.basic",
    /// `auth.forward`.
    Forward = "auth.forward",
    /// What a service says to those whom `auth.forward` turns away.
    ForwardAnswer = "auth.forward.answer",
    /// `headers`.
    Headers = "headers",
    /// `headers.request.set.*.from_secret`.
    FromSecret = "from_secret",
    /// `compress`.
    Compress = "compress",
    /// `cache`.
    Cache = "cache",
    /// Where answers are kept, and who waits for them.
    CacheStorage = "cache.storage",
    /// `waf`.
    Waf = "waf",
    /// How much of a body a firewall inspects, and when it lets it go on.
    WafBody = "waf.body",
    /// `canary`.
    Canary = "canary",
    /// Plain TCP.
    Tcp = "tcp",
    /// `tls`.
    Tls = "tls",
    /// `tls.acme`.
    Acme = "acme",
    /// `tls.http3`.
    Http3 = "http3",
    /// `tls.redirect_http`.
    RedirectHttp = "redirect_http",
    /// `logs`.
    Logs = "logs",
    /// `logs.exclude_paths`.
    ExcludePaths = "logs.exclude_paths",
    /// `metrics`.
    Metrics = "metrics",
    /// `engines.*.extra`.
    Extra = "extra",
    /// Reload without losing a request.
    Reload = "reload",
}

impl Feature {
    /// The feature of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|feature| feature.name() == name)
    }
}
