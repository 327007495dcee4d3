//! `strip_prefix` and `add_prefix`: what becomes of the path on its way upstream.

use super::rules::{key, only};
use super::view::PrefixView;
use crate::escape::{Escaped, haproxy};
use crate::plan::{Action, Proxied, Route};

/// The new path; all other bytes stay as they came.
pub fn prefixes(backend: &str, routes: &[&Route<'_>]) -> Result<Vec<PrefixView>, String> {
    let mut views = Vec::new();
    for route in routes {
        let Action::Proxy(Proxied { upstream: _, canary: _, strip_prefix, add_prefix }) = &route.action else {
            continue;
        };
        let added = match add_prefix {
            Some(path) if !path.is_root() => path.as_str(),
            Some(_) | None => "",
        };
        if !***strip_prefix && added.is_empty() {
            continue;
        }
        // Cut by length, not by a pattern: what is cut has been seen to be the prefix in its plain form.
        let path = if ***strip_prefix {
            format!("{added}/%[path,bytes({})]", route.path.as_str().len() + 1)
        } else {
            format!("{added}%[path]")
        };
        views.push(PrefixView {
            key: key(&[route], if ***strip_prefix { "strip_prefix" } else { "add_prefix" }),
            only: (routes.len() > 1).then(|| only(backend, &[route])),
            plain: strip_prefix.then(|| route.path.to_string()),
            below: strip_prefix.then(|| format!("{}/", route.path)),
            path: Escaped::trusted(haproxy::word(&path)?.into_owned()),
        });
    }
    Ok(views)
}
