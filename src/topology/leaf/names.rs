//! Names that generated names are made of.

use super::{Leaf, LeafError, quoted};

/// The stack's name: `[a-z][a-z0-9-]{0,62}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackName(String);

/// The name of an upstream or a service: `[a-z][a-z0-9_-]{0,62}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceName(String);

impl StackName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ResourceName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_name(text: &str, also: &[u8]) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || also.contains(&byte);
    text.len() <= 63 && text.starts_with(|first: char| first.is_ascii_lowercase()) && text.bytes().all(allowed)
}

impl Leaf for StackName {
    const FORMAT: &'static str = "stack-name";
    const DESCRIPTION: &'static str =
        "A name of lower-case letters, digits and `-` that begins with a letter, up to 63 characters.";
    const EXAMPLES: &'static [&'static str] = &["lobechat"];

    fn read(text: &str) -> Result<Self, LeafError> {
        let help = "use lower-case letters, digits and `-`, begin with a letter, up to 63 characters";
        if is_name(text, b"-") {
            Ok(Self(text.to_owned()))
        } else {
            Err(LeafError::new(format!("{} is no stack name", quoted(text)), help))
        }
    }
}

impl Leaf for ResourceName {
    const FORMAT: &'static str = "resource-name";
    const DESCRIPTION: &'static str =
        "A name of lower-case letters, digits, `-` and `_` that begins with a letter, up to 63 characters.";
    const EXAMPLES: &'static [&'static str] = &["lobechat", "s3_store"];

    fn read(text: &str) -> Result<Self, LeafError> {
        let help = "use lower-case letters, digits, `-` and `_`, begin with a letter, up to 63 characters";
        if is_name(text, b"-_") {
            Ok(Self(text.to_owned()))
        } else {
            Err(LeafError::new(format!("{} is no name of an upstream or a service", quoted(text)), help))
        }
    }
}

display_as_text!(StackName, ResourceName);
