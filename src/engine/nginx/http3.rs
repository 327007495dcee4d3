//! `tls.http3`: who speaks it, and how clients are told of it.

use super::headers::HeaderView;
use super::scope::Scope;
use crate::engine::{Feature, Refusal};
use crate::plan::{Listeners, Side, Tls};
use crate::topology::NginxModule;

crate::view! {
    /// HTTP/3.
    pub struct Http3View {
        /// Some listener has another port than 443, which then belongs to the name of the host.
        pub names_port: bool,
    }
}

/// HTTP/3 is asked for, and this nginx speaks it. An nginx that does not is refused.
pub fn speaks(scope: &mut Scope<'_, '_>) -> bool {
    let Some(asked) = scope.plan.tls.as_ref().and_then(|tls| tls.http3) else { return false };
    let is_new = scope.release.speaks_http3();
    if is_new && scope.modules.need(NginxModule::HttpV3) {
        return true;
    }
    let (why, help) = if is_new {
        ("`modules` does not name the module that speaks it", "add `http_v3` to `modules` if this nginx has it")
    } else {
        ("nginx speaks it since 1.25.0", "use nginx 1.25 or later")
    };
    let refusal = Refusal { what: "speak HTTP/3".to_owned(), why: why.to_owned(), help: help.to_owned() };
    scope.findings.refuse(Feature::Http3, asked.place(), refusal);
    false
}

/// What the file says of it once for all.
pub fn view(listeners: &Listeners, speaks: bool) -> Option<Http3View> {
    speaks.then(|| Http3View { names_port: listeners.https.iter().any(|address| address.port != 443) })
}

/// The headers that every answer over HTTPS carries, as a side adds them; empty over plain HTTP.
pub fn answer_headers(tls: Option<&Tls<'_>>, side: Side, speaks_http3: bool) -> Vec<HeaderView> {
    match side {
        Side::Private => return Vec::new(),
        Side::Public => {}
    }
    let hsts = tls.and_then(|tls| tls.hsts).map(|_| HeaderView::fixed("Strict-Transport-Security", "$hsts"));
    let http3 = speaks_http3.then(|| HeaderView::fixed("Alt-Svc", "$alt_svc"));
    hsts.into_iter().chain(http3).collect()
}
