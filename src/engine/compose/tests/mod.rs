//! What compose.yaml says, as read by the reader of YAML and by Compose itself.
#![allow(clippy::indexing_slicing, clippy::expect_used, reason = "a test that panics is a test that fails")]

mod hostile;
mod judge;
mod merged;
mod networks;
mod proxied;
mod replicas;
mod scale;
mod texts;
mod warnings;

use serde_json::Value;

use super::render_behind;
use crate::engine::{AcmeClient, Mount, ProxyContainer, PublishedPort, Rendering};
use crate::rendered::Content;
use crate::source::Source;
use crate::template::Overrides;
use crate::topology::Proxy;

/// Head of a topology that compose alone renders.
const ALONE: &str = "version: 1\nname: stack\nengines: { compose: {} }\n";

/// Head of a topology with a proxy before the services.
const BEHIND: &str = "version: 1\nname: stack\nengines: { nginx: {}, compose: {} }\n";

fn container() -> ProxyContainer {
    ProxyContainer {
        image: "nginx:1.30-alpine".to_owned(),
        user: Some("101:101".to_owned()),
        entrypoint: Some(vec!["nginx".to_owned()]),
        command: vec!["-p".to_owned(), "/etc/lb".to_owned(), "-g".to_owned(), "daemon off;".to_owned()],
        working_dir: Some("/etc/lb".to_owned()),
        mount: "/etc/lb".to_owned(),
        writable: vec![
            Mount { path: "/run".to_owned(), options: "mode=1777".to_owned() },
            Mount { path: "/tmp".to_owned(), options: String::new() },
        ],
        cache: None,
        capabilities: vec!["NET_BIND_SERVICE".to_owned()],
        stop_signal: "SIGQUIT".to_owned(),
        stop_grace_seconds: 150,
        health_check: Some(vec!["sh".to_owned(), "-c".to_owned(), "test -n $HOSTNAME".to_owned()]),
        acme: AcmeClient::Own,
        open_files: 65536,
        ports: vec![
            PublishedPort { ip: None, port: 80, is_udp: false },
            PublishedPort { ip: Some(std::net::Ipv6Addr::LOCALHOST.into()), port: 443, is_udp: true },
        ],
    }
}

/// A topology's rendering; a proxy that it names has the container above.
fn render(topology: &str) -> Rendering {
    let source = Source::new("lbgen.yaml", topology);
    let topology = crate::schema::read(&source).expect("the topology is read");
    let plan = crate::plan::build(&topology);
    let front = super::chosen(&plan).map(|proxy: Proxy| (proxy, container()));
    render_behind(&plan, front, &Overrides::default()).expect("the template holds")
}

fn text(rendering: &Rendering) -> &str {
    match &rendering.files[0].content {
        Content::Text(text) => text,
        Content::CopyOf { .. } | Content::MadeOf { .. } | Content::Lacking { .. } => {
            panic!("compose.yaml is a text of its own")
        }
    }
}

/// compose.yaml with its anchors and merges resolved.
fn read(topology: &str) -> Value {
    let rendering = render(topology);
    let text = text(&rendering);
    serde_saphyr::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// The codes of what was reported, in order.
fn codes(topology: &str) -> Vec<&'static str> {
    render(topology).diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}
