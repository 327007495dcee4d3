//! Locks that a panic elsewhere does not spoil: what they guard is counters and records, whole at every moment.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Taking a lock.
pub trait Held<T> {
    /// The guarded value, also after a panic of another holder.
    fn held(&self) -> MutexGuard<'_, T>;
}

impl<T> Held<T> for Mutex<T> {
    fn held(&self) -> MutexGuard<'_, T> {
        self.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
