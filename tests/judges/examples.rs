//! The examples as they are rendered now, in a folder for the judges to read.

use std::fs;
use std::path::{Path, PathBuf};

use lbgen::Given;
use lbgen::output::read_source;
use lbgen::rendered::Content;
use lbgen::source::Source;
use tempfile::TempDir;

/// Files of one kind, of all examples.
pub struct Rendered {
    folder: TempDir,
    /// Below the folder: the example and the file, as `lobechat/nginx/nginx.conf`.
    pub files: Vec<String>,
}

impl Rendered {
    /// Where the files are.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// Every example's file of this path, such as `nginx/nginx.conf`. `variants` makes of a topology those that are rendered,
/// each with what is added to the example's name.
pub fn rendered(path: &str, variants: fn(&str) -> Vec<(String, String)>) -> Rendered {
    let folder = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for example in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")).unwrap() {
        let example = example.unwrap();
        let topology = fs::read_to_string(example.path().join("lbgen.yaml")).unwrap();
        for (variant, topology) in variants(&topology) {
            let name = format!("{}{variant}/{path}", example.file_name().display());
            let Some(text) = compiled(&name, topology, &example.path(), path) else { continue };
            let file: PathBuf = folder.path().join(&name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
            files.push(name);
        }
    }
    files.sort();
    assert!(!files.is_empty(), "no example has a {path}");
    Rendered { folder, files }
}

fn compiled(name: &str, topology: String, beside: &Path, path: &str) -> Option<String> {
    let given = Given { read: &|path| read_source(beside, path), ..Given::default() };
    let compilation = lbgen::compile_with(&Source::new("lbgen.yaml", topology), &given).unwrap();
    assert!(!compilation.has_errors(), "{name} is refused: {:?}", compilation.diagnostics);
    let file = compilation.files.into_iter().find(|file| file.path == path)?;
    match file.content {
        Content::Text(text) => Some(text),
        Content::CopyOf { .. } | Content::MadeOf { .. } | Content::Lacking { .. } => None,
    }
}
