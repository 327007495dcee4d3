//! Which checks of a rehearsal show a feature: a new feature does not compile without an answer.

use crate::engine::Feature;

/// What shows a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Those of these checks that its topology asks for, all of them kept.
    By(&'static [&'static str]),
    /// No rehearsal can, for this reason.
    ByNothing(&'static str),
}

/// Which checks show a feature.
pub const fn shown(feature: Feature) -> Shown {
    match feature {
        Feature::Version | Feature::Prefix | Feature::Protocol | Feature::UpstreamTls | Feature::UpstreamHost => {
            Shown::By(&["routing"])
        }
        Feature::TrustedProxies | Feature::ForwardedFor => Shown::By(&["trusted-proxies"]),
        Feature::ProxyProtocol => Shown::By(&["proxy-protocol"]),
        Feature::MaxHeader => Shown::ByNothing("no check sends request heads of that size"),
        Feature::ClientTimeouts => Shown::By(&["slow-head", "idle-client"]),
        Feature::Balance => Shown::By(&["balance", "least-connections", "ip-hash"]),
        Feature::HashBy => Shown::By(&["hash"]),
        Feature::Weight | Feature::Backup | Feature::Drain => Shown::By(&["balance"]),
        Feature::Sticky => Shown::By(&["sticky-stays", "sticky-moves-once", "sticky-cookie"]),
        Feature::StickyPath | Feature::StickySecure => Shown::By(&["sticky-cookie"]),
        Feature::HealthCheck | Feature::HealthThresholds | Feature::HealthStatus | Feature::HealthBalance => {
            Shown::By(&["health-check"])
        }
        Feature::PassiveHealth => Shown::By(&["passive-health"]),
        Feature::Retries => Shown::By(&["failover", "post-once"]),
        Feature::RetriesOn => Shown::By(&["retry-status", "retry-timeout", "post-once"]),
        Feature::ConnectTimeout => Shown::By(&["refused-502", "connect-504"]),
        Feature::ReadTimeout => Shown::By(&["silent-504"]),
        Feature::SendTimeout => Shown::ByNothing("no server is played that stops reading"),
        Feature::TunnelTimeout => Shown::By(&["tunnel-lives", "tunnel-ends"]),
        Feature::Streaming => Shown::By(&["stream-at-once", "stream-silence", "stream-upload", "stream-abandoned"]),
        Feature::Keepalive => Shown::By(&["keepalive", "keepalive-idle"]),
        Feature::MaxConnections => Shown::By(&["max-connections"]),
        Feature::QueueTimeout => Shown::ByNothing("no check waits in a queue until its end"),
        Feature::Names => Shown::ByNothing("names are replaced by addresses: no resolver is played"),
        Feature::Methods => Shown::By(&["methods"]),
        Feature::Redirect | Feature::Respond => Shown::By(&["own-answers"]),
        Feature::RateLimit => Shown::By(&["rate-limit", "rate-limit-exempt"]),
        Feature::Concurrency => Shown::By(&["concurrency"]),
        Feature::MaxBody => Shown::By(&["max-body", "max-body-chunked"]),
        Feature::Access => Shown::By(&["access"]),
        Feature::ApiKey => Shown::By(&["api-key"]),
        Feature::Basic => Shown::By(&["basic", "basic-guesses"]),
        Feature::Forward => {
            Shown::By(&["forward-auth", "forward-auth-refusal", "forward-auth-down", "forward-auth-guesses"])
        }
        Feature::ForwardAnswer => Shown::ByNothing("no check reads all of a refusal"),
        Feature::Headers | Feature::FromSecret => Shown::By(&["headers"]),
        Feature::Waf | Feature::WafBody => Shown::By(&["waf"]),
        Feature::Compress => Shown::By(&["compress"]),
        Feature::Cache | Feature::CacheStorage => Shown::By(&["cache", "cache-private"]),
        Feature::Canary => Shown::By(&["canary-groups", "canary-switches"]),
        Feature::Tcp => Shown::By(&["tcp", "tcp-failover", "tcp-idle"]),
        Feature::Acme => Shown::ByNothing("no authority is played; the project's own tests have one"),
        Feature::Http3 => Shown::By(&["http3"]),
        Feature::Tls => Shown::By(&["tls-names", "tls-profile"]),
        Feature::RedirectHttp => Shown::By(&["redirect-http"]),
        Feature::Logs => Shown::By(&["access-log", "log-members"]),
        Feature::ExcludePaths => Shown::By(&["unlogged-paths"]),
        Feature::Metrics => Shown::By(&["metrics"]),
        Feature::Edition => Shown::ByNothing("no binary of OpenResty or NGINX Plus is installed"),
        Feature::Extra => Shown::ByNothing("what it does is the user's own matter"),
        Feature::Reload => Shown::By(&["reload", "reload-streams"]),
    }
}
