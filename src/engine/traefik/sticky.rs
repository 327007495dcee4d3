//! `sticky`: a cookie that keeps a client at one server.

use super::draft::Draft;
use super::surface::Surface;
use crate::engine::{Feature, Refusal};
use crate::plan::{CookieSecurity, StickyCookie, Upstream};
use crate::topology::{Duration, SameSite};

crate::view! {
    /// `sticky.cookie`.
    #[derive(Debug)]
    pub struct CookieView {
        name: String,
        secure: bool,
        http_only: bool,
        same_site: &'static str,
        max_age: Option<u64>,
        path: String,
    }
}

/// The cookie as one side sets it.
pub fn cookie(cookie: &StickyCookie<'_>, side: &Surface) -> CookieView {
    let StickyCookie { place: _, name, max_age, secure, http_only, same_site, path } = cookie;
    CookieView {
        name: name.as_str().to_owned(),
        secure: match secure {
            CookieSecurity::Always => true,
            CookieSecurity::Never => false,
            CookieSecurity::WhenHttps => side.https,
        },
        http_only: *http_only,
        same_site: match same_site {
            SameSite::Lax => "lax",
            SameSite::Strict => "strict",
            SameSite::None => "none",
        },
        max_age: max_age.map(Duration::seconds_up),
        path: path.as_str().to_owned(),
    }
}

/// Says where a client cannot be kept at its server.
pub fn review(draft: &mut Draft<'_, '_>, upstream: &Upstream<'_>) {
    if let Some(cookie) = upstream.sticky.as_ref().filter(|_| !draft.gates.passive_health()) {
        let refusal = Refusal {
            what: "move a client away from a dead server that its cookie names".to_owned(),
            why: "it leaves servers out by what their answers show from 3.6 on".to_owned(),
            help: "say `version: \"3.6\"` if that is what runs".to_owned(),
        };
        draft.findings.refuse(Feature::Sticky, cookie.place, refusal);
    }
}
