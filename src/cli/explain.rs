//! `lbgen explain`: what a diagnostic's code means and what to do, from the page of `docs/`.

use std::io::Write as _;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::exit::Exit;
use super::report::Reporter;

const PAGE: &str = include_str!("../../docs/diagnostics.md");

/// Explain a diagnostic by its code: what it means, and what to do
///
/// The code stands in brackets in a message, such as `unsupported` in `error[unsupported]`. Without a code, all of them
/// are listed.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  lbgen explain unsupported\n  lbgen explain")]
pub struct Explain {
    /// The code
    #[arg(value_parser = PossibleValuesParser::new(codes()), hide_possible_values = true)]
    pub code: Option<String>,
}

/// `lbgen explain`
pub fn run(arguments: &Explain, reporter: &Reporter) -> anyhow::Result<Exit> {
    let mut out = reporter.data();
    match &arguments.code {
        Some(code) => {
            let text = pages().find(|(name, _)| name == code).map(|(_, text)| text).unwrap_or_default();
            writeln!(out, "{code}\n\n{text}")?;
        }
        None => codes().try_for_each(|code| writeln!(out, "{code}"))?,
    }
    out.flush()?;
    Ok(Exit::Done)
}

/// Every code.
fn codes() -> impl Iterator<Item = &'static str> {
    pages().map(|(code, _)| code)
}

/// Every code with what the page says of it.
fn pages() -> impl Iterator<Item = (&'static str, &'static str)> {
    let sections = PAGE.split("\n### `").skip(1);
    sections.filter_map(|section| section.split_once("`\n")).map(|(code, text)| (code, text.trim()))
}
