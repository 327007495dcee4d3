//! `waf`: what the engines have in common.

use super::{Feature, Findings, Refusal};
use crate::plan::{Plan, Route};
use crate::source::{Place, Placed};

/// Where it is asked for by routes of that kind.
pub fn places(plan: &Plan<'_>, is_meant: impl Fn(&Route<'_>) -> bool) -> Vec<Option<Place>> {
    plan.routes.iter().filter(|route| is_meant(route)).filter_map(|route| route.waf).map(Placed::place).collect()
}

/// Refuses it where the engine has no firewall.
pub fn refuse(plan: &Plan<'_>, why: &str, findings: &mut Findings<'_>) {
    for place in places(plan, |_| true) {
        let refusal = Refusal {
            what: "inspect requests".to_owned(),
            why: why.to_owned(),
            help: "run a firewall as the upstream in front of the app (docs/waf.md shows one), or use nginx with ModSecurity"
                .to_owned(),
        };
        findings.refuse(Feature::Waf, place, refusal);
    }
}
