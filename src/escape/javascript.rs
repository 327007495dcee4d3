//! Text as JavaScript reads it: always a string in double quotes.

use std::fmt::Write as _;

/// The text as one string literal. What is no letter of ASCII and could end a line or a string is written by its number,
/// so that every version of the language reads it alike.
pub fn string(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for character in text.chars() {
        match character {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            special if special.is_control() || is_line_end(special) => {
                let _ = write!(literal, "\\u{:04x}", u32::from(special));
            }
            other => literal.push(other),
        }
    }
    literal.push('"');
    literal
}

/// Characters beyond ASCII that end a line, in strings too before ECMAScript 2019.
fn is_line_end(character: char) -> bool {
    matches!(character, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_ends_no_string_and_begins_no_code() {
        assert_eq!(string("/health?a=b"), r#""/health?a=b""#);
        assert_eq!(string(r#""; ngx.log(1) //"#), r#""\"; ngx.log(1) //""#);
        assert_eq!(string("\\"), r#""\\""#);
        assert_eq!(string("${x}`'"), r#""${x}`'""#);
        assert_eq!(string("a\nb\r\0\u{7f}\u{2028}"), r#""a\u000ab\u000d\u0000\u007f\u2028""#);
    }

    proptest! {
        // What JSON takes for a string, JavaScript takes for the same string.
        #[test]
        fn every_text_comes_back(text in any::<String>()) {
            let read: String = serde_json::from_str(&string(&text)).unwrap();
            prop_assert_eq!(read, text);
        }
    }
}
