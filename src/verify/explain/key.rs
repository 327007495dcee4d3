//! Where in the topology a path of keys is written.

use crate::source::{Kind, NodeId, Span, Tree};

/// The place of `upstreams.chat.sticky`, `routes[0]` or `routes.*.compress`; none when nobody wrote it.
///
/// What an upstream or a route does not set itself may be set for all of them under `defaults`.
pub(super) fn find(tree: &Tree<'_>, path: &str) -> Option<Span> {
    let steps = steps(path);
    let own = walk(tree, tree.root(), &steps);
    own.or_else(|| match steps.as_slice() {
        [list, _, rest @ ..] if !rest.is_empty() => {
            let kind = match list.as_str() {
                "upstreams" => "upstream",
                "routes" => "route",
                _ => return None,
            };
            let steps = [&["defaults".to_owned(), kind.to_owned()], rest].concat();
            walk(tree, tree.root(), &steps)
        }
        _ => None,
    })
}

/// The route for a host, as the comments above a host's server name it.
pub(super) fn host(tree: &Tree<'_>, host: &str) -> Option<Span> {
    let routes = tree.entry(tree.root(), "routes")?.value;
    let named = tree.items(routes).iter().filter_map(|route| tree.entry(*route, "host")).flat_map(|entry| {
        let items = tree.items(entry.value);
        if items.is_empty() { vec![entry.value] } else { items.to_vec() }
    });
    let is_it =
        |id: &NodeId| matches!(&tree.node(*id).kind, Kind::Scalar { text, .. } if text.eq_ignore_ascii_case(host));
    named.filter(is_it).map(|id| tree.node(id).span).next()
}

/// `routes[0].max_body` in steps: `routes`, `0`, `max_body`; an index that is left open is `*`.
fn steps(path: &str) -> Vec<String> {
    let steps = path.split(['.', '[']).map(|step| step.trim_end_matches(']'));
    steps.map(|step| if step.is_empty() { "*" } else { step }.to_owned()).collect()
}

fn walk(tree: &Tree<'_>, id: NodeId, steps: &[String]) -> Option<Span> {
    let (step, rest) = steps.split_first()?;
    let down = |child: NodeId, here: Span| if rest.is_empty() { Some(here) } else { walk(tree, child, rest) };
    if step == "*" {
        let items = tree.items(id).iter().map(|item| (*item, first(tree, *item)));
        let entries = tree.entries(id).iter().map(|entry| (entry.value, entry.key_span));
        return items.chain(entries).find_map(|(child, here)| down(child, here));
    }
    if let Some(entry) = tree.entry(id, step) {
        return down(entry.value, entry.key_span);
    }
    let item = *tree.items(id).get(step.parse::<usize>().ok()?)?;
    down(item, first(tree, item))
}

/// The narrowest place that stands for a whole item: its first key.
fn first(tree: &Tree<'_>, id: NodeId) -> Span {
    tree.entries(id).first().map_or(tree.node(id).span, |entry| entry.key_span)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
defaults: { route: { max_body: 1MiB } }
upstreams:
  chat: { sticky: {} }
routes:
  - host: [A.example.com, b.example.com]
    compress: true
";

    fn at(path: &str) -> Option<&'static str> {
        let tree = Tree::read(TEXT).unwrap();
        find(&tree, path).map(|span| &TEXT[span.start as usize..span.end as usize])
    }

    #[test]
    fn a_path_leads_to_its_key() {
        assert_eq!(at("upstreams.chat.sticky"), Some("sticky"));
        assert_eq!(at("upstreams.chat"), Some("chat"));
        assert_eq!(at("routes[0]"), Some("host"));
        assert_eq!(at("routes.*.compress"), Some("compress"));
        assert_eq!(at("routes[].compress"), Some("compress"));
        assert_eq!(at("routes[0].max_body"), Some("max_body"));
        assert_eq!(at("routes[1].max_body"), None.or(at("defaults.route.max_body")));
        assert_eq!(at("upstreams.chat.retries"), None);
        assert_eq!(at("names are looked up"), None);
    }

    #[test]
    fn a_host_leads_to_its_route() {
        let tree = Tree::read(TEXT).unwrap();
        let span = host(&tree, "a.example.com").unwrap();
        assert_eq!(&TEXT[span.start as usize..span.end as usize], "A.example.com");
    }
}
