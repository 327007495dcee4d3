//! What holds for all formats alike, and that the documentation shows them as they are.

use super::sample::{TOPOLOGY, hostile, ordinary, placeless, rendered};
use super::*;
use crate::source::Span;

const DOCUMENTATION: &str = include_str!("../../../docs/message-formats.md");

/// The first code block under a heading.
fn documented(heading: &str) -> &'static str {
    let (_, section) = DOCUMENTATION.split_once(&format!("\n## {heading}\n")).unwrap();
    let (_, block) = section.split_once("\n```").unwrap();
    let (_, block) = block.split_once('\n').unwrap();
    let (block, _) = block.split_once("```\n").unwrap();
    block
}

#[test]
fn the_documentation_shows_every_format_as_it_is() {
    assert_eq!(documented("The example"), TOPOLOGY);
    for format in Format::ALL {
        let shown = rendered(format, ordinary()).replace(env!("CARGO_PKG_VERSION"), "0.1.0");
        assert_eq!(documented(&format!("`{}`", format.name())), shown, "docs/message-formats.md, {}", format.name());
    }
}

#[test]
fn no_format_passes_on_what_a_terminal_would_obey_or_hide() {
    for format in Format::ALL {
        let text = rendered(format, hostile());
        let hidden: Vec<char> = text.chars().filter(|shown| *shown != '\n' && visible::is_hidden(*shown)).collect();
        assert_eq!(hidden, Vec::<char>::new(), "{}", format.name());
    }
}

#[test]
fn every_format_is_the_same_whatever_the_order_of_the_diagnostics() {
    for format in Format::ALL {
        for (source, mut diagnostics) in [ordinary(), placeless()] {
            let forwards = render(format, &diagnostics, &source, false);
            diagnostics.reverse();
            assert_eq!(render(format, &diagnostics, &source, false), forwards);
        }
    }
}

#[test]
fn a_place_outside_the_text_or_inside_a_character_harms_no_format() {
    let text = "é: \r\n日";
    let source = Source::new("lbgen.yaml", text);
    let offsets = [0, 1, 4, 5, 6, 7, 8, 9, 10, u32::MAX];
    let spans = offsets.iter().flat_map(|start| offsets.iter().map(|end| Span::new(*start, *end)));
    let diagnostics: Vec<Diagnostic> =
        spans.map(|span| Diagnostic::error("a", "b").at(span).label("c").related(span, "d")).collect();
    for format in Format::ALL {
        assert!(render(format, &diagnostics, &source, false).ends_with('\n'), "{}", format.name());
    }
}

#[test]
fn many_diagnostics_in_one_long_line_are_all_told_by_machine_formats_and_few_by_full() {
    let source = Source::new("lbgen.yaml", "é, ".repeat(1 << 19));
    let at_every_15th = |at: u32| Diagnostic::error("a", format!("b{at}")).at(Span::new(at * 60, at * 60 + 2));
    let diagnostics: Vec<Diagnostic> = (0..20_000).map(at_every_15th).collect();
    let parsed: serde_json::Value = serde_json::from_str(&render(Format::Json, &diagnostics, &source, false)).unwrap();
    assert_eq!(parsed["error_count"], 20_000);
    assert_eq!(parsed["diagnostics"][19_999]["range"]["start"]["column"], 19_999 * 45 + 1);
    let full = render(Format::Full, &diagnostics, &source, false);
    assert!(full.len() < 100_000, "{} bytes", full.len());
    assert!(full.ends_with("… and 19950 more\n20000 errors\n"));
}
