//! Requests in flight, and the size of bodies.

use super::context::{Context, Table};
use super::rate_limit::{CLIENT_KEY, HEADER_KEY, bucket};
use super::rules::Shared;
use super::view::{BodyView, ConcurrencyView};
use crate::engine::Feature;
use crate::source::Placed;
use crate::topology::{Concurrency, LimitKey, SizeLimit};

const BY_CLIENT: Table = Table {
    name: "flight.client",
    purpose: "concurrency: requests in flight by client and route",
    key: CLIENT_KEY,
    store: "conn_cur",
    expire_millis: 60_000,
};

const BY_HEADER: Table = Table {
    name: "flight.header",
    purpose: "concurrency: requests in flight by header and route",
    key: HEADER_KEY,
    ..BY_CLIENT
};

/// Requests of one client that may be in flight.
pub fn concurrency(routes: &[Shared<'_, Placed<Concurrency>>], context: &mut Context<'_>) -> Vec<ConcurrencyView> {
    routes
        .iter()
        .map(|shared| {
            let Concurrency { limit, by } = shared.value.value();
            let table = match **by {
                LimitKey::ClientIp => BY_CLIENT,
                LimitKey::Header(_) => BY_HEADER,
            };
            ConcurrencyView {
                key: shared.key.clone(),
                only: shared.only.clone(),
                bucket: bucket(by, context),
                table: context.table(table),
                limit: limit.get(),
            }
        })
        .collect()
}

/// The largest body. Its length has to be told: HAProxy cannot count what streams through it.
pub fn bodies(routes: &[Shared<'_, Placed<SizeLimit>>], context: &mut Context<'_>) -> Vec<BodyView> {
    let mut views = Vec::new();
    for shared in routes {
        let SizeLimit::AtMost(size) = **shared.value else { continue };
        context.degrade(
            Feature::MaxBody,
            shared.value.place(),
            "limits only bodies whose length is told beforehand",
            "a chunked body, or one over HTTP/2 without Content-Length, is answered 411 on this route",
        );
        views.push(BodyView { key: shared.key.clone(), only: shared.only.clone(), bytes: size.bytes() });
    }
    views
}
