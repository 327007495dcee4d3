//! The text of a JSON document.

use serde::Serialize;

use super::visible::is_hidden;

/// `value` as indented JSON that ends with a newline, with every invisible character in it written as an escape.
#[expect(clippy::expect_used, reason = "text, numbers and lists of them always have a JSON form")]
pub fn document(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("plain data");
    text.push('\n');
    if text.chars().any(needs_escape) { escape(&text) } else { text }
}

/// JSON itself escapes the controls of ASCII only (RFC 8259, 7); the newlines are those between its values.
fn needs_escape(character: char) -> bool {
    character != '\n' && is_hidden(character)
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if needs_escape(character) {
            escaped.extend(character.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            escaped.push(character);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::document;

    #[test]
    fn invisible_characters_are_escaped_and_keep_their_value() {
        let text = "a\u{9b}31m\u{7f}\u{202e}\u{e0041}\n\"é\u{1b}";
        let json = document(&text);
        assert_eq!(json, "\"a\\u009b31m\\u007f\\u202e\\udb40\\udc41\\n\\\"é\\u001b\"\n");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }
}
