//! The proxy's container.

use serde_json::json;

use super::{BEHIND, codes, read};

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
