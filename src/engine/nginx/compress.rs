//! `compress`: what is compressed, for the routes that ask for it.

use crate::escape::Escaped;
use crate::plan::{Route, policy};

crate::view! {
    /// What is compressed.
    pub struct CompressionView {
        /// Media types; nginx compresses `text/html` unasked, and warns when it is named.
        pub types: Escaped,
        /// The smallest body.
        pub from_bytes: u32,
    }
}

/// What is compressed; none when no route asks for it.
pub fn view(routes: &[Route<'_>]) -> Option<CompressionView> {
    let is_asked_for = routes.iter().any(|route| **route.compress);
    let types: Vec<&str> = policy::COMPRESSIBLE_TYPES.into_iter().filter(|name| *name != "text/html").collect();
    is_asked_for
        .then(|| CompressionView { types: Escaped::trusted(types.join(" ")), from_bytes: policy::COMPRESS_FROM_BYTES })
}
