//! Free ports on loopback that nothing else on the machine picks by itself.

use std::net::{Ipv4Addr, TcpListener};
use std::sync::atomic::{AtomicU16, Ordering};

/// Below the range from which the kernel takes the ports of outgoing connections, so that none of those slips in
/// between the choice of a port and its use.
const FIRST: u16 = 10_000;
const PLACES: u16 = 22_000;

static NEXT: AtomicU16 = AtomicU16::new(0);

/// A port that nobody listens on; each call gives another, and each process begins at a place of its own. None when
/// all are taken.
pub fn free() -> Option<u16> {
    let start = std::process::id().wrapping_mul(7919) % u32::from(PLACES);
    let start = u16::try_from(start).unwrap_or_default();
    (0..PLACES)
        .map(|_| FIRST + (start + NEXT.fetch_add(1, Ordering::Relaxed) % PLACES) % PLACES)
        .find(|port| TcpListener::bind((Ipv4Addr::UNSPECIFIED, *port)).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_port_is_given_twice() {
        let (one, other) = (free().unwrap(), free().unwrap());
        assert_ne!(one, other);
        assert!((FIRST..FIRST + PLACES).contains(&one));
    }
}
