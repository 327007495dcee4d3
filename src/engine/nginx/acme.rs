//! `tls.acme`: certificates that appear and change while nginx runs, by a client beside it or by nginx's own module.

use super::certificates::CertificateView;
use super::hosts::name_pattern;
use super::modules::Modules;
use super::names::{self, Lookup};
use super::release::Release;
use super::scope::Scope;
use crate::engine::acme::{FOLDER, client, file_stem, folder, untold_client};
use crate::engine::{Feature, Refusal};
use crate::escape::{Escaped, nginx};
use crate::plan::{Acme, Plan};
use crate::rendered::RenderedFile;
use crate::source::Placed;
use crate::template::Overrides;
use crate::topology::{HostPattern, Nginx, NginxAcme, NginxModule};

crate::view! {
    /// Which file a host's certificate is in.
    pub struct AcmeView {
        /// The variable that holds the file's name.
        pub variable: &'static str,
        /// Room for the names.
        pub names: usize,
        /// The hosts.
        pub hosts: Vec<AcmeHostView>,
        /// Files are kept in memory rather than read at each handshake.
        pub has_cache: bool,
    }
}

crate::view! {
    /// A host and its file.
    pub struct AcmeHostView {
        /// What a client's name of a host is compared with.
        pub pattern: Escaped,
        /// The file's name.
        pub file: String,
    }
}

crate::view! {
    /// The authority, as nginx's own module knows it.
    pub struct IssuerView {
        /// Its name.
        pub name: &'static str,
        /// Its directory.
        pub uri: Escaped,
        /// Whom it writes to.
        pub contact: Escaped,
        /// Where keys and certificates are kept.
        pub state: Escaped,
        /// Memory for them, KiB.
        pub memory: usize,
        /// Keys and certificates kept in the form that handshakes take, in each worker.
        pub parsed: usize,
    }
}

const VARIABLE: &str = "acme_certificate";

const ISSUER: &str = "authority";

/// Why nginx's own module cannot get the certificates, and the way out.
fn hindrance(release: Release, lookup: Lookup, modules: &Modules<'_>) -> Option<(&'static str, &'static str)> {
    if !release.takes_acme() {
        return Some(("the module `acme` is packaged for nginx 1.29.0 and later", "set `acme: client`"));
    }
    if !modules.has(NginxModule::Acme) {
        let help = "add `acme` to `modules` if this nginx has it, or set `acme: client`";
        return Some(("it is not among the modules that this nginx has", help));
    }
    (lookup == Lookup::AtStart).then_some((
        "the module wants the address of a resolver, which is known only in a container network (`engines.compose`)",
        "set `acme: client`",
    ))
}

/// nginx's own module gets the certificates: it is asked for, and nothing hinders it.
pub fn is_by_module(plan: &Plan<'_>) -> bool {
    let Some(engine) = plan.engines.nginx.as_ref().filter(|_| plan.acme().is_some()) else { return false };
    let Nginx { version, edition, openssl: _, modules, modules_path, crs_path: _, acme, waive: _, extra: _ } =
        engine.value();
    let release = Release { version: **version, edition: **edition };
    let lookup = names::lookup(plan.engines, release.resolves_names());
    let modules = Modules::new(modules.as_ref(), modules_path, release);
    **acme == NginxAcme::Module && hindrance(release, lookup, &modules).is_none()
}

/// What is beside nginx.conf: the client, or only the folder that nginx's own module fills. A module that cannot do it
/// is refused; who waives that gets the client.
pub fn files(overrides: &Overrides, scope: &mut Scope<'_, '_>) -> anyhow::Result<Vec<RenderedFile>> {
    let plan = scope.plan;
    let asked = plan.engines.nginx.as_ref().map(|engine| &engine.value().acme);
    let Some(asked) = asked.filter(|asked| ***asked == NginxAcme::Module && plan.acme().is_some()) else {
        return client(plan, "nginx", overrides, &mut scope.findings);
    };
    if let Some((why, help)) = hindrance(scope.release, scope.lookup, &scope.modules) {
        let what = "get certificates by itself".to_owned();
        let refusal = Refusal { what, why: why.to_owned(), help: help.to_owned() };
        scope.findings.refuse(Feature::Acme, asked.place(), refusal);
        return untold_client(plan, "nginx", overrides);
    }
    scope.modules.need(NginxModule::Acme);
    scope.acme = NginxAcme::Module;
    Ok(vec![folder("nginx")])
}

/// Certificates by variables: nginx starts without them, and takes the new one once it is there. The client's are one
/// pair of files, whose name is a variable; the module has one for each host.
pub fn certificates(acme: &Acme<'_>, by: NginxAcme) -> Vec<CertificateView> {
    if by == NginxAcme::Client {
        let file = Escaped::trusted(format!("{FOLDER}/${VARIABLE}.pem"));
        return vec![CertificateView { cert: file.clone(), key: file, issuer: None }];
    }
    let own = |_: &&Placed<HostPattern>| CertificateView {
        cert: Escaped::trusted("$acme_certificate"),
        key: Escaped::trusted("$acme_certificate_key"),
        issuer: Some(ISSUER),
    };
    acme.hosts.iter().map(own).collect()
}

/// The authority, for nginx's own module. 256 KiB hold some 35 certificates with RSA keys, by its documentation.
pub fn issuer(acme: &Acme<'_>) -> IssuerView {
    // A challenge that the module does not know is an error of its own.
    let Acme { place: _, email, challenge: _, directory, hosts } = acme;
    let literal = |text: &str| Escaped::trusted(nginx::literal(text));
    IssuerView {
        name: ISSUER,
        uri: literal(&directory.to_string()),
        contact: literal(&email.to_string()),
        state: Escaped::trusted(format!("{FOLDER}/{ISSUER}")),
        memory: (hosts.len() * 16).next_multiple_of(64).max(256),
        parsed: (hosts.len() * 4).max(1000),
    }
}

/// Which file each host's certificate is in.
pub fn view(acme: &Acme<'_>, release: Release) -> AcmeView {
    // The other keys are the client's business.
    let Acme { place: _, email: _, challenge: _, directory: _, hosts } = acme;
    let host = |host: &HostPattern| AcmeHostView { pattern: name_pattern(host, "~*"), file: file_stem(host) };
    AcmeView {
        variable: VARIABLE,
        names: (hosts.len() * 2).next_power_of_two().max(2048),
        hosts: hosts.iter().map(|name| host(name.value())).collect(),
        has_cache: release.caches_certificates(),
    }
}
