//! `--templates DIR`: the user's own templates, each of which has the path of one of lbgen's.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::export::README;
use crate::cli::report::WayOut;
use crate::diagnostic::{Diagnostic, OtherFile, nearest};
use crate::engine;
use crate::template::{Overrides, OwnTemplate};

/// Reads the folder, and says what is wrong with what is in it. Those that are as lbgen's own replace nothing.
pub fn read(folder: Option<&Path>) -> anyhow::Result<(Overrides, Vec<Diagnostic>)> {
    let (mut overrides, mut wrong) = (Overrides::default(), Vec::new());
    let Some(folder) = folder else { return Ok((overrides, wrong)) };
    let mut files = Vec::new();
    list(folder, &mut files).map_err(|error| unreadable(error, folder))?;
    files.sort();
    for file in files {
        let name = file.display().to_string();
        let path = file.strip_prefix(folder).unwrap_or(&file).display().to_string();
        let bytes = fs::read(&file).with_context(|| format!("cannot read `{name}`"))?;
        let shipped = engine::templates().find(|(known, _)| *known == path);
        match (shipped, String::from_utf8(bytes)) {
            (None, _) if path == README.0 => {}
            (None, _) => wrong.push(unknown(name, &path)),
            (Some(_), Err(_)) => wrong.push(no_text(name)),
            (Some((_, shipped)), Ok(text)) if text == shipped => {}
            (Some((path, _)), Ok(text)) => overrides.add(path, OwnTemplate { file: name, text }),
        }
    }
    Ok((overrides, wrong))
}

/// Every file in a folder and those below it but hidden ones, which editors and version control keep for themselves.
fn list(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if path.is_dir() { list(&path, found)? } else { found.push(path) }
    }
    Ok(())
}

fn unreadable(error: std::io::Error, folder: &Path) -> anyhow::Error {
    let message = format!("cannot read the templates in `{}`", folder.display());
    let help = "`lbgen templates export DIR` writes lbgen's own into a folder".to_owned();
    anyhow::Error::new(error).context(WayOut { message, help })
}

fn unknown(name: String, path: &str) -> Diagnostic {
    let told = Diagnostic::error("unknown-template", format!("lbgen has no template `{path}`"));
    let told = told.note("a file in this folder stands in the place of lbgen's template of the same path");
    let known = nearest(path, engine::templates().map(|(known, _)| known));
    let told = match known {
        Some(known) => told.help(format!("did you mean `{known}`?")),
        None => told.help("`lbgen templates list` tells the paths; move anything else out of the folder"),
    };
    told.in_file(OtherFile::whole(name))
}

fn no_text(name: String) -> Diagnostic {
    Diagnostic::error("template-encoding", format!("`{name}` is no UTF-8 text"))
        .help("save it as UTF-8")
        .in_file(OtherFile::whole(name))
}
