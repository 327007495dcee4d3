//! Proof of the prover: `lbgen rehearse` finds deliberate faults behind the real engines, and leaves nothing behind.
//!
//! Each fault is one change of a rendered file, as a careless hand would make it. The check of the promise that it breaks
//! must say so, and must be content without it. The engines come from `scripts/install-test-engines`, as those of
//! `tests/engines` do; one that is missing fails the tests.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that panics is a test that fails"
)]

#[path = "../engines/bed/binaries.rs"]
mod binaries;
mod command;
#[allow(dead_code, reason = "faults are made for the newest of each engine alone")]
#[path = "../engines/bed/engine.rs"]
mod engine;
mod faults;
