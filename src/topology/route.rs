//! Which traffic goes where.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Access, Auth, Cache, Canary, Concurrency, Headers, HostPattern, Method, OneOrMany, RateLimit, Redirect,
    ResourceName, Respond, RoutePath, SizeLimit, Waf,
};
use crate::source::Placed;

/// Which traffic goes where, and under which rules.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// A name, `*.example.com`, or a list; left out: any host.
    #[schemars(extend("examples" = ["chat.example.com"]))]
    pub host: Option<OneOrMany<HostPattern>>,
    /// Served on `listen.private` alone, where no other route is.
    #[serde(default)]
    #[schemars(extend("examples" = [true]))]
    pub private: Placed<bool>,
    /// A prefix on segment boundaries; the path goes upstream byte for byte.
    #[serde(default)]
    pub path: Placed<RoutePath>,
    /// The methods that are let in; any other gets 405. Left out: all.
    #[schemars(extend("examples" = [["GET", "POST"]]), length(min = 1))]
    pub methods: Option<Placed<Vec<Placed<Method>>>>,
    /// The upstream; exactly one of `to`, `redirect` and `respond`.
    pub to: Option<Placed<ResourceName>>,
    /// Sends the client elsewhere.
    #[schemars(extend("examples" = [{"to": "https://www.example.com{uri}", "status": 308}]))]
    pub redirect: Option<Placed<Redirect>>,
    /// Answers without an upstream.
    #[schemars(extend("examples" = [{"status": 503, "body": "back soon"}]))]
    pub respond: Option<Placed<Respond>>,
    /// Takes the route's path away before the request goes upstream.
    #[serde(default)]
    #[schemars(extend("examples" = [true]))]
    pub strip_prefix: Placed<bool>,
    /// Puts this path before the request's own; after `strip_prefix`.
    #[schemars(extend("examples" = ["/v2"]))]
    pub add_prefix: Option<Placed<RoutePath>>,
    /// How fast one client may ask; over: 429.
    #[schemars(extend("examples" = [{"rate": "10/s", "burst": 20}]))]
    pub rate_limit: Option<Placed<RateLimit>>,
    /// How many requests of one client may be in flight; over: 429.
    #[schemars(extend("examples" = [{"limit": 50}]))]
    pub concurrency: Option<Placed<Concurrency>>,
    /// The largest body of a request; over: 413. Left out: unlimited.
    pub max_body: Option<Placed<SizeLimit>>,
    /// Who is let in; others: 403.
    #[schemars(extend("examples" = [{"deny": ["203.0.113.0/24"]}]))]
    pub access: Option<Placed<Access>>,
    /// Who is let in by what he shows; others: 401.
    #[schemars(extend("examples" = [{"api_key": {"header": "X-API-Key", "keys_file": "secrets/api-keys"}}]))]
    pub auth: Option<Box<Placed<Auth>>>,
    /// Headers that are set and removed on the way.
    #[schemars(extend("examples" = [{"response": {"set": {"X-Robots-Tag": "noindex"}}}]))]
    pub headers: Option<Placed<Headers>>,
    /// Answers carry X-Content-Type-Options, X-Frame-Options, Referrer-Policy and Permissions-Policy.
    #[serde(default)]
    #[schemars(extend("examples" = [true]))]
    pub security_headers: Placed<bool>,
    /// Text types are compressed, event streams never.
    #[serde(default)]
    #[schemars(extend("examples" = [true]))]
    pub compress: Placed<bool>,
    /// Answers that never change are kept, and given to everyone who asks for the same.
    #[schemars(extend("examples" = [{"paths": ["/_next/static/"], "max_age": "30d", "size": "1GiB"}]))]
    pub cache: Option<Placed<Cache>>,
    /// Requests are inspected for attacks by the rules of the OWASP Core Rule Set.
    #[schemars(extend("examples" = [{"mode": "block"}]))]
    pub waf: Option<Placed<Waf>>,
    /// A share of the users goes to another upstream.
    #[schemars(extend("examples" = [{"to": "lobechat-next", "weight": 5}]))]
    pub canary: Option<Box<Placed<Canary>>>,
}
