//! Plan to HAProxy's configuration.

mod access;
mod answers;
mod auth;
mod balance;
mod basic;
mod cache;
mod canary;
mod client_address;
mod compress;
mod container;
mod context;
mod errors;
mod extra;
mod forward;
mod frontend;
mod headers;
mod health;
mod http3;
mod limits;
mod logs;
mod methods;
mod metrics;
mod names;
mod networks;
mod prefix;
mod rate_limit;
mod retries;
mod routing;
mod rules;
mod secrets;
mod server;
mod sticky;
mod tcp;
mod timeouts;
mod tls;
mod upstream;
mod view;
mod waf;

pub use container::container;

use super::{Findings, Rendering};
use crate::escape::Language;
use crate::plan::{Action, CLIENT_ADDRESS, Plan, Tls};
use crate::rendered::{Access, Content, RenderedFile};
use crate::template::{Once, Overrides, Shipped};
use crate::topology::{EngineVersion, Haproxy, HaproxyExtra};
use context::Context;
use view::ConfigurationView;

/// What `haproxy.cfg` is printed by.
pub const TEMPLATES: Shipped = Shipped {
    language: Language::Haproxy,
    texts: &[
        ("haproxy/haproxy.cfg.j2", include_str!("../../../templates/haproxy/haproxy.cfg.j2")),
        ("haproxy/frontend.j2", include_str!("../../../templates/haproxy/frontend.j2")),
        ("haproxy/upstream.j2", include_str!("../../../templates/haproxy/upstream.j2")),
        ("haproxy/tcp.j2", include_str!("../../../templates/haproxy/tcp.j2")),
        ("haproxy/answer.j2", include_str!("../../../templates/haproxy/answer.j2")),
        ("haproxy/rules.j2", include_str!("../../../templates/haproxy/rules.j2")),
    ],
};

/// Renders the plan into `haproxy/haproxy.cfg` and the maps, lists and certificates that it names.
pub fn render(plan: &Plan<'_>, overrides: &Overrides) -> anyhow::Result<Rendering> {
    let Some(engine) = plan.engines.haproxy.as_ref() else { return Ok(Rendering::default()) };
    let Haproxy { version, openssl, waive, extra } = engine.value();
    let mut context = Context::new(Findings::new("haproxy", **version, waive), plan.names_consumers);
    context.require_version(engine.place());
    waf::report(plan, &mut context);
    let client = super::acme::client(plan, "haproxy", overrides, &mut context.findings)?;
    let openssl = openssl.as_ref().map(|openssl| **openssl);
    let view = configuration(plan, openssl, extra, &mut context).map_err(anyhow::Error::msg)?;
    let text = TEMPLATES.with(overrides)?.render("haproxy/haproxy.cfg.j2", view)?;
    let mut files = vec![basic::configuration(plan, text)];
    files.append(&mut context.files);
    files.extend(client);
    Ok(context.findings.into_rendering(files))
}

fn configuration<'t>(
    plan: &Plan<'t>,
    openssl: Option<EngineVersion>,
    extra: &HaproxyExtra,
    context: &mut Context<'t>,
) -> Result<ConfigurationView, String> {
    let Plan {
        name,
        // Where the folder stands does not matter inside it.
        output: _,
        engines,
        listeners,
        clients,
        // Read in `frontend.rs`, and so are the hosts and the logs.
        trust: _,
        tls,
        upstreams,
        routes,
        // Read in the context.
        names_consumers: _,
        // Read in `tcp.rs`.
        tcp: _,
        tcp_upstreams: _,
        hosts: _,
        logs: _,
        metrics,
        // The containers concern compose alone; upstreams already name their replicas.
        services: _,
    } = plan;
    let routed = routing::routes(plan);
    context.files.extend(routing::files(plan, &routed)?);
    context.files.extend(tls.as_ref().map(tls::files).transpose()?.unwrap_or_default());
    forward::report(plan, context);
    context.counted_route = canary::counted_route(plan);
    context.canaries = canary::canaries(plan)?;
    let frontends = frontend::frontends(plan, context);
    let upstream_views: Result<_, String> = upstreams
        .iter()
        .enumerate()
        .map(|(at, upstream)| upstream::upstream(upstream, &routed.of_upstream(at), context))
        .collect();
    let answered = routes.iter().filter(|route| !matches!(route.action, Action::Proxy(_)));
    let answers: Result<_, String> = answered.map(|route| answers::answer(route, context)).collect();
    Ok(ConfigurationView {
        stack: name.to_string(),
        version: context.findings.version().to_string(),
        drain: timeouts::time(timeouts::drain(plan)),
        buffer: timeouts::buffer(clients, context),
        rewrite: timeouts::REWRITE_BYTES,
        tls: tls.as_ref().map(|tls| tls::global(tls, openssl)),
        client_timeouts: timeouts::clients(clients, context),
        errors: errors::errors(),
        usual: (!upstreams.is_empty()).then(upstream::usual),
        resolvers: names::resolvers(plan.servers(), engines),
        frontends,
        admin: listeners.admin.map(|address| metrics::admin(address, *metrics)),
        upstreams: Once(upstream_views?),
        tcp: tcp::upstreams(plan, context)?,
        challenges: tls.as_ref().is_some_and(Tls::answers_challenges).then_some(CLIENT_ADDRESS),
        answers: answers?,
        extra: extra::view(extra),
        // Last: what stands above has asked for the lists and the tables, and met the waivers.
        user_lists: std::mem::take(&mut context.user_lists).into_iter().map(|(_, list)| list).collect(),
        tables: context.tables(),
        caches: std::mem::take(&mut context.caches),
        waived: context.findings.waived(),
    })
}

/// A file of the engine's folder that is copied from what the topology names.
fn copied(path: &str, source: &crate::source::Placed<crate::topology::FilePath>, access: Access) -> RenderedFile {
    RenderedFile {
        path: format!("haproxy/{path}"),
        content: Content::CopyOf { source: source.as_str().into(), span: source.span() },
        access,
        secrets: Vec::new(),
    }
}
