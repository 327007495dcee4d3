//! Text as Lua reads it: always a string in double quotes.

use std::fmt::Write as _;

/// The text as one string literal. All but letters, digits and what paths and names are made of is written by its number,
/// so that neither Lua nor nginx, which looks for the block's end, takes anything of it for code.
pub fn string(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b" /.:_?=&%".contains(&byte) {
            literal.push(char::from(byte));
        } else {
            let _ = write!(literal, "\\{byte:03}");
        }
    }
    literal.push('"');
    literal
}

#[cfg(test)]
mod tests {
    use super::string;

    #[test]
    fn text_ends_no_string_and_no_block() {
        assert_eq!(string("GET /health?a=b HTTP/1.0"), "\"GET /health?a=b HTTP/1.0\"");
        assert_eq!(string("a\r\n"), r#""a\013\010""#);
        assert_eq!(string(r#""}--\${x}]]'"#), r#""\034\125\045\045\092\036\123x\125\093\093\039""#);
        assert_eq!(string("é1"), r#""\195\1691""#);
    }
}
