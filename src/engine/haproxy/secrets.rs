//! `headers.request.set.*.from_secret`: the worker reads its environment; what it finds there is never read as an expression.

use crate::escape::{Escaped, haproxy};
use crate::source::Placed;
use crate::topology::{Headers, RequestValue, Secret};

/// The value of the header, as a log format.
pub fn value(secret: &Secret) -> Escaped {
    let Secret { from_secret, prefix } = secret;
    let prefix = prefix.as_ref().map_or("", |prefix| prefix.as_str());
    Escaped::trusted(haproxy::before_expression(prefix, &format!("env({})", from_secret.as_str())))
}

/// The variables that must be set for a route.
pub fn names(headers: &Placed<Headers>) -> Vec<Escaped> {
    let values = headers.request.set.iter().map(|(_, value)| value.value());
    let names = values.filter_map(|value| match value {
        RequestValue::Text(_) => None,
        RequestValue::Secret(secret) => Some(Escaped::trusted(secret.from_secret.as_str())),
    });
    names.collect()
}
