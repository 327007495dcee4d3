//! Who is on which network.

use serde_json::{Value, json};

use super::{ALONE, BEHIND, read};

fn networks(file: &Value, service: &str) -> Value {
    file["services"][service]["networks"].clone()
}

#[test]
fn data_services_are_reached_by_those_who_depend_on_them_alone() {
    let file = read(&format!(
        "{BEHIND}upstreams:
  web: {{ service: web }}
  store: {{ service: store }}
routes: [{{ host: a.example.com, to: web }}, {{ host: s.example.com, to: store }}]
services:
  web: {{ image: 'web:1', port: 80, depends_on: {{ migrate: completed }} }}
  store: {{ image: 'store:1', port: 80 }}
  migrate: {{ image: 'web:1', job: true, depends_on: {{ db: started }} }}
  fill: {{ image: 'fill:1', job: true, depends_on: {{ store: started }} }}
  worker: {{ image: 'web:1', depends_on: {{ db: started }} }}
  db: {{ image: 'db:1', port: 5432 }}
"
    ));
    assert_eq!(networks(&file, "web"), json!(["app", "data"]));
    assert_eq!(networks(&file, "store"), json!(["app", "data"]), "a job fills it");
    assert_eq!(networks(&file, "worker"), json!(["app", "data"]), "it has a way out");
    assert_eq!(networks(&file, "migrate"), json!(["data"]));
    assert_eq!(networks(&file, "fill"), json!(["data"]));
    assert_eq!(networks(&file, "db"), json!(["data"]));
    assert_eq!(networks(&file, "proxy"), json!({"edge": null, "app": {"aliases": ["a.example.com", "s.example.com"]}}));
    assert_eq!(file["networks"], json!({"edge": null, "app": null, "data": {"internal": true}}));
    let publishing = file["services"].as_object().unwrap().iter().filter(|(_, service)| service.get("ports").is_some());
    assert_eq!(publishing.map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["proxy"]);
}

#[test]
fn a_service_that_is_named_by_its_address_is_fronted_too() {
    let file = read(&format!(
        "{BEHIND}upstreams: {{ web: {{ servers: ['web:80'] }} }}
routes: [{{ to: web }}]
services: {{ web: {{ image: 'web:1' }}, other: {{ image: 'other:1', depends_on: {{ web: started }} }} }}
"
    ));
    assert_eq!(networks(&file, "web"), json!(["app"]));
    assert_eq!(file["services"]["proxy"]["depends_on"], json!({"web": {"condition": "service_started"}}));
}

#[test]
fn without_a_proxy_there_is_no_edge() {
    let file = read(&format!("{ALONE}services: {{ web: {{ image: 'web:1' }} }}\n"));
    assert_eq!(file["networks"], json!({"app": null}));
}
