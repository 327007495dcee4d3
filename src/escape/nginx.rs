//! Text as nginx reads it: bare words, or strings in double quotes.

use std::borrow::Cow;

use super::Escaped;

/// The text as one argument of a directive. A `$` is refused: nginx has no escape for it, so it must be written by a
/// variable that holds one.
pub fn word(text: &str) -> Result<Cow<'_, str>, String> {
    if let Some(refusal) = super::control_character(text) {
        return Err(refusal);
    }
    if text.contains('$') {
        return Err("a value holds `$`, which nginx would expand".to_owned());
    }
    Ok(literal(text))
}

/// The text as one argument that nginx does not expand, such as a location's path or a `geo`'s value: `$` stands for
/// itself. Line ends and tabs are written as escapes; other control characters are the caller's to refuse.
pub fn literal(text: &str) -> Cow<'_, str> {
    if is_bare(text) { Cow::Borrowed(text) } else { Cow::Owned(format!("\"{}\"", inside_quotes(text))) }
}

/// The text needs no quotes.
pub fn is_bare(text: &str) -> bool {
    let bare = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./:@%,+=*&".contains(&byte);
    !text.is_empty() && text.bytes().all(bare)
}

/// The text as it stands between double quotes; `$` stays what it is.
pub fn inside_quotes(text: &str) -> String {
    let mut inside = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' => inside.push_str("\\\""),
            '\\' => inside.push_str("\\\\"),
            '\n' => inside.push_str("\\n"),
            '\t' => inside.push_str("\\t"),
            '\r' => inside.push_str("\\r"),
            other => inside.push(other),
        }
    }
    inside
}

/// A regular expression that matches the text and nothing else. Characters with a meaning stand in classes, so that no
/// backslash has to survive nginx's own reading.
pub fn pattern(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '.' | '$' | '(' | ')' | '+' | '*' | '?' | '|' | '[' | ']' | '{' | '}' => {
                pattern.push('[');
                pattern.push(character);
                pattern.push(']');
            }
            '^' | '\\' => {
                pattern.push('\\');
                pattern.push(character);
            }
            other => pattern.push(other),
        }
    }
    pattern
}

/// The text as part of a comment, which ends with its line.
pub fn comment(text: &str) -> Escaped {
    let one_line = |character: char| if character.is_control() { ' ' } else { character };
    Escaped::trusted(text.chars().map(one_line).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_would_end_a_directive_is_quoted() {
        for hostile in ["a b", "a;", "}", "{", "#", "'", "", "a\u{a0}b", "~x", "(", "`"] {
            assert_eq!(word(hostile).unwrap(), format!("\"{hostile}\""));
        }
        assert_eq!(word("a\"; b \\").unwrap(), r#""a\"; b \\""#);
    }

    #[test]
    fn plain_words_stay_bare() {
        assert_eq!(word("/api/v1.2:80").unwrap(), "/api/v1.2:80");
    }

    #[test]
    fn control_characters_and_dollars_are_no_words() {
        for refused in ["a\nb", "a\0b", "a\tb", "cost $5", "${x}"] {
            assert!(word(refused).is_err(), "{refused:?}");
        }
    }

    #[test]
    fn line_ends_are_written_as_escapes() {
        assert_eq!(literal("a\n\tb\r"), r#""a\n\tb\r""#);
        assert_eq!(literal("$5"), "\"$5\"");
    }

    #[test]
    fn a_pattern_matches_its_text_alone() {
        assert_eq!(pattern("/a.b$(c)+*?|[d]{e}"), "/a[.]b[$][(]c[)][+][*][?][|][[]d[]][{]e[}]");
        assert_eq!(pattern("^\\"), "\\^\\\\");
    }
}
