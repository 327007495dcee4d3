//! P21 and P22: servers that are found by name. Nobody can rehearse the names of another network.

use crate::promise::Promise;
use crate::rehearse::check::{Check, nothing_shortened, upstreams};
use crate::rehearse::verdict::Failure;

pub const LOOKED_UP: Check = Check {
    promise: Promise::Names,
    name: "names",
    shows: "a server that comes back with another address is found again",
    asked: |plan| {
        upstreams(plan, "", |upstream| upstream.servers.iter().any(crate::plan::Server::is_named).then_some(None))
    },
    excuses: &[],
    shorten: nothing_shortened,
    run: |_, _| {
        Box::pin(async { Err(Failure::untried("names are replaced by addresses on loopback: no resolver is played")) })
    },
};
