//! Waits for what an engine does in its own time, and not longer.

use std::time::{Duration, Instant};

/// Asks every 20 ms until it is so, and says how long that took.
///
/// # Panics
/// When it is not so after 15 s; `what` says what should have become of it.
pub async fn eventually(what: &str, is_so: impl AsyncFn() -> bool) -> Duration {
    let start = Instant::now();
    while !is_so().await {
        assert!(start.elapsed() < Duration::from_secs(15), "not so after 15 s: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    start.elapsed()
}
