//! `lbgen init`: scaffolds a topology, and what stands beside it, from a preset.

mod answers;
mod args;
mod certificate;
mod failure;
mod files;
mod host_name;
mod image_name;
mod interview;
mod next_steps;
mod preset;
mod questions;
mod scaffold;
mod secrets;
mod signing_key;
mod template;
mod variables;
mod view;

use std::env;
use std::io::{IsTerminal as _, Write, stderr, stdin};

pub use answers::{Answers, App};
pub use args::InitArgs;
pub use certificate::CertificatePair;
pub use failure::Failure;
pub use files::write_new;
pub use host_name::HostName;
pub use image_name::ImageName;
pub use interview::{Manner, answers};
pub use preset::Preset;
pub use scaffold::{NewFile, files};

/// How long a placeholder certificate lasts: long enough to begin with, too short to be forgotten.
const PLACEHOLDER_DAYS: u32 = 90;

/// Scaffolds what `args` and the user's answers describe, and says on `out`, the standard error, what comes next.
///
/// `schema` is the JSON Schema of topologies, which is written beside `lbgen.yaml` for editors.
///
/// # Errors
/// See [`Failure`]; nothing is written then.
pub fn run(args: &InitArgs, schema: &str, out: &mut impl Write) -> Result<(), Failure> {
    let answers = answers(args, manner(args))?;
    let placeholder =
        answers.https.then(|| CertificatePair::self_signed(answers.all_hosts(), PLACEHOLDER_DAYS)).transpose()?;
    let files = files(&answers, schema, placeholder)?;
    write_new(&args.dir, &files)?;
    next_steps::write(out, &args.dir, &answers, &files).map_err(|error| Failure::System(error.into()))
}

fn manner(args: &InitArgs) -> Manner {
    let in_ci = env::var_os("CI").is_some_and(|value| !value.is_empty());
    if args.yes {
        Manner::TakeDefaults
    } else if stdin().is_terminal() && stderr().is_terminal() && !in_ci {
        Manner::Ask
    } else {
        Manner::FlagsOnly
    }
}
