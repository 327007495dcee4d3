//! Reads the topology's text once into a tree that keeps the place of every key and value.

mod span;

pub use span::Span;

/// A topology's text under the name that messages call it by.
#[derive(Debug, Clone)]
pub struct Source {
    name: String,
    text: String,
}

impl Source {
    /// `name` is shown in messages as it is: a path, or `<stdin>`.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into() }
    }

    /// The name that messages call the text by.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text; spans are byte offsets into it.
    pub fn text(&self) -> &str {
        &self.text
    }
}
