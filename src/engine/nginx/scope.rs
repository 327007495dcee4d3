//! What the pieces of one nginx.conf have in common: the plan, the release, what is said of both, and the variables
//! and zones that they declare.

use super::access::AccessList;
use super::active_checks::CheckedView;
use super::auth::KeyList;
use super::distinct::Distinct;
use super::forward::Service;
use super::modules::Modules;
use super::names::Lookup;
use super::paths::PathChange;
use super::rate_limit::RateZone;
use super::release::Release;
use super::secrets::SecretHeader;
use super::text::Texts;
use super::waf::Firewall;
use crate::engine::Findings;
use crate::plan::Plan;
use crate::topology::NginxAcme;

/// What the pieces of one nginx.conf have in common.
pub struct Scope<'p, 't> {
    /// What is rendered.
    pub plan: &'p Plan<'t>,
    /// The oldest nginx that must take it.
    pub release: Release,
    /// How names of servers are looked up.
    pub lookup: Lookup,
    /// What is refused and what is done another way.
    pub findings: Findings<'t>,
    /// What this nginx has beyond its core.
    pub modules: Modules<'t>,
    /// Who gets the certificates of `tls.acme`.
    pub acme: NginxAcme,
    /// HTTP/3 is asked for, and this nginx speaks it.
    pub http3: bool,
    /// The firewall that routes ask for.
    pub firewall: Firewall,
    /// Upstreams whose servers njs asks.
    pub checked: Vec<CheckedView>,
    /// Variables for user text.
    pub texts: Texts,
    /// `routes.*.methods`.
    pub methods: Distinct<Vec<String>>,
    /// `routes.*.access`.
    pub access: Distinct<AccessList>,
    /// `routes.*.rate_limit`.
    pub rates: Distinct<RateZone>,
    /// `routes.*.concurrency`: what is counted by.
    pub concurrency: Distinct<String>,
    /// `routes.*.headers.request.set.*.from_secret`.
    pub secrets: Distinct<SecretHeader>,
    /// `routes.*.auth.api_key`.
    pub keys: Distinct<KeyList>,
    /// `routes.*.auth.basic`: the files of the users.
    pub users: Distinct<String>,
    /// `routes.*.auth.forward.url`.
    pub services: Distinct<Service>,
    /// `routes.*.auth.forward.tls.ca`.
    pub authorities: Distinct<String>,
    /// `routes.*.strip_prefix`.
    pub paths: Distinct<PathChange>,
    /// Some limit counts by the client's network.
    pub counts_clients: bool,
    /// Some redirect names the path alone.
    pub names_path: bool,
}
