//! The bed is proven before anything is proven on it.

mod client;
mod engines;
mod template;
mod upstream;
