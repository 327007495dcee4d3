//! Replicas.

use serde_json::json;

use super::{ALONE, read, render, text};

const THREE: &str =
    "services:\n  web: { image: 'web:1', port: 8080, replicas: 3, environment: { A: '${A:?set it}' } }\n";

#[test]
fn replicas_are_services_of_their_own_that_share_one_anchor() {
    let rendering = render(&format!("{ALONE}{THREE}"));
    let text = text(&rendering);
    assert_eq!(text.matches("${A:?set it}").count(), 1, "{text}");
    assert!(text.contains("\nx-web: &web\n  image: \"web:1\"\n"), "{text}");
    assert!(text.contains("\n  web-1:\n    <<: *web\n  web-2:\n    <<: *web\n  web-3:\n    <<: *web\n"), "{text}");
}

#[test]
fn each_replica_answers_to_its_services_name_too() {
    let file = read(&format!("{ALONE}{THREE}"));
    assert_eq!(file["services"]["web-2"]["networks"], json!({"app": {"aliases": ["web"]}}));
    assert_eq!(file["services"]["web-2"]["expose"], json!(["8080"]));
}

#[test]
fn a_single_service_needs_no_anchor() {
    let rendering = render(&format!("{ALONE}services:\n  web: {{ image: 'web:1' }}\n"));
    let text = text(&rendering);
    assert!(text.contains("\n  # services.web\n  web:\n    image: \"web:1\"\n"), "{text}");
    assert!(!text.contains("<<") && !text.contains("x-web"), "{text}");
}

#[test]
fn waiting_for_a_service_is_waiting_for_all_its_replicas() {
    let last = "  worker: { image: 'worker:1', depends_on: { web: started, migrate: completed } }
  migrate: { image: 'migrate:1', job: true }\n";
    let file = read(&format!("{ALONE}{THREE}{last}"));
    let expected = json!({
        "web-1": {"condition": "service_started"},
        "web-2": {"condition": "service_started"},
        "web-3": {"condition": "service_started"},
        "migrate": {"condition": "service_completed_successfully"},
    });
    assert_eq!(file["services"]["worker"]["depends_on"], expected);
    assert_eq!(file["services"]["migrate"]["restart"], json!("no"));
    assert_eq!(file["services"]["worker"]["restart"], json!("unless-stopped"));
}

#[test]
fn a_service_named_like_the_log_settings_keeps_its_anchor() {
    let file = read(&format!("{ALONE}services:\n  logging: {{ image: 'web:1', replicas: 2 }}\n"));
    assert_eq!(file["services"]["logging-1"]["image"], json!("web:1"));
    assert_eq!(file["services"]["logging-1"]["logging"]["driver"], json!("json-file"));
}
