//! `strip_prefix` and `add_prefix`. They work on the path as it came, since nginx's own ways decode it and encode it
//! anew.

use super::distinct::Distinct;
use super::scope::Scope;
use super::text::{Part, Texts};
use crate::escape::{Escaped, nginx};
use crate::plan::Proxied;
use crate::topology::RoutePath;

/// What is taken from a path, and what is put before the rest.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PathChange {
    strip: RoutePath,
    add: Option<RoutePath>,
}

crate::view! {
    /// A variable that holds the changed path and query.
    pub struct PathMapView {
        /// The variable.
        pub name: Escaped,
        /// Matches paths below the one that is taken away.
        pub below: Escaped,
        /// What becomes of them.
        pub below_becomes: Escaped,
        /// Matches that path itself.
        pub itself: Escaped,
        /// What becomes of it.
        pub itself_becomes: Escaped,
    }
}

/// Where a route's requests go. A path that is cut comes with its variable: empty for a path that, written another way
/// (`/%61pi`), is below the route's own but does not begin with its letters.
pub fn pass(
    path: &RoutePath,
    proxied: &Proxied<'_>,
    scheme: &str,
    group: &str,
    scope: &mut Scope<'_, '_>,
) -> (Option<Escaped>, Escaped) {
    let Proxied { upstream: _, canary: _, strip_prefix, add_prefix } = proxied;
    let mut parts = vec![Part::Text(scheme), Part::Text("://")];
    parts.push(group.strip_prefix('$').map_or(Part::Text(group), Part::Variable));
    if ***strip_prefix {
        let change = PathChange { strip: path.clone(), add: add_prefix.map(|add| add.value().clone()) };
        let name = name(scope.paths.number(change));
        parts.push(Part::Variable(name.as_str()));
        let pass = scope.texts.word(&parts);
        return (Some(name), pass);
    }
    if let Some(add) = add_prefix {
        parts.extend([Part::Text(add.as_str()), Part::Variable("request_uri")]);
    }
    (None, scope.texts.word(&parts))
}

fn name(number: usize) -> Escaped {
    Escaped::trusted(format!("path_{number}"))
}

/// The variables of all routes.
pub fn views(changes: &Distinct<PathChange>, texts: &mut Texts) -> Vec<PathMapView> {
    let pattern = |text: String| Escaped::trusted(nginx::literal(&text));
    changes
        .iter()
        .map(|(number, PathChange { strip, add })| {
            let add = add.as_ref().filter(|add| !add.is_root()).map_or("", |add| add.as_str());
            let prefix = nginx::pattern(strip.as_str());
            PathMapView {
                name: name(number),
                below: pattern(format!("~^{prefix}(?<rest>/.*)$")),
                below_becomes: texts.word(&[Part::Text(add), Part::Variable("rest")]),
                itself: pattern(format!("~^{prefix}(?<asked>[?].*)?$")),
                itself_becomes: texts.word(&[Part::Text(add), Part::Text("/"), Part::Variable("asked")]),
            }
        })
        .collect()
}
