//! The proxy's container.

use serde_json::json;

use super::{BEHIND, codes, read};
use crate::engine::{ProxyContainer, container};
use crate::source::Source;
use crate::topology::Proxy;

const WEB: &str = "upstreams: { web: { service: web } }
routes: [{ host: [a.example.com, '*.example.com', web], to: web }]
services:
  web: { image: 'web:1', port: 80, replicas: 2, health_check: { command: ['true'] } }
";

#[test]
fn the_proxy_stands_around_its_folder() {
    let file = read(&format!("{BEHIND}{WEB}"));
    let expected = json!({
        "image": "nginx:1.30-alpine",
        "user": "101:101",
        "entrypoint": ["nginx"],
        "command": ["-p", "/etc/lb", "-g", "daemon off;"],
        "working_dir": "/etc/lb",
        "volumes": ["./nginx:/etc/lb:ro"],
        "tmpfs": ["/run:mode=1777", "/tmp"],
        "depends_on": {"web-1": {"condition": "service_healthy"}, "web-2": {"condition": "service_healthy"}},
        "networks": {"edge": null, "app": {"aliases": ["a.example.com"]}},
        "ports": ["80:80", "[::1]:443:443/udp"],
        "healthcheck": {
            "test": ["CMD", "sh", "-c", "test -n $$HOSTNAME"],
            "interval": "10s",
            "timeout": "5s",
            "retries": 3,
            "start_period": "10s",
        },
        "restart": "unless-stopped",
        "stop_signal": "SIGQUIT",
        "stop_grace_period": "2m30s",
        "read_only": true,
        "cap_drop": ["ALL"],
        "cap_add": ["NET_BIND_SERVICE"],
        "security_opt": ["no-new-privileges:true"],
        "ulimits": {"nofile": {"soft": 65536, "hard": 65536}},
        "logging": {"driver": "json-file", "options": {"max-size": "10m", "max-file": "5"}},
    });
    assert_eq!(file["services"]["proxy"], expected);
}

#[test]
fn the_proxy_gives_way_to_a_service_of_its_name() {
    let file = read(&format!("{BEHIND}{WEB}  proxy: {{ image: 'own:1' }}\n"));
    assert_eq!(file["services"]["proxy"]["image"], json!("own:1"));
    assert_eq!(file["services"]["proxy-2"]["image"], json!("nginx:1.30-alpine"));
}

#[test]
fn the_chosen_proxy_fronts_the_stack() {
    let engines = "version: 1\nname: stack\nengines: { nginx: {}, haproxy: {}, compose: { proxy: haproxy } }\n";
    let file = read(&format!("{engines}{WEB}"));
    assert_eq!(file["services"]["proxy"]["volumes"], json!(["./haproxy:/etc/lb:ro"]));
}

#[test]
fn a_listener_that_the_container_does_not_have_is_told() {
    assert_eq!(codes(&format!("{BEHIND}listen: {{ http: '127.0.0.1:8080' }}\n{WEB}")), ["unreachable-listener"]);
    assert!(codes(&format!("{BEHIND}listen: {{ http: '0.0.0.0:8080' }}\n{WEB}")).is_empty());
}

/// The containers of all proxies.
fn containers(topology: &str) -> Vec<ProxyContainer> {
    let topology = crate::schema::read(&Source::new("lbgen.yaml", topology)).expect("the topology is read");
    let plan = crate::plan::build(&topology);
    [Proxy::Nginx, Proxy::Haproxy, Proxy::Traefik].into_iter().map(|proxy| container(proxy, &plan)).collect()
}

#[test]
fn the_private_listener_is_published_by_no_engine() {
    let web =
        WEB.replace("to: web }]", "to: web }, { host: [in.example.com, a.example.com], to: web, private: true }]");
    let topology = format!("{BEHIND}listen: {{ http: 80, private: [8081, 81] }}\n{web}");
    for container in containers(&topology) {
        assert_eq!(container.ports.iter().map(|port| port.port).collect::<Vec<_>>(), [80]);
    }
    assert!(codes(&topology).is_empty());
    let aliases = json!({"aliases": ["a.example.com", "in.example.com"]});
    assert_eq!(read(&topology)["services"]["proxy"]["networks"]["app"], aliases);
}

#[test]
fn a_proxy_of_private_routes_alone_is_published_nowhere_and_asked_inside() {
    let web = WEB.replace("to: web }]", "to: web, private: true }]");
    for container in containers(&format!("{BEHIND}listen: {{ private: 88 }}\n{web}")) {
        assert!(container.ports.is_empty());
        let asked = container.health_check.expect("a health check").join(" ");
        assert!(asked.contains("127.0.0.1:88/") || asked.contains("-z 127.0.0.1 88"), "{asked}");
    }
}
