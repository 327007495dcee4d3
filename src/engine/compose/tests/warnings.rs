//! What is rendered, but worth a word.

use super::{ALONE, codes, render};

fn service(rest: &str) -> String {
    format!("{ALONE}services: {{ web: {{ {rest} }} }}\n")
}

#[test]
fn an_image_without_a_release_is_told() {
    assert_eq!(codes(&service("image: redis")), ["unpinned-image"]);
    assert_eq!(codes(&service("compose: { image: redis }")), ["unpinned-image"]);
    assert!(codes(&service("image: redis:7.4")).is_empty());
    assert!(codes(&service("image: built-here, compose: { build: . }")).is_empty());
}

#[test]
fn a_secret_that_is_written_out_is_told_and_masked() {
    let rendering = render(&service(r#"image: "db:1", environment: { DB_PASSWORD: 'a"b', PORT: 1 }"#));
    assert_eq!(rendering.diagnostics.len(), 1);
    assert_eq!(rendering.diagnostics[0].code, "literal-secret");
    assert!(rendering.diagnostics[0].help[0].contains("${DB_PASSWORD:?set it in .env}"));
    assert_eq!(rendering.files[0].secrets, [r#"a\"b"#]);
    assert!(super::text(&rendering).contains(&rendering.files[0].secrets[0]));
}

#[test]
fn the_command_names_the_env_file_when_it_is_needed() {
    let command = |rest: &str| {
        let rendering = render(&service(rest));
        super::text(&rendering).lines().find(|line| line.contains("docker compose")).unwrap().to_owned()
    };
    assert_eq!(command("image: 'web:1'"), "#   docker compose -f deploy/compose.yaml up --detach");
    let filled_in = "#   docker compose --env-file .env -f deploy/compose.yaml up --detach";
    assert_eq!(command("image: 'web:${TAG}'"), filled_in);
    assert_eq!(
        command("image: 'web:1', command: ['$${TAG}']"),
        "#   docker compose -f deploy/compose.yaml up --detach"
    );
}
