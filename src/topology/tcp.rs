//! Plain TCP.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ListenAddress, ResourceName};
use crate::source::Placed;

/// A port whose connections go to an upstream as they are, whatever is spoken on them.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tcp {
    /// Where it listens: a port, or `address:port`.
    #[schemars(extend("examples" = ["127.0.0.1:6380"]))]
    pub listen: Placed<ListenAddress>,
    /// The upstream; one that no route leads to.
    pub to: Placed<ResourceName>,
}
