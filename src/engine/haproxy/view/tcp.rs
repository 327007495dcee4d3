//! What tcp.j2 prints.

use super::{BalanceView, CheckView, HealthCheckView};
use crate::escape::Escaped;
use crate::view;

view! {
    /// An upstream of plain TCP, with its listeners.
    pub struct TcpView {
        pub name: Escaped,
        pub keys: Escaped,
        pub binds: Vec<Escaped>,
        pub balance: Option<BalanceView>,
        pub connect: String,
        pub silence: String,
        pub again: u32,
        pub health_check: Option<HealthCheckView>,
        pub check: Option<CheckView>,
        pub all_backups: bool,
        pub servers: Vec<TcpServerView>,
    }
}

view! {
    /// A server.
    pub struct TcpServerView {
        pub name: String,
        pub address: String,
        pub id: u32,
        pub weight: Option<Escaped>,
        pub connections: Option<u32>,
        pub resolved: bool,
        pub backup: bool,
    }
}
