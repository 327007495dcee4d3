//! The cookie that keeps a client at one server.

use super::view::{CookieChangeView, StickyView};
use crate::escape::{Escaped, haproxy};
use crate::plan::{CookieSecurity, StickyCookie};
use crate::topology::SameSite;

/// The cookie; its values are the labels of the servers. HAProxy writes the path `/` and one `Secure` for all
/// listeners: what is asked otherwise is changed in the finished answer.
pub fn sticky(sticky: &StickyCookie<'_>) -> Result<StickyView, String> {
    // The messages about `sticky` are the plan's.
    let StickyCookie { place: _, name, max_age, secure, http_only, same_site, path } = sticky;
    let mut words = vec![haproxy::word(name.as_str())?.into_owned(), "insert indirect nocache".to_owned()];
    if *http_only {
        words.push("httponly".to_owned());
    }
    if *secure == CookieSecurity::Always {
        words.push("secure".to_owned());
    }
    let same_site = match same_site {
        SameSite::Lax => "Lax",
        SameSite::Strict => "Strict",
        SameSite::None => "None",
    };
    words.push(format!("attr SameSite={same_site}"));
    if let Some(max_age) = max_age {
        words.push(format!("attr Max-Age={}", max_age.seconds_up()));
    }
    let cookie = regex_literal(name.as_str());
    let change = |pattern: String, replacement: String, https| {
        Ok::<_, String>(CookieChangeView {
            pattern: Escaped::trusted(haproxy::word(&pattern)?.into_owned()),
            replacement: Escaped::trusted(haproxy::word(&replacement)?.into_owned()),
            https,
        })
    };
    let mut changes = Vec::new();
    if path.as_str() != "/" {
        let path = path.as_str().replace('%', "%%");
        changes.push(change(format!("^({cookie}=[^;]*; path=)/(.*)$"), format!(r"\1{path}\2"), false)?);
    }
    if *secure == CookieSecurity::WhenHttps {
        changes.push(change(format!("^({cookie}=[^;]*; path=.*)$"), r"\1; Secure".to_owned(), true)?);
    }
    Ok(StickyView { cookie: Escaped::trusted(words.join(" ")), changes })
}

/// Of a cookie name's characters only the dot means more than itself in a pattern.
fn regex_literal(name: &str) -> String {
    name.replace('.', "[.]")
}
