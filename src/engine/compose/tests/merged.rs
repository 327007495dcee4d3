//! A service's settings and the user's own map.

use serde_json::json;

use super::{ALONE, codes, read, render, text};

#[test]
fn every_key_of_a_service_has_its_place() {
    let file = read(&format!(
        "{ALONE}output: out/put
services:
  web:
    image: web:1
    ports: {{ http: 80, admin: 9000 }}
    entrypoint: []
    command: [run, '--no', '$HOME']
    environment: {{ A: 1, B: null, 'no': true }}
    env_file: [.env, /etc/web.env, './a/b.env']
    volumes: ['data:/data', './conf:/conf:ro', '../up:/up', '/abs:/abs', '${{DIR:-./x}}:/x', 'cache:/c', 'data:/d']
    health_check: {{ command: ['true'], interval: 90s, start_period: 1d }}
    resources: {{ cpus: 0.5, memory: 20MB }}
    stop_grace_period: 120s
"
    ));
    let expected = json!({
        "image": "web:1",
        "entrypoint": [],
        "command": ["run", "--no", "$$HOME"],
        "environment": {"A": "1", "B": null, "no": "true"},
        "env_file": ["../../.env", "/etc/web.env", "../../a/b.env"],
        "volumes": [
            "data:/data", "../../conf:/conf:ro", "../../../up:/up", "/abs:/abs", "${DIR:-./x}:/x", "cache:/c", "data:/d"
        ],
        "networks": ["app"],
        "expose": ["80", "9000"],
        "healthcheck":
            {"test": ["CMD", "true"], "interval": "1m30s", "timeout": "5s", "retries": 3, "start_period": "24h"},
        "restart": "unless-stopped",
        "stop_grace_period": "2m",
        "security_opt": ["no-new-privileges:true"],
        "deploy": {"resources": {"limits": {"cpus": "0.5", "memory": "20000000b"}}},
        "logging": {"driver": "json-file", "options": {"max-size": "10m", "max-file": "5"}},
    });
    assert_eq!(file["services"]["web"], expected);
    assert_eq!(file["volumes"], json!({"data": null, "cache": null}));
}

#[test]
fn the_users_own_map_is_merged_as_given() {
    let rendering = render(&format!(
        "{ALONE}services:
  web:
    image: web:1
    volumes: ['gone:/data']
    compose:
      shm_size: 256m
      logging: {{ options: {{ max-file: '9' }} }}
      volumes: [{{ type: volume, source: kept, target: /data }}, 'other:/x', './given:/y']
      labels: {{ price: '5$', name: '${{NAME}}' }}
      restart: null
"
    ));
    let text = text(&rendering);
    assert!(text.contains("\n    # services.web.compose\n    shm_size: \"256m\"\n"), "{text}");
    let file: serde_json::Value = serde_saphyr::from_str(text).unwrap();
    let web = &file["services"]["web"];
    assert_eq!(web["logging"], json!({"driver": "json-file", "options": {"max-size": "10m", "max-file": "9"}}));
    assert_eq!(web["labels"], json!({"price": "5$$", "name": "${NAME}"}));
    assert_eq!(web["volumes"][2], json!("./given:/y"));
    assert_eq!(web.get("restart"), None);
    assert_eq!(file["volumes"], json!({"kept": null, "other": null}));
}

#[test]
fn without_log_settings_there_are_none() {
    let file = read(&format!("{ALONE}services: {{ web: {{ image: 'web:1', compose: {{ logging: null }} }} }}\n"));
    assert_eq!(file["services"]["web"].get("logging"), None);
}

#[test]
fn what_compose_cannot_read_is_refused() {
    let service = |rest: &str| codes(&format!("{ALONE}services: {{ web: {{ image: 'web:1', {rest} }} }}\n"));
    assert_eq!(service("compose: { labels: ['${'] }"), ["invalid-value"]);
    assert_eq!(service("volumes: ['data/sub:/x']"), ["invalid-volume"]);
    assert_eq!(service("replicas: 2, compose: { container_name: one }"), ["duplicate-container"]);
}
