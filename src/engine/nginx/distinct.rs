//! Declarations that many routes share: each distinct one is written once, under a number.

use std::collections::HashMap;
use std::hash::Hash;

/// Distinct values in the order in which they first came.
#[derive(Debug)]
pub struct Distinct<K> {
    values: Vec<K>,
    numbers: HashMap<K, usize>,
}

impl<K> Default for Distinct<K> {
    fn default() -> Self {
        Self { values: Vec::new(), numbers: HashMap::new() }
    }
}

impl<K: Clone + Eq + Hash> Distinct<K> {
    /// The value's number, from 1; the same for equal values.
    pub fn number(&mut self, value: K) -> usize {
        if let Some(number) = self.numbers.get(&value) {
            return *number;
        }
        self.values.push(value.clone());
        self.numbers.insert(value, self.values.len());
        self.values.len()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// The values with their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &K)> {
        self.values.iter().enumerate().map(|(at, value)| (at + 1, value))
    }
}
