//! Lengths of time: `500ms`, `30s`, `5m`, `1h30m`, `7d`.

use std::fmt;

use super::{Leaf, LeafError, digits, quoted};

/// A length of time of at least one millisecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duration {
    millis: u64,
}

const UNITS: [(&str, u64); 5] = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

/// A hundred years: beyond it engines overflow and nobody means it.
const MAX_MILLIS: u64 = 100 * 365 * 86_400_000;

impl Duration {
    /// That many milliseconds; one at least.
    pub const fn from_millis(millis: u64) -> Self {
        Self { millis: if millis == 0 { 1 } else { millis } }
    }

    /// That many seconds.
    pub const fn from_secs(seconds: u64) -> Self {
        Self::from_millis(seconds * 1000)
    }

    /// Milliseconds.
    pub const fn millis(self) -> u64 {
        self.millis
    }

    /// Whole seconds, rounded up: what an engine without fractions is told.
    pub const fn seconds_up(self) -> u64 {
        self.millis.div_ceil(1000)
    }
}

impl Leaf for Duration {
    const FORMAT: &'static str = "duration";
    const DESCRIPTION: &'static str =
        "A length of time: whole numbers with the units d, h, m, s and ms, largest first, each once.";
    const EXAMPLES: &'static [&'static str] = &["30s", "500ms", "1h30m", "7d"];

    fn read(text: &str) -> Result<Self, LeafError> {
        if digits(text).is_some() {
            let help = format!("write `{text}s` for seconds, or `{text}ms`, `{text}m`, `{text}h`, `{text}d`");
            return Err(LeafError::new(format!("the duration {} has no unit", quoted(text)), help));
        }
        let invalid = || {
            LeafError::new(
                format!("{} is no duration", quoted(text)),
                "write it as `500ms`, `30s`, `5m`, `1h30m` or `7d`",
            )
        };
        let (mut rest, mut millis, mut next_unit) = (text, 0_u64, 0);
        while !rest.is_empty() {
            let (number, after) = rest.split_at(rest.bytes().take_while(u8::is_ascii_digit).count());
            let (unit, after) = after.split_at(after.bytes().take_while(u8::is_ascii_alphabetic).count());
            let place = UNITS
                .iter()
                .position(|(name, _)| *name == unit)
                .filter(|place| *place >= next_unit)
                .ok_or_else(invalid)?;
            let scale = UNITS.get(place).map_or(1, |(_, scale)| *scale);
            let part = digits(number).and_then(|number| number.checked_mul(scale)).ok_or_else(invalid)?;
            millis = millis.checked_add(part).ok_or_else(invalid)?;
            (rest, next_unit) = (after, place + 1);
        }
        match millis {
            0 => Err(LeafError::new(
                format!("the duration {} is not more than zero", quoted(text)),
                "write at least `1ms`",
            )),
            1..=MAX_MILLIS => Ok(Self { millis }),
            _ => Err(LeafError::new(
                format!("the duration {} is longer than a hundred years", quoted(text)),
                "write a shorter one",
            )),
        }
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.millis;
        for (unit, scale) in UNITS {
            if rest >= scale {
                write!(f, "{}{unit}", rest / scale)?;
                rest %= scale;
            }
        }
        Ok(())
    }
}
