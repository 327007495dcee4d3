//! Where routes are served: the public ones on plain HTTP, HTTPS, or both; the private ones on plain HTTP of their own.

use crate::plan::{Plan, Side};
use crate::topology::ListenAddress;

/// One way of serving routes, with its entry points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surface {
    /// The side whose routes it serves.
    pub side: Side,
    /// It speaks TLS.
    pub https: bool,
    /// Its entry points, as the text of a YAML list.
    pub entry_points: String,
    /// How many entry points it has.
    pub count: usize,
    /// Tells its routers and services from another surface's; none of the one public surface.
    pub suffix: Option<&'static str>,
}

/// The name of the entry point at that place of its list.
pub fn entry_point(list: &str, at: usize, addresses: &[ListenAddress]) -> String {
    if addresses.len() == 1 { list.to_owned() } else { format!("{list}-{}", at + 1) }
}

/// The surface of a list of listeners that is not empty.
fn surface(side: Side, list: &'static str, addresses: &[ListenAddress], suffix: bool) -> Option<Surface> {
    let names: Vec<String> = (0..addresses.len()).map(|at| entry_point(list, at, addresses)).collect();
    (!addresses.is_empty()).then(|| Surface {
        side,
        https: list == "https",
        entry_points: names.join(", "),
        count: addresses.len(),
        suffix: suffix.then_some(list),
    })
}

/// Plain HTTP sends everything to HTTPS.
pub fn redirects(plan: &Plan<'_>) -> bool {
    plan.tls.as_ref().is_some_and(|tls| tls.redirect_http)
}

/// Public plain HTTP, if it listens.
pub fn plain(plan: &Plan<'_>) -> Option<Surface> {
    let both = !plan.listeners.https.is_empty() && !redirects(plan);
    surface(Side::Public, "http", &plan.listeners.http, both)
}

/// All that serve routes, HTTPS first and the private side last.
pub fn serving(plan: &Plan<'_>) -> Vec<Surface> {
    let open = plain(plan).filter(|_| !redirects(plan));
    let both = open.is_some();
    let secure = surface(Side::Public, "https", &plan.listeners.https, both);
    let private = surface(Side::Private, "private", &plan.listeners.private, true);
    secure.into_iter().chain(open).chain(private).collect()
}

/// Those of a side.
pub fn of_side(surfaces: &[Surface], side: Side) -> impl Iterator<Item = &Surface> + Clone {
    surfaces.iter().filter(move |surface| surface.side == side)
}
