//! Versions of engines and of the libraries that they are linked with.

use std::fmt;

use super::{Leaf, LeafError, quoted};

/// A release: `1.30`, `3.7.13`; what is left out counts as 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct EngineVersion {
    /// First number.
    pub major: u16,
    /// Second number.
    pub minor: u16,
    /// Third number.
    pub patch: u16,
}

impl EngineVersion {
    /// A version from its three numbers.
    pub const fn new(major: u16, minor: u16, patch: u16) -> Self {
        Self { major, minor, patch }
    }

    /// This release or a later one.
    pub fn is_at_least(self, major: u16, minor: u16, patch: u16) -> bool {
        self >= Self::new(major, minor, patch)
    }
}

impl Leaf for EngineVersion {
    const FORMAT: &'static str = "version";
    const DESCRIPTION: &'static str = "A release in quotes, such as \"1.30\" or \"3.7.13\".";
    const EXAMPLES: &'static [&'static str] = &["1.30", "3.7.13"];

    fn read(text: &str) -> Result<Self, LeafError> {
        let invalid = || {
            LeafError::new(
                format!("{} is no version", quoted(text)),
                "write major and minor in quotes, such as `\"1.30\"`",
            )
        };
        let numbers: Vec<u16> =
            text.split('.').map(|part| part.parse().map_err(|_| invalid())).collect::<Result<_, _>>()?;
        match *numbers.as_slice() {
            [major, minor] => Ok(Self::new(major, minor, 0)),
            [major, minor, patch] => Ok(Self::new(major, minor, patch)),
            _ => Err(invalid()),
        }
    }
}

impl fmt::Display for EngineVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)?;
        if self.patch > 0 { write!(f, ".{}", self.patch) } else { Ok(()) }
    }
}
