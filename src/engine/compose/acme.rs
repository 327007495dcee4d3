//! `tls.acme`: the volume that certificates are kept in, and the client of a proxy that has none of its own.

use super::names::free;
use super::paths::Ascent;
use super::view::{AcmeView, ClientView};
use super::{Directory, names};
use crate::engine::acme::{FOLDER, SCRIPT};
use crate::engine::{AcmeClient, ProxyContainer};
use crate::escape::Escaped;
use crate::plan::{Acme, Challenge};
use crate::topology::Proxy;

/// The client's image; it holds `/lego` and a shell.
const IMAGE: &str = "goacme/lego:v4.35.2";

/// Where the client's container has its script, and beside it the volume.
const HOME: &str = "/acme";

/// Credentials of the provider of DNS, beside the topology.
const CREDENTIALS: &str = "./acme.env";

/// What compose.yaml has for `tls.acme`; `volumes` are those of the user.
pub(super) fn view(
    acme: &Acme<'_>,
    (engine, container): &(Proxy, ProxyContainer),
    directory: &Directory<'_, '_>,
    volumes: &[String],
    ascent: &Ascent,
) -> AcmeView {
    let volume = free("acme", |name| volumes.iter().any(|volume| volume == name));
    let client = match container.acme {
        AcmeClient::Own => None,
        AcmeClient::Beside { group, reload } => Some(ClientView {
            name: free("acme", |name| directory.knows(name)),
            image: IMAGE,
            proxy: names::proxy(directory),
            condition: if container.health_check.is_some() { "service_healthy" } else { "service_started" },
            script: format!("./{}/{SCRIPT}:{HOME}/{SCRIPT}:ro", engine.name()),
            state: format!("{volume}:{HOME}/{FOLDER}"),
            command: Escaped::trusted(format!("[sh, {HOME}/{SCRIPT}, watch]")),
            group,
            reload,
        }),
    };
    let access = if client.is_some() { ":ro" } else { "" };
    AcmeView {
        mount: format!("{volume}:{}/{FOLDER}{access}", container.mount),
        credentials: matches!(acme.challenge, Challenge::Dns(_)).then(|| ascent.path(CREDENTIALS)),
        client,
        volume,
    }
}
