//! Headers that routes set and remove; those of answers also on the answers that HAProxy makes itself.

use super::rules::Shared;
use super::view::{HeaderRulesView, HeaderView, SecurityHeadersView};
use crate::escape::{Escaped, haproxy};
use crate::plan::policy::SECURITY_HEADERS;
use crate::source::Placed;
use crate::topology::{HeaderRules, Headers};

/// The headers that tell browsers to be careful.
pub fn security(routes: &[Shared<'_, Placed<bool>>]) -> Result<Vec<SecurityHeadersView>, String> {
    let views = routes.iter().map(|shared| {
        let headers =
            SECURITY_HEADERS.iter().map(|(name, value)| header(name, value)).collect::<Result<_, String>>()?;
        Ok(SecurityHeadersView { key: shared.key.clone(), only: shared.only.clone(), headers })
    });
    views.collect()
}

fn header(name: &str, value: &str) -> Result<HeaderView, String> {
    Ok(HeaderView { name: name.to_owned(), value: Escaped::trusted(haproxy::format(value)?) })
}

/// What the route changes in answers.
pub fn response(routes: &[Shared<'_, Placed<Headers>>]) -> Result<Vec<HeaderRulesView>, String> {
    views(routes, |headers| {
        let Headers { request: _, response } = headers;
        response
    })
}

/// What the route changes in requests.
pub fn request(routes: &[Shared<'_, Placed<Headers>>]) -> Result<Vec<HeaderRulesView>, String> {
    views(routes, |headers| {
        let Headers { request, response: _ } = headers;
        request
    })
}

fn views(
    routes: &[Shared<'_, Placed<Headers>>],
    of: impl Fn(&Headers) -> &HeaderRules,
) -> Result<Vec<HeaderRulesView>, String> {
    let mut views = Vec::new();
    for shared in routes {
        let HeaderRules { set, remove } = of(shared.value.value());
        if set.is_empty() && remove.is_empty() {
            continue;
        }
        views.push(HeaderRulesView {
            key: shared.key.clone(),
            only: shared.only.clone(),
            set: set
                .iter()
                .map(|(name, value)| header(name.as_str(), value.as_str()))
                .collect::<Result<_, String>>()?,
            remove: remove.iter().map(|name| name.to_string()).collect(),
        });
    }
    Ok(views)
}
