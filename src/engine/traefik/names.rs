//! Generated names: things with the same content share one.

use std::collections::HashMap;
use std::hash::Hash;

/// Things that are defined once and named wherever they are used, however many ask for them.
#[derive(Debug)]
pub struct Shared<T> {
    prefix: &'static str,
    numbers: HashMap<T, usize>,
    items: Vec<T>,
}

impl<T: Clone + Eq + Hash> Shared<T> {
    /// None yet; names will be the prefix and a number.
    pub fn new(prefix: &'static str) -> Self {
        Self { prefix, numbers: HashMap::new(), items: Vec::new() }
    }

    /// The name of what holds exactly this.
    pub fn name(&mut self, item: T) -> String {
        let items = &mut self.items;
        let number = self.numbers.entry(item).or_insert_with_key(|item| {
            items.push(item.clone());
            items.len()
        });
        format!("{}-{number}", self.prefix)
    }

    /// Names and things, in the order in which they were first asked for.
    pub fn into_named(self) -> impl Iterator<Item = (String, T)> {
        let prefix = self.prefix;
        self.items.into_iter().enumerate().map(move |(at, item)| (format!("{prefix}-{}", at + 1), item))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_content_has_the_same_name() {
        let mut shared = Shared::new("retry");
        assert_eq!(shared.name(2), "retry-1");
        assert_eq!(shared.name(5), "retry-2");
        assert_eq!(shared.name(2), "retry-1");
        let named: Vec<_> = shared.into_named().collect();
        assert_eq!(named, [("retry-1".to_owned(), 2), ("retry-2".to_owned(), 5)]);
    }
}
