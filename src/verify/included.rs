//! Files that the rules of nginx's firewall come from: they belong to a package, which this machine may not have.

use std::fs;
use std::path::Path;

use crate::diagnostic::Diagnostic;

/// There is a file of that name; in its last part `*` may stand for anything.
pub fn is_there(name: &str) -> bool {
    let path = Path::new(name);
    let parts = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.split_once('*'));
    let Some((start, end)) = parts else { return path.exists() };
    let is_meant = |name: &str| name.starts_with(start) && name.ends_with(end);
    let mut files = path.parent().and_then(|folder| fs::read_dir(folder).ok()).into_iter().flatten().flatten();
    files.any(|file| file.file_name().to_str().is_some_and(is_meant))
}

/// The file, line for line, without what it includes and this machine does not have, and a warning for each.
pub(super) fn without_missing(text: &str) -> (String, Vec<Diagnostic>) {
    let mut told = Vec::new();
    let mut edited = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match line.trim().strip_prefix("Include ").filter(|name| !is_there(name)) {
            Some(name) => {
                edited.push('\n');
                told.push(missing(name));
            }
            None => edited.push_str(line),
        }
    }
    (edited, told)
}

fn missing(name: &str) -> Diagnostic {
    let summary = format!("the firewall's rules in `{name}` are not on this machine, and were left out");
    let help = "install the OWASP Core Rule Set, or say where it is by `engines.nginx.crs_path`, and verify again";
    Diagnostic::warning("stand-in", summary).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_is_left_out_and_told() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("one.conf"), "").unwrap();
        let here = folder.path().display();
        assert!(is_there(&format!("{here}/one.conf")) && is_there(&format!("{here}/*.conf")));
        assert!(!is_there(&format!("{here}/two.conf")) && !is_there(&format!("{here}/*.data")));
        let text = format!("a '\n    Include {here}/one.conf\n    Include {here}/two.conf\n';\n");
        let (edited, told) = without_missing(&text);
        assert_eq!(edited, text.replace(&format!("    Include {here}/two.conf"), ""));
        assert_eq!(told.len(), 1);
    }
}
