//! `auth.forward`: HAProxy asks nobody. Where that is waived, nobody passes for one whom the service would have named.

use super::context::Context;
use super::rules::Shared;
use super::view::HeaderRulesView;
use crate::engine::{Feature, Refusal};
use crate::plan::{Plan, Route};
use crate::source::Placed;
use crate::topology::ForwardAuth;

/// Says that no service is asked.
pub fn report(plan: &Plan<'_>, context: &mut Context<'_>) {
    for forward in plan.routes.iter().filter_map(Route::forward) {
        let refusal = Refusal {
            what: "ask an authentication service".to_owned(),
            why: "no version does by itself; what there is are scripts in Lua, which not every build runs".to_owned(),
            help: "make a proxy that authenticates, such as oauth2-proxy, the route's upstream, or use another engine"
                .to_owned(),
        };
        context.findings.refuse(Feature::Forward, forward.place(), refusal);
    }
}

/// Takes away what the service alone may say.
pub fn claims(routes: &[Shared<'_, Placed<ForwardAuth>>]) -> Vec<HeaderRulesView> {
    let view = |shared: &Shared<'_, Placed<ForwardAuth>>| HeaderRulesView {
        key: shared.key.clone(),
        only: shared.only.clone(),
        secrets: Vec::new(),
        set: Vec::new(),
        remove: shared.value.copy_headers.iter().map(|name| name.to_string()).collect(),
    };
    routes.iter().map(view).filter(|view| !view.remove.is_empty()).collect()
}
