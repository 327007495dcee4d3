//! What the faults are made on: the shipped examples, and small topologies for what those do not ask for.

pub const LOBECHAT: &str = include_str!("../../../examples/lobechat/lbgen.yaml");
pub const LIMITS: &str = include_str!("../../../examples/limits/lbgen.yaml");
pub const BALANCE: &str = include_str!("../../../examples/balance/lbgen.yaml");
pub const RESILIENCE: &str = include_str!("../../../examples/resilience/lbgen.yaml");
pub const HEADERS: &str = include_str!("../../../examples/headers/lbgen.yaml");
pub const LATE: &str = include_str!("../../../src/support/probes/retries-on-timeout.yaml");
pub const SECRET: &str = include_str!("../../../src/support/probes/headers-secret.yaml");
pub const FIREWALL: &str = include_str!("../../../src/support/probes/waf.yaml");
pub const BASIC: &str = include_str!("../../../examples/basic/lbgen.yaml");
pub const AUTH: &str = include_str!("../../../examples/auth/lbgen.yaml");
pub const FORWARD: &str = include_str!("../../../src/support/probes/auth-forward.yaml");
pub const BEHIND_A_PROXY: &str = include_str!("../../../examples/behind-a-proxy/lbgen.yaml");
pub const CANARY: &str = include_str!("../../../examples/canary/lbgen.yaml");
pub const CACHE: &str = include_str!("../../../src/support/probes/cache.yaml");
pub const PROXY_PROTOCOL: &str = include_str!("../../../examples/proxy-protocol/lbgen.yaml");
pub const PRIVATE: &str = include_str!("../../../src/support/probes/private.yaml");
pub const HTTP3: &str = include_str!("../../../examples/http3/lbgen.yaml");

/// Two servers behind one host, and nothing else asked for.
pub const PLAIN: &str = r#"
version: 1
name: plain
engines: { nginx: , haproxy: , traefik: }
listen: { http: 8080 }
upstreams:
  app: { servers: ["10.0.1.11:3000", "10.0.1.12:3000"] }
routes:
  - { host: app.example.com, to: app }
"#;

/// A path of its own for another upstream.
pub const PATHS: &str = r#"
version: 1
name: paths
engines: { nginx: , haproxy: , traefik: }
listen: { http: 8080 }
upstreams:
  web: { servers: ["10.0.1.11:3000"] }
  api: { servers: ["10.0.2.11:3000"] }
routes:
  - { host: app.example.com, to: web }
  - { host: app.example.com, path: /api, to: api }
  - { host: app.example.com, path: /about, respond: { status: 200, body: "all is well\n" } }
"#;

/// One way of choosing a server each.
pub const HASHED: &str = r#"
version: 1
name: hashed
engines: { nginx: , haproxy: }
listen: { http: 8080 }
upstreams:
  user: { servers: ["10.0.1.11:80", "10.0.1.12:80", "10.0.1.13:80"], balance: hash, hash_by: "header:X-User" }
  legacy: { servers: ["10.0.2.11:80", "10.0.2.12:80"], balance: ip_hash }
  busy: { servers: ["10.0.3.11:80", "10.0.3.12:80"], balance: least_connections, passive_health: { max_failures: 3 } }
routes:
  - { host: user.example.com, to: user }
  - { host: legacy.example.com, to: legacy }
  - { host: busy.example.com, to: busy }
"#;

/// Nothing that is safe to repeat is lost, not even what was under way.
pub const WATCHED: &str = r#"
version: 1
name: watched
engines: { traefik: { version: "3.7" } }
listen: { http: 8080 }
upstreams:
  app:
    servers: ["10.0.1.11:3000", "10.0.1.12:3000", "10.0.1.13:3000"]
    passive_health: { max_failures: 3, window: 10s }
    retries: { attempts: 3, on: [connect_error, "502"] }
routes:
  - { host: app.example.com, to: app }
"#;

/// Sizes and numbers small enough to be met at once.
pub const NARROW: &str = r#"
version: 1
name: narrow
engines: { nginx: , haproxy: }
listen: { http: 8080 }
upstreams:
  app: { servers: [{ address: "10.0.1.11:3000", max_connections: 2 }], keepalive: { idle: 2s } }
routes:
  - { host: app.example.com, to: app, max_body: 50KiB }
"#;

/// A server that is found sick by its first check.
pub const SICK: &str = r#"
version: 1
name: sick
engines: { nginx: , traefik: }
listen: { http: 8080 }
upstreams:
  app:
    servers: ["10.0.1.11:3000", "10.0.1.12:3000"]
    health_check: { path: /healthz, interval: 1s, timeout: 1s, healthy_after: 1, unhealthy_after: 1 }
routes:
  - { host: app.example.com, to: app }
"#;

/// Plain TCP, and nothing else.
pub const TCP: &str = r#"
version: 1
name: tcp
engines: { nginx: , haproxy: }
upstreams:
  redis: { servers: ["10.0.1.11:6379", "10.0.1.12:6379"] }
tcp:
  - { listen: 6380, to: redis }
"#;

/// A firewall that lets everything pass.
pub const DETECTION: &str = r#"
version: 1
name: detection
engines: { nginx: { modules: [modsecurity] } }
listen: { http: 8080 }
upstreams:
  app: { servers: ["10.0.1.11:3000"] }
routes:
  - { host: app.example.com, to: app, max_body: 64KiB, waf: { mode: detect } }
"#;
