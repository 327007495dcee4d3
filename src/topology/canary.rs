//! A share of a route's users that goes to another upstream.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CookieName, HeaderName, ResourceName, SwitchValue, Whole};
use crate::source::Placed;

/// A share of a route's users that goes to another upstream; each user stays in his group.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Canary {
    /// The other upstream.
    pub to: Placed<ResourceName>,
    /// How many of a hundred new users go there. With 0 only `header` and `cookie` lead there, with 100 everyone goes
    /// there, whatever group he was in.
    #[serde(default = "nobody")]
    #[schemars(extend("examples" = [5]))]
    pub weight: Placed<Whole<0, 100>>,
    /// A request that carries this header goes there, whatever the weight.
    #[schemars(extend("examples" = [{"name": "X-Canary", "value": "always"}]))]
    pub header: Option<Placed<CanaryHeader>>,
    /// A request that carries this cookie goes there, whatever the weight.
    #[schemars(extend("examples" = [{"name": "canary", "value": "always"}]))]
    pub cookie: Option<Placed<CanaryCookie>>,
}

/// A header that leads to a canary.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CanaryHeader {
    /// Its name.
    #[schemars(extend("examples" = ["X-Canary"]))]
    pub name: Placed<HeaderName>,
    /// Its whole value; any other has no effect.
    #[serde(default)]
    pub value: Placed<SwitchValue>,
}

/// A cookie that leads to a canary.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CanaryCookie {
    /// Its name.
    #[schemars(extend("examples" = ["canary"]))]
    pub name: Placed<CookieName>,
    /// Its whole value; any other has no effect.
    #[serde(default)]
    pub value: Placed<SwitchValue>,
}

fn nobody() -> Placed<Whole<0, 100>> {
    Placed::implied(Whole::new(0))
}

impl Canary {
    /// Everyone goes there.
    pub fn takes_everyone(&self) -> bool {
        self.weight.get() == 100
    }
}
