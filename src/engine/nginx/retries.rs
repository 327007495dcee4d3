//! `retries`: what is passed on to the next server. nginx repeats by itself only what is safe: a POST or PATCH that was
//! sent is never sent again.

use super::scope::Scope;
use crate::engine::Feature;
use crate::plan::Upstream;
use crate::topology::{Retries, RetryCondition};

/// The conditions, as `proxy_next_upstream` names them.
pub fn conditions(retries: &Retries) -> String {
    let Retries { attempts: _, on } = retries;
    let mut names: Vec<String> = on.iter().map(|condition| name(**condition)).collect();
    names.dedup();
    if names.is_empty() { "off".to_owned() } else { names.join(" ") }
}

/// Tries in all. The conditions stand even where there is only one: they are what counts as a server's failure, too.
pub fn attempts(retries: &Retries) -> u32 {
    let Retries { attempts, on: _ } = retries;
    attempts.get()
}

fn name(condition: RetryCondition) -> String {
    match condition {
        RetryCondition::ConnectError => "error".to_owned(),
        RetryCondition::Timeout => "timeout".to_owned(),
        RetryCondition::Status(code) => format!("http_{code}"),
    }
}

/// nginx knows one timeout: that of a connection and that of an answer are passed on together, or neither is.
pub fn report(upstream: &Upstream<'_>, scope: &mut Scope<'_, '_>) {
    let on = &upstream.retries.on;
    let has = |wanted: RetryCondition| on.iter().any(|condition| **condition == wanted);
    if has(RetryCondition::ConnectError) && !has(RetryCondition::Timeout) {
        let differs =
            "a connection that times out is retried only together with answers that do: add `timeout` for both";
        scope.findings.degrade(Feature::RetriesOn, on.place(), "retries refused connections alone", differs);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Placed;
    use crate::topology::Whole;

    #[test]
    fn each_condition_has_its_name() {
        let on = [RetryCondition::ConnectError, RetryCondition::Timeout, RetryCondition::Status(502)];
        let on = Placed::implied(on.map(Placed::implied).to_vec());
        let retries = Retries { attempts: Placed::implied(Whole::new(1)), on };
        assert_eq!(conditions(&retries), "error timeout http_502");
    }
}
