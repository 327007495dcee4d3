//! Amounts of bytes: `512KiB`, `20MiB`, `1GiB`, `20MB`, and `unlimited` where a limit may be lifted.

use std::fmt;

use super::{Leaf, LeafError, digits, quoted};

/// An amount of bytes, one at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size {
    bytes: u64,
}

const UNITS: [(&str, u64); 6] =
    [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000)];

impl Size {
    /// That many bytes.
    pub const fn from_bytes(bytes: u64) -> Self {
        Self { bytes }
    }

    /// Bytes.
    pub const fn bytes(self) -> u64 {
        self.bytes
    }
}

impl Leaf for Size {
    const FORMAT: &'static str = "size";
    const DESCRIPTION: &'static str =
        "An amount of bytes: a whole number with KiB, MiB, GiB, or the decimal KB, MB, GB.";
    const EXAMPLES: &'static [&'static str] = &["20MiB", "512KiB", "1GiB", "20MB"];

    fn read(text: &str) -> Result<Self, LeafError> {
        if digits(text).is_some() {
            let help = format!("write `{text}MiB`, or `{text}KiB`, `{text}GiB`, `{text}KB`, `{text}MB`, `{text}GB`");
            return Err(LeafError::new(format!("the size {} has no unit", quoted(text)), help));
        }
        let invalid = || {
            LeafError::new(format!("{} is no size", quoted(text)), "write it as `512KiB`, `20MiB`, `1GiB` or `20MB`")
        };
        let (number, unit) = text.split_at(text.bytes().take_while(u8::is_ascii_digit).count());
        let (_, scale) = UNITS.iter().find(|(name, _)| *name == unit).ok_or_else(invalid)?;
        let bytes = digits(number).and_then(|number| number.checked_mul(*scale)).ok_or_else(invalid)?;
        match bytes {
            0 => {
                Err(LeafError::new(format!("the size {} is not more than zero", quoted(text)), "write at least `1KiB`"))
            }
            1..=0x0FFF_FFFF_FFFF_FFFF => Ok(Self { bytes }),
            _ => Err(invalid()),
        }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match UNITS.iter().find(|(_, scale)| self.bytes.is_multiple_of(*scale)) {
            Some((unit, scale)) => write!(f, "{}{unit}", self.bytes / scale),
            None => write!(f, "{}B", self.bytes),
        }
    }
}

/// A limit in bytes that may be lifted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SizeLimit {
    /// `unlimited`.
    Unlimited,
    /// That much at the most.
    AtMost(Size),
}

impl Leaf for SizeLimit {
    const FORMAT: &'static str = "size-limit";
    const DESCRIPTION: &'static str = "An amount of bytes such as 20MiB, or `unlimited`.";
    const EXAMPLES: &'static [&'static str] = &["20MiB", "unlimited"];

    fn read(text: &str) -> Result<Self, LeafError> {
        if text == "unlimited" {
            return Ok(Self::Unlimited);
        }
        let or_lifted =
            |error: LeafError| LeafError { help: format!("{}; `unlimited` lifts the limit", error.help), ..error };
        Size::read(text).map(Self::AtMost).map_err(or_lifted)
    }
}

impl fmt::Display for SizeLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unlimited => f.write_str("unlimited"),
            Self::AtMost(size) => size.fmt(f),
        }
    }
}
