//! Answers that need no upstream.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::leaf::quoted;
use super::{HeaderValue, Leaf, LeafError, RedirectTarget, Text};
use crate::source::Placed;

/// Sends the client elsewhere.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Redirect {
    /// Where to.
    pub to: Placed<RedirectTarget>,
    /// With which status.
    #[serde(default)]
    pub status: Placed<RedirectStatus>,
}

/// Answers by itself.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Respond {
    /// With which status: 200 to 599.
    #[serde(default)]
    pub status: Placed<AnswerStatus>,
    /// The answer's body.
    #[serde(default)]
    pub body: Placed<Text>,
    /// The body's media type.
    #[serde(default = "plain_text")]
    #[schemars(extend("examples" = ["text/plain"]))]
    pub content_type: Placed<HeaderValue>,
}

fn plain_text() -> Placed<HeaderValue> {
    Placed::implied(HeaderValue::plain_text())
}

/// The status of a redirect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RedirectStatus(u16);

/// The status of a fixed answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnswerStatus(u16);

impl RedirectStatus {
    /// The code.
    pub const fn code(self) -> u16 {
        self.0
    }
}

impl AnswerStatus {
    /// The code.
    pub const fn code(self) -> u16 {
        self.0
    }
}

impl Default for RedirectStatus {
    fn default() -> Self {
        Self(308)
    }
}

impl Default for AnswerStatus {
    fn default() -> Self {
        Self(200)
    }
}

impl Leaf for RedirectStatus {
    const FORMAT: &'static str = "redirect-status";
    const DESCRIPTION: &'static str = "301, 302, 303, 307 or 308; 307 and 308 keep the method.";
    const EXAMPLES: &'static [&'static str] = &["308", "302"];
    const NUMERIC: bool = true;

    fn read(text: &str) -> Result<Self, LeafError> {
        match text.parse() {
            Ok(code @ (301 | 302 | 303 | 307 | 308)) => Ok(Self(code)),
            _ => Err(LeafError::new(
                format!("{} is no status of a redirect", quoted(text)),
                "use 301, 302, 303, 307 or 308",
            )),
        }
    }
}

impl Leaf for AnswerStatus {
    const FORMAT: &'static str = "answer-status";
    const DESCRIPTION: &'static str = "A status from 200 to 599.";
    const EXAMPLES: &'static [&'static str] = &["503", "200"];
    const NUMERIC: bool = true;

    fn read(text: &str) -> Result<Self, LeafError> {
        match text.parse() {
            Ok(code @ 200..=599) => Ok(Self(code)),
            _ => Err(LeafError::new(
                format!("{} is no status of an answer", quoted(text)),
                "use a status from 200 to 599",
            )),
        }
    }
}

impl std::fmt::Display for RedirectStatus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::fmt::Display for AnswerStatus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
