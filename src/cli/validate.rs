//! `lbgen validate`: says what a render would refuse or do another way.

use super::arguments::Validate;
use super::compiled::Compiled;
use super::exit::Exit;
use super::missing;
use super::report::Reporter;

/// Validates.
pub fn run(arguments: &Validate, reporter: &Reporter) -> anyhow::Result<Exit> {
    let compiled = Compiled::new(&arguments.input)?;
    let missing = missing::warnings(&compiled.compilation.files, &compiled.folder);
    if compiled.report(reporter, missing)? {
        return Ok(Exit::Refused);
    }
    let files = compiled.compilation.files.len();
    let noun = if files == 1 { "file" } else { "files" };
    Reporter::say(&format!("{} is valid: {files} {noun} would be rendered", compiled.source.name()));
    Ok(Exit::Done)
}
