//! Text as HAProxy reads it: bare words, or strings in single quotes.

use std::borrow::Cow;

/// The text as one argument of a keyword that takes it literally. HAProxy cannot hold an empty argument.
pub fn word(text: &str) -> Result<Cow<'_, str>, String> {
    if let Some(refusal) = super::control_character(text) {
        return Err(refusal);
    }
    if text.is_empty() {
        return Err("a value is empty, which HAProxy cannot hold".to_owned());
    }
    let bare = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./:@,+=*&".contains(&byte);
    if text.bytes().all(bare) {
        return Ok(Cow::Borrowed(text));
    }
    Ok(Cow::Owned(format!("'{}'", text.replace('\'', "'\\''"))))
}

/// The text as one argument that HAProxy reads as a log format, in which `%` begins an expression.
pub fn format(text: &str) -> Result<String, String> {
    word(&text.replace('%', "%%")).map(Cow::into_owned)
}
