//! Pages for errors of the proxy's own. An error leaves the location that it happened in, and that location's headers
//! with it, so each distinct set of headers needs a page.

use super::distinct::Distinct;
use super::headers::HeaderView;
use super::routing::RouteView;
use crate::escape::Escaped;

crate::view! {
    /// A location that answers errors.
    pub struct ErrorPageView {
        /// Its name.
        pub name: Escaped,
        /// Headers of the route that the error happened on.
        pub headers: Vec<HeaderView>,
    }
}

/// The page of routes that add no headers of their own.
const USUAL: &str = "@errors";

/// Gives every route of a server that adds headers a page with them; the others share one with the headers that the
/// server adds to all answers, else the `usual` ones of this nginx.
pub fn assign(routes: &mut [RouteView], shared: &[HeaderView], usual: &[HeaderView]) -> Vec<ErrorPageView> {
    let mut sets: Distinct<Vec<HeaderView>> = Distinct::default();
    for route in routes.iter_mut() {
        route.error_page = if route.add_headers.is_empty() {
            // Whoever says something of his own about one error has to name the pages of all.
            let is_told_apart = route.guard.as_ref().is_some_and(|guard| guard.refused.is_some());
            is_told_apart.then(|| Escaped::trusted(USUAL))
        } else {
            Some(page_name(sets.number(route.add_headers.clone())))
        };
    }
    let headers = if shared.is_empty() { usual.to_vec() } else { shared.to_vec() };
    let usual = ErrorPageView { name: Escaped::trusted(USUAL), headers };
    let page = |(number, headers): (usize, &Vec<HeaderView>)| ErrorPageView {
        name: page_name(number),
        headers: headers.clone(),
    };
    std::iter::once(usual).chain(sets.iter().map(page)).collect()
}

fn page_name(number: usize) -> Escaped {
    Escaped::trusted(format!("@errors_{number}"))
}
