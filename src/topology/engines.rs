//! Which engines are rendered for, and what is known of their binaries.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CrsPath, EngineVersion, HaproxyExtra, ModulesPath, NginxExtra, TraefikExtra};
use crate::source::Placed;

/// The engines to render for.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Engines {
    /// nginx, open source.
    #[schemars(extend("examples" = [{"version": "1.30"}]))]
    pub nginx: Option<Placed<Nginx>>,
    /// Traefik with its file provider.
    #[schemars(extend("examples" = [{"version": "3.7"}]))]
    pub traefik: Option<Placed<Traefik>>,
    /// HAProxy.
    #[schemars(extend("examples" = [{"version": "3.2"}]))]
    pub haproxy: Option<Placed<Haproxy>>,
    /// compose.yaml with the services and the proxy before them.
    #[schemars(extend("examples" = [{"proxy": "nginx"}]))]
    pub compose: Option<Placed<Compose>>,
}

/// A proxy engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Proxy {
    /// nginx
    Nginx,
    /// Traefik
    Traefik,
    /// HAProxy
    Haproxy,
}

impl Proxy {
    /// Its key in `engines`, and the name of its folder.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::Traefik => "traefik",
            Self::Haproxy => "haproxy",
        }
    }
}

impl Engines {
    /// The release that a proxy is rendered for; none when it is not asked for.
    pub fn version(&self, proxy: Proxy) -> Option<&Placed<EngineVersion>> {
        match proxy {
            Proxy::Nginx => self.nginx.as_ref().map(|engine| &engine.value().version),
            Proxy::Traefik => self.traefik.as_ref().map(|engine| &engine.value().version),
            Proxy::Haproxy => self.haproxy.as_ref().map(|engine| &engine.value().version),
        }
    }

    /// Renders a proxy that is asked for for another release.
    pub fn set_version(&mut self, proxy: Proxy, version: EngineVersion) {
        let asked = match proxy {
            Proxy::Nginx => self.nginx.as_mut().map(|engine| &mut engine.value_mut().version),
            Proxy::Traefik => self.traefik.as_mut().map(|engine| &mut engine.value_mut().version),
            Proxy::Haproxy => self.haproxy.as_mut().map(|engine| &mut engine.value_mut().version),
        };
        if let Some(asked) = asked {
            *asked.value_mut() = version;
        }
    }

    /// The proxies in the order of the file.
    pub fn proxies(&self) -> Vec<Proxy> {
        let mut named: Vec<_> = [
            self.nginx.as_ref().map(|engine| (engine.key_span(), Proxy::Nginx)),
            self.traefik.as_ref().map(|engine| (engine.key_span(), Proxy::Traefik)),
            self.haproxy.as_ref().map(|engine| (engine.key_span(), Proxy::Haproxy)),
        ]
        .into_iter()
        .flatten()
        .collect();
        named.sort_by_key(|(span, _)| *span);
        named.into_iter().map(|(_, proxy)| proxy).collect()
    }
}

/// What is known of the nginx that the output runs on.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Nginx {
    /// The oldest release that the output must run on.
    pub version: Placed<EngineVersion>,
    /// Which nginx it is; the version is that of its core.
    #[schemars(extend("examples" = ["openresty"]))]
    pub edition: Placed<Edition>,
    /// The OpenSSL that it is linked with; left out, the post-quantum curve is not offered.
    pub openssl: Option<Placed<EngineVersion>>,
    /// Modules beyond the core; left out: those of the official image.
    #[schemars(extend("examples" = [["stub_status"]]))]
    pub modules: Option<Placed<Vec<Placed<NginxModule>>>>,
    /// Where those that a topology needs are loaded from; the default is right for the official image and for Debian.
    pub modules_path: Placed<ModulesPath>,
    /// Where the OWASP Core Rule Set is, which `waf` needs; left out: where Debian's package puts it.
    #[schemars(extend("examples" = ["/opt/coreruleset"]))]
    pub crs_path: Option<Placed<CrsPath>>,
    /// Who gets the certificates of `tls.acme`.
    #[schemars(extend("examples" = ["module"]))]
    pub acme: Placed<NginxAcme>,
    /// Features of this topology that nginx cannot do and may go without.
    #[schemars(extend("examples" = [["health_check"]]))]
    pub waive: Vec<Placed<String>>,
    /// The user's own lines for nginx, as they are.
    #[schemars(extend("examples" = [{"http": "map $http_dnt $tracks { default 1; 1 0; }"}]))]
    pub extra: NginxExtra,
}

impl Default for Nginx {
    fn default() -> Self {
        Self {
            version: Placed::implied(EngineVersion::new(1, 30, 0)),
            edition: Placed::implied(Edition::Oss),
            openssl: None,
            modules: None,
            modules_path: Placed::implied(ModulesPath::default()),
            crs_path: None,
            acme: Placed::implied(NginxAcme::Client),
            waive: Vec::new(),
            extra: NginxExtra::default(),
        }
    }
}

/// Which nginx it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Edition {
    /// Open source.
    Oss,
    /// OpenResty, which is extended by Lua.
    Openresty,
    /// NGINX Plus, the commercial one.
    Plus,
}

impl Edition {
    /// What it is called.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Oss => "open-source nginx",
            Self::Openresty => "OpenResty",
            Self::Plus => "NGINX Plus",
        }
    }
}

/// Who gets nginx the certificates of `tls.acme`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NginxAcme {
    /// The ACME client lego, beside nginx.
    Client,
    /// nginx's own module `acme`, by `http-01` alone.
    Module,
}

/// A module that not every nginx has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NginxModule {
    /// HTTP/3.
    HttpV3,
    /// Counters of connections, which metrics are made of.
    StubStatus,
    /// The njs scripting module.
    Njs,
    /// Plain TCP, where it is a module of its own, as in Debian; elsewhere it is part of the core.
    Stream,
    /// The web application firewall ModSecurity.
    Modsecurity,
    /// nginx's own ACME client.
    Acme,
}

impl NginxModule {
    /// Every module.
    pub const ALL: [Self; 6] = [Self::HttpV3, Self::StubStatus, Self::Njs, Self::Stream, Self::Modsecurity, Self::Acme];

    /// The library that holds it where it has to be loaded; none for those that are only ever built in.
    pub const fn library(self) -> Option<&'static str> {
        match self {
            Self::HttpV3 | Self::StubStatus => None,
            Self::Njs => Some("ngx_http_js_module.so"),
            Self::Stream => Some("ngx_stream_module.so"),
            Self::Modsecurity => Some("ngx_http_modsecurity_module.so"),
            Self::Acme => Some("ngx_http_acme_module.so"),
        }
    }
}

/// What is known of the Traefik that the output runs on.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Traefik {
    /// The oldest release that the output must run on.
    pub version: Placed<EngineVersion>,
    /// Features of this topology that Traefik cannot do and may go without.
    #[schemars(extend("examples" = [["hash_by"]]))]
    pub waive: Vec<Placed<String>>,
    /// The user's own settings for Traefik, as they are.
    #[schemars(extend("examples" = [{"static": {"hostResolver": {"cnameFlattening": false}}}]))]
    pub extra: TraefikExtra,
}

impl Default for Traefik {
    fn default() -> Self {
        Self {
            version: Placed::implied(EngineVersion::new(3, 6, 0)),
            waive: Vec::new(),
            extra: TraefikExtra::default(),
        }
    }
}

/// What is known of the HAProxy that the output runs on.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Haproxy {
    /// The oldest release that the output must run on.
    pub version: Placed<EngineVersion>,
    /// The OpenSSL that it is linked with; left out, the post-quantum curve is not offered.
    pub openssl: Option<Placed<EngineVersion>>,
    /// Features of this topology that HAProxy cannot do and may go without.
    #[schemars(extend("examples" = [["max_body"]]))]
    pub waive: Vec<Placed<String>>,
    /// The user's own lines for HAProxy, as they are.
    #[schemars(extend("examples" = [{"frontend": "http-request set-header X-Region eu"}]))]
    pub extra: HaproxyExtra,
}

impl Default for Haproxy {
    fn default() -> Self {
        Self {
            version: Placed::implied(EngineVersion::new(2, 8, 0)),
            openssl: None,
            waive: Vec::new(),
            extra: HaproxyExtra::default(),
        }
    }
}

/// How compose.yaml is made.
#[derive(Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Compose {
    /// The proxy that fronts the stack; left out: the first one named in `engines`.
    #[schemars(extend("examples" = ["nginx"]))]
    pub proxy: Option<Placed<Proxy>>,
}
