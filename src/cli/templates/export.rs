//! `lbgen templates export`: all templates into a folder, or none where one of them is there already.

use std::fs;
use std::path::Path;

use anyhow::Context as _;

use crate::cli::exit::Exit;
use crate::cli::report::Reporter;
use crate::diagnostic::Diagnostic;
use crate::engine;
use crate::source::Source;

/// What tells whoever finds the folder what is in it.
pub(super) const README: (&str, &str) = ("README.md", include_str!("../../../templates/README.md"));

/// Writes the templates.
pub fn run(folder: &Path, force: bool, reporter: &Reporter) -> anyhow::Result<Exit> {
    let files: Vec<(&str, &str)> = engine::templates().chain([README]).collect();
    let is_there = |path: &str| fs::symlink_metadata(folder.join(path)).is_ok();
    let there: Vec<&str> = files.iter().map(|(path, _)| *path).filter(|path| is_there(path)).collect();
    if !there.is_empty() && !force {
        reporter.diagnostics(vec![would_be_overwritten(&there, folder)], &Source::new("", ""))?;
        return Ok(Exit::Usage);
    }
    for (path, text) in &files {
        write(&folder.join(path), text)?;
    }
    reporter.diagnostics(Vec::new(), &Source::new("", ""))?;
    Reporter::say(&format!("wrote the templates of lbgen to `{}`", folder.display()));
    Ok(Exit::Done)
}

fn would_be_overwritten(there: &[&str], folder: &Path) -> Diagnostic {
    let verb = if there.len() == 1 { "exists" } else { "exist" };
    Diagnostic::error("files-exist", format!("`{}` already {verb} in `{}`", there.join("`, `"), folder.display()))
        .help("name another folder, or overwrite them with `--force`")
}

fn write(file: &Path, text: &str) -> anyhow::Result<()> {
    let write = || {
        fs::create_dir_all(file.parent().unwrap_or(file))?;
        fs::write(file, text)
    };
    write().with_context(|| format!("cannot write `{}`", file.display()))
}
