//! The table for people: one part an engine, its release lines beside one another, then the words of the cells.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::notes::Notes;
use super::{GROUPS, Mark, Support};
use crate::topology::Proxy;

const WIDTH: usize = 18;

/// Renders the table.
pub fn render(support: &Support, is_coloured: bool) -> String {
    let mut text = String::new();
    for proxy in support.engines() {
        let mut notes = Notes::default();
        part(support, proxy, &mut notes, is_coloured, &mut text);
        text.push('\n');
        for (number, _, words) in notes.all() {
            let _infallible = writeln!(text, "[{number}] {words}");
        }
        text.push('\n');
    }
    text.push_str(
        "native ✓  as asked for, and shown by a rehearsal\n\
         native    as asked for; no binary of that release was rehearsed, or no rehearsal can show it\n\
         degraded  done another way: a warning where it is asked for\n\
         no        an error where it is asked for, unless it is waived\n",
    );
    text
}

fn part(support: &Support, proxy: Proxy, notes: &mut Notes, is_coloured: bool, text: &mut String) {
    let width = support.rows.iter().map(|(row, _)| row.name.len() + 4).max().unwrap_or_default();
    let _infallible = write!(text, "{:width$}", proxy.name());
    for line in support.lines.iter().filter(|line| line.proxy == proxy) {
        let _infallible = write!(text, "{:<WIDTH$}", line.version().to_string());
    }
    end_line(text);
    for (promise, rows) in GROUPS {
        let _infallible = writeln!(text, "{}", painted(&promise.to_string(), Style::new().bold(), is_coloured));
        for (row, cells) in support.rows.iter().filter(|(row, _)| rows.iter().any(|one| one.name == row.name)) {
            let _infallible = write!(text, "{:width$}", format!("  {}", row.name));
            for (at, _) in support.lines.iter().enumerate().filter(|(_, line)| line.proxy == proxy) {
                let Some(mark) = cells.get(at).map(super::Cell::mark) else { continue };
                let words = marked(mark, &notes.of(support, cells, at));
                text.push_str(&painted(&format!("{words:<WIDTH$}"), style(mark), is_coloured));
            }
            end_line(text);
        }
    }
}

/// A word with the numbers of its notes.
pub fn marked(mark: Mark, notes: &[usize]) -> String {
    let numbers: Vec<String> = notes.iter().map(ToString::to_string).collect();
    if numbers.is_empty() { mark.word().to_owned() } else { format!("{} [{}]", mark.word(), numbers.join(",")) }
}

fn end_line(text: &mut String) {
    text.truncate(text.trim_end_matches(' ').len());
    text.push('\n');
}

fn style(mark: Mark) -> Style {
    match mark {
        Mark::Proven => Style::new().fg_color(Some(AnsiColor::Green.into())),
        Mark::Native => Style::new(),
        Mark::Degraded => Style::new().fg_color(Some(AnsiColor::Yellow.into())),
        Mark::No => Style::new().fg_color(Some(AnsiColor::Red.into())),
        Mark::Broken => Style::new().bold().fg_color(Some(AnsiColor::Red.into())),
    }
}

fn painted(text: &str, style: Style, is_coloured: bool) -> String {
    if is_coloured { format!("{style}{text}{style:#}") } else { text.to_owned() }
}
