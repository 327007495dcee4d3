//! Plan to nginx's configuration: one file, `nginx.conf`, beside the certificates that it names.

mod access;
mod acme;
mod active_checks;
mod answers;
mod auth;
mod balance;
mod basic;
mod cache;
mod canary;
mod certificates;
mod client_address;
mod clients;
mod compress;
mod container;
mod cookies;
mod distinct;
mod edition;
mod error_pages;
mod extra;
mod file;
mod forward;
mod headers;
mod health;
mod hosts;
mod http3;
mod limits;
mod listen;
mod logs;
mod methods;
mod metrics;
mod modules;
mod names;
mod paths;
mod private;
mod protocol;
mod proxy;
mod rate_limit;
mod release;
mod retries;
mod routing;
mod scope;
mod secrets;
mod shared_headers;
mod sticky;
mod tcp;
mod text;
mod tls;
mod units;
mod upstream;
mod waf;

pub use container::container;
pub use secrets::TEMPLATES as MODULE_TEMPLATES;
pub use waf::rule_files;

use certificates::Copies;
use distinct::Distinct;
use modules::Modules;
use release::Release;
use scope::Scope;
use text::Texts;
use waf::Firewall;

use super::{Findings, Rendering};
use crate::escape::Language;
use crate::plan::Plan;
use crate::rendered::RenderedFile;
use crate::source::Placed;
use crate::template::{Overrides, Shipped};
use crate::topology::{Nginx, NginxAcme};

/// What `nginx.conf` is printed by.
pub const TEMPLATES: Shipped = Shipped {
    language: Language::Nginx,
    texts: &[
        ("nginx/nginx.conf.j2", include_str!("../../../templates/nginx/nginx.conf.j2")),
        ("nginx/route.j2", include_str!("../../../templates/nginx/route.j2")),
        ("nginx/tunnel.j2", include_str!("../../../templates/nginx/tunnel.j2")),
        ("nginx/limits.j2", include_str!("../../../templates/nginx/limits.j2")),
        ("nginx/waf.j2", include_str!("../../../templates/nginx/waf.j2")),
        ("nginx/stream.j2", include_str!("../../../templates/nginx/stream.j2")),
        ("nginx/proxy.j2", include_str!("../../../templates/nginx/proxy.j2")),
    ],
};

/// Renders the plan.
pub fn render(plan: &Plan<'_>, overrides: &Overrides) -> anyhow::Result<Rendering> {
    let Some(engine) = plan.engines.nginx.as_ref() else { return Ok(Rendering::default()) };
    let Nginx { version, edition, openssl, modules, modules_path, crs_path, acme: _, waive, extra } = engine.value();
    let release = Release { version: **version, edition: **edition };
    let mut scope = Scope {
        plan,
        release,
        lookup: names::lookup(plan.engines, release.resolves_names()),
        findings: Findings::new("nginx", **version, waive),
        modules: Modules::new(modules.as_ref(), modules_path, release),
        acme: NginxAcme::Client,
        http3: false,
        firewall: Firewall::Absent,
        checked: Vec::new(),
        texts: Texts::default(),
        methods: Distinct::default(),
        access: Distinct::default(),
        rates: Distinct::default(),
        concurrency: Distinct::default(),
        secrets: Distinct::default(),
        keys: Distinct::default(),
        users: Distinct::default(),
        services: Distinct::default(),
        authorities: Distinct::default(),
        paths: Distinct::default(),
        counts_clients: false,
        names_path: false,
    };
    edition::report(edition, &mut scope);
    scope.http3 = http3::speaks(&mut scope);
    scope.firewall = waf::firewall(&mut scope);
    let client = acme::files(overrides, &mut scope)?;
    let mut copies = Copies::default();
    let openssl = openssl.as_ref().map(|version| **version);
    let known = file::Known { openssl, crs_path: crs_path.as_ref().map(Placed::value), extra };
    let view = file::view(&known, &mut copies, &mut scope);
    let text = TEMPLATES.with(overrides)?.render("nginx/nginx.conf.j2", view)?;
    let mut files = copies.into_files();
    files.push(RenderedFile::text("nginx/nginx.conf", text));
    files.push(RenderedFile::text("nginx/run/.gitignore", WRITTEN_WHILE_RUNNING.to_owned()));
    files.extend(cache::folder(plan));
    files.extend(client);
    files.extend(active_checks::script(std::mem::take(&mut scope.checked))?);
    files.extend(secrets::file(&scope.secrets, overrides)?);
    Ok(scope.findings.into_rendering(files))
}

/// The folder `run` holds what nginx writes; a file in it makes it exist where the rest is read-only.
const WRITTEN_WHILE_RUNNING: &str = "# what nginx writes while it runs\n*\n!.gitignore\n";
