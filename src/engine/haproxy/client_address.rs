//! Who is asking: the peers that are believed, and what upstreams are told of the client.

use super::context::Context;
use super::networks::source_in;
use super::routing::ROUTES;
use super::view::ForwardingView;
use crate::escape::Escaped;
use crate::plan::Trust;
use crate::topology::ForwardedFor;

/// The condition that the peer is one of the trusted proxies. The templates keep its result in a variable: asked again
/// after `set-src`, it would judge the client instead of the peer.
pub fn trusted(trust: &Trust, context: &mut Context<'_>) -> Option<Escaped> {
    source_in(trust.forwarders(), "trusted", context)
}

/// The condition that the peer names the client in a PROXY header. Of anyone else such a header is a malformed request.
pub fn announced(trust: &Trust, context: &mut Context<'_>) -> Option<Escaped> {
    source_in(trust.announcers().unwrap_or_default(), "trusted", context)
}

/// What is sent upstream. Without trusted proxies a list that is appended to holds the client alone, too.
pub fn forwarding(forwarded_for: ForwardedFor, trusted: bool, context: &Context<'_>) -> ForwardingView {
    let append = match forwarded_for {
        ForwardedFor::Replace => false,
        ForwardedFor::Append => trusted,
    };
    ForwardingView { append, names_consumers: context.names_consumers, routes: ROUTES }
}
