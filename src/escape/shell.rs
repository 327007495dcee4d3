//! Text as a POSIX shell reads it.

use std::borrow::Cow;

/// The text as one word of a command, taken literally.
pub fn word(text: &str) -> Result<Cow<'_, str>, String> {
    if let Some(refusal) = super::control_character(text) {
        return Err(refusal);
    }
    shlex::try_quote(text).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::word;

    #[test]
    fn a_word_stays_one_word() {
        for text in ["a b", "$(touch x)", "it's", "`id`", "a;b", "*.example.com", "~", ""] {
            let words = shlex::split(&word(text).unwrap_or_else(|error| panic!("{text}: {error}")));
            assert_eq!(words.as_deref(), Some([text.to_owned()].as_slice()));
        }
        assert!(word("a\nb").is_err());
        assert!(word("a\0b").is_err());
    }
}
