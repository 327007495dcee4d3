//! Names of lbgen's own in compose.yaml, kept apart from those that the user gave.

use super::Directory;
use crate::plan::Service;

/// The proxy's service: `proxy`, or `proxy-2` and so on where a service or a container is called so.
pub(super) fn proxy(directory: &Directory<'_, '_>) -> String {
    free("proxy", |name| directory.knows(name))
}

/// The anchor of the log settings: `logging`, or `logging-2` and so on where a service's anchor is called so.
pub(super) fn logging(services: &[Service<'_>]) -> String {
    free("logging", |name| services.iter().any(|service| service.name.as_str() == name))
}

/// The name, or that name with a number where it is taken.
pub(super) fn free(wanted: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2_u32..).map(|number| format!("{wanted}-{number}"));
    std::iter::once(wanted.to_owned()).chain(numbered).find(|name| !is_taken(name)).unwrap_or_default()
}
