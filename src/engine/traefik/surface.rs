//! The sides on which routes are served: plain HTTP, HTTPS, or both.

use crate::plan::Plan;
use crate::topology::ListenAddress;

/// One side, with its entry points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surface {
    /// It speaks TLS.
    pub https: bool,
    /// Its entry points, as the text of a YAML list.
    pub entry_points: String,
    /// How many entry points it has.
    pub count: usize,
    /// Tells its routers and services from the other side's; none when there is one side only.
    pub suffix: Option<&'static str>,
}

/// The name of the entry point at that place of its list.
pub fn entry_point(side: &str, at: usize, addresses: &[ListenAddress]) -> String {
    if addresses.len() == 1 { side.to_owned() } else { format!("{side}-{}", at + 1) }
}

fn surface(https: bool, addresses: &[ListenAddress], suffix: bool) -> Surface {
    let side = if https { "https" } else { "http" };
    let names: Vec<String> = (0..addresses.len()).map(|at| entry_point(side, at, addresses)).collect();
    Surface { https, entry_points: names.join(", "), count: addresses.len(), suffix: suffix.then_some(side) }
}

/// Plain HTTP sends everything to HTTPS.
pub fn redirects(plan: &Plan<'_>) -> bool {
    plan.tls.as_ref().is_some_and(|tls| tls.redirect_http)
}

/// Plain HTTP, if it listens.
pub fn plain(plan: &Plan<'_>) -> Option<Surface> {
    let both = !plan.listeners.https.is_empty() && !redirects(plan);
    (!plan.listeners.http.is_empty()).then(|| surface(false, &plan.listeners.http, both))
}

/// The sides that serve routes.
pub fn serving(plan: &Plan<'_>) -> Vec<Surface> {
    let open = plain(plan).filter(|_| !redirects(plan));
    let both = open.is_some();
    let secure = (!plan.listeners.https.is_empty()).then(|| surface(true, &plan.listeners.https, both));
    secure.into_iter().chain(open).collect()
}
