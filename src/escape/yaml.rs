//! Text as YAML reads it: plain where no reader takes it for anything else, else in double quotes.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The text as one scalar that every YAML 1.1 and 1.2 reader takes for this very string.
pub fn scalar(text: &str) -> Cow<'_, str> {
    if is_plain(text) { Cow::Borrowed(text) } else { Cow::Owned(double_quoted(text)) }
}

/// Words that some reader takes for a boolean, a null, a number or a date are not plain.
fn is_plain(text: &str) -> bool {
    let first = text.bytes().next().unwrap_or(b'"');
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./".contains(&byte);
    let reserved = ["true", "false", "yes", "no", "on", "off", "y", "n", "null"];
    let letter_first = first.is_ascii_alphabetic() || first == b'/';
    letter_first && text.bytes().all(allowed) && !reserved.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// The text in double quotes.
pub fn double_quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    // Most texts mean themselves.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\') {
        quoted.push_str(text);
        quoted.push('"');
        return quoted;
    }
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            special if special.is_control() || is_unprintable(special) => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(special));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// Line separators, the byte order mark and what YAML does not let stand in a stream.
fn is_unprintable(character: char) -> bool {
    matches!(character, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}
