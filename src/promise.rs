//! The promises, by the numbers and names that reports and the table in the docs give them.

use std::fmt;

macro_rules! promises {
    ($($(#[$meta:meta])* $variant:ident = ($number:literal, $title:literal)),+ $(,)?) => {
        /// What a topology's keys promise their user, the same behind every engine.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Promise {
            $($(#[$meta])* $variant),+
        }

        impl Promise {
            /// Every promise, in the order of the numbers.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its number, as in `P4`.
            pub const fn number(self) -> u8 {
                match self {
                    $(Self::$variant => $number),+
                }
            }

            /// What it is called.
            pub const fn title(self) -> &'static str {
                match self {
                    $(Self::$variant => $title),+
                }
            }
        }
    };
}

promises! {
    /// Which route a request takes, and what reaches the upstream.
    Routing = (1, "Routing"),
    /// Whose request it is.
    ClientAddress = (2, "Who is asking"),
    /// Which server is chosen.
    Balance = (3, "Balance"),
    /// A client stays at one server.
    Sticky = (4, "Sticky cookie"),
    /// A server by the client's address.
    IpHash = (5, "ip_hash"),
    /// Tunnels.
    WebSocket = (6, "WebSocket"),
    /// Pieces pass as they come.
    Streams = (7, "Streams"),
    /// Who may keep whom waiting.
    Timeouts = (8, "Timeouts"),
    /// Failing servers are left out, and what is safe is tried again.
    Retries = (9, "Passive health and retries"),
    /// Servers are asked how they are.
    ActiveHealth = (10, "Active health"),
    /// How fast one client may ask.
    RateLimit = (11, "Rate limit"),
    /// How much at once, and how large.
    Limits = (12, "Concurrency and size"),
    /// Who is let in.
    Lists = (13, "Lists"),
    /// Who is let in by what he shows.
    Auth = (14, "Auth"),
    /// HTTPS.
    Tls = (15, "TLS"),
    /// What is logged.
    Logs = (17, "Access log"),
    /// What is measured.
    Metrics = (18, "Metrics"),
    /// What answers and requests carry.
    Headers = (19, "Headers"),
    /// Taking over a configuration, and going.
    Reload = (20, "Reload and stop"),
    /// Servers that are found by name.
    Names = (21, "Names"),
    /// Text types are compressed, streams are not.
    Compression = (23, "Compression"),
    /// A share of the users goes elsewhere, and stays there.
    Canary = (24, "Canary"),
    /// Connections are passed on as they are.
    Tcp = (25, "TCP"),
    /// What never changes is asked for once.
    Cache = (26, "Cache"),
}

impl fmt::Display for Promise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "P{} {}", self.number(), self.title())
    }
}
