//! The proxy's own answers.

use super::view::ErrorView;

/// Every status that HAProxy answers with by itself, or is told to by a rule.
const ERRORS: [(u16, &str); 11] = [
    (400, "Bad Request"),
    (403, "Forbidden"),
    (404, "Not Found"),
    (408, "Request Timeout"),
    (413, "Content Too Large"),
    (429, "Too Many Requests"),
    (500, "Internal Server Error"),
    (501, "Not Implemented"),
    (502, "Bad Gateway"),
    (503, "Service Unavailable"),
    (504, "Gateway Timeout"),
];

/// One small body for each.
pub fn errors() -> Vec<ErrorView> {
    let view = |(status, reason): &(u16, &'static str)| ErrorView {
        status: *status,
        reason: crate::escape::Escaped::trusted(*reason),
        retry_after: (*status == 429).then_some(1_u32),
    };
    ERRORS.iter().map(view).collect()
}
