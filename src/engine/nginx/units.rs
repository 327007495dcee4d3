//! Lengths of time and amounts of bytes as nginx writes them.

use crate::escape::Escaped;
use crate::topology::{Duration, Size};

/// A length of time; nginx's units are those of the topology.
pub fn time(duration: Duration) -> Escaped {
    Escaped::trusted(duration.to_string())
}

/// A length of time where nginx takes whole seconds only: rounded up.
pub fn seconds(duration: Duration) -> Escaped {
    time(Duration::from_secs(duration.seconds_up()))
}

/// An amount of bytes.
pub fn bytes(size: Size) -> Escaped {
    let bytes = size.bytes();
    Escaped::trusted(match () {
        () if bytes.is_multiple_of(1 << 20) => format!("{}m", bytes >> 20),
        () if bytes.is_multiple_of(1 << 10) => format!("{}k", bytes >> 10),
        () => bytes.to_string(),
    })
}
