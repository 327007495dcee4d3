//! Headers that routes set and remove; those of answers also on the answers that HAProxy makes itself.

use super::rules::Shared;
use super::secrets;
use super::view::{HeaderRulesView, HeaderView, SecurityHeadersView};
use crate::escape::{Escaped, haproxy};
use crate::plan::policy::SECURITY_HEADERS;
use crate::source::Placed;
use crate::topology::{HeaderRules, Headers, RequestHeaders, RequestValue};

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
    let mut views = Vec::new();
    for shared in routes {
        let Headers { request: _, response: HeaderRules { set, remove } } = shared.value.value();
        let set = set.iter().map(|(name, value)| header(name.as_str(), value.as_str()));
        let remove = remove.iter().map(|name| name.to_string()).collect();
        views.push(view(shared, Vec::new(), set.collect::<Result<_, String>>()?, remove));
    }
    Ok(views.into_iter().flatten().collect())
}

/// What the route changes in requests.
pub fn request(routes: &[Shared<'_, Placed<Headers>>]) -> Result<Vec<HeaderRulesView>, String> {
    let mut views = Vec::new();
    for shared in routes {
        let Headers { request: RequestHeaders { set, remove }, response: _ } = shared.value.value();
        let set = set.iter().map(|(name, value)| match value.value() {
            RequestValue::Text(text) => header(name.as_str(), text.as_str()),
            RequestValue::Secret(secret) => Ok(HeaderView { name: name.to_string(), value: secrets::value(secret) }),
        });
        let remove = remove.iter().map(|name| name.to_string()).collect();
        views.push(view(shared, secrets::names(shared.value), set.collect::<Result<_, String>>()?, remove));
    }
    Ok(views.into_iter().flatten().collect())
}

fn view(
    shared: &Shared<'_, Placed<Headers>>,
    secrets: Vec<Escaped>,
    set: Vec<HeaderView>,
    remove: Vec<String>,
) -> Option<HeaderRulesView> {
    let is_empty = set.is_empty() && remove.is_empty();
    (!is_empty).then(|| HeaderRulesView { key: shared.key.clone(), only: shared.only.clone(), secrets, set, remove })
}
