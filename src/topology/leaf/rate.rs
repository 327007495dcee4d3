//! Rates of requests: `10/s`, `600/m`, `5000/h`.

use std::fmt;

use super::{Leaf, LeafError, digits, quoted};

/// So many requests in a second, a minute or an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Requests in one period; one at least, a million at the most.
    pub requests: u32,
    /// The period.
    pub per: Period,
}

/// What a rate counts by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// `/s`
    Second,
    /// `/m`
    Minute,
    /// `/h`
    Hour,
}

impl Period {
    /// Its length in seconds.
    pub const fn seconds(self) -> u32 {
        match self {
            Self::Second => 1,
            Self::Minute => 60,
            Self::Hour => 3600,
        }
    }
}

impl Leaf for Rate {
    const FORMAT: &'static str = "rate";
    const DESCRIPTION: &'static str = "A rate of requests per second, minute or hour: 10/s, 600/m, 5000/h.";
    const EXAMPLES: &'static [&'static str] = &["10/s", "600/m", "5000/h"];

    fn read(text: &str) -> Result<Self, LeafError> {
        if digits(text).is_some() {
            let help = format!("write `{text}/s`, `{text}/m` or `{text}/h`");
            return Err(LeafError::new(format!("the rate {} does not say per what", quoted(text)), help));
        }
        let invalid = || {
            LeafError::new(
                format!("{} is no rate", quoted(text)),
                "write it as `10/s`, `600/m` or `5000/h`, up to 1000000",
            )
        };
        let (number, unit) = text.split_once('/').ok_or_else(invalid)?;
        let per = match unit {
            "s" => Period::Second,
            "m" => Period::Minute,
            "h" => Period::Hour,
            _ => return Err(invalid()),
        };
        let requests = digits(number).filter(|number| (1..=1_000_000).contains(number)).ok_or_else(invalid)?;
        Ok(Self { requests: u32::try_from(requests).map_err(|_| invalid())?, per })
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.per {
            Period::Second => "s",
            Period::Minute => "m",
            Period::Hour => "h",
        };
        write!(f, "{}/{unit}", self.requests)
    }
}
