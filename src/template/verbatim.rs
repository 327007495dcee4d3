//! Text that is printed as it is: what [`Escaped`](crate::escape::Escaped) becomes in a template.

use std::fmt;
use std::sync::Arc;

use minijinja::value::{Object, ObjectRepr};

/// A text of its own kind rather than one of the engine's "safe" strings: no filter and no tag of a template makes one.
#[derive(Debug)]
pub(super) struct Verbatim(pub(super) String);

impl Object for Verbatim {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn is_true(self: &Arc<Self>) -> bool {
        !self.0.is_empty()
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
