//! The user's own lines, indented like the place that they go to.

use crate::escape::Escaped;
use crate::source::Placed;
use crate::topology::Text;

/// The lines, each behind so many blanks and without a line end after the last one; none when there is nothing but
/// blanks. They are the user's own words in the engine's language, and so the one text that is not escaped.
pub fn lines(text: Option<&Placed<Text>>, indent: usize) -> Option<Escaped> {
    let text = text?.as_str().trim_matches('\n');
    let line = |line: &str| if line.trim().is_empty() { String::new() } else { format!("{:indent$}{line}", "") };
    let lines: Vec<String> = text.lines().map(line).collect();
    lines.iter().any(|line| !line.is_empty()).then(|| Escaped::trusted(lines.join("\n")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topology::Leaf;

    #[test]
    fn lines_are_indented_and_otherwise_left_alone() {
        let told = |text: &str| lines(Some(&Placed::implied(Text::read(text).unwrap())), 4).map(Escaped::into_string);
        assert_eq!(told("a \"b\" $c;\n\n  d;\n").as_deref(), Some("    a \"b\" $c;\n\n      d;"));
        assert_eq!(told(" \n"), None);
    }
}
