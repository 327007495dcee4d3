//! `lbgen diff`: shows what a render would change.

use std::io::Write as _;

use super::arguments::Diff;
use super::compiled::Compiled;
use super::exit::Exit;
use super::missing;
use super::report::Reporter;
use crate::output::{self, Comparison, DiffStyle, Form};

/// Compares and shows.
pub fn run(arguments: &Diff, reporter: &Reporter) -> anyhow::Result<Exit> {
    let compiled = Compiled::new(&arguments.input)?;
    if compiled.is_refused() {
        compiled.report(reporter, Vec::new())?;
        return Ok(Exit::Refused);
    }
    let root = compiled.root(&arguments.output);
    output::recover(&root)?;
    let parts = compiled.parts();
    let comparison = output::compare(&root, &compiled.folder, &compiled.compilation.files, Compiled::scope(&parts))?;
    if compiled.report(reporter, missing::compared(comparison.missing()))? {
        return Ok(Exit::Refused);
    }
    compiled.tell_templates();
    show(&comparison, arguments.output.show_secrets, reporter)?;
    Reporter::say(&comparison.summary());
    let different = comparison.has_changes() && arguments.exit_code;
    Ok(if different { Exit::Different } else { Exit::Done })
}

/// Writes the diff to where data goes.
pub fn show(comparison: &Comparison<'_>, show_secrets: bool, reporter: &Reporter) -> anyhow::Result<()> {
    let for_eyes = reporter.data_is_terminal() || reporter.colours_data();
    let form = if for_eyes { Form::Terminal { colour: reporter.colours_data() } } else { Form::Patch };
    let mut data = reporter.data();
    output::write_diff(comparison, DiffStyle { show_secrets, form }, &mut data)?;
    data.flush()?;
    Ok(())
}
