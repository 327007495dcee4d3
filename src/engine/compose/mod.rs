//! The services, and the chosen proxy around its rendered folder.

mod acme;
mod cache;
mod directory;
mod found;
mod image;
mod merge;
mod names;
mod networks;
mod paths;
mod proxy;
mod secrets;
mod service;
mod settings;
#[cfg(test)]
mod tests;
mod units;
mod variables;
mod view;
mod volumes;
mod waf;

use super::{ProxyContainer, Rendering, yaml};
use crate::diagnostic::Diagnostic;
use crate::escape::Language;
use crate::plan::Plan;
use crate::rendered::RenderedFile;
use crate::template::{Overrides, Shipped};
use crate::topology::{Compose, Edition, Proxy};
use directory::Directory;
use found::Found;
use networks::Networks;
use paths::Ascent;
use service::Surroundings;
use view::StackView;

const FILE: &str = "compose.yaml";

/// What compose.yaml is printed by.
pub const TEMPLATES: Shipped = Shipped {
    language: Language::Yaml,
    texts: &[("compose/compose.yaml.j2", include_str!("../../../templates/compose/compose.yaml.j2"))],
};

/// Renders the plan.
pub fn render(plan: &Plan<'_>, overrides: &Overrides) -> anyhow::Result<Rendering> {
    render_behind(plan, chosen(plan).map(|proxy| (proxy, super::container(proxy, plan))), overrides)
}

/// The proxy that fronts the stack: as given, else the first one named.
fn chosen(plan: &Plan<'_>) -> Option<Proxy> {
    let Compose { proxy } = plan.engines.compose.as_ref()?.value();
    proxy.as_ref().map(|proxy| **proxy).or_else(|| plan.engines.proxies().first().copied())
}

fn render_behind(
    plan: &Plan<'_>,
    front: Option<(Proxy, ProxyContainer)>,
    overrides: &Overrides,
) -> anyhow::Result<Rendering> {
    let mut found = Found::default();
    let fronting = front.as_ref().map(|(proxy, _)| *proxy);
    refuse_edition(plan, fronting, &mut found);
    waf::refuse(plan, fronting, &mut found);
    let view = stack(plan, front, &mut found);
    let text = TEMPLATES.with(overrides)?.render("compose/compose.yaml.j2", view)?;
    let Found { diagnostics, secrets } = found;
    let file = RenderedFile { secrets, ..RenderedFile::text(FILE, text) };
    Ok(Rendering { files: vec![file], diagnostics, differences: Vec::new() })
}

/// The images of other editions are not the official one: one cannot be had without a key, and none was ever tried.
fn refuse_edition(plan: &Plan<'_>, front: Option<Proxy>, found: &mut Found) {
    let Some(nginx) = plan.engines.nginx.as_ref().filter(|_| front == Some(Proxy::Nginx)) else { return };
    let edition = &nginx.value().edition;
    if **edition == Edition::Oss {
        return;
    }
    let summary = format!("compose cannot run {} in front of the stack", edition.title());
    let told = Diagnostic::error("unsupported", summary).at(edition.place().map(|place| place.named()));
    found.tell(
        told.label("asked for here")
            .note("its image is another one than nginx's, with other paths, users and tools in it")
            .help("leave `compose` out and run the folder `nginx` in a container of your own, or name another `compose.proxy`"),
    );
}

fn stack(plan: &Plan<'_>, front: Option<(Proxy, ProxyContainer)>, found: &mut Found) -> StackView {
    // What clients are granted, how HTTPS is spoken, where requests go and what is logged is the proxy's to know: of its
    // plan, compose reads which containers it names, and under which hosts it is reached.
    let Plan {
        name,
        output,
        engines: _,
        // Read as `traffic_listeners`.
        listeners: _,
        clients: _,
        trust: _,
        tls: _,
        upstreams: _,
        routes: _,
        names_consumers: _,
        tcp: _,
        tcp_upstreams: _,
        hosts,
        logs: _,
        metrics: _,
        services,
    } = plan;
    let directory = Directory::new(services);
    let fronted = directory.fronted(plan);
    let networks = Networks::new(services, &fronted, &directory.links());
    let logging = names::logging(services);
    let ascent = Ascent::new(output);
    let around = Surroundings { directory: &directory, networks: &networks, ascent: &ascent, logging: &logging };
    let services: Vec<_> =
        services.iter().enumerate().map(|(at, service)| service::view(service, at, &around, found)).collect();
    let volumes = volumes::declared(services.iter().flat_map(|service| &service.volumes));
    let acme = plan.acme().zip(front.as_ref());
    let acme = acme.map(|(acme, front)| acme::view(acme, front, &directory, &volumes, &ascent));
    let cache = front.as_ref().and_then(|(_, container)| cache::view(container, &volumes));
    let secrets = plan.secrets();
    let proxy = front.map(|(engine, container)| {
        proxy::warn_of_addresses(plan.traffic_listeners(), found);
        let reach = proxy::Reach {
            directory: &directory,
            fronted: &fronted,
            hosts,
            secrets: &secrets,
            joins_app: networks.has_app(),
        };
        proxy::view(engine, container, &reach)
    });
    StackView {
        name: name.to_string(),
        file: format!("{output}/{FILE}"),
        filled_in: !secrets.is_empty() || services.iter().any(|service| service.filled_in),
        log_settings: yaml::block(&settings::logging(), 2),
        logging,
        app: networks.has_app(),
        data: networks.has_data(),
        volumes,
        acme,
        cache,
        services: services.into_iter().map(|service| service.view).collect(),
        proxy,
    }
}
