//! The table as `docs/promises.md`.

use std::fmt::Write as _;

use super::notes::Notes;
use super::table::marked;
use super::{GROUPS, Support};

const HEAD: &str = include_str!("promises.md");

/// Renders the page.
pub fn render(support: &Support) -> String {
    let mut text = HEAD.to_owned();
    let mut notes = Notes::default();
    for (promise, rows) in GROUPS {
        let _infallible = writeln!(text, "\n## {promise}\n");
        head(support, &mut text);
        for (row, cells) in support.rows.iter().filter(|(row, _)| rows.iter().any(|one| one.name == row.name)) {
            let _infallible = write!(text, "| **{}** {} |", row.name.replace('*', "\\*"), row.about());
            for (at, cell) in cells.iter().enumerate() {
                let _infallible = write!(text, " {} |", marked(cell.mark(), &notes.of(support, cells, at)));
            }
            text.push('\n');
        }
    }
    text.push_str("\n## Notes\n\n");
    for (number, engine, words) in notes.all() {
        let _infallible = writeln!(text, "- [{number}] {engine}: {words}");
    }
    text
}

fn head(support: &Support, text: &mut String) {
    text.push_str("| |");
    for line in &support.lines {
        let _infallible = write!(text, " {line} |");
    }
    text.push_str("\n|---|");
    text.push_str(&"---|".repeat(support.lines.len()));
    text.push('\n');
}
