//! `headers.request.set.*.from_secret`: Traefik runs Go's templates over its dynamic files, and those read the environment.
//! The secret is written as JSON, which is YAML in double quotes: whatever it holds, it ends nothing.

use crate::escape::{Escaped, traefik};
use crate::topology::{RequestHeaders, RequestValue, Secret};

/// The value of the header.
pub fn value(secret: &Secret) -> Escaped {
    let Secret { from_secret, prefix } = secret;
    let prefix = traefik::rule_literal(prefix.as_ref().map_or("", |prefix| prefix.as_str()));
    Escaped::trusted(format!("{{{{ printf \"%s%s\" {prefix} (env \"{}\") | toJson }}}}", from_secret.as_str()))
}

/// What must hold of the secrets: each is set, and holds what a header may; none where there are no secrets.
pub fn condition(rules: &RequestHeaders) -> Option<Escaped> {
    let conditions = rules.set.iter().filter_map(|(_, value)| match value.value() {
        RequestValue::Text(_) => None,
        RequestValue::Secret(secret) => {
            Some(format!("(regexMatch \"^[^[:cntrl:]]+$\" (env \"{}\"))", secret.from_secret.as_str()))
        }
    });
    let conditions: Vec<String> = conditions.collect();
    (!conditions.is_empty()).then(|| Escaped::trusted(format!("{{{{- if and {} }}}}", conditions.join(" "))))
}
