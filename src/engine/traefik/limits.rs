//! `concurrency` and `max_body`: how many requests at once, and how large.

use std::fmt::Write as _;

use super::chain::Middlewares;
use super::client_address::{Peer, Source, source_by};
use crate::engine::{Feature, Findings};
use crate::source::Placed;
use crate::topology::{Concurrency, SizeLimit};

crate::view! {
    /// `inFlightReq`.
    #[derive(Debug, Clone, PartialEq, Eq, Hash)]
    pub struct InFlight { amount: u32, source: Source }
}

/// The middleware that counts the requests in flight.
pub fn in_flight(concurrency: &Concurrency, peer: &Peer<'_>, middlewares: &mut Middlewares) -> String {
    let Concurrency { limit, by } = concurrency;
    middlewares.in_flight.name(InFlight { amount: limit.get(), source: source_by(by, peer) })
}

/// A middleware that counts all requests together, whoever sends them.
pub fn in_flight_of_all(amount: u32, middlewares: &mut Middlewares) -> String {
    middlewares.in_flight.name(InFlight { amount, source: Source::requested_host() })
}

/// Says which bodies are measured.
pub fn review(max_body: &Placed<SizeLimit>, findings: &mut Findings<'_>) {
    findings.degrade(
        Feature::MaxBody,
        max_body.place(),
        "measures a body by its Content-Length",
        "it would have to keep bodies in memory to count them; a POST, PUT or PATCH without a length gets 411",
    );
}

/// A regular expression for the decimal numbers over `limit`, with any leading zeros.
///
/// For 413: `^0*(41[4-9]|4[2-9][0-9]|[5-9][0-9]{2}|[1-9][0-9]{3,})$`.
pub fn number_over(limit: u64) -> String {
    let digits = limit.to_string();
    let mut pattern = String::from("^0*(");
    for (at, digit) in digits.char_indices().rev() {
        if digit == '9' {
            continue;
        }
        let higher = char::from_digit(digit.to_digit(10).unwrap_or_default() + 1, 10).unwrap_or('9');
        pattern.push_str(digits.get(..at).unwrap_or_default());
        match higher {
            '9' => pattern.push('9'),
            _ => drop(write!(pattern, "[{higher}-9]")),
        }
        match digits.len() - at - 1 {
            0 => {}
            1 => pattern.push_str("[0-9]"),
            rest => drop(write!(pattern, "[0-9]{{{rest}}}")),
        }
        pattern.push('|');
    }
    let _ = write!(pattern, "[1-9][0-9]{{{},}})$", digits.len());
    pattern
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_pattern_reads_like_the_hand_written_one() {
        assert_eq!(number_over(413), "^0*(41[4-9]|4[2-9][0-9]|[5-9][0-9]{2}|[1-9][0-9]{3,})$");
        assert_eq!(number_over(999), "^0*([1-9][0-9]{3,})$");
    }

    /// The JSON Schema engine's `pattern` stands in for a regular expression library.
    fn matches(pattern: &str, text: &str) -> bool {
        let schema = serde_json::json!({ "pattern": pattern });
        jsonschema::is_valid(&schema, &serde_json::Value::from(text))
    }

    proptest! {
        #[test]
        fn a_number_matches_exactly_when_it_is_over_the_limit(limit in 1_u64..=u64::MAX >> 4, other: u64, zeros in 0_usize..3) {
            let pattern = number_over(limit);
            let near = [limit - 1, limit, limit + 1, limit * 10, limit / 10, other >> 4, 0];
            for number in near {
                let text = format!("{}{number}", "0".repeat(zeros));
                prop_assert_eq!(matches(&pattern, &text), number > limit, "{} {}", pattern, text);
            }
        }
    }
}
