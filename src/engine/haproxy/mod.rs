//! Plan to HAProxy's configuration.

mod access;
mod answers;
mod balance;
mod client_address;
mod compress;
mod container;
mod context;
mod errors;
mod frontend;
mod headers;
mod health;
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
mod server;
mod sticky;
mod timeouts;
mod tls;
mod upstream;
mod view;

pub use container::container;

use anyhow::anyhow;

use super::{Findings, Rendering};
use crate::escape::Language;
use crate::plan::{Action, Plan};
use crate::rendered::{Access, Content, RenderedFile};
use crate::template::{TemplateText, Templates};
use crate::topology::Haproxy;
use context::Context;

const TEMPLATES: [TemplateText; 5] = [
    ("haproxy.cfg.j2", include_str!("../../../templates/haproxy/haproxy.cfg.j2")),
    ("frontend.j2", include_str!("../../../templates/haproxy/frontend.j2")),
    ("upstream.j2", include_str!("../../../templates/haproxy/upstream.j2")),
    ("answer.j2", include_str!("../../../templates/haproxy/answer.j2")),
    ("rules.j2", include_str!("../../../templates/haproxy/rules.j2")),
];

/// Renders the plan into `haproxy/haproxy.cfg` and the maps, lists and certificates that it names.
pub fn render(plan: &Plan<'_>) -> anyhow::Result<Rendering> {
    let Plan {
        name,
        // Where the folder stands does not matter inside it.
        output: _,
        engines,
        listeners,
        clients,
        tls,
        upstreams,
        routes,
        hosts,
        logs,
        metrics,
        // The containers concern compose alone; upstreams already name their replicas.
        services: _,
    } = plan;
    let Some(engine) = engines.haproxy.as_ref() else { return Ok(Rendering::default()) };
    let Haproxy { version, openssl, waive } = engine.value();
    let mut context = Context::new(Findings::new("haproxy", **version, waive));
    context.require_version(engine.place());

    let routed = routing::routes(plan);
    context.files.extend(routing::maps(plan, &routed)?);
    let global_tls = tls.as_ref().map(|tls| tls::global(tls, openssl.as_ref().map(|openssl| **openssl)));
    if let Some(tls) = tls {
        context.files.extend(tls::files(tls)?);
    }
    let frontends = frontend::frontends(listeners, clients, tls.as_ref(), logs, hosts, &mut context);
    let admin = listeners.admin.map(|address| metrics::admin(address, *metrics));
    let resolvers = names::resolvers(upstreams, engines);
    let upstream_views: Vec<_> = upstreams
        .iter()
        .enumerate()
        .map(|(at, upstream)| upstream::upstream(upstream, &routed.of_upstream(at), &mut context))
        .collect::<Result<_, _>>()
        .map_err(|refusal: String| anyhow!(refusal))?;
    let answer_views: Vec<_> = routes
        .iter()
        .filter(|route| !matches!(route.action, Action::Proxy(_)))
        .map(|route| answers::answer(route, &mut context))
        .collect::<Result<_, _>>()
        .map_err(|refusal: String| anyhow!(refusal))?;
    let view = view::ConfigurationView {
        stack: name.to_string(),
        version: version.to_string(),
        waived: context.findings.waived(),
        drain: timeouts::time(timeouts::drain(upstreams)),
        buffer: timeouts::buffer(clients, &mut context),
        rewrite: timeouts::REWRITE_BYTES,
        tls: global_tls,
        client_timeouts: timeouts::clients(clients, &mut context),
        errors: errors::errors(),
        usual: (!upstreams.is_empty()).then(upstream::usual),
        resolvers,
        tables: context.tables(),
        frontends,
        admin,
        upstreams: upstream_views,
        answers: answer_views,
    };
    let text = Templates::new(Language::Haproxy, &TEMPLATES)?.render("haproxy.cfg.j2", view)?;
    let mut files = vec![context::text_file("haproxy.cfg", text)];
    files.append(&mut context.files);
    Ok(Rendering { files, diagnostics: context.findings.into_diagnostics() })
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
