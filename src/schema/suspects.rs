//! What the validator is to look at: all of a topology but the routes, upstreams and services that their types accept.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::json;
use crate::diagnostic::ENOUGH;
use crate::source::{self, NodeId, Tree};
use crate::topology::{Leaf as _, ResourceName, Route, Service, Upstream};

/// A part of a tree as a JSON value, small enough that what the validator costs follows the errors and not the file.
pub(super) struct Suspects {
    /// The value.
    pub instance: Value,
    /// The places in the file of the routes that are left.
    routes: Vec<usize>,
}

impl Suspects {
    /// Picks what the types do not accept, and everything outside of the three collections that grow with a stack.
    pub fn of(tree: &Tree<'_>) -> Self {
        let entries = tree.entries(tree.root());
        let mut routes = Vec::new();
        if entries.is_empty() {
            return Self { instance: json::value(tree, tree.root()), routes };
        }
        let pairs = entries.iter().take(json::MOST).map(|entry| {
            let value = match &*entry.key {
                "routes" if !tree.items(entry.value).is_empty() => {
                    routes = wrong_routes(tree, entry.value);
                    let items = tree.items(entry.value);
                    let wrong = routes.iter().filter_map(|at| items.get(*at));
                    Value::Array(wrong.map(|item| json::value(tree, *item)).collect())
                }
                "upstreams" => wrong_entries::<Upstream>(tree, entry.value),
                "services" => wrong_entries::<Service>(tree, entry.value),
                _ => json::value(tree, entry.value),
            };
            (entry.key.to_string(), value)
        });
        let instance = Value::Object(pairs.collect());
        Self { instance, routes }
    }

    /// The segments of a path in the instance as those of the tree.
    pub fn original(&self, mut path: Vec<String>) -> Vec<String> {
        if let [collection, index, ..] = path.as_mut_slice()
            && collection == "routes"
            && let Some(original) = index.parse().ok().and_then(|at: usize| self.routes.get(at))
        {
            *index = original.to_string();
        }
        path
    }
}

fn wrong_routes(tree: &Tree<'_>, list: NodeId) -> Vec<usize> {
    let items = tree.items(list).iter().enumerate();
    items.filter(|(_, item)| is_wrong::<Route>(tree, **item)).map(|(at, _)| at).take(ENOUGH).collect()
}

fn wrong_entries<T: DeserializeOwned>(tree: &Tree<'_>, map: NodeId) -> Value {
    let entries = tree.entries(map);
    if entries.is_empty() {
        return json::value(tree, map);
    }
    let wrong =
        entries.iter().filter(|entry| ResourceName::read(&entry.key).is_err() || is_wrong::<T>(tree, entry.value));
    Value::Object(wrong.take(ENOUGH).map(|entry| (entry.key.to_string(), json::value(tree, entry.value))).collect())
}

fn is_wrong<T: DeserializeOwned>(tree: &Tree<'_>, id: NodeId) -> bool {
    source::from_node::<T>(tree, id).is_err()
}
