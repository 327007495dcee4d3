//! Names of secrets, and what stands before one in a header.

use super::{Leaf, LeafError, quoted};

/// The name of a variable of the proxy's environment that holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SecretName(String);

/// What stands before a secret in a header's value, such as `Bearer `; it may end in a blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretPrefix(String);

impl SecretName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl SecretPrefix {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

super::display_as_text!(SecretName, SecretPrefix);

impl Leaf for SecretName {
    const FORMAT: &'static str = "secret-name";
    const DESCRIPTION: &'static str = "A variable of the proxy's environment: capitals, digits and `_`.";
    const EXAMPLES: &'static [&'static str] = &["OPENAI_API_KEY"];

    fn read(text: &str) -> Result<Self, LeafError> {
        let of_name = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
        let begins = text.bytes().next().is_some_and(|first| !first.is_ascii_digit());
        if begins && text.len() <= 100 && text.bytes().all(of_name) {
            return Ok(Self(text.to_owned()));
        }
        let help = "use capitals, digits and `_`, as in `OPENAI_API_KEY`; the secret itself is no part of the topology";
        // Whoever has put the secret here does not want it printed.
        Err(LeafError::new("this is no name of a secret", help))
    }
}

impl Leaf for SecretPrefix {
    const FORMAT: &'static str = "secret-prefix";
    const DESCRIPTION: &'static str =
        "What stands before the secret: one line of text that does not begin with a blank.";
    const EXAMPLES: &'static [&'static str] = &["Bearer "];

    fn read(text: &str) -> Result<Self, LeafError> {
        let is_line = !text.is_empty() && text.len() <= 200 && !text.chars().any(char::is_control);
        if is_line && !text.starts_with(char::is_whitespace) {
            return Ok(Self(text.to_owned()));
        }
        let help = "write one line of up to 200 bytes that does not begin with a blank, as in `\"Bearer \"`";
        Err(LeafError::new(format!("{} cannot stand before a secret", quoted(text)), help))
    }
}
