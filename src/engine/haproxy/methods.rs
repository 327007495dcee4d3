//! Methods that a route lets in.

use super::rules::Shared;
use super::view::MethodsView;
use crate::escape::Escaped;
use crate::source::Placed;
use crate::topology::Method;

/// Who may GET may HEAD.
pub fn methods(routes: &[Shared<'_, Placed<Vec<Placed<Method>>>>]) -> Vec<MethodsView> {
    routes
        .iter()
        .map(|shared| {
            let mut names: Vec<&str> = Vec::new();
            for method in shared.value.iter() {
                let with_head: &[&str] = if method.as_str() == "GET" { &["GET", "HEAD"] } else { &[method.as_str()] };
                names.extend(with_head.iter().filter(|name| !names.contains(name)).copied().collect::<Vec<_>>());
            }
            MethodsView {
                key: shared.key.clone(),
                only: shared.only.clone(),
                methods: Escaped::trusted(names.join(" ")),
                allow: names.join(", "),
            }
        })
        .collect()
}
