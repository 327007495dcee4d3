//! What browsers name when they ask for a password.

use super::{Leaf, LeafError, quoted};

/// A realm (RFC 7617 section 2), in which no engine has to escape anything: printable ASCII without `"` and `\`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Realm(String);

impl Realm {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Realm {
    fn default() -> Self {
        Self("Restricted".to_owned())
    }
}

super::display_as_text!(Realm);

impl Leaf for Realm {
    const FORMAT: &'static str = "realm";
    const DESCRIPTION: &'static str =
        "What browsers name when they ask for a password: up to 100 characters of ASCII without `\"` and `\\`.";
    const EXAMPLES: &'static [&'static str] = &["Chat"];

    fn read(text: &str) -> Result<Self, LeafError> {
        let of_realm = |byte: u8| matches!(byte, b' '..=b'~') && !b"\"\\".contains(&byte);
        let is_short = (1..=100).contains(&text.len());
        if text == "off" {
            let help = "call it by what is behind it, as in `Chat`";
            return Err(LeafError::new(
                "`off` is no realm: servers read it as the word that asks for no password",
                help,
            ));
        }
        if is_short && text.trim() == text && text.bytes().all(of_realm) {
            return Ok(Self(text.to_owned()));
        }
        let help = "use up to 100 characters of ASCII, neither `\"` nor `\\`, and no blank at either end";
        Err(LeafError::new(format!("{} is no realm", quoted(text)), help))
    }
}
