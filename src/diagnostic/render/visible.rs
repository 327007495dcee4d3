//! Shows the characters that a terminal would obey or hide, so that a message reads as it is.

use std::borrow::Cow;

/// What one sentence of a message may take up; more is the user's own text, which he knows.
const LONGEST_SENTENCE: usize = 1000;

/// `text` with its invisible characters written as escapes, such as `\u{1b}` and `\n`.
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_hidden) {
        let shown = |character: char| {
            if is_hidden(character) { escape(character) } else { character.to_string() }
        };
        Cow::Owned(text.chars().map(shown).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// The same, cut where it becomes too long to read.
pub fn sentence(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST_SENTENCE) {
        Some((cut, _)) => Cow::Owned(format!("{}…", visible(text.get(..cut).unwrap_or_default()))),
        None => visible(text),
    }
}

/// `text` with one visible character in place of each hidden one, so that columns stay; tabs stay too.
pub fn drawn(text: &str) -> String {
    text.chars().map(|character| if character == '\t' { character } else { picture(character) }).collect()
}

fn escape(character: char) -> String {
    match character {
        '\n' | '\r' | '\t' => character.escape_default().to_string(),
        _ => character.escape_unicode().to_string(),
    }
}

/// The control pictures of Unicode (U+2400 ff.), and the replacement character for what has none.
fn picture(character: char) -> char {
    match character {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        _ if is_hidden(character) => '\u{fffd}',
        _ => character,
    }
}

/// Controls, line and paragraph separators, what takes no room, and what turns the direction of writing: CVE-2021-42574,
/// "Trojan Source". U+FFFE and U+FFFF are here because XML 1.0 has no way to write them.
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
            | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_seen_stays_as_it_is() {
        assert!(matches!(visible("grün `日本` \"a\\b\" 😀"), Cow::Borrowed(_)));
    }

    #[test]
    fn terminal_escapes_and_line_ends_are_written_out() {
        assert_eq!(visible("a\u{1b}[31m\r\n\tb\u{9b}"), r"a\u{1b}[31m\r\n\tb\u{9b}");
    }

    #[test]
    fn marks_that_turn_the_direction_of_writing_are_written_out() {
        assert_eq!(visible("x\u{202e}y\u{2066}z\u{200b}"), r"x\u{202e}y\u{2066}z\u{200b}");
    }

    #[test]
    fn a_drawn_line_has_as_many_characters_as_the_line() {
        assert_eq!(drawn("a\t\u{1b}[0m\u{7f}\u{202e}é"), "a\t␛[0m␡\u{fffd}é");
    }

    #[test]
    fn an_endless_sentence_is_cut() {
        assert_eq!(sentence(&"é".repeat(1001)), format!("{}…", "é".repeat(1000)));
        assert_eq!(sentence(&"é".repeat(1000)), "é".repeat(1000));
    }
}
