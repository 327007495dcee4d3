//! The user's own lines and settings, put as they are into what is rendered for an engine.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Text;
use crate::source::Placed;

/// nginx's own language, put into nginx.conf as it is. Lines are indented like the place that they go to; nothing in
/// them is escaped or checked but by `lbgen verify`.
#[derive(Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NginxExtra {
    /// Outside of all blocks.
    #[schemars(extend("examples" = ["timer_resolution 100ms;"]))]
    pub main: Option<Placed<Text>>,
    /// In `events`.
    #[schemars(extend("examples" = ["accept_mutex on;"]))]
    pub events: Option<Placed<Text>>,
    /// In `http`, before upstreams and servers.
    #[schemars(extend("examples" = ["map $http_dnt $tracks { default 1; 1 0; }"]))]
    pub http: Option<Placed<Text>>,
    /// In every `server` that has routes.
    #[schemars(extend("examples" = ["location = /robots.txt { return 204; }"]))]
    pub server: Option<Placed<Text>>,
    /// In the `location` of every route.
    #[schemars(extend("examples" = ["proxy_socket_keepalive on;"]))]
    pub location: Option<Placed<Text>>,
}

/// HAProxy's own language, put into haproxy.cfg as it is. Lines are indented like the section that they go to; nothing
/// in them is escaped or checked but by `lbgen verify`.
#[derive(Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct HaproxyExtra {
    /// In `global`.
    #[schemars(extend("examples" = ["stats socket run/admin.sock mode 600"]))]
    pub global: Option<Placed<Text>>,
    /// In the `defaults` of all sections.
    #[schemars(extend("examples" = ["option tcp-smart-accept"]))]
    pub defaults: Option<Placed<Text>>,
    /// In the `frontend` that serves the routes, when the route is known (`txn.route`) and nothing is refused yet by it.
    #[schemars(extend("examples" = ["http-request set-header X-Region eu"]))]
    pub frontend: Option<Placed<Text>>,
    /// In the `backend` of every upstream and of every answer, before all else.
    #[schemars(extend("examples" = ["http-response set-header X-Served-By %s"]))]
    pub backend: Option<Placed<Text>>,
}

/// Settings of Traefik's own.
#[derive(Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TraefikExtra {
    /// Top-level keys of the static configuration that are not rendered already.
    #[serde(rename = "static")]
    #[schemars(extend("examples" = [{"hostResolver": {"cnameFlattening": false}}]))]
    pub fixed: Option<Placed<Map<String, Value>>>,
    /// Dynamic configuration: a file beside the rendered one, which Traefik reads as one with it.
    #[schemars(extend("examples" = [{"http": {"middlewares": {"mine": {"headers": {"customRequestHeaders": {"X-Region": "eu"}}}}}}]))]
    pub dynamic: Option<Placed<Map<String, Value>>>,
}
