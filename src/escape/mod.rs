//! Text made safe for the language that it is printed into.

pub mod haproxy;
pub mod javascript;
pub mod lua;
pub mod nginx;
pub mod shell;
pub mod traefik;
pub mod yaml;

use std::borrow::Cow;

/// The languages that templates print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// nginx.conf
    Nginx,
    /// haproxy.cfg
    Haproxy,
    /// Traefik's files
    Traefik,
    /// compose.yaml
    Yaml,
    /// Scripts of a POSIX shell
    Shell,
    /// Scripts that nginx runs by njs
    JavaScript,
}

impl Language {
    /// The text as one value of the language: whatever it holds, it ends nothing and begins nothing. The error says why
    /// a text cannot be written in the language at all.
    pub fn escape(self, text: &str) -> Result<Cow<'_, str>, String> {
        match self {
            Self::Nginx => nginx::word(text),
            Self::Haproxy => haproxy::word(text),
            Self::Traefik => Ok(traefik::scalar(text)),
            Self::Yaml => Ok(yaml::scalar(text)),
            Self::Shell => shell::word(text),
            Self::JavaScript => Ok(Cow::Owned(javascript::string(text))),
        }
    }
}

/// Text that is right in its language as it stands: made by the functions of this room, or out of literals.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Escaped(String);

impl Escaped {
    /// Text that the caller vouches for: built of literals, numbers and pieces that are escaped already.
    pub fn trusted(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text itself.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Why a text with control characters is refused.
fn control_character(text: &str) -> Option<String> {
    let control = text.chars().find(|character| character.is_control())?;
    Some(format!("a value holds the control character U+{:04X}", u32::from(control)))
}
