//! Who is asking: the peers that are believed, and what upstreams are told of the client.

use super::context::Context;
use super::networks::source_in;
use super::routing::ROUTES;
use super::view::ForwardingView;
use crate::escape::Escaped;
use crate::source::Placed;
use crate::topology::{Cidr, ForwardedFor};

/// The condition that the peer is one of the trusted proxies. The templates keep its result in a variable: asked again
/// after `set-src`, it would judge the client instead of the peer.
pub fn trusted(proxies: &[Placed<Cidr>], context: &mut Context<'_>) -> Option<Escaped> {
    source_in(proxies, "trusted", context)
}

/// What is sent upstream. Without trusted proxies a list that is appended to holds the client alone, too.
pub fn forwarding(forwarded_for: ForwardedFor, trusted: bool) -> ForwardingView {
    let append = match forwarded_for {
        ForwardedFor::Replace => false,
        ForwardedFor::Append => trusted,
    };
    ForwardingView { append, routes: ROUTES }
}
