//! `lbgen support`: what each engine, in each release, makes of each feature, and what rehearsals have shown of it.

use std::io::Write as _;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::exit::Exit;
use super::report::Reporter;
use crate::support::{self, Support};
use crate::topology::Proxy;

const EXAMPLES: &str = "\
Examples:
  lbgen support
          every engine
  lbgen support --engine nginx,haproxy
          two of them
  lbgen support --json | jq '.rows[] | select(.feature == \"sticky\")'
          one feature, for a program
  lbgen support --markdown > docs/promises.md
          as a page";

const ENGINES: [Proxy; 3] = [Proxy::Nginx, Proxy::Haproxy, Proxy::Traefik];

/// Show what each engine, in each release, makes of each feature, and what rehearsals have shown of it
///
/// Each feature is asked for by a small topology; what the renderers say of it is the answer, and what rehearsals of the
/// same topology have shown is the proof. Nothing is read but lbgen itself.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct SupportArgs {
    /// Only these engines; repeat it or separate names by commas
    #[arg(long = "engine", value_parser = engines(), value_name = "ENGINE", value_delimiter = ',')]
    pub engines: Vec<Proxy>,

    /// Print one JSON document
    #[arg(long)]
    pub json: bool,

    /// Print a page of Markdown
    #[arg(long, conflicts_with = "json")]
    pub markdown: bool,
}

fn engines() -> impl TypedValueParser<Value = Proxy> {
    PossibleValuesParser::new(ENGINES.map(Proxy::name))
        .try_map(|word| ENGINES.into_iter().find(|proxy| proxy.name() == word).ok_or("not an engine"))
}

/// Prints the table.
pub fn run(arguments: &SupportArgs, reporter: &Reporter) -> anyhow::Result<Exit> {
    let engines = if arguments.engines.is_empty() { &ENGINES[..] } else { &arguments.engines };
    let support = Support::ask(engines)?;
    let text = if arguments.json {
        support::json(&support)
    } else if arguments.markdown {
        support::markdown(&support)
    } else {
        support::table(&support, reporter.colours_data())
    };
    let mut data = reporter.data();
    data.write_all(text.as_bytes())?;
    data.flush()?;
    Ok(Exit::Done)
}
