//! `lbgen verify` against the real engines: what they accept, what they reject and where, and what is left behind.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that panics is a test that fails"
)]

mod accepted;
mod binaries;
mod cli;
mod in_docker;
mod rejected;
mod support;
