//! Metrics: Prometheus' text on the admin listener, and nowhere else.

use crate::bed::{ClientDemands as _, Request, on_engines};

const TOPOLOGY: &str = "
listen: { http: \"{http}\", admin: \"{admin}\" }
metrics: true
upstreams:
  chat: { servers: [\"{server1}\"] }
routes:
  - { host: chat.test, to: chat }
";

/// A line of the text format: a comment, or a name with optional labels and a number.
/// <https://prometheus.io/docs/instrumenting/exposition_formats/>
fn is_metric(line: &str) -> bool {
    if line.is_empty() || line.starts_with("# ") {
        return true;
    }
    let Some((series, value)) = line.rsplit_once(' ') else { return false };
    let name = series.split('{').next().unwrap_or_default();
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b':';
    !name.is_empty() && name.bytes().all(is_name) && (series == name || series.ends_with('}')) && is_number(value)
}

fn is_number(value: &str) -> bool {
    ["NaN", "+Inf", "-Inf"].contains(&value) || value.parse::<f64>().is_ok()
}

on_engines!(
    // The nginx 1.31 that tests install was built without the module that counts connections.
    [nginx_1_22, haproxy_2_6, haproxy_2_8, traefik_3_7],
    metrics_are_told_on_the_admin_listener_alone,
    async |bed| {
        let stack = bed.up(TOPOLOGY, 1).await;
        for _ in 0..3 {
            stack.get("chat.test", "/").await;
        }
        let answer = stack.admin_client().get("127.0.0.1", "/metrics").await;
        assert_eq!(answer.status, 200);
        assert!(answer.header("Content-Type").unwrap().starts_with("text/plain"), "{:?}", answer.headers);
        let text = answer.text();
        let wrong: Vec<&str> = text.lines().filter(|line| !is_metric(line)).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        assert!(text.lines().filter(|line| !line.starts_with('#')).count() > 3, "{text}");
        assert!(text.lines().any(|line| line.starts_with("# TYPE ")), "{text}");

        let public = stack.get("chat.test", "/metrics").await;
        assert_eq!(public.served_by(), Some("server1"), "a path like any other");
        assert_eq!(stack.get("127.0.0.1", "/metrics").await.status, 404);
        assert_eq!(stack.get("unknown.test", "/metrics").await.status, 404);
        let elsewhere = stack.admin_client().get("chat.test", "/").await;
        assert_eq!(elsewhere.served_by(), None, "the admin listener serves no route");
    }
);

on_engines!(
    [nginx_1_22, haproxy_2_6, haproxy_2_8, traefik_3_7],
    no_client_of_the_admin_listener_changes_anything,
    async |bed| {
        let stack = bed.up(TOPOLOGY, 1).await;
        for (method, path) in [("POST", "/"), ("PUT", "/api"), ("DELETE", "/metrics/x")] {
            let answer = stack.admin_client().send(&Request::new(method, "127.0.0.1", path)).await;
            assert!(answer.status >= 300, "{method} {path}: {}", answer.status);
        }
        assert_eq!(stack.get("chat.test", "/").await.status, 200);
    }
);
