//! Units as Compose writes them.

use std::fmt::Write as _;

use crate::topology::{Duration, Size};

/// A length of time in Go's notation, which knows no days (<https://pkg.go.dev/time#ParseDuration>).
pub(super) fn duration(duration: Duration) -> String {
    let mut rest = duration.millis();
    let mut text = String::new();
    for (unit, scale) in [("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)] {
        if rest >= scale {
            let _ = write!(text, "{}{unit}", rest / scale);
            rest %= scale;
        }
    }
    text
}

/// An amount of bytes, whose `k`, `m` and `g` are powers of 1024
/// (<https://github.com/compose-spec/compose-spec/blob/main/11-extension.md#specifying-byte-values>).
pub(super) fn bytes(size: Size) -> String {
    let units = [("g", 1 << 30), ("m", 1 << 20), ("k", 1 << 10)];
    let (unit, scale) = units.into_iter().find(|(_, scale)| size.bytes().is_multiple_of(*scale)).unwrap_or(("b", 1));
    format!("{}{unit}", size.bytes() / scale)
}
