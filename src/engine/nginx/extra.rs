//! `engines.nginx.extra`: the user's own lines, at the end of the place that they name.

use crate::engine::extra::lines;
use crate::escape::Escaped;
use crate::topology::NginxExtra;

crate::view! {
    /// The user's own lines.
    pub struct ExtraView {
        /// Outside of all blocks.
        pub main: Option<Escaped>,
        /// In `events`.
        pub events: Option<Escaped>,
        /// In `http`.
        pub http: Option<Escaped>,
        /// In servers that have routes.
        pub server: Option<Escaped>,
        /// In locations of routes.
        pub location: Option<Escaped>,
    }
}

/// The user's own lines.
pub fn view(extra: &NginxExtra) -> ExtraView {
    let NginxExtra { main, events, http, server, location } = extra;
    ExtraView {
        main: lines(main.as_ref(), 0),
        events: lines(events.as_ref(), 4),
        http: lines(http.as_ref(), 4),
        server: lines(server.as_ref(), 8),
        location: lines(location.as_ref(), 12),
    }
}
