//! Headers that all routes of a server have in common stand once, at the server.

use super::headers::HeaderView;
use super::routing::RouteView;

/// Headers that all routes of a server have in common.
#[derive(Debug, Default)]
pub struct SharedHeaders {
    /// Headers of the answers.
    pub add: Vec<HeaderView>,
    /// Headers of upstreams' answers that are dropped.
    pub hide: Vec<String>,
    /// Headers that go upstream.
    pub send: Vec<HeaderView>,
}

impl SharedHeaders {
    /// Takes out of the routes what all of them have. Headers of answers stay where some path has no route: its 404
    /// would carry them.
    pub fn lift(routes: &mut [RouteView]) -> Self {
        let mut shared = Self::default();
        if routes.iter().any(RouteView::takes_every_path) {
            shared.add = common(routes.iter().map(|route| &route.add_headers));
        }
        shared.hide = common(routes.iter().filter_map(|route| route.proxy.as_ref()).map(|proxy| &proxy.hide));
        shared.send = common(routes.iter().filter_map(|route| route.proxy.as_ref()).map(|proxy| &proxy.send_headers));
        for route in routes {
            if !shared.add.is_empty() {
                route.add_headers.clear();
            }
            if let Some(proxy) = &mut route.proxy {
                if !shared.hide.is_empty() {
                    proxy.hide.clear();
                }
                if !shared.send.is_empty() {
                    proxy.send_headers.clear();
                }
            }
        }
        shared
    }
}

/// The list that all of them are; empty when they differ.
fn common<'a, T: Clone + PartialEq + 'a>(mut lists: impl Iterator<Item = &'a Vec<T>>) -> Vec<T> {
    let Some(first) = lists.next() else { return Vec::new() };
    if lists.all(|list| list == first) { first.clone() } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_all_have_is_common() {
        let (one, other) = (vec![1, 2], vec![1]);
        assert_eq!(common([&one, &one].into_iter()), one);
        assert!(common([&one, &other].into_iter()).is_empty());
        assert!(common(std::iter::empty::<&Vec<u8>>()).is_empty());
    }
}
