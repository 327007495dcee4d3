//! Text in XML: nothing in it is markup, and every character is one that XML can hold.

use super::render::visible;

/// For an attribute's value, on one line; control characters are made visible.
pub fn escape(value: &str) -> String {
    escape_text(&visible(value))
}

/// For an element's text. `>` too, since `]]>` must not stand in text (XML 1.0, 2.4).
pub fn escape_text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&apos;")
}
