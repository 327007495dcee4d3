//! The output room against a real disk, `patch`, and processes that are killed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that panics is a test that fails"
)]

mod compare;
mod crash;
mod diff;
mod places;
mod support;
mod write;
