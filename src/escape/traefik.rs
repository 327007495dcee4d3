//! Text as Traefik reads it: YAML that a Go template has run over, and string literals of routing rules.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::{Escaped, yaml};

/// The text as one YAML scalar. Traefik runs Go's template engine over its dynamic files before it reads the YAML, so
/// that no two braces may stand side by side, in whatever place.
pub fn scalar(text: &str) -> Cow<'_, str> {
    if text.contains("{{") {
        return Cow::Owned(yaml::double_quoted(text).replace("{{", "{\\x7B"));
    }
    yaml::scalar(text)
}

/// The text as a string literal of a routing rule: those are Go's. In double quotes everything can be escaped; in
/// backticks a backtick of the text would end it.
pub fn rule_literal(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    let mut after_brace = false;
    for character in text.chars() {
        match character {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            '{' if after_brace => literal.push_str("\\x7b"),
            control if control.is_control() || matches!(control, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                let _ = write!(literal, "\\u{:04x}", u32::from(control));
            }
            other => literal.push(other),
        }
        after_brace = literal.ends_with('{');
    }
    literal.push('"');
    literal
}

/// A routing rule, all of whose literals come from [`rule_literal`], as a YAML scalar in single quotes.
pub fn rule(rule: &str) -> Escaped {
    Escaped::trusted(format!("'{}'", rule.replace('\'', "''")))
}

/// The text as part of a comment. YAML knows more ends of a line than the control characters, and refuses some characters
/// wherever they stand.
pub fn comment(text: &str) -> Escaped {
    let is_plain = |character: &char| *character == ' ' || character.is_ascii_graphic() || character.is_alphanumeric();
    let one_line: String = text.chars().map(|character| if is_plain(&character) { character } else { ' ' }).collect();
    if !one_line.contains("{{") {
        return Escaped::trusted(one_line);
    }
    Escaped::trusted(one_line.replace("{{", "{ {").replace("{{", "{ {"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HOSTILE: [&str; 15] = [
        "a\nb: c",
        "a; b",
        "}} x {{",
        "{{ env \"HOME\" }}",
        "{{{{{",
        "it's \"quoted\"",
        "$HOME ${x}",
        "%[src]",
        "`) || PathPrefix(`/",
        "# no comment",
        "a\u{85}b\u{2028}c\u{2029}d\u{feff}",
        "back\\slash",
        "- f",
        "on",
        "\0",
    ];

    #[test]
    fn a_scalar_is_read_back_as_the_very_text() {
        for text in HOSTILE {
            let read: String = serde_saphyr::from_str(&scalar(text)).unwrap();
            assert_eq!(read, text);
        }
    }

    #[test]
    fn nothing_that_begins_a_template_is_ever_written() {
        for text in HOSTILE {
            assert!(!scalar(text).contains("{{"), "{}", scalar(text));
            assert!(!rule_literal(text).contains("{{"));
            assert!(!comment(text).as_str().contains("{{"));
            assert!(!comment(text).as_str().contains(['\n', '\u{85}', '\u{2028}', '\u{2029}', '\u{feff}']));
        }
    }

    #[test]
    fn a_rule_keeps_its_literals_in_their_quotes() {
        let literal = rule_literal("a\" || PathPrefix(`/`) || Host(\"'\\");
        assert_eq!(literal, r#""a\" || PathPrefix(`/`) || Host(\"'\\""#);
        assert_eq!(rule("Host('x')").as_str(), "'Host(''x'')'");
    }

    proptest! {
        #[test]
        fn any_text_survives_as_a_scalar(text in "\\PC*") {
            let read: String = serde_saphyr::from_str(&scalar(&text)).unwrap();
            prop_assert_eq!(read, text);
        }
    }
}
