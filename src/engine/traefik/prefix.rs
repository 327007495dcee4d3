//! `strip_prefix` and `add_prefix`: the path that goes upstream.

use super::chain::Middlewares;
use crate::plan::{Proxied, Route};

crate::view! {
    /// `stripPrefix`, `addPrefix`, or both at once as `replacePathRegex`.
    #[derive(Debug, Clone, PartialEq, Eq, Hash)]
    pub struct PathChange { strip: Option<String>, add: Option<String>, replace: Option<Replace> }
}

crate::view! {
    /// `replacePathRegex`.
    #[derive(Debug, Clone, PartialEq, Eq, Hash)]
    pub struct Replace { regex: String, replacement: String }
}

/// The middleware that changes the path, if the route wants it changed.
pub fn change(route: &Route<'_>, proxied: &Proxied<'_>, middlewares: &mut Middlewares) -> Option<String> {
    let Proxied { upstream: _, canary: _, strip_prefix, add_prefix } = proxied;
    let strip = (***strip_prefix).then(|| route.path.as_str().to_owned());
    let add = add_prefix.filter(|prefix| !prefix.is_root()).map(|prefix| prefix.as_str().to_owned());
    let change = match (strip, add) {
        (None, None) => return None,
        // One after the other they would make `/v2` of `/api`, where `/v2/` is owed.
        (Some(strip), Some(add)) => PathChange { strip: None, add: None, replace: Some(replace(&strip, &add)) },
        (strip, add) => PathChange { strip, add, replace: None },
    };
    Some(middlewares.paths.name(change))
}

/// The router has seen to the segment boundary.
fn replace(strip: &str, add: &str) -> Replace {
    Replace { regex: format!("^{}/?(.*)$", quote(strip)), replacement: format!("{}/${{1}}", add.replace('$', "$$")) }
}

/// Text that a regular expression takes for itself.
fn quote(text: &str) -> String {
    let special = |character: char| !character.is_ascii_alphanumeric() && !"/-_".contains(character);
    text.chars().flat_map(|character| special(character).then_some('\\').into_iter().chain([character])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefixes_stand_for_themselves() {
        let Replace { regex, replacement } = replace("/a.b+$1", "/v$1");
        assert_eq!(regex, r"^/a\.b\+\$1/?(.*)$");
        assert_eq!(replacement, "/v$$1/${1}");
    }
}
