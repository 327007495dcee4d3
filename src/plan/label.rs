//! Values of cookies: opaque and free of addresses, and the same in every rendering.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// Whoever holds a cookie learns nothing about the network from the value that is made of `meaning`.
pub fn label(meaning: &str) -> String {
    let digest = Sha256::digest(format!("lbgen {meaning}"));
    let mut label = String::with_capacity(12);
    for byte in digest.iter().take(6) {
        // Writing to a string cannot fail.
        let _ = write!(label, "{byte:02x}");
    }
    label
}
