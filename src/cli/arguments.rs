//! What the command line understands; help texts, man page and completions are made from it.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};

use super::init::InitArgs;
use crate::diagnostic::Format;
use crate::engine::Target;

const EXAMPLES: &str = "\
Examples:
  lbgen init --preset lobechat --host chat.example.com
          scaffold a stack
  lbgen diff
          see what a render would change
  lbgen render
          see it, agree, and have it written
  lbgen render --check
          in CI: fail when the rendered files are stale
  lbgen verify
          ask the engines themselves whether they take the files

Exit codes:
  0  done
  1  the topology is invalid, asks what an engine cannot do, or an engine rejects its files
  2  wrong usage
  3  there are differences (diff --exit-code, render --check)
  4  the system failed, or an engine's binary is missing
  130  interrupted; nothing is half-written";

/// Compile one topology into complete nginx, Traefik, HAProxy and docker-compose configurations
#[derive(Debug, Parser)]
#[command(name = "lbgen", version, after_help = EXAMPLES, max_term_width = 100)]
pub struct Arguments {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// Flags that every command takes.
#[derive(Debug, Args)]
pub struct Global {
    /// When to colour the output
    #[arg(long, global = true, default_value = "auto", value_name = "WHEN")]
    pub color: ColorChoice,

    /// How diagnostics are written; the formats for machines put one document on standard output
    #[arg(long, global = true, default_value = "full", value_name = "FORMAT")]
    pub message_format: MessageFormat,
}

/// The formats of diagnostics by their names.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum MessageFormat {
    /// For people: the source line drawn, the reasons and the ways out
    Full,
    /// One line each
    Concise,
    /// One JSON document
    Json,
    /// Workflow commands of GitHub Actions
    Github,
    /// GitLab's code quality report
    Gitlab,
    /// SARIF 2.1.0
    Sarif,
    /// JUnit XML
    Junit,
}

impl From<MessageFormat> for Format {
    fn from(format: MessageFormat) -> Self {
        match format {
            MessageFormat::Full => Self::Full,
            MessageFormat::Concise => Self::Concise,
            MessageFormat::Json => Self::Json,
            MessageFormat::Github => Self::Github,
            MessageFormat::Gitlab => Self::Gitlab,
            MessageFormat::Sarif => Self::Sarif,
            MessageFormat::Junit => Self::Junit,
        }
    }
}

/// What lbgen does.
#[derive(Debug, Subcommand)]
pub enum Command {
    Init(InitArgs),
    Validate(Validate),
    Diff(Diff),
    Render(Render),
    Verify(Verify),
    #[cfg(feature = "rehearse")]
    Rehearse(super::rehearse::Rehearse),
    Explain(super::explain::Explain),
    Support(super::support::SupportArgs),
    Templates(super::templates::TemplatesArgs),
    /// Print the JSON Schema of the topology file
    #[command(after_help = "Example:\n  lbgen schema > lbgen.schema.json")]
    Schema,
    /// Print a completion script for a shell
    #[command(after_help = "Example:\n  lbgen completions bash > ~/.local/share/bash-completion/completions/lbgen")]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    #[command(after_help = "Example:\n  lbgen man | man -l -")]
    Man,
}

/// Where a topology is and what of it is meant.
#[derive(Debug, Args)]
pub struct Input {
    /// The topology; `-` reads standard input
    #[arg(short, long, default_value = "lbgen.yaml", value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub file: PathBuf,

    /// Only these engines; repeat it or separate names by commas
    #[arg(long = "engine", value_parser = targets(), value_name = "ENGINE", value_delimiter = ',')]
    pub engines: Vec<Target>,

    /// A folder with templates of your own, in place of lbgen's of the same paths
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    pub templates: Option<PathBuf>,

    /// Treat warnings as errors
    #[arg(long)]
    pub strict: bool,
}

/// The words that `engines` knows them by.
fn targets() -> impl TypedValueParser<Value = Target> {
    PossibleValuesParser::new(Target::ALL.map(Target::name))
        .try_map(|word| Target::ALL.into_iter().find(|target| target.name() == word).ok_or("not an engine"))
}

/// Check a topology against its schema, its own meaning, and what each engine can do
///
/// Reports everything that `render` would refuse or do another way, and writes nothing.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  lbgen validate\n  lbgen validate --strict --message-format github")]
pub struct Validate {
    #[command(flatten)]
    pub input: Input,
}

/// Show what a render would change, as a unified diff that `patch -p1` accepts in the output folder
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  lbgen diff\n  lbgen diff --engine nginx --exit-code")]
pub struct Diff {
    #[command(flatten)]
    pub input: Input,
    #[command(flatten)]
    pub output: Output,

    /// Exit with 3 when there are differences
    #[arg(long)]
    pub exit_code: bool,
}

/// Where the rendered files are, and how a diff of them is shown.
#[derive(Debug, Args)]
pub struct Output {
    /// The output folder, in place of the topology's own
    #[arg(short, long, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    pub output: Option<PathBuf>,

    /// Show secrets in the diff instead of masking them
    #[arg(long)]
    pub show_secrets: bool,
}

/// Write the configurations: show the diff, ask, and write all files or none
///
/// Files that are as they should be are not touched, files that are no longer rendered are removed, and a file that was
/// edited by hand is never overwritten unasked. Killed at any moment, the next command finishes or undoes what was begun.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[command(
    after_help = "Examples:\n  lbgen render\n  lbgen render --yes\n  lbgen render --check\n  lbgen render --engine nginx --stdout"
)]
pub struct Render {
    #[command(flatten)]
    pub input: Input,
    #[command(flatten)]
    pub output: Output,

    /// Write without asking
    #[arg(short, long)]
    pub yes: bool,

    /// Say only how many files change, without the diff
    #[arg(short, long)]
    pub quiet: bool,

    /// Only compare: exit with 3 when the files on disk are not what would be rendered
    #[arg(long, conflicts_with_all = ["yes", "stdout"])]
    pub check: bool,

    /// Print the files instead of writing them
    #[arg(long, conflicts_with = "yes")]
    pub stdout: bool,

    /// Overwrite files that were edited by hand
    #[arg(long)]
    pub overwrite_edited: bool,

    /// Write although certificates or keys that the topology names are missing, and list what has to be put where
    #[arg(long)]
    pub allow_missing_secrets: bool,
}

/// The proxies to run, where they are not to be searched for.
#[derive(Debug, Args)]
pub struct ProxyBinaries {
    /// The binary of nginx; left out: the one in PATH, /usr/sbin or /usr/local/sbin
    #[arg(long, value_name = "PATH", value_hint = clap::ValueHint::ExecutablePath)]
    pub nginx: Option<PathBuf>,

    /// The binary of Traefik
    #[arg(long, value_name = "PATH", value_hint = clap::ValueHint::ExecutablePath)]
    pub traefik: Option<PathBuf>,

    /// The binary of HAProxy
    #[arg(long, value_name = "PATH", value_hint = clap::ValueHint::ExecutablePath)]
    pub haproxy: Option<PathBuf>,
}

/// Ask each engine's own checker whether it takes the files that a render would write
///
/// Runs `nginx -t`, `haproxy -c -dW`, a throwaway start of Traefik on free ports and `docker compose config -q` on a copy,
/// without root and on loopback alone; the output folder is neither read nor written. Missing certificates and variables
/// are replaced by stand-ins for the check. What an engine says is shown at the topology's line that caused it.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  lbgen verify\n  lbgen verify --engine nginx --nginx /opt/nginx/sbin/nginx\n  lbgen verify --in-docker\n  lbgen verify --json"
)]
pub struct Verify {
    #[command(flatten)]
    pub input: Input,

    #[command(flatten)]
    pub proxies: ProxyBinaries,

    /// Docker Compose: `docker-compose`, or a `docker` with its plugin
    #[arg(long, value_name = "PATH", value_hint = clap::ValueHint::ExecutablePath)]
    pub docker_compose: Option<PathBuf>,

    /// Ask each proxy in the image that compose.yaml would run it in, by `docker run`
    #[arg(long, conflicts_with_all = ["nginx", "traefik", "haproxy"])]
    pub in_docker: bool,

    /// Print what came of it as one JSON document
    #[arg(long)]
    pub json: bool,
}

impl Verify {
    /// The binary that was named for an engine.
    pub fn named(&self, target: Target) -> Option<&std::path::Path> {
        match target {
            Target::Nginx => self.proxies.nginx.as_deref(),
            Target::Traefik => self.proxies.traefik.as_deref(),
            Target::Haproxy => self.proxies.haproxy.as_deref(),
            Target::Compose => self.docker_compose.as_deref(),
        }
    }
}
