//! `auth.forward`: `forwardAuth`, between what a client may not claim before it and what he may not claim behind it.

use super::client_address::{Peer, aliases};
use super::draft::Draft;
use super::gates::Gates;
use super::headers::Changes;
use crate::plan::{Plan, Route, forward};
use crate::rendered::RenderedFile;
use crate::source::Placed;
use crate::topology::{FilePath, ForwardAuth, ForwardTls};

crate::view! {
    /// `forwardAuth`.
    #[derive(Debug, Clone, PartialEq, Eq, Hash)]
    pub struct ForwardView {
        /// Where the service is asked.
        address: String,
        /// What a trusted proxy says of the client goes to the service.
        through_proxy: bool,
        /// Headers of the answer that go upstream.
        copied: Vec<String>,
        /// The longest body of an answer, in bytes.
        longest: Option<u32>,
        /// Its certificate is not checked.
        unverified: bool,
        /// What it is checked against.
        ca: Option<String>,
    }
}

/// Nobody sends a page of that size to a client that he turns away.
const LONGEST: u32 = 1_048_576;

/// The middlewares that ask the service.
pub fn asked(draft: &mut Draft<'_, '_>, route: &Route<'_>, peer: &Peer<'_>) -> Vec<String> {
    let Some(forward) = route.forward() else { return Vec::new() };
    let before = question(draft.gates, peer);
    let behind = behind(draft.gates, forward);
    let view = view(draft, forward, matches!(peer, Peer::Proxy(_)));
    let middlewares = &mut draft.middlewares;
    let asking = middlewares.forwards.name(view);
    let mut clean = |changes: Changes| (!changes.is_empty()).then(|| middlewares.claims.name(changes.of_request()));
    let (before, behind) = (clean(before), clean(behind));
    before.into_iter().chain([asking]).chain(behind).collect()
}

/// What nobody may claim to the service. Traefik says it by itself, unless a trusted proxy has said it; one that passes it
/// on does not mean it.
fn question(gates: Gates, peer: &Peer<'_>) -> Changes {
    let mut changes = Changes::default();
    if matches!(peer, Peer::Proxy(_)) {
        for name in forward::QUESTION {
            changes.set(name, "");
        }
    }
    drop_aliases(&mut changes, gates, forward::QUESTION);
    changes
}

/// What nobody may claim to the upstream; the service's own words take the place of the name itself.
fn behind(gates: Gates, forward: &ForwardAuth) -> Changes {
    let mut changes = Changes::default();
    drop_aliases(&mut changes, gates, forward.copy_headers.iter().map(|name| name.as_str()));
    changes
}

fn drop_aliases<'n>(changes: &mut Changes, gates: Gates, names: impl IntoIterator<Item = &'n str>) {
    if !gates.alias_headers() {
        for name in names.into_iter().flat_map(aliases) {
            changes.set(&name, "");
        }
    }
}

fn view(draft: &Draft<'_, '_>, forward: &Placed<ForwardAuth>, through_proxy: bool) -> ForwardView {
    let ForwardAuth { url, copy_headers, tls } = forward.value();
    let usual = ForwardTls::default();
    let ForwardTls { verify, ca } = tls.as_ref().map_or(&usual, Placed::value);
    ForwardView {
        address: url.to_string(),
        through_proxy,
        copied: copy_headers.iter().map(|name| name.to_string()).collect(),
        longest: draft.gates.limits_auth_answers().then_some(LONGEST),
        unverified: !**verify,
        ca: ca.as_ref().and_then(|ca| ca_file(draft.plan, ca)),
    }
}

fn authorities<'t>(plan: &Plan<'t>) -> Vec<&'t Placed<FilePath>> {
    let mut known: Vec<&Placed<FilePath>> = Vec::new();
    let all = plan.routes.iter().filter_map(Route::forward).filter_map(|forward| forward.tls.as_ref()?.ca.as_ref());
    for ca in all {
        if known.iter().all(|known| known.as_str() != ca.as_str()) {
            known.push(ca);
        }
    }
    known
}

fn ca_file(plan: &Plan<'_>, ca: &FilePath) -> Option<String> {
    let at = authorities(plan).iter().position(|known| known.as_str() == ca.as_str())?;
    Some(file_name(at))
}

fn file_name(at: usize) -> String {
    format!("certs/auth-{}-ca.pem", at + 1)
}

/// The authorities that services are checked against.
pub fn files(plan: &Plan<'_>) -> Vec<RenderedFile> {
    let copy = |(at, ca): (usize, &Placed<FilePath>)| super::tls::public_copy(&file_name(at), ca);
    authorities(plan).into_iter().enumerate().map(copy).collect()
}
