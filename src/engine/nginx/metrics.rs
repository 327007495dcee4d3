//! `metrics` and the admin listener.

use super::listen::{Role, listens};
use super::scope::Scope;
use crate::engine::{Feature, Refusal};
use crate::escape::Escaped;
use crate::topology::NginxModule;

crate::view! {
    /// The admin listener.
    pub struct AdminView {
        /// Where it listens.
        pub listens: Vec<Escaped>,
        /// It serves metrics.
        pub metrics: bool,
    }
}

/// The admin listener, where there is one. The official images have the module that counts connections.
pub fn view(scope: &mut Scope<'_, '_>) -> Option<AdminView> {
    let address = scope.plan.listeners.admin?;
    let counts = scope.modules.need(NginxModule::StubStatus);
    if scope.plan.metrics && !counts {
        scope.findings.refuse(
            Feature::Metrics,
            scope.modules.place(),
            Refusal {
                what: "serve metrics".to_owned(),
                why: "`modules` does not name the module that counts connections".to_owned(),
                help: "add `stub_status` to `modules` if this nginx has it".to_owned(),
            },
        );
    }
    let listens = listens(&[address], Role::PLAIN, scope.release);
    Some(AdminView { listens, metrics: scope.plan.metrics && counts })
}
