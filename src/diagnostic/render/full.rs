//! The form for people: what, where with the line drawn, why, and what to do.

use annotate_snippets::{Group, Level, Message, Origin, Padding, Renderer};

use super::excerpt::excerpts;
use super::report::Report;
use super::visible::sentence;
use crate::diagnostic::{Diagnostic, Severity};

/// Enough to work on; more would only push the first ones off the screen.
const MOST_SHOWN: usize = 50;

/// The same in bytes, for diagnostics that take much room each; the one that passes it is the last.
const MOST_BYTES: usize = 14_000;

/// Renders the diagnostics and a closing count; nothing when there is none.
///
/// Of too many, errors are shown rather than warnings.
pub fn render(report: &Report<'_>, color: bool) -> String {
    if report.diagnostics.is_empty() {
        return String::new();
    }
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut shown = report.diagnostics.clone();
    if shown.len() > MOST_SHOWN {
        shown.sort_by_key(|told| told.severity);
        shown.truncate(MOST_SHOWN);
    }
    let mut text = String::new();
    let mut rest = report.diagnostics.len();
    for told in &shown {
        text.push_str(&renderer.render(&[group(report, told)]));
        text.push_str("\n\n");
        rest -= 1;
        if text.len() > MOST_BYTES {
            break;
        }
    }
    match rest {
        0 => text + &count(report),
        more => format!("{text}… and {more} more\n{}", count(report)),
    }
}

fn group<'a>(report: &Report<'a>, told: &'a Diagnostic) -> Group<'a> {
    let level = match told.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(sentence(&told.summary)).id(told.code));
    let (drawings, told_places) = excerpts(report, told);
    let notes = told_places.into_iter().chain(told.notes.iter().map(|note| sentence(note).into_owned()));
    let notes = notes.map(|note| Level::NOTE.message(note));
    let help = told.help.iter().map(|help| Level::HELP.message(sentence(help)));
    let words: Vec<Message<'_>> = notes.chain(help).collect();
    let place = report.place(told);
    if place.file.is_some() && (told.file.is_some() || drawings.is_empty()) {
        group = group.element(Origin::path(place.to_string()));
        if drawings.is_empty() && !words.is_empty() {
            group = group.element(Padding);
        }
    }
    group.elements(drawings).elements(words)
}

/// Such as `2 errors, 1 warning`.
fn count(report: &Report<'_>) -> String {
    let counted = [Severity::Error, Severity::Warning].map(|severity| (report.count(severity), severity.name()));
    let parts = counted.iter().filter(|(number, _)| *number > 0);
    let parts = parts.map(|(number, name)| format!("{number} {name}{}", if *number == 1 { "" } else { "s" }));
    parts.collect::<Vec<_>>().join(", ") + "\n"
}

#[cfg(test)]
mod tests {
    use super::super::sample::{hostile, ordinary, place_of, placeless, rendered};
    use super::super::{Format, render};
    use crate::diagnostic::Diagnostic;
    use crate::source::{Source, Span};

    fn full(diagnostic: Diagnostic, text: &str) -> String {
        render(Format::Full, &[diagnostic], &Source::new("lbgen.yaml", text), false)
    }

    #[test]
    fn a_topology_with_nothing_to_tell_is_silence() {
        assert_eq!(rendered(Format::Full, (Source::new("lbgen.yaml", ""), Vec::new())), "");
    }

    #[test]
    fn a_hostile_topology_is_drawn_as_it_is() {
        let expected = r#"error[invalid-value]: `\u{1b}[2J\n::error::100%` & <b> ]]> "'
 --> a,b:\n\u{1b}%<".yaml:1:14
  |
1 | a: ␛[31m�]]> bad
  |              ^^^ \u{9b}31m
  |
  = note: turned \u{202e}round\r\n
  = help: quote, "it": <![CDATA[

1 error
"#;
        assert_eq!(rendered(Format::Full, hostile()), expected);
    }

    #[test]
    fn what_has_no_place_is_told_without_a_drawing() {
        let expected = "error[invalid-line]: a line without a colon
 --> api-keys:2:1
  |
 ::: lbgen.yaml:1:12
  |
1 | keys_file: api-keys
  |            -------- named here

error[missing-key]: `routes` is missing
--> lbgen.yaml
 |
 = help: name at least one route

error[system]: cannot write `deploy`
 |
 = note: permission denied

3 errors
";
        assert_eq!(rendered(Format::Full, placeless()), expected);
    }

    #[test]
    fn places_far_apart_are_drawn_apart() {
        let text = format!("a: 1\n{}a: 2\n", "b: 1\n".repeat(1000));
        let first = place_of(&text, "a: 1");
        let second = place_of(&text, "a: 2");
        let expected = "error[duplicate-key]: `a` is there twice
    --> lbgen.yaml:1002:1
     |
1002 | a: 2
     | ^^^^ the second
     |
    ::: lbgen.yaml:1:1
     |
   1 | a: 1
     | ---- the first

1 error
";
        let diagnostic = Diagnostic::error("duplicate-key", "`a` is there twice").at(second).label("the second");
        assert_eq!(full(diagnostic.related(first, "the first"), &text), expected);
    }

    #[test]
    fn a_place_that_spans_lines_is_drawn_on_its_first() {
        let expected = "error[a]: b
 --> lbgen.yaml:1:4
  |
1 | a: {
  |    ^ opened here

1 error
";
        let text = "a: {\r\n  b\r\n";
        assert_eq!(full(Diagnostic::error("a", "b").at(Span::new(3, 11)).label("opened here"), text), expected);
    }

    #[test]
    fn the_end_of_the_text_is_a_place() {
        let expected = "error[a]: b
 --> lbgen.yaml:2:1
  |
2 |
  | ^ here

1 error
";
        assert_eq!(full(Diagnostic::error("a", "b").at(Span::new(5, 5)).label("here"), "a: 1\n"), expected);
    }

    #[test]
    fn tabs_and_wide_characters_keep_the_carets_in_place() {
        let expected = "error[a]: b
 --> lbgen.yaml:1:5
  |
1 |     日本: bad
  |           ^^^

1 error
";
        let text = "\u{feff}\t日本:bad";
        let expected = expected.replace(": bad", ":bad").replace("          ^^^", "         ^^^");
        assert_eq!(full(Diagnostic::error("a", "b").at(place_of(text, "bad")), text), expected);
    }

    #[test]
    fn a_place_deep_in_a_long_line_is_told_in_words() {
        let text = format!("{}bad{}", "x, ".repeat(2_000_000), ", y".repeat(50));
        let expected = "error[a]: b
--> lbgen.yaml:1:6000001
 |
 = note: line 1, too long to draw, reads `… x, x, x, x, x, x, x, x, x, x, x, x, x, bad, y, y, y, y, y, y, y, y, y, y, y, y,…` around column 6000001: here

1 error
";
        let place = Span::new(6_000_000, 6_000_003);
        assert_eq!(full(Diagnostic::error("a", "b").at(place).label("here"), &text), expected);
    }

    #[test]
    fn a_long_line_is_cut_where_the_drawing_ends() {
        let text = format!("bad{}", ", x".repeat(2_000_000));
        let shown = full(Diagnostic::error("a", "b").at(Span::new(0, 3)), &text);
        assert!(shown.contains("1 | bad, x, x, "), "{shown}");
        assert!(shown.len() < 500, "{} bytes", shown.len());
    }

    #[test]
    fn of_too_many_the_errors_are_shown() {
        let warnings = (0..300).map(|at| Diagnostic::warning("a", format!("w{at}")).at(Span::new(0, 1)));
        let diagnostics: Vec<_> = warnings.chain([Diagnostic::error("b", "the error")]).collect();
        let shown = render(Format::Full, &diagnostics, &Source::new("lbgen.yaml", "x"), false);
        assert!(shown.starts_with("error[b]: the error\n"), "{shown}");
        assert!(shown.ends_with("\n\n… and 251 more\n1 error, 300 warnings\n"), "{shown}");
    }

    #[test]
    fn of_too_many_related_places_the_first_are_drawn() {
        let diagnostic = (0..15).fold(Diagnostic::error("a", "b"), |told, at| told.related(Span::new(at, at + 1), "c"));
        let shown = full(diagnostic, &"x".repeat(20));
        assert_eq!(shown.matches("c\n").count(), 10, "{shown}");
        assert!(shown.contains("= note: and at 5 more places\n"), "{shown}");
    }

    #[test]
    fn colour_comes_only_when_asked_for() {
        let (source, diagnostics) = ordinary();
        let plain = render(Format::Full, &diagnostics, &source, false);
        let colored = render(Format::Full, &diagnostics, &source, true);
        assert!(!plain.contains('\u{1b}'));
        assert!(colored.starts_with("\u{1b}["), "{colored}");
        assert_eq!(anstream::adapter::strip_str(&colored).to_string(), plain);
    }
}
