//! User text in directives that nginx expands: it has no escape for `$`, and no word may pass 4096 bytes.

use std::fmt::Write as _;

use crate::escape::{Escaped, nginx};

/// The variable that holds a `$`.
const DOLLAR: &str = "dollar";

/// The variable that holds nothing: an answer's body that is empty on purpose, where none would mean an error page.
const NOTHING: &str = "nothing";

/// Words stay well below nginx's 4096 bytes.
const LONGEST_WORD: usize = 3500;

/// A piece of this size fits into a word even if every byte is escaped.
const PIECE: usize = LONGEST_WORD / 2;

crate::view! {
    /// A variable that holds text as it is.
    pub struct LiteralView {
        /// Its name.
        pub name: String,
        /// What it holds.
        pub text: Escaped,
    }
}

/// A part of a word.
#[derive(Debug, Clone, Copy)]
pub enum Part<'a> {
    /// Text that stands for itself.
    Text(&'a str),
    /// The value of the variable of that name.
    Variable(&'a str),
}

/// The variables that user text has needed so far.
#[derive(Debug, Default)]
pub struct Texts {
    has_dollar: bool,
    has_nothing: bool,
    pieces: Vec<String>,
}

impl Texts {
    /// The text as one argument of a directive that expands variables.
    pub fn value(&mut self, text: &str) -> Escaped {
        if text.is_empty() {
            self.has_nothing = true;
            return Escaped::trusted(format!("${NOTHING}"));
        }
        self.word(&[Part::Text(text)])
    }

    /// The parts as one argument of a directive that expands variables.
    pub fn word(&mut self, parts: &[Part<'_>]) -> Escaped {
        let parts: Vec<Part<'_>> = parts.iter().copied().filter(|part| !matches!(part, Part::Text(""))).collect();
        let mut word = String::new();
        for (at, part) in parts.iter().enumerate() {
            match part {
                Part::Text(text) => word.push_str(&nginx::inside_quotes(text).replace('$', "${dollar}")),
                Part::Variable(name) => push_variable(&mut word, name, parts.get(at + 1)),
            }
        }
        if word.len() > LONGEST_WORD {
            return self.in_pieces(&parts);
        }
        let texts = || {
            parts.iter().filter_map(|part| match part {
                Part::Text(text) => Some(*text),
                Part::Variable(_) => None,
            })
        };
        self.has_dollar |= texts().any(|text| text.contains('$'));
        Escaped::trusted(if texts().all(nginx::is_bare) { word } else { format!("\"{word}\"") })
    }

    fn in_pieces(&mut self, parts: &[Part<'_>]) -> Escaped {
        let mut variables = String::new();
        for part in parts {
            match part {
                Part::Text(text) => self.push_pieces(text, &mut variables),
                Part::Variable(name) => push_variable(&mut variables, name, Some(&Part::Text("_"))),
            }
        }
        Escaped::trusted(variables)
    }

    fn push_pieces(&mut self, text: &str, variables: &mut String) {
        let mut rest = text;
        while !rest.is_empty() {
            let ends = rest.char_indices().map(|(at, character)| at + character.len_utf8());
            let end = ends.take_while(|end| *end <= PIECE).last().unwrap_or(rest.len());
            let (piece, after) = rest.split_at(end);
            self.pieces.push(piece.to_owned());
            let _ = write!(variables, "${{text_{}}}", self.pieces.len());
            rest = after;
        }
    }

    /// The variables to declare. `geo` is the one directive that takes a value as it is.
    pub fn views(&self) -> Vec<LiteralView> {
        let view = |name: String, text: &str| LiteralView { name, text: Escaped::trusted(nginx::literal(text)) };
        let dollar = self.has_dollar.then(|| view(DOLLAR.to_owned(), "$"));
        let nothing = self.has_nothing.then(|| view(NOTHING.to_owned(), ""));
        let pieces = self.pieces.iter().enumerate().map(|(at, piece)| view(format!("text_{}", at + 1), piece));
        dollar.into_iter().chain(nothing).chain(pieces).collect()
    }
}

/// A name stands in braces where the text behind it would be taken for more of it.
fn push_variable(word: &mut String, name: &str, next: Option<&Part<'_>>) {
    let goes_on = |first: char| first.is_ascii_alphanumeric() || first == '_' || first == '{';
    let needs_braces = matches!(next, Some(Part::Text(text)) if text.starts_with(goes_on));
    let _ = if needs_braces { write!(word, "${{{name}}}") } else { write!(word, "${name}") };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_is_cut_into_words_that_nginx_takes() {
        let mut texts = Texts::default();
        let value = texts.value(&"\"é".repeat(3000));
        let views = texts.views();
        assert_eq!(value.as_str(), (1..=views.len()).fold(String::new(), |text, n| format!("{text}${{text_{n}}}")));
        assert!(views.iter().all(|view| view.text.as_str().len() < 4000));
    }

    #[test]
    fn a_dollar_is_written_by_a_variable_that_is_declared_for_it() {
        let mut texts = Texts::default();
        assert_eq!(texts.value("plain").as_str(), "plain");
        assert!(texts.views().is_empty());
        assert_eq!(texts.value("$5 ${x}").as_str(), r#""${dollar}5 ${dollar}{x}""#);
        assert_eq!(texts.views().len(), 1);
    }

    #[test]
    fn variables_end_where_text_begins() {
        let mut texts = Texts::default();
        let word =
            texts.word(&[Part::Text("https://"), Part::Variable("host"), Part::Text("x/"), Part::Variable("args")]);
        assert_eq!(word.as_str(), "https://${host}x/$args");
        let word = texts.word(&[Part::Text("a b"), Part::Variable("host"), Part::Text("/")]);
        assert_eq!(word.as_str(), "\"a b$host/\"");
    }
}
