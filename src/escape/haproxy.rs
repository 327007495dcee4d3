//! Text as HAProxy reads it: bare words, strings in single or double quotes, and lines of map files.

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

/// A text and an expression behind it, as one argument that HAProxy reads as a log format.
pub fn before_expression(text: &str, expression: &str) -> String {
    let text = text.replace('%', "%%").replace('\'', "'\\''");
    format!("'{text}%[{expression}]'")
}

/// The text, which may have several lines, as one argument in double quotes, where `\` and `$` have a meaning.
pub fn text(text: &str) -> Result<String, String> {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '$' => quoted.push_str("\\x24"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            control if control.is_control() => {
                return Err(format!("a value holds the control character U+{:04X}", u32::from(control)));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    Ok(quoted)
}

/// A line of a map or certificate list. Such files know no quotes: the key ends at the first blank, the value at the
/// end of the line, and a `#` at its beginning makes it a comment.
pub fn map_entry(key: &str, value: &str) -> Result<String, String> {
    if let Some(refusal) = super::control_character(key).or_else(|| super::control_character(value)) {
        return Err(refusal);
    }
    if key.is_empty() || key.starts_with('#') || key.contains(char::is_whitespace) || value != value.trim() {
        return Err("a value holds a blank or `#` where a map of HAProxy cannot hold it".to_owned());
    }
    Ok(format!("{key} {value}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_ends_nothing_and_begins_nothing() {
        assert_eq!(word("a.b-c").unwrap(), "a.b-c");
        assert_eq!(word("a b # \"c\" $HOME \\").unwrap(), "'a b # \"c\" $HOME \\'");
        assert_eq!(word("it's").unwrap(), r"'it'\''s'");
        assert!(word("a\nbackend evil").is_err());
        assert!(word("a\0").is_err());
        assert!(word("").is_err());
    }

    #[test]
    fn an_expression_in_a_format_is_text() {
        assert_eq!(format("%[env(HOME)] 100%").unwrap(), "'%%[env(HOME)] 100%%'");
    }

    #[test]
    fn an_expression_stands_behind_text() {
        assert_eq!(before_expression("a '%[x] ", "env(A)"), r"'a '\''%%[x] %[env(A)]'");
    }

    #[test]
    fn several_lines_are_one_argument() {
        assert_eq!(text("a\n\"$b\"\\\t'%[src]").unwrap(), r#""a\n\"\x24b\"\\\t'%[src]""#);
        assert!(text("a\rb").is_err());
    }

    #[test]
    fn a_map_entry_is_one_line_with_one_key() {
        assert_eq!(map_entry("a/b/", "x/1").unwrap(), "a/b/ x/1\n");
        for key in ["", "a b", "#a", "a\nb"] {
            assert!(map_entry(key, "x").is_err(), "{key:?}");
        }
        assert!(map_entry("a", "x\ny").is_err());
    }
}
