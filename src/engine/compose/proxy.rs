//! The proxy's container around its rendered folder.

use std::collections::BTreeSet;

use super::view::{AwaitedView, ProxyView};
use super::{Directory, Found, names, units};
use crate::diagnostic::Diagnostic;
use crate::engine::{Mount, ProxyContainer, PublishedPort, yaml};
use crate::escape::{Escaped, yaml::double_quoted as yaml_text};
use crate::plan::{Instance, Service, Sides, VirtualHost};
use crate::topology::{Duration, ListenAddress, Proxy, SecretName};

/// Whom the proxy reaches, and how it is reached.
pub(super) struct Reach<'a, 'p, 't> {
    pub(super) directory: &'a Directory<'p, 't>,
    /// The services that an upstream names.
    pub(super) fronted: &'a BTreeSet<usize>,
    pub(super) hosts: &'a Sides<Vec<VirtualHost<'t>>>,
    /// The secrets in its environment.
    pub(super) secrets: &'a BTreeSet<&'t SecretName>,
    /// There is a network `app`.
    pub(super) joins_app: bool,
}

/// The view of the proxy's service.
pub(super) fn view(engine: Proxy, container: ProxyContainer, reach: &Reach<'_, '_, '_>) -> ProxyView {
    let ProxyContainer {
        image,
        user,
        entrypoint,
        command,
        working_dir,
        mount,
        writable,
        capabilities,
        stop_signal,
        stop_grace_seconds,
        health_check,
        // Certificates have a file of their own, and so have answers that are kept.
        acme: _,
        cache: _,
        open_files,
        ports,
    } = container;
    let test = |command| literals([vec!["CMD".to_owned()], command].concat());
    ProxyView {
        name: names::proxy(reach.directory),
        engine: engine.name().to_owned(),
        image: literal(image),
        user: user.map(literal),
        entrypoint: entrypoint.map(literals).map(|words| yaml::list(&words)),
        command: Some(literals(command)).filter(|words| !words.is_empty()).map(|words| yaml::list(&words)),
        working_dir: working_dir.map(literal),
        folder: literal(format!("./{}:{mount}:ro", engine.name())),
        writable: writable.into_iter().map(memory).map(literal).collect(),
        awaited: awaited(reach),
        joins_app: reach.joins_app,
        aliases: if reach.joins_app { aliases(reach) } else { Vec::new() },
        ports: ports.iter().map(published).collect(),
        health_check: health_check.map(test).map(|words| yaml::list(&words)),
        stop_signal,
        stop_grace_period: units::duration(Duration::from_secs(stop_grace_seconds)),
        capabilities: Some(capabilities).filter(|list| !list.is_empty()).map(|list| yaml::list(&list)),
        secrets: reach.secrets.iter().map(|name| secret(name)).collect(),
        open_files,
    }
}

/// A secret's name, and what compose fills in for it or else refuses to start.
fn secret(name: &SecretName) -> (String, Escaped) {
    (name.to_string(), Escaped::trusted(yaml_text(&format!("${{{name}:?set it in .env}}"))))
}

/// A listener of one address is bound inside the container, which has others than the machine.
pub(super) fn warn_of_addresses<'l>(listeners: impl Iterator<Item = &'l ListenAddress>, found: &mut Found) {
    for listener in listeners.filter(|listener| !listener.is_everywhere()) {
        let summary = format!("the proxy's container cannot be reached at `{listener}`");
        let warning = Diagnostic::warning("unreachable-listener", summary)
            .note("the proxy listens inside its container, which has other addresses than the machine around it")
            .help(format!("listen on the port alone, `{}`", listener.port));
        found.tell(warning);
    }
}

/// Compose would fill in what follows a `$`.
fn literal(text: String) -> String {
    text.replace('$', "$$")
}

fn literals(texts: Vec<String>) -> Vec<String> {
    texts.into_iter().map(literal).collect()
}

fn memory(mount: Mount) -> String {
    let Mount { path, options } = mount;
    if options.is_empty() { path } else { format!("{path}:{options}") }
}

fn published(port: &PublishedPort) -> String {
    let PublishedPort { ip, port, is_udp } = port;
    let protocol = if *is_udp { "/udp" } else { "" };
    match ip {
        Some(ip) => format!("{}:{port}{protocol}", std::net::SocketAddr::new(*ip, *port)),
        None => format!("{port}:{port}{protocol}"),
    }
}

/// The containers that the routes lead to, and how far they must be.
fn awaited(reach: &Reach<'_, '_, '_>) -> Vec<AwaitedView> {
    let services = reach.fronted.iter().filter_map(|number| reach.directory.service(*number));
    let containers = services.flat_map(|service| {
        let condition = if is_checked(service) { "service_healthy" } else { "service_started" };
        service.instances.iter().map(move |Instance { name }| AwaitedView { name: name.clone(), condition })
    });
    containers.collect()
}

fn is_checked(service: &Service<'_>) -> bool {
    let own = service.definition.compose.as_ref().and_then(|own| own.get("healthcheck"));
    own.map_or(service.definition.health_check.is_some(), |own| !own.is_null())
}

/// The names of both sides, so that a service that calls one of them reaches the proxy without leaving the machine. A
/// name that a container has already stays its own.
fn aliases(reach: &Reach<'_, '_, '_>) -> Vec<String> {
    let mut known = BTreeSet::new();
    let names = reach.hosts.both().flatten().filter_map(|host| host.host);
    let exact = names.filter(|host| host.wildcard_parent().is_none() && known.insert(host.as_str()));
    exact.map(ToString::to_string).filter(|name| !reach.directory.knows(name)).collect()
}
