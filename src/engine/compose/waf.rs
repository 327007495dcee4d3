//! `waf`: nginx's official image has no ModSecurity.

use super::found::Found;
use crate::diagnostic::Diagnostic;
use crate::engine::{Feature, waf};
use crate::plan::Plan;
use crate::topology::{NginxModule, Proxy};

/// Refuses to put that image in front of the stack where nginx is to inspect requests.
pub fn refuse(plan: &Plan<'_>, front: Option<Proxy>, found: &mut Found) {
    let Some(nginx) = plan.engines.nginx.as_ref().filter(|_| front == Some(Proxy::Nginx)) else { return };
    let is_waived = nginx.waive.iter().any(|waiver| waiver.as_str() == Feature::Waf.name());
    // An nginx without the module is refused already.
    let has_module = |module| nginx.modules.iter().flat_map(|modules| modules.iter()).any(|named| **named == module);
    let Some(asked) = waf::places(plan, |_| true).first().copied() else { return };
    if is_waived || !has_module(NginxModule::Modsecurity) {
        return;
    }
    let summary = "compose cannot run an nginx with ModSecurity in front of the stack";
    let told = Diagnostic::error("unsupported", summary).at(asked.map(|place| place.named()));
    let help = "leave `compose` out and run the folder `nginx` in a container of your own, or run a firewall as a service in \
                front of the app (docs/waf.md shows one)";
    found.tell(
        told.label("asked for here").note("nginx's official image has neither the module nor the rules").help(help),
    );
}
