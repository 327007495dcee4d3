//! Text as nginx reads it: bare words, or strings in double quotes.

use std::borrow::Cow;

/// The text as one argument of a directive. A `$` is refused: nginx has no escape for it, so it must be written by a
/// variable that holds one.
pub fn word(text: &str) -> Result<Cow<'_, str>, String> {
    if let Some(refusal) = super::control_character(text) {
        return Err(refusal);
    }
    if text.contains('$') {
        return Err("a value holds `$`, which nginx would expand".to_owned());
    }
    let bare = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./:@%,+=*&".contains(&byte);
    if !text.is_empty() && text.bytes().all(bare) {
        return Ok(Cow::Borrowed(text));
    }
    Ok(Cow::Owned(format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))))
}
