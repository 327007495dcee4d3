//! What is tried again on another server.

use super::view::RetriesView;
use crate::escape::Escaped;
use crate::topology::{Retries, RetryCondition};

/// Methods that may be sent twice (RFC 9110 section 9.2.2).
pub const REPEATABLE: &str = "GET HEAD OPTIONS PUT DELETE TRACE";

/// The number of further tries and their reasons. A connection that closed before it answered counts as one that could
/// not be made: it may have been idle for too long.
pub fn retries(retries: &Retries) -> RetriesView {
    let Retries { attempts, on } = retries;
    let mut reasons: Vec<String> = Vec::new();
    for condition in on.iter() {
        match **condition {
            RetryCondition::ConnectError => reasons.extend(["conn-failure".to_owned(), "empty-response".to_owned()]),
            RetryCondition::Timeout => reasons.push("response-timeout".to_owned()),
            RetryCondition::Status(code) => reasons.push(code.to_string()),
        }
    }
    if reasons.is_empty() {
        reasons.push("none".to_owned());
    }
    let again = Escaped::trusted((attempts.get() - 1).to_string());
    RetriesView { again, reasons: Escaped::trusted(reasons.join(" ")) }
}
