//! Others' tools on what lbgen renders: each finding is mended in the templates, or stands in [`accepted`] with the
//! reason why it is let be.
//!
//! The tools come from `scripts/install-test-engines`, in environments of their own (`.venv/judges-*`).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that panics is a test that fails"
)]

mod accepted;
#[allow(dead_code, reason = "the tests of the engines use the rest")]
#[allow(unused_imports, unused_macros, reason = "the tests of the engines use the rest")]
#[path = "../engines/bed/mod.rs"]
mod bed;
mod compose;
mod examples;
mod finding;
mod nginx;
mod tls;
mod tool;
