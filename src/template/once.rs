//! A long list that a template walks once: its items become values one by one, so that there is never a second copy of
//! all of them.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::vec;

use minijinja::Value;
use minijinja::value::{Enumerator, Object, ObjectRepr};

use super::{Field, Unread};

/// The items of a list that is walked once; a second walk fails the render.
pub struct Once<F>(pub Vec<F>);

impl<F: Field + Send + Sync + 'static> Field for Once<F> {
    fn into_field(self, unread: &Unread) -> Value {
        let is_empty = self.0.is_empty();
        let items = Items { items: self.0.into_iter(), unread: unread.clone() };
        Value::from_object(List { is_empty, items: Mutex::new(Some(items)) })
    }
}

struct List<F: Field> {
    is_empty: bool,
    items: Mutex<Option<Items<F>>>,
}

impl<F: Field> fmt::Debug for List<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list that is walked once")
    }
}

impl<F: Field + Send + Sync + 'static> Object for List<F> {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Iterable
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        match self.items.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some(items) => Enumerator::Iter(Box::new(items)),
            None => Enumerator::NonEnumerable,
        }
    }

    fn enumerator_len(self: &Arc<Self>) -> Option<usize> {
        None
    }

    fn is_true(self: &Arc<Self>) -> bool {
        !self.is_empty
    }
}

struct Items<F: Field> {
    items: vec::IntoIter<F>,
    unread: Unread,
}

impl<F: Field> Iterator for Items<F> {
    type Item = Value;

    fn next(&mut self) -> Option<Value> {
        self.items.next().map(|item| item.into_field(&self.unread))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.items.size_hint()
    }
}

/// What was never reached was never read: its values say so as they go.
impl<F: Field> Drop for Items<F> {
    fn drop(&mut self) {
        self.for_each(drop);
    }
}
