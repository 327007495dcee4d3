//! The whole of nginx.conf as one view.

use super::access::AccessView;
use super::acme::{self, AcmeView, IssuerView};
use super::active_checks::{self, CheckView};
use super::answers::{self, ReasonView};
use super::auth::{self, KeyListView};
use super::cache::{self, CacheZoneView};
use super::canary::{self, CanaryView};
use super::certificates::Copies;
use super::client_address::{self, TrustView};
use super::clients::{self, ClientsView};
use super::compress::{self, CompressionView};
use super::edition::{self, LuaCheckView, PlusCheckView};
use super::extra::{self, ExtraView};
use super::forward::{self, CookieView, ServiceView};
use super::headers::{HeaderView, USUAL_HOST};
use super::hosts::{Hosts, ServerBlockView};
use super::http3::{self, Http3View};
use super::limits::{self, ConcurrencyZoneView};
use super::logs::{self, LogView};
use super::methods::{self, MethodsView};
use super::metrics::{self, AdminView};
use super::paths::{self, PathMapView};
use super::proxy::{self, Target, UsualView};
use super::rate_limit::{self, RateZoneView};
use super::routing::{self, RouteView};
use super::scope::Scope;
use super::secrets::{self, SecretsView};
use super::tcp::{self, TcpView};
use super::text::LiteralView;
use super::tls::{self, TlsView};
use super::upstream::{self, UpstreamView};
use super::waf::{self, Firewall, WafView};
use super::{access, basic, names, protocol};
use crate::escape::Escaped;
use crate::plan::{self, Plan, Route, Server};
use crate::template::Once;
use crate::topology::{CrsPath, EngineVersion, NginxAcme, NginxExtra};

crate::view! {
    /// The whole of nginx.conf.
    pub struct FileView {
        /// The stack's name.
        pub stack: String,
        /// The oldest nginx that takes it.
        pub version: String,
        /// What the user goes without.
        pub waived: Vec<&'static str>,
        /// Libraries of modules that have to be loaded.
        pub modules: Vec<Escaped>,
        /// Room for the names of hosts, where the usual does not do.
        pub server_names: Option<usize>,
        /// Room for one name of a host.
        pub server_name_bytes: u32,
        /// Room for variables, where the usual does not do.
        pub variables: Option<usize>,
        /// The resolver.
        pub resolver: Option<&'static str>,
        /// Variables that hold text.
        pub literals: Vec<LiteralView>,
        /// What is granted to clients.
        pub clients: ClientsView,
        /// Whose word on the client's address counts.
        pub trust: TrustView,
        /// A trusted proxy's X-Forwarded-For is kept.
        pub appended: bool,
        /// Some limit counts by the client's network.
        pub client_network: bool,
        /// Headers that go upstream.
        pub forwarded: Vec<HeaderView>,
        /// What holds for every upstream.
        pub usual: UsualView,
        /// The codes of errors.
        pub error_codes: Escaped,
        /// Some route has tunnels that live longer than silent answers, or shorter.
        pub tunnels: bool,
        /// The names of errors.
        pub reasons: Vec<ReasonView>,
        /// What is logged.
        pub log: LogView,
        /// TLS.
        pub tls: Option<TlsView>,
        /// HTTP/3.
        pub http3: Option<Http3View>,
        /// Certificates from an ACME authority.
        pub acme: Option<AcmeView>,
        /// Certificates that nginx's own module gets.
        pub issuer: Option<IssuerView>,
        /// Compression.
        pub compression: Option<CompressionView>,
        /// Zones of rate limits.
        pub rate_zones: Vec<RateZoneView>,
        /// Zones of requests in flight.
        pub concurrency_zones: Vec<ConcurrencyZoneView>,
        /// Some upstream limits requests in flight.
        pub upstream_limits: bool,
        /// Lists of methods.
        pub method_lists: Vec<MethodsView>,
        /// Lists of networks.
        pub access_lists: Vec<AccessView>,
        /// Whose keys are whose.
        pub key_lists: Vec<KeyListView>,
        /// Services that are asked about requests.
        pub auth_services: Vec<ServiceView>,
        /// Memory for the state of them.
        pub auth_memory: Option<Escaped>,
        /// What tells their cookies apart.
        pub auth_cookies: Vec<CookieView>,
        /// Changed paths.
        pub path_maps: Vec<PathMapView>,
        /// What routes keep answers in.
        pub caches: Vec<CacheZoneView>,
        /// Canaries.
        pub canaries: Vec<CanaryView>,
        /// Secrets that go upstream.
        pub secrets: Option<SecretsView>,
        /// What an error leads on to may fail and lead on itself.
        pub recursive: bool,
        /// The firewall.
        pub waf: Option<WafView>,
        /// Some redirect names the path alone.
        pub request_path: bool,
        /// Memory for what njs knows of servers' health.
        pub health_zone: Option<Escaped>,
        /// Where njs asks servers.
        pub checks: Vec<CheckView>,
        /// What OpenResty asks.
        pub lua_checks: Vec<LuaCheckView>,
        /// What NGINX Plus asks.
        pub plus_checks: Vec<PlusCheckView>,
        /// Upstreams.
        pub upstreams: Once<UpstreamView>,
        /// Memory for the state of all servers.
        pub zone_size: Option<Escaped>,
        /// Server blocks.
        pub servers: Once<ServerBlockView>,
        /// Plain TCP.
        pub tcp: Option<TcpView>,
        /// The admin listener.
        pub admin: Option<AdminView>,
        /// The user's own lines.
        pub extra: ExtraView,
    }
}

/// What the topology says of this nginx.
pub struct Known<'t> {
    /// The OpenSSL that it is linked with.
    pub openssl: Option<EngineVersion>,
    /// Where its firewall's rules are.
    pub crs_path: Option<&'t CrsPath>,
    /// The user's own lines.
    pub extra: &'t NginxExtra,
}

/// The whole of nginx.conf. What pieces declare is collected first and written above them.
pub fn view(known: &Known<'_>, copies: &mut Copies, scope: &mut Scope<'_, '_>) -> FileView {
    let Known { openssl, crs_path, extra } = known;
    let plan = scope.plan;
    let certificates = copies.certificates(plan.tls.as_ref(), scope.acme);
    let (upstreams, targets) = upstreams(copies, scope);
    let routes: Vec<Vec<RouteView>> = plan.routes.iter().map(|route| routing::views(route, &targets, scope)).collect();
    let canaries: Vec<CanaryView> = plan.routes.iter().filter_map(|route| canary::view(route, scope)).collect();
    let release = scope.release;
    let hosts = Hosts {
        plan,
        routes: &routes,
        certificates: &certificates,
        release,
        acme: scope.acme,
        speaks_http3: scope.http3,
    };
    let servers = hosts.views();
    let admin = metrics::view(scope);
    clients::report_reload(scope);
    client_address::report_proxy_protocol(scope);
    let key_lists = auth::views(copies, scope);
    basic::files(copies, scope);
    let auth_services = forward::services(copies, scope);
    let tcp = tcp::view(scope);
    let path_maps = paths::views(&scope.paths, &mut scope.texts);
    let tunnels = routes.iter().flatten().any(|route| route.tunnel.is_some());
    let asked: Vec<Server<'_>> = plan.routes.iter().filter_map(Route::forward).map(plan::forward::server).collect();
    FileView {
        stack: plan.name.as_str().to_owned(),
        version: scope.findings.version().to_string(),
        waived: scope.findings.waived(),
        modules: scope.modules.libraries(),
        server_names: server_names(&servers),
        server_name_bytes: server_name_bytes(plan),
        variables: variables(scope, &upstreams, &canaries),
        resolver: names::resolver(plan.upstreams.iter().flat_map(|upstream| &upstream.servers).chain(&asked), scope)
            .or((scope.acme == NginxAcme::Module).then_some(names::CONTAINER_RESOLVER)),
        literals: scope.texts.views(),
        clients: clients::view(plan.clients, release),
        trust: client_address::trust(&plan.trust),
        appended: client_address::appends(plan),
        client_network: scope.counts_clients,
        forwarded: forwarded(plan),
        usual: proxy::usual(),
        error_codes: answers::error_codes(),
        tunnels,
        reasons: answers::reasons(),
        log: logs::view(plan.logs),
        tls: plan.tls.as_ref().map(|tls| tls::view(tls, *openssl, release)),
        http3: http3::view(&plan.listeners, scope.http3),
        acme: plan.acme().filter(|_| scope.acme == NginxAcme::Client).map(|acme| acme::view(acme, release)),
        issuer: plan.acme().filter(|_| scope.acme == NginxAcme::Module).map(acme::issuer),
        compression: compress::view(&plan.routes),
        rate_zones: rate_limit::views(&scope.rates),
        concurrency_zones: limits::views(&scope.concurrency),
        upstream_limits: plan.upstreams.iter().any(|upstream| upstream.max_connections.is_some()),
        method_lists: methods::views(&scope.methods),
        access_lists: access::views(&scope.access),
        key_lists,
        auth_memory: (!auth_services.is_empty()).then(|| memory_for(auth_services.len() * 2)),
        auth_cookies: forward::cookies(scope),
        auth_services,
        path_maps,
        recursive: scope.firewall == Firewall::Present || tunnels || !canaries.is_empty(),
        waf: waf::view(*crs_path, scope),
        caches: cache::views(scope),
        canaries,
        secrets: secrets::view(&scope.secrets, plan),
        request_path: scope.names_path,
        health_zone: active_checks::zone_size(&scope.checked),
        checks: active_checks::views(&scope.checked),
        lua_checks: edition::lua_checks(&upstreams, scope),
        plus_checks: edition::plus_checks(&targets, scope),
        zone_size: zone_size(&upstreams),
        upstreams: Once(upstreams),
        servers: Once(servers),
        tcp,
        admin,
        extra: extra::view(extra),
    }
}

fn upstreams(copies: &mut Copies, scope: &mut Scope<'_, '_>) -> (Vec<UpstreamView>, Vec<Target>) {
    let plan = scope.plan;
    let one = |(at, upstream)| {
        let (view, reached) = upstream::view(upstream, at + 1, scope);
        (view, Target { reached, spoken: protocol::spoken(upstream, copies, scope) })
    };
    plan.upstreams.iter().enumerate().map(one).unzip()
}

fn forwarded(plan: &Plan<'_>) -> Vec<HeaderView> {
    let host = HeaderView::fixed("Host", USUAL_HOST);
    std::iter::once(host).chain(client_address::forwarded(plan)).collect()
}

/// nginx's table for names holds 512 without being told.
fn server_names(servers: &[ServerBlockView]) -> Option<usize> {
    let count: usize = servers.iter().map(|server| server.names.len()).sum();
    (count > 256).then(|| (count * 2).next_power_of_two())
}

/// An entry must fit into a bucket: a name and some pointers.
fn server_name_bytes(plan: &Plan<'_>) -> u32 {
    let longest = plan.hosts.both().flatten().filter_map(|host| host.host).map(|name| name.as_str().len()).max();
    if longest.unwrap_or(0) > 100 { 512 } else { 128 }
}

/// nginx's table for variables holds 1024, about 200 of them its own.
fn variables(scope: &Scope<'_, '_>, upstreams: &[UpstreamView], canaries: &[CanaryView]) -> Option<usize> {
    let of_upstream = |upstream: &UpstreamView| {
        upstream.sticky_maps.len() + upstream.cookies.len() * 2 + usize::from(upstream.choice.is_some()) * 2
    };
    let of_upstreams: usize = upstreams.iter().map(of_upstream).sum();
    let shared = [scope.methods.len(), scope.access.len(), scope.paths.len(), scope.concurrency.len()];
    let doubled = [scope.rates.len(), scope.keys.len()];
    let of_canaries: usize = canaries.iter().map(|canary| canary.maps.len() + canary.cookies.len() * 2 + 1).sum();
    let count = of_upstreams + of_canaries + shared.iter().sum::<usize>() + doubled.iter().sum::<usize>() * 2;
    (count > 256).then(|| (count * 4).next_power_of_two())
}

fn zone_size(upstreams: &[UpstreamView]) -> Option<Escaped> {
    let servers: usize =
        upstreams.iter().flat_map(|upstream| &upstream.groups).map(|group| group.servers.len() + 1).sum();
    (servers > 0).then(|| memory_for(servers))
}

/// A server or a group takes less than 1 KiB: its state, its address and its name.
pub fn memory_for(servers: usize) -> Escaped {
    Escaped::trusted(format!("{}k", (servers * 2).next_multiple_of(64).max(256)))
}
