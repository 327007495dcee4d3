//! `waf`: ModSecurity with the OWASP Core Rule Set. The rules are read once, for the whole file, and switched on by route.
//!
//! They stand in nginx.conf: ModSecurity looks for files from the folder that nginx was started in, not from that of its
//! configuration.

use super::scope::Scope;
use crate::engine::{Feature, Refusal, waf};
use crate::escape::Escaped;
use crate::plan::{Plan, Route};
use crate::topology::{CrsPath, NginxModule, SizeLimit, Waf, WafMode};

/// How much of a body is inspected, in bytes: what ModSecurity's own configuration recommends for bodies without files.
/// It takes a third of a second; a whole MiB of JSON would hold up all that a worker does for two.
const INSPECTED_BYTES: u64 = 128 * 1024;

/// Debian's package keeps the setup, and rules of the user's own, apart from the rest.
const OF_DEBIAN: [&str; 4] = [
    "/etc/modsecurity/crs/crs-setup.conf",
    "/etc/modsecurity/crs/REQUEST-900-EXCLUSION-RULES-BEFORE-CRS.conf",
    "/usr/share/modsecurity-crs/rules/*.conf",
    "/etc/modsecurity/crs/RESPONSE-999-EXCLUSION-RULES-AFTER-CRS.conf",
];

/// The methods that applications use; those that a route names come to them.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"];

/// Whether requests are inspected at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Firewall {
    /// No route asks for it, or this nginx has none.
    Absent,
    /// Some route has it.
    Present,
}

crate::view! {
    /// ModSecurity, for the whole file.
    pub struct WafView {
        /// How much of a body is inspected.
        pub inspected: u64,
        /// Methods that are no attack.
        pub methods: Escaped,
        /// The files of the rules, in their order.
        pub includes: Vec<Escaped>,
    }
}

/// The files of the rules, in their order; a name may be a pattern.
pub fn rule_files(folder: Option<&CrsPath>) -> Vec<String> {
    let of_folder =
        |folder: &CrsPath| ["crs-setup.conf", "rules/*.conf"].map(|file| format!("{folder}/{file}")).to_vec();
    folder.map_or_else(|| OF_DEBIAN.map(str::to_owned).to_vec(), of_folder)
}

/// Some route asks for it, and this nginx has ModSecurity. What it cannot do is refused, what differs is told.
pub fn firewall(scope: &mut Scope<'_, '_>) -> Firewall {
    let plan = scope.plan;
    let is_asked = plan.routes.iter().any(|route| route.waf.is_some());
    if !is_asked {
        return Firewall::Absent;
    }
    if !scope.modules.need(NginxModule::Modsecurity) {
        refuse_without_module(scope);
        return Firewall::Absent;
    }
    refuse_endless_bodies(scope);
    report_streams(scope);
    report_larger_bodies(scope);
    let is_had = plan.routes.iter().any(|route| mode(route).is_some());
    if is_had { Firewall::Present } else { Firewall::Absent }
}

fn refuse_without_module(scope: &mut Scope<'_, '_>) {
    for place in waf::places(scope.plan, |_| true) {
        let refusal = Refusal {
            what: "inspect requests".to_owned(),
            why: "its module ModSecurity does, and is not among `modules`; the official image has none".to_owned(),
            help: "add `modsecurity` to `engines.nginx.modules`, where this nginx has it, or run a firewall as the upstream \
                   in front of the app (docs/waf.md shows one)"
                .to_owned(),
        };
        scope.findings.refuse(Feature::Waf, place, refusal);
    }
}

fn refuse_endless_bodies(scope: &mut Scope<'_, '_>) {
    for place in waf::places(scope.plan, |route| route.max_body.is_none()) {
        let refusal = Refusal {
            what: "inspect bodies of any size".to_owned(),
            why: "ModSecurity takes the whole body of a request into the worker's memory".to_owned(),
            help: "give the route a `max_body`".to_owned(),
        };
        scope.findings.refuse(Feature::Waf, place, refusal);
    }
}

fn report_larger_bodies(scope: &mut Scope<'_, '_>) {
    let is_met = |route: &Route<'_>| route.max_body.is_some_and(|limit| is_larger(limit));
    for place in waf::places(scope.plan, is_met) {
        let differs = "`max_body` lets larger ones in: what comes later is not looked at, nor is anything of a larger \
                       multipart form";
        scope.findings.degrade(Feature::WafBody, place, "inspects the first 128 KiB of a body", differs);
    }
}

fn report_streams(scope: &mut Scope<'_, '_>) {
    let plan = scope.plan;
    for place in waf::places(plan, |route| mode(route).is_some() && streams(route, plan)) {
        let differs =
            "the upstream gets the request once its whole body has come; answers and WebSocket are not held back";
        scope.findings.degrade(Feature::WafBody, place, "does not stream bodies that it inspects", differs);
    }
}

fn is_larger(limit: &SizeLimit) -> bool {
    match limit {
        SizeLimit::Unlimited => true,
        SizeLimit::AtMost(size) => size.bytes() > INSPECTED_BYTES,
    }
}

fn streams(route: &Route<'_>, plan: &Plan<'_>) -> bool {
    let canary = route.canary().map(|canary| canary.upstream);
    let upstreams = route.upstream().into_iter().chain(canary);
    upstreams.filter_map(|at| plan.upstreams.get(at)).any(|upstream| **upstream.streaming)
}

fn mode(route: &Route<'_>) -> Option<WafMode> {
    let Waf { mode } = route.waf?.value();
    route.max_body.map(|_| **mode)
}

/// What the engine of rules does on a route.
pub fn engine(route: &Route<'_>, scope: &Scope<'_, '_>) -> Option<Escaped> {
    let engine = match mode(route).filter(|_| scope.firewall == Firewall::Present)? {
        WafMode::Block => "On",
        WafMode::Detect => "DetectionOnly",
    };
    Some(Escaped::trusted(engine))
}

/// What stands once for all routes.
pub fn view(folder: Option<&CrsPath>, scope: &Scope<'_, '_>) -> Option<WafView> {
    let inspected = scope.plan.routes.iter().filter(|route| mode(route).is_some());
    let named = inspected.filter_map(|route| route.methods).flat_map(|methods| methods.iter());
    let mut methods: Vec<&str> = METHODS.to_vec();
    for method in named {
        if !methods.contains(&method.as_str()) {
            methods.push(method.as_str());
        }
    }
    (scope.firewall == Firewall::Present).then(|| WafView {
        inspected: INSPECTED_BYTES,
        methods: Escaped::trusted(methods.join(" ")),
        includes: rule_files(folder).into_iter().map(Escaped::trusted).collect(),
    })
}
