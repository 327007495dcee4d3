//! Names and values of headers and cookies.

use super::{Leaf, LeafError, quoted};

/// A header's name: an RFC 9110 token; compared without case.
#[derive(Debug, Clone)]
pub struct HeaderName(String);

/// A header's value: visible characters, spaces and tabs, no line ends (RFC 9110 section 5.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderValue(String);

/// A cookie's name: an RFC 6265 token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CookieName(String);

/// The value of a header or cookie that is asked for as a switch: the same word to every engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SwitchValue(String);

impl HeaderName {
    /// The name as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl HeaderName {
    /// `X-API-Key`.
    pub fn api_key() -> Self {
        Self("X-API-Key".to_owned())
    }
}

impl PartialEq for HeaderName {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for HeaderName {}

impl HeaderValue {
    /// The value.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl HeaderValue {
    /// `text/plain`.
    pub fn plain_text() -> Self {
        Self("text/plain".to_owned())
    }
}

impl CookieName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A name made from an upstream's name, whose characters are all allowed in a token.
    pub fn for_upstream(upstream: &super::ResourceName) -> Self {
        Self(format!("lb_{upstream}"))
    }

    /// The cookie that keeps a user in the group of a canary; the dots keep it apart from sticky cookies' usual names.
    pub fn for_canary(upstream: &super::ResourceName, canary: &super::ResourceName) -> Self {
        Self(format!("lb_canary.{upstream}.{canary}"))
    }
}

impl SwitchValue {
    /// The value.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for SwitchValue {
    fn default() -> Self {
        Self("always".to_owned())
    }
}

/// <https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2>
fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 200
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

impl Leaf for HeaderName {
    const FORMAT: &'static str = "header-name";
    const DESCRIPTION: &'static str = "A header's name: letters, digits and `-`.";
    const EXAMPLES: &'static [&'static str] = &["X-Env"];

    fn read(text: &str) -> Result<Self, LeafError> {
        let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if is_token(text) && plain {
            return Ok(Self(text.to_owned()));
        }
        let help = "use letters, digits and `-`; proxies drop or alias headers with other characters";
        Err(LeafError::new(format!("{} is no header name", quoted(text)), help))
    }
}

impl Leaf for HeaderValue {
    const FORMAT: &'static str = "header-value";
    const DESCRIPTION: &'static str = "A header's value: one line of text without leading or trailing blanks.";
    const EXAMPLES: &'static [&'static str] = &["noindex"];

    fn read(text: &str) -> Result<Self, LeafError> {
        if let Some(control) = text.chars().find(|character| character.is_control()) {
            let message =
                format!("the header value {} holds the control character U+{:04X}", quoted(text), u32::from(control));
            return Err(LeafError::new(message, "a header's value is one line of text"));
        }
        if text.is_empty() || text != text.trim() {
            let help = "write the value without blanks around it; `remove` takes a header away";
            return Err(LeafError::new(
                format!("{} is no header value: it is empty or has blanks around it", quoted(text)),
                help,
            ));
        }
        if text.len() > 4096 {
            return Err(LeafError::new(
                "the header value is longer than 4096 bytes",
                "shorten it; servers refuse such headers",
            ));
        }
        Ok(Self(text.to_owned()))
    }
}

impl Leaf for CookieName {
    const FORMAT: &'static str = "cookie-name";
    const DESCRIPTION: &'static str = "A cookie's name: letters, digits, `_`, `-` and dots.";
    const EXAMPLES: &'static [&'static str] = &["lb_lobechat"];

    fn read(text: &str) -> Result<Self, LeafError> {
        let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte));
        if is_token(text) && plain {
            return Ok(Self(text.to_owned()));
        }
        Err(LeafError::new(format!("{} is no cookie name", quoted(text)), "use letters, digits, `_`, `-` and dots"))
    }
}

impl Leaf for SwitchValue {
    const FORMAT: &'static str = "switch-value";
    const DESCRIPTION: &'static str = "One word of letters, digits, `_`, `-` and dots, up to 64 characters.";
    const EXAMPLES: &'static [&'static str] = &["always"];

    fn read(text: &str) -> Result<Self, LeafError> {
        let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte));
        if plain && (1..=64).contains(&text.len()) {
            return Ok(Self(text.to_owned()));
        }
        let help = "use one word of letters, digits, `_`, `-` and dots, up to 64 characters";
        Err(LeafError::new(format!("{} is no value of a switch", quoted(text)), help))
    }
}

display_as_text!(HeaderName, HeaderValue, CookieName, SwitchValue);
