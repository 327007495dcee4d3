//! `compress`: text types are compressed, event streams never.

use super::chain::Middlewares;
use crate::plan::policy;
use crate::source::Placed;

crate::view! {
    /// `compress`.
    #[derive(Debug, Clone, PartialEq, Eq, Hash)]
    pub struct Compress { from_bytes: u32, types: Vec<&'static str> }
}

/// The middleware that compresses, if the route wants it.
pub fn compressor(wanted: &Placed<bool>, middlewares: &mut Middlewares) -> Option<String> {
    let compress = || Compress { from_bytes: policy::COMPRESS_FROM_BYTES, types: policy::COMPRESSIBLE_TYPES.to_vec() };
    (**wanted).then(|| middlewares.compress.name(compress()))
}
