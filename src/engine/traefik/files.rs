//! The rendered files: views to text.

use super::canary::{HostedView, SplitView};
use super::chain::Middlewares;
use super::draft::Draft;
use super::entry_points::{EntryPoint, Patience};
use super::forward::ForwardView;
use super::gates::Gates;
use super::headers::HeaderChanges;
use super::logs::AccessLogView;
use super::metrics::AdminRouter;
use super::names::Shared;
use super::routing::Group;
use super::surface::Surface;
use super::tcp::TcpView;
use super::timeouts::Transport;
use super::tls::TlsView;
use super::upstream::UpstreamView;
use super::{
    access, acme, auth, basic, cache, canary, client_address, compress, entry_points, extra, forward, guards, limits,
    logs, metrics,
};
use super::{prefix, rate_limit, respond, retries, routing, surface, tcp, tls, upstream, waf};
use crate::engine::{Feature, Findings, Refusal, Rendering};
use crate::escape::{Escaped, Language};
use crate::plan::{Action, Plan, Route};
use crate::rendered::RenderedFile;
use crate::template::{Once, Overrides, Shipped};
use crate::topology::{Traefik, TraefikExtra};

crate::view! {
    /// `traefik.yml`
    struct StaticView {
        title: Escaped,
        waived: Vec<&'static str>,
        patience: Patience,
        entry_points: Vec<EntryPoint>,
        ping: bool,
        metrics: bool,
        access_log: Option<AccessLogView>,
        resolver: Option<acme::ResolverView>,
        extra: Option<Escaped>,
    }
}

crate::view! {
    /// `dynamic/edge.yml`
    struct DynamicView {
        title: Escaped,
        waived: Vec<&'static str>,
        routers: Once<Group>,
        admin: Vec<AdminRouter>,
        forwarded: Vec<(String, HeaderChanges)>,
        response: Vec<(String, HeaderChanges)>,
        request: Vec<(String, HeaderChanges)>,
        refusal: Vec<(String, HeaderChanges)>,
        access: Vec<(String, access::AllowList)>,
        rates: Vec<(String, rate_limit::RateLimitView)>,
        in_flight: Vec<(String, limits::InFlight)>,
        forwards: Vec<(String, ForwardView)>,
        claims: Vec<(String, HeaderChanges)>,
        redirects: Vec<(String, respond::RedirectRegex)>,
        paths: Vec<(String, prefix::PathChange)>,
        compress: Vec<(String, compress::Compress)>,
        retries: Vec<(String, retries::Retry)>,
        replies: Vec<u16>,
        nobody: &'static str,
        to_https: Option<u16>,
        services: Once<UpstreamView>,
        splits: Vec<SplitView>,
        hosted: Vec<HostedView>,
        transports: Vec<(String, Transport)>,
        tcp: Option<TcpView>,
        tls: Option<TlsView>,
    }
}

/// What Traefik's files are printed by.
pub const TEMPLATES: Shipped = Shipped {
    language: Language::Traefik,
    texts: &[
        ("traefik/traefik.yml.j2", include_str!("../../../templates/traefik/traefik.yml.j2")),
        ("traefik/edge.yml.j2", include_str!("../../../templates/traefik/edge.yml.j2")),
        ("traefik/keys.yml.j2", include_str!("../../../templates/traefik/keys.yml.j2")),
        ("traefik/users.yml.j2", include_str!("../../../templates/traefik/users.yml.j2")),
        ("traefik/router.yml.j2", include_str!("../../../templates/traefik/router.yml.j2")),
        ("traefik/headers.yml.j2", include_str!("../../../templates/traefik/headers.yml.j2")),
        ("traefik/sticky.yml.j2", include_str!("../../../templates/traefik/sticky.yml.j2")),
        ("traefik/tcp.yml.j2", include_str!("../../../templates/traefik/tcp.yml.j2")),
        ("traefik/source.yml.j2", include_str!("../../../templates/traefik/source.yml.j2")),
    ],
};

/// Renders the plan.
pub fn render(plan: &Plan<'_>, overrides: &Overrides) -> anyhow::Result<Rendering> {
    // Each is read in the file of its topic; the containers and the folder are for compose.
    let Plan {
        name: _,
        output: _,
        engines,
        listeners: _,
        clients: _,
        trust: _,
        tls: _,
        upstreams: _,
        routes: _,
        names_consumers: _,
        tcp: _,
        tcp_upstreams: _,
        hosts: _,
        logs: _,
        metrics: _,
        services: _,
    } = plan;
    let Some(engine) = engines.traefik.as_ref() else { return Ok(Rendering::default()) };
    let Traefik { version, waive, extra } = engine.value();
    let mut findings = Findings::new("traefik", **version, waive);
    if **version < Gates::OLDEST {
        let refusal = Refusal {
            what: "be rendered for".to_owned(),
            why: format!(
                "routers that are not logged, and paths that cannot be read in two ways, take {}",
                Gates::OLDEST
            ),
            help: format!("use Traefik {} or later", Gates::OLDEST),
        };
        findings.refuse(Feature::Version, version.place(), refusal);
    }
    client_address::report(plan, &mut findings);
    tls::report(plan, &mut findings);
    waf::report(plan, &mut findings);
    let mut draft = Draft {
        plan,
        gates: Gates::new(**version),
        findings,
        middlewares: Middlewares::new(),
        keys: Vec::new(),
        users: Vec::new(),
        transports: Shared::new("transport"),
    };
    let mut files = texts(&mut draft, extra, overrides)?;
    files.extend(extra::dynamic(extra).map(|text| RenderedFile::text(extra::DYNAMIC, text)));
    files.extend(tls::files(plan));
    files.extend(forward::files(plan));
    files.extend(acme::files(plan));
    Ok(draft.findings.into_rendering(files))
}

fn texts(draft: &mut Draft<'_, '_>, extra: &TraefikExtra, overrides: &Overrides) -> anyhow::Result<Vec<RenderedFile>> {
    let templates = TEMPLATES.with(overrides)?;
    let title = Escaped::trusted(format!("{}, for Traefik {} and later", draft.plan.name, draft.findings.version()));
    let dynamic = dynamic_view(draft, title.clone());
    let own = extra::own_static(extra, &mut draft.findings);
    let fixed = static_view(draft, own, title.clone());
    // What is waived is known only now.
    let waived = draft.findings.waived();
    let dynamic = DynamicView { waived: waived.clone(), ..dynamic };
    let fixed = StaticView { waived, ..fixed };
    let mut files = vec![
        RenderedFile::text("traefik/traefik.yml", templates.render("traefik/traefik.yml.j2", fixed)?),
        RenderedFile::text("traefik/dynamic/edge.yml", templates.render("traefik/edge.yml.j2", dynamic)?),
    ];
    files.extend(auth::files(std::mem::take(&mut draft.keys), &title, &templates)?);
    files.extend(basic::files(&draft.users, &title, &templates)?);
    Ok(files)
}

fn static_view(draft: &mut Draft<'_, '_>, extra: Option<Escaped>, title: Escaped) -> StaticView {
    StaticView {
        title,
        waived: Vec::new(),
        patience: entry_points::patience(&draft.plan.clients.timeouts),
        entry_points: entry_points::entry_points(draft),
        ping: draft.plan.listeners.admin.is_some(),
        metrics: draft.plan.metrics,
        access_log: logs::access_log(draft),
        resolver: acme::resolver(draft.plan),
        extra,
    }
}

fn review_routes(draft: &mut Draft<'_, '_>, surfaces: &[Surface]) {
    for route in &draft.plan.routes {
        // What has no name here is native; each is read in the file of its topic.
        let Route {
            index: _,
            place: _,
            side,
            hosts: _,
            path: _,
            methods: _,
            action,
            rate_limit,
            concurrency,
            max_body,
            access: _,
            auth: _,
            headers: _,
            security_headers: _,
            compress: _,
            waf: _,
            cache,
        } = route;
        if let Some(rate_limit) = rate_limit {
            rate_limit::review(rate_limit, surface::of_side(surfaces, *side), draft);
            auth::review(Feature::RateLimit, rate_limit.place(), &rate_limit.by, route, draft);
        }
        if let Some(concurrency) = concurrency {
            auth::review(Feature::Concurrency, concurrency.place(), &concurrency.by, route, draft);
        }
        if let Some(max_body) = max_body {
            limits::review(max_body, &mut draft.findings);
        }
        if let Some(cache) = cache {
            cache::review(cache, &mut draft.findings);
        }
        canary::review(draft, route);
        match action {
            Action::Proxy(_) => {}
            Action::Redirect(redirect) => respond::review_redirect(redirect, &mut draft.findings),
            Action::Respond(answer) => respond::review_answer(answer, &mut draft.findings),
        }
    }
}

fn dynamic_view(draft: &mut Draft<'_, '_>, title: Escaped) -> DynamicView {
    let plan = draft.plan;
    let surfaces = surface::serving(plan);
    review_routes(draft, &surfaces);
    let mut routers = if surfaces.is_empty() { Vec::new() } else { guards::guards(draft, &surfaces) };
    if let Some(plain) = surface::plain(plan).filter(|_| surface::redirects(plan)) {
        routers.push(guards::redirects_to_https(draft, &plain));
    }
    routers.extend(routing::routes(draft, &surfaces));
    let services = upstream::services(draft, &surfaces);
    let (splits, hosted) = (canary::splits(draft, &surfaces), canary::hosted(draft, &surfaces));
    let tcp = tcp::tcp(draft);
    let middlewares = std::mem::replace(&mut draft.middlewares, Middlewares::new());
    let transports = std::mem::replace(&mut draft.transports, Shared::new("transport"));
    let Middlewares {
        forwarded,
        // The names of the former.
        forwarded_names: _,
        response,
        request,
        refusal,
        access,
        rates,
        in_flight,
        forwards,
        claims,
        redirects,
        paths,
        compress,
        retries,
        replies,
        to_https,
    } = middlewares;
    DynamicView {
        title,
        waived: Vec::new(),
        routers: Once(routers),
        admin: metrics::routers(plan),
        forwarded: forwarded.into_named().collect(),
        response: response.into_named().collect(),
        request: request.into_named().collect(),
        refusal: refusal.into_named().collect(),
        access: access.into_named().collect(),
        rates: rates.into_named().collect(),
        in_flight: in_flight.into_named().collect(),
        forwards: forwards.into_named().collect(),
        claims: claims.into_named().collect(),
        redirects: redirects.into_named().collect(),
        paths: paths.into_named().collect(),
        compress: compress.into_named().collect(),
        retries: retries.into_named().collect(),
        nobody: if replies.is_empty() { "" } else { access::NOBODY },
        replies: replies.into_iter().collect(),
        to_https: plan.tls.as_ref().filter(|_| to_https).map(|tls| tls.port),
        services: Once(services),
        splits,
        hosted,
        transports: transports.into_named().collect(),
        tcp,
        tls: tls::tls(plan, draft.gates),
    }
}
