//! Free ports on loopback that nothing else on the machine picks by itself.

use std::net::{Ipv4Addr, TcpListener};
use std::sync::atomic::{AtomicU16, Ordering};

/// Below the range from which the kernel takes the ports of outgoing connections, so that none of those slips in
/// between the choice of a port and its use.
const RANGE: std::ops::Range<u16> = 10_000..32_000;
static NEXT: AtomicU16 = AtomicU16::new(0);

/// A port that nobody listens on; each call gives another. Test processes begin at places of their own.
pub fn free() -> u16 {
    let places = RANGE.end - RANGE.start;
    let start = std::process::id().wrapping_mul(7919) % u32::from(places);
    let start = u16::try_from(start).expect("a place in the range");
    (0..places)
        .map(|_| RANGE.start + (start + NEXT.fetch_add(1, Ordering::Relaxed) % places) % places)
        .find(|port| TcpListener::bind((Ipv4Addr::UNSPECIFIED, *port)).is_ok())
        .expect("a free port")
}
