//! Who is asking: the peers that are believed, and what upstreams are told of the client.

use super::context::Context;
use super::networks::source_in;
use super::routing::routes_file;
use super::view::{ForwardingView, ListView};
use crate::escape::Escaped;
use crate::plan::{Side, Trust, TrustedList};
use crate::topology::ForwardedFor;

/// The condition that the peer is one of the trusted proxies. The templates keep its result in a variable: asked again
/// after `set-src`, it would judge the client instead of the peer.
pub fn trusted(trust: &Trust<'_>, context: &mut Context<'_>) -> Option<Escaped> {
    source_in(trust.forwarders(), "trusted", context)
}

/// The condition that the peer names the client in a PROXY header. Of anyone else such a header is a malformed request.
pub fn announced(trust: &Trust<'_>, context: &mut Context<'_>) -> Option<Escaped> {
    source_in(trust.announcers().unwrap_or_default(), "trusted", context)
}

/// The lists that the trusted proxies come from.
pub fn lists(trust: &Trust<'_>) -> Vec<ListView> {
    let named = |list: &TrustedList<'_>| ListView { name: list.name.to_owned(), says: Escaped::trusted(list.says()) };
    trust.lists.iter().map(named).collect()
}

/// What is sent upstream from a side. Without trusted proxies a list that is appended to holds the client alone, too.
pub fn forwarding(forwarded_for: ForwardedFor, trusted: bool, side: Side, context: &Context<'_>) -> ForwardingView {
    let append = match forwarded_for {
        ForwardedFor::Replace => false,
        ForwardedFor::Append => trusted,
    };
    ForwardingView { append, names_consumers: context.names_consumers, routes: routes_file(side) }
}
