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

/// Things by the value that they share, in the order in which the values first came.
pub fn grouped<K: Clone + Eq + Hash, T>(things: impl Iterator<Item = (T, K)>) -> Vec<(K, Vec<T>)> {
    let mut places: HashMap<K, usize> = HashMap::new();
    let mut groups: Vec<(K, Vec<T>)> = Vec::new();
    for (thing, value) in things {
        let at = *places.entry(value.clone()).or_insert_with(|| {
            groups.push((value, Vec::new()));
            groups.len() - 1
        });
        if let Some((_, list)) = groups.get_mut(at) {
            list.push(thing);
        }
    }
    groups
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
